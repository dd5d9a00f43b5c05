"""`mosaic-anim join`: segments that shards have made become a scene's files."""

from pathlib import Path

import click

import mosaic_anim
from mosaic_anim.cli.options import (
    SceneEdits,
    json_option,
    overwrite_option,
    quiet_option,
    scene_edits,
    segments_folder,
    strict_option,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.render import print_file, print_missing_photos
from mosaic_anim.cli.rooms import api


@click.command("join")
@click.argument("scene")
@scene_edits
@click.option(
    "-o", "output", metavar="FILE", help="File of the first output, in place of the scene's."
)
@click.option("--frames", metavar="A..B", help="Only frames A to B, as the shards were given.")
@click.option("--draft", is_flag=True, help="The shards were drafts.")
@overwrite_option("outputs that exist")
@segments_folder
@strict_option
@json_option
@quiet_option
def join_command(
    scene: str,
    edits: SceneEdits,
    output: str | None,
    frames: str | None,
    draft: bool,
    overwrite: bool,
    folder: Path | None,
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Join segments that `render --shard` made.

    Writes the outputs of SCENE and draws nothing. If a segment is missing, nothing is written.
    """
    loaded = edits.load(scene, output=output)

    options = mosaic_anim.RenderOptions(
        frames=frames,
        draft=draft,
        named=output is not None,
        overwrite=overwrite,
        segments=folder,
    )
    with reporter(as_json=as_json, quiet=quiet) as progress:
        files = api.join(loaded, options=options, progress=progress)
    for file in files:
        print_file(file, as_json=as_json)
    print_missing_photos(files, strict=strict)

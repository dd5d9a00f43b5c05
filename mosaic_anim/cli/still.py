"""`mosaic-anim still`: one frame of a scene as a picture."""

from pathlib import Path

import click

import mosaic_anim
from mosaic_anim.cli.console import say
from mosaic_anim.cli.options import (
    SceneEdits,
    open_result,
    overwrite_option,
    quiet_option,
    scene_edits,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import print_relaxed, show_result, tell_lost
from mosaic_anim.cli.rooms import output_files
from mosaic_anim.cli.value_types import picture_file, picture_size
from mosaic_anim.errors import UsageError
from mosaic_anim.values.geometry import Size


@click.command("still")
@click.argument("scene")
@scene_edits
@click.option(
    "--at",
    default="0s",
    show_default=True,
    help="The moment: 2.5s, 75f, 50%, CLIP.middle, 'CLIP.end - 0.2s'.",
)
@click.option(
    "--size", type=picture_size, metavar="WxH", help="Size of the picture.  [default: the output's]"
)
@click.option(
    "-o", "output", required=True, type=picture_file, help="The picture: .png, .jpg or .webp."
)
@overwrite_option("the picture if it exists")
@open_result
@quiet_option
def still_command(
    scene: str,
    edits: SceneEdits,
    at: str,
    size: Size | None,
    output: Path,
    overwrite: bool,
    opens: bool,
    quiet: bool,
) -> None:
    """Draw one frame of SCENE."""
    loaded = edits.load(scene)
    if loaded.frame.background == "none" and output.suffix.lower() in {".jpg", ".jpeg"}:
        what = "a JPEG cannot hold alpha, which background: none needs"
        raise UsageError(what, remedy="end it in .png or .webp", place=str(output))
    output_files.check_files([output], loaded.inputs, overwrite=overwrite)

    with reporter(quiet=quiet) as progress:
        frame = mosaic_anim.frame_at(loaded, at, size=size, progress=progress)
    frame.save(output, overwrite=overwrite)
    tell_lost(frame.missing)
    print_relaxed(frame.relaxed)
    say(f"{output}: {size or loaded.outputs[0].size}, at {at}")
    if opens:
        show_result(output)

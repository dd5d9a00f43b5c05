"""`mosaic-anim sheet`: a contact sheet of a scene, with time codes."""

from pathlib import Path

import click

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
from mosaic_anim.cli.rooms import output_files, sheet
from mosaic_anim.cli.value_types import picture_file, whole_number


@click.command("sheet")
@click.argument("scene")
@scene_edits
@click.option(
    "-o", "target", required=True, type=picture_file, help="The sheet: .png, .jpg or .webp."
)
@click.option(
    "--frames",
    type=whole_number(1),
    help="Number of frames, first and last included.  [default: 12]",
)
@click.option("--every", metavar="TIME", help="A frame every 0.5s or 15f instead, and the last.")
@click.option("--clips", is_flag=True, help="The start, middle and end of each clip instead.")
@click.option("--columns", type=whole_number(1), help="Frames in a row.  [default: as they fit]")
@click.option(
    "--width",
    type=whole_number(64, 4096),
    default=320,
    show_default=True,
    help="Width of a frame [px].",
)
@click.option(
    "--output",
    type=whole_number(0),
    help="Number of the output, counted from 0.  [default: the first film]",
)
@overwrite_option("the sheet if it exists")
@open_result
@quiet_option
def sheet_command(
    scene: str,
    edits: SceneEdits,
    target: Path,
    frames: int | None,
    every: str | None,
    clips: bool,
    columns: int | None,
    width: int,
    output: int | None,
    overwrite: bool,
    opens: bool,
    quiet: bool,
) -> None:
    """Draw a contact sheet of SCENE.

    Each frame has its time code and its clip.
    """
    loaded = edits.load(scene)
    output_files.check_files([target], loaded.inputs, overwrite=overwrite)

    options = sheet.SheetOptions(
        frames=frames, every=every, clips=clips, columns=columns, width=width, output=output
    )
    with reporter(quiet=quiet) as progress:
        picture = sheet.contact_sheet(loaded, options=options, progress=progress)
    picture.save(target, overwrite=overwrite)
    tell_lost(picture.missing)
    print_relaxed(picture.relaxed)
    height, across = picture.pixels.shape[:2]
    say(f"{target}: {across}x{height}")
    if opens:
        show_result(target)

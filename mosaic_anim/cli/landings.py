"""`mosaic-anim landings`: the best photos to land on, to choose from."""

from pathlib import Path

import click

from mosaic_anim.cli.console import require_output, say
from mosaic_anim.cli.options import (
    SceneEdits,
    open_result,
    overwrite_option,
    quiet_option,
    scene_edits,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import print_relaxed, show_result
from mosaic_anim.cli.rooms import landings, output_files
from mosaic_anim.cli.value_types import picture_file, whole_number


@click.command("landings")
@click.argument("scene")
@scene_edits
@click.option(
    "-o", "target", required=True, type=picture_file, help="The sheet: .png, .jpg or .webp."
)
@click.option(
    "--count",
    type=whole_number(1, 100),
    default=12,
    show_default=True,
    help="Number of photos.",
)
@overwrite_option("the sheet if it exists")
@open_result
@quiet_option
def landings_command(
    scene: str,
    edits: SceneEdits,
    target: Path,
    count: int,
    overwrite: bool,
    opens: bool,
    quiet: bool,
) -> None:
    """Draw the best photos that SCENE can land on.

    Each is listed with the option that chooses it.
    """
    loaded = edits.load(scene)
    output_files.check_files([target], loaded.inputs, overwrite=overwrite)
    with reporter(quiet=quiet) as progress:
        ranking = landings.landing_sheet(loaded, count=count, progress=progress)
    ranking.sheet.save(target, overwrite=overwrite)
    print_relaxed(ranking.sheet.relaxed)
    for choice in ranking.choices:
        row, col = choice.cell
        say(f"{choice.rank:>3}  {choice.photo}, cell [{row}, {col}]:  {choice.option}")
    height, across = ranking.sheet.pixels.shape[:2]
    say(f"{target}: {across}x{height}")
    require_output()
    if opens:
        show_result(target)

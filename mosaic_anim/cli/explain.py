"""`mosaic-anim explain`: why a cell of a mosaic shows its photo, as a figure."""

from pathlib import Path

import click

import mosaic_anim
from mosaic_anim.cli.console import say
from mosaic_anim.cli.options import (
    all_sets,
    columns_option,
    mosaic_sets,
    open_result,
    overwrite_option,
    photos_option,
    quiet_option,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import print_chosen, show_result
from mosaic_anim.cli.rooms import cell_figure, inputs, load, output_files
from mosaic_anim.cli.value_types import cell_place, home_path, home_text, whole_number


@click.command("explain")
@click.argument("cover", type=home_text)
@photos_option
@click.option("--cell", required=True, type=cell_place, help="Row and column of the cell, from 0.")
@click.option("-o", "output", required=True, type=home_path, help="The figure: .png, .svg or .pdf.")
@click.option(
    "--k",
    "count",
    type=whole_number(1, 1000),
    default=8,
    show_default=True,
    help="How many of the nearest photos are marked.",
)
@columns_option
@mosaic_sets
@overwrite_option("the figure if it exists")
@open_result
@quiet_option
def explain_command(
    cover: str,
    library: str | tuple[str, ...],
    cell: tuple[int, int],
    output: Path,
    count: int,
    columns: str | None,
    sets: tuple[str, ...],
    overwrite: bool,
    opens: bool,
    quiet: bool,
) -> None:
    """Draw why a cell of a mosaic shows its photo.

    The mosaic of COVER is matched as `build` does. The figure shows the cover with its grid, the
    cell beside its photo, and all photos as points in the cube of colours, with the nearest ones.
    It needs Matplotlib: pip install 'mosaic_anim[explain]'.
    """
    cell_figure.require_figure_file(output)
    described = load.load_mosaic_settings(all_sets(sets, columns=columns))
    output_files.check_files([output], inputs.Inputs.of_mosaic(cover, library), overwrite=overwrite)
    with reporter(quiet=quiet) as progress:
        mosaic = mosaic_anim.build_mosaic(
            cover, library, settings=described.settings(seed=0), progress=progress
        )
    explained = mosaic_anim.explain_cell(mosaic, cell, count=count)
    explained.save(output, overwrite=overwrite)
    print_chosen(mosaic.chosen)
    row, col = explained.cell
    chosen = explained.chosen
    say(
        f"cell {row},{col} shows {chosen.photo}, at distance {chosen.distance:.1f}: "
        f"number {explained.rank:,} of {len(explained.colors):,} by distance"
    )
    say(f"wrote {output}")
    if opens:
        show_result(output)

"""`mosaic-anim explain`: why a cell of a mosaic shows its photo, as a figure."""

import re
from pathlib import Path

import click

import mosaic_anim
from mosaic_anim.cli.build import all_sets
from mosaic_anim.cli.console import say
from mosaic_anim.cli.options import (
    columns_or_auto,
    home_path,
    home_text,
    open_result,
    print_chosen,
    show_result,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.rooms import cell_figure, inputs, load, targets


class _Cell(click.ParamType[tuple[int, int]]):
    """A cell: row and column, from 0."""

    name = "R,C"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        match = re.fullmatch(r"\s*\[?\s*(\d{1,6})\s*,\s*(\d{1,6})\s*\]?\s*", str(value))
        if match is None:
            self.fail(f"'{value}' is no cell — write row and column, as 12,40", param, ctx)
        return int(match[1]), int(match[2])


@click.command("explain")
@click.argument("cover", type=home_text)
@click.option(
    "--library",
    required=True,
    type=home_text,
    metavar="PHOTOS",
    help="Folder of photos, or demo.",
)
@click.option("--cell", required=True, type=_Cell(), help="Row and column of the cell, from 0.")
@click.option("-o", "output", required=True, type=home_path, help="The figure: .png, .svg or .pdf.")
@click.option(
    "--k",
    "count",
    type=click.IntRange(1, 1000),
    default=8,
    show_default=True,
    help="How many of the nearest photos are marked.",
)
@click.option(
    "--columns",
    type=columns_or_auto,
    metavar="NUMBER|auto",
    help="Cells in a row.  [default: auto, as suits the photos]",
)
@click.option(
    "--set", "sets", multiple=True, metavar="PLACE=VALUE", help="Set any key of `mosaic`."
)
@click.option("--overwrite", is_flag=True, help="Replace the figure if it exists.")
@open_result
@click.option("--quiet", is_flag=True, help="No progress.")
def explain_command(
    cover: str,
    library: str,
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
    targets.check_targets([output], inputs.Inputs.of_mosaic(cover, library), overwrite=overwrite)
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

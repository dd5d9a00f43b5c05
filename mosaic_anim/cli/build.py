"""`mosaic-anim build` and `where`: the still mosaic, and which photo lies where in it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

import mosaic_anim
from mosaic_anim.cli.console import say
from mosaic_anim.cli.options import (
    all_sets,
    columns_option,
    mosaic_sets,
    open_result,
    overwrite_option,
    photo_sources,
    photos_option,
    quiet_option,
    strict_option,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.report import print_mosaic, print_report
from mosaic_anim.cli.results import (
    print_relaxed,
    print_skipped,
    show_result,
    tell_lost,
)
from mosaic_anim.cli.rooms import inputs, load, output_files, report_file, still, where
from mosaic_anim.cli.value_types import home_path, home_text, tint_or_auto, whole_number
from mosaic_anim.errors import CannotStartError
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LISTED = 20
"""Largest number of cells that are listed."""


@click.command("build")
@click.argument("cover", type=home_text)
@photos_option
@columns_option
@click.option(
    "--tint",
    type=tint_or_auto,
    metavar="NUMBER|auto",
    help="How strongly photos are coloured, 0 to 1.  [default: auto, as little as needed]",
)
@mosaic_sets
@click.option("-o", "output", type=home_path, help="The picture: .png, .tif or .jpg.")
@click.option("--placement", type=home_path, help="Save the placement as .npz.")
@click.option(
    "--report",
    "reports",
    type=home_path,
    multiple=True,
    help="Report on it, with advice: .html is a page, .json the figures.",
)
@click.option(
    "--cell-width",
    type=whole_number(1, 2000),
    default=48,
    show_default=True,
    help="Width of a cell [px].",
)
@overwrite_option("files that exist")
@open_result
@strict_option
@quiet_option
def build_command(
    cover: str,
    library: str | tuple[str, ...],
    columns: str | None,
    tint: str | None,
    sets: tuple[str, ...],
    output: Path | None,
    placement: Path | None,
    reports: tuple[Path, ...],
    cell_width: int,
    overwrite: bool,
    opens: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Build a mosaic of COVER as one big picture.

    COVER is a picture, demo or demo-portrait. `--set` takes the keys of a scene's `mosaic`, such as
    match.features=mean-lab.
    """
    if output is None and placement is None and not reports:
        raise click.UsageError(
            "nothing to write — give -o mosaic.png, --placement p.npz or --report r.html"
        )
    for path in reports:
        report_file.require_report_file(path)
    if output is not None:
        still.still_writer(output)
    described = load.load_mosaic_settings(all_sets(sets, columns=columns, tint=tint))
    paths = [path for path in (output, placement, *reports) if path is not None]
    output_files.check_files(paths, inputs.Inputs.of_mosaic(cover, library), overwrite=overwrite)

    lost: tuple[str, ...] = ()
    report_of_mosaic: mosaic_anim.MosaicReport | None = None
    with reporter(quiet=quiet) as progress:
        mosaic = mosaic_anim.build_mosaic(
            cover,
            library,
            settings=described.settings(seed=0),
            frames=described.frames,
            progress=progress,
        )
        if placement is not None:
            mosaic.placement.save(placement, overwrite=overwrite)
        if output is not None:
            written = mosaic.write(
                output, cell_width=cell_width, overwrite=overwrite, progress=progress
            )
            lost = written.missing
        if reports:
            report_of_mosaic = mosaic_anim.mosaic_report(mosaic, progress=progress)
            for path in reports:
                lost += report_of_mosaic.write(path, overwrite=overwrite)
    print_mosaic(mosaic)
    if report_of_mosaic is not None:
        print_report(report_of_mosaic)
    for target in paths:
        say(f"wrote {target}")
    if opens:
        pages = [path for path in reports if path.suffix.lower() == ".html"]
        for path in [output] if output is not None else pages:
            show_result(path)
    tell_lost(lost, strict=strict)
    print_relaxed(mosaic.relaxed)
    print_skipped(mosaic.library.skipped, strict=strict)


@click.command("where")
@click.argument("placement", type=home_path)
@click.argument("photo")
@click.option(
    "-o",
    "output",
    type=home_path,
    help="The picture that marks the cells.  [default: PHOTO-where.jpg]",
)
@photo_sources("Folder of the photos, if they have moved. May be given again.")
@overwrite_option("the picture if it exists")
@click.option("--list", "list_all", is_flag=True, help="Name every cell.")
@open_result
@quiet_option
def where_command(
    placement: Path,
    photo: str,
    output: Path | None,
    library: str | tuple[str, ...] | None,
    overwrite: bool,
    list_all: bool,
    opens: bool,
    quiet: bool,
) -> None:
    """Find the cells in which a PHOTO lies.

    PLACEMENT is a file that `build --placement` wrote. The cells are listed, counted from 0, and
    marked in a picture.
    """
    loaded = mosaic_anim.Placement.load(placement)
    target = output or Path(f"{Path(photo).stem}-where.jpg")
    folder = library or loaded.library
    if not library and not Path(loaded.library).is_absolute():
        raise click.UsageError(f"{placement} does not say where its photos are — add --library")
    own = inputs.Inputs(files=((placement.absolute(), "the placement"),))
    sources = own | inputs.Inputs.of_mosaic("", folder)
    output_files.check_files([target], sources, overwrite=overwrite)
    try:
        with reporter(quiet=quiet) as progress:
            photos = mosaic_anim.Library.open(folder, progress=progress)
    except CannotStartError:  # the cells are in the placement all the same
        _print_cells(*where.find_photo(loaded, photo), list_all=list_all)
        raise
    _print_cells(*where.find_photo(loaded, photo, photos), list_all=list_all)
    with reporter(quiet=quiet) as progress:
        marked = still.write_cell_marks(
            target, loaded, photos, photo, inputs=own, overwrite=overwrite, progress=progress
        )
    say(f"wrote {target}")
    if opens:
        show_result(target)
    tell_lost(marked.missing)


def _print_cells(rows: "NDArray[np.int64]", cols: "NDArray[np.int64]", *, list_all: bool) -> None:
    """Count the cells of a photo, and list them: all, or the first ones."""
    if not len(rows):
        return  # an error follows
    say(f"The photo lies in {count_of(len(rows), 'cell')}:")
    shown = len(rows) if list_all else _LISTED
    for row, col in zip(rows[:shown], cols[:shown], strict=True):
        say(f"  row {row}, column {col}")
    if len(rows) > shown:
        say(f"  … and {len(rows) - shown:,} more: --list names all")

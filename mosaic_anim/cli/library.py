"""`mosaic-anim library`: what a folder of photos holds, and what it is good for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

import mosaic_anim
from mosaic_anim.cli.console import say, say_json
from mosaic_anim.cli.options import (
    frames_option,
    index_option,
    open_result,
    overwrite_option,
    quiet_option,
    reader_count,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.results import show_result
from mosaic_anim.cli.rooms import inputs, output_files, picture_extras, report_file
from mosaic_anim.cli.value_types import home_path, home_text
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mosaic_anim.values.geometry import Grid

_LISTED = 6
"""Colours, and photos to land on, that are named."""


@click.command("library")
@click.argument("photos", type=home_text)
@click.option(
    "--cover", type=home_text, metavar="PICTURE", help="A picture that the photos should form."
)
@click.option(
    "--report",
    "reports",
    type=home_path,
    multiple=True,
    help="Write it down: .html is a page with pictures, .json the data. May be given twice.",
)
@index_option
@reader_count
@frames_option
@overwrite_option("files that exist")
@open_result
@click.option("--json", "as_json", is_flag=True, help="The data as JSON.")
@quiet_option
def library_command(
    photos: str,
    cover: str | None,
    reports: tuple[Path, ...],
    index_folder: Path | None,
    workers: int | None,
    frames: int,
    overwrite: bool,
    opens: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show what a folder of PHOTOS holds, and what it is good for.

    Formats, sizes, dates and near duplicates; how large a mosaic it carries; photos to land on;
    files that cannot be used. `--cover` says which colours the photos lack for that picture.
    """
    for path in reports:
        report_file.require_report_file(path)
    sources = inputs.Inputs.of_mosaic(cover or "", photos)
    output_files.check_files(reports, sources, overwrite=overwrite)
    with reporter(as_json=as_json, quiet=quiet) as progress:
        report_of_library = mosaic_anim.library_report(
            photos,
            cover=cover,
            index=index_folder,
            workers=workers,
            frames=frames,
            progress=progress,
        )
        for path in reports:
            report_of_library.save(path, overwrite=overwrite)
    if as_json:
        say_json({"event": "library"} | report_of_library.data)
    else:
        _print(report_of_library)
        for path in reports:
            say(f"wrote {path}")
    if opens and reports:
        show_result(reports[0])


def _print(report: "mosaic_anim.LibraryReport") -> None:
    facts = report.facts
    say(f"{count_of(facts.photos, 'photo')}, {format_bytes(facts.photo_bytes)}")
    _say_counts("formats", facts.formats)
    _say_counts("shapes", facts.shapes)
    smallest, median, largest = facts.megapixels
    say(f"  sizes: {smallest:.2g} to {largest:.3g} megapixels, half of them below {median:.3g}")
    years = {str(year): count for year, count in facts.years.items()}
    _say_counts("years", years | ({"no date": facts.undated} if facts.undated else {}))
    if facts.near_duplicates or facts.copies:
        near = count_of(facts.near_duplicates, "near duplicate")
        copies = count_of(facts.copies, "more file is a copy", "more files are copies")
        say(f"  {near}, left out of mosaics; {copies}")
    _say_counts("not used", facts.skipped)
    for line in picture_extras.missing_extras(facts.skipped):
        say(f"  {line}")
    say(f"  index: {format_bytes(facts.index_bytes)} in {report.library.index}")
    _print_grids(report.sizes, report.cover.name if report.cover else "a picture of 3 : 2")
    _print_colours(report)
    say("Photos to land on:")
    for photo in report.choice[:_LISTED]:
        say(f"  {report.library.photo[photo]}")


def _say_counts(name: str, counts: "Mapping[str, int]") -> None:
    if counts:
        say(f"  {name}: {', '.join(f'{count:,} {what}' for what, count in counts.items())}")


def _print_grids(sizes: "Mapping[str, Grid]", cover: str) -> None:
    once, repeated, automatic = (
        f"{sizes[name].cols:,} x {sizes[name].rows:,}" for name in ("once", "repeated", "automatic")
    )
    say(f"Mosaics of {cover}: {automatic} cells by columns: auto, {once} with each photo once,")
    say(f"  {repeated} with each photo four times at most")


def _print_colours(report: "mosaic_anim.LibraryReport") -> None:
    suits = report.cover_colours
    if suits is None:
        return
    say(
        f"Colours: the nearest photo differs by {suits.mean_gap:.1f} from a cell; "
        f"{100 * suits.far_share:.0f} % of the cells have none within 10"
    )
    lacking = sorted((one for one in report.colours if one.is_lacking), key=lambda one: -one.cells)
    for one in lacking[:_LISTED]:
        say(
            f"  more photos of {one.color}: {count_of(one.cells, 'cell')} of it, "
            f"{count_of(one.photos, 'photo')}"
        )

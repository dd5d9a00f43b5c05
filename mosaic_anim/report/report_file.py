"""The files of reports: a page that needs nothing else, or figures for programs."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mosaic_anim.errors import UsageError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.targets import check_targets
from mosaic_anim.report.markup import Page
from mosaic_anim.version import __version__

FORMAT = 1
"""Version of the JSON file's keys."""

SUFFIXES = (".html", ".json")
"""Files that a report is written to."""


def require_report_file(path: Path) -> None:
    """Refuse a file that no report is written to.

    Raises
    ------
    UsageError
        If its suffix is another one.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"a report cannot be written as {path.suffix or 'a file without suffix'}",
            remedy=f"use one of {', '.join(SUFFIXES)}",
            place=str(path),
        )


def file_head() -> dict[str, Any]:
    """Return what each JSON file begins with."""
    return {"mosaic_anim": __version__, "report": FORMAT}


def write_report(
    path: Path,
    *,
    page: Callable[[], Page],
    data: Mapping[str, Any],
    inputs: Inputs,
    overwrite: bool,
) -> tuple[str, ...]:
    """Write a report, `page` or `data` by the suffix; return the photos that were lost meanwhile.

    Raises
    ------
    UsageError, CannotStartError
        As `MosaicReport.save`.
    """
    require_report_file(path)
    check_targets([path], inputs, overwrite=overwrite)
    shows = path.suffix.lower() == ".html"
    drawn = page() if shows else Page(text=json.dumps(data, indent=2) + "\n")
    written = drawn.text.encode("utf-8")
    with atomic_file(path, overwrite=overwrite, needed=lambda: len(written)) as part:
        part.write_bytes(written)
    return drawn.missing

"""The files of reports: a page that needs nothing else, or figures for programs."""

import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from mosaic_anim.errors import UsageError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.output_files import check_files
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


class WritableReport(ABC):
    """What reports have in common: they are written to a file, as a page or as data."""

    __slots__ = ()

    @property
    @abstractmethod
    def data(self) -> dict[str, Any]:
        """What the JSON file holds."""

    @abstractmethod
    def _page(self) -> Page:
        """Return the page that the HTML file holds."""

    @abstractmethod
    def _inputs(self) -> Inputs:
        """Return what the report is about: files that it does not replace."""

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the report: `.html` is one page that needs nothing else, `.json` its data.

        Raises
        ------
        UsageError
            If the suffix names another format.
        CannotStartError
            If the file exists and `overwrite` is false, is one of those that the report is about,
            such as the cover or a photo, or cannot be written.
        """
        self.write(path, overwrite=overwrite)
        return Path(path)

    def write(self, path: str | Path, *, overwrite: bool = False) -> tuple[str, ...]:
        """Write the report as `save` does; return the photos that were lost meanwhile."""
        path = Path(path)
        require_report_file(path)
        check_files([path], self._inputs(), overwrite=overwrite)
        shows = path.suffix.lower() == ".html"
        drawn = self._page() if shows else Page(text=json.dumps(self.data, indent=2) + "\n")
        written = drawn.text.encode("utf-8")
        with atomic_file(path, overwrite=overwrite, needed=lambda: len(written)) as part:
            part.write_bytes(written)
        return drawn.missing

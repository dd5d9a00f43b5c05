"""`mosaic_report`: the figures of a mosaic, advice, and a page or a JSON file of both."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.report.advice import Advice, advise
from mosaic_anim.report.figures import CellErrors, MosaicFigures, measure
from mosaic_anim.report.markup import Page
from mosaic_anim.report.page import article, page
from mosaic_anim.report.reduced_mosaic import ReducedMosaic, reduce_mosaic
from mosaic_anim.report.report_file import WritableReport, file_head
from mosaic_anim.still.photo_mosaic import PhotoMosaic

MOST_USED = 10
"""Photos that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoUse:
    """How often a photo appears.

    Attributes
    ----------
    photo : str
        Its path in the library.
    uses : int
        Cells that show it.
    """

    photo: str
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MosaicReport(WritableReport):
    """How good a mosaic is, and what would make it better.

    Attributes
    ----------
    mosaic : PhotoMosaic
    figures : MosaicFigures
    errors : CellErrors
        What each cell contributes to the errors.
    most_used : tuple of PhotoUse
        The ten photos that appear most, the first one most.
    advice : tuple of Advice
        What brings the mosaic nearer to its cover, the best first; empty if nothing does.
    has_tried : bool
        Whether changes were tried.
    reduced : ReducedMosaic
        Mosaic and cover at a few pixels per cell.
    """

    mosaic: PhotoMosaic
    figures: MosaicFigures
    errors: CellErrors
    most_used: tuple[PhotoUse, ...]
    advice: tuple[Advice, ...]
    has_tried: bool
    reduced: ReducedMosaic

    def __repr__(self) -> str:
        """Name the figures that matter most."""
        figures = self.figures
        return f"MosaicReport(error {figures.error:.1f}, structure {figures.structure:.2f})"

    @property
    def data(self) -> dict[str, Any]:
        """What the JSON file holds.

        `mosaic_anim`
            The program's version.
        `report`
            Version of these keys: 1.
        `cover`, `library`
            The cover's file name; the number of `photos`.
        `grid`, `tint`
            `columns`, `rows`, `cells`, `cell_aspect`; how strong the tint is.
        `settings`
            As `MosaicSettings`; null if they are not known.
        `figures`
            As `MosaicFigures`.
        `relaxed`
            Rules that the photos could not keep, one line each.
        `most_used`
            `photo` and `uses` of the ten photos that appear most.
        `advice`
            As `Advice`: `change`, `text`, `option`, `value`, `color`, `figures`, `gain`,
            `least_gain`, `most_gain`, `structure_gain`; null if nothing was tried.
        """
        return file_head() | self.mosaic_data

    @property
    def mosaic_data(self) -> dict[str, Any]:
        """`data` without the file's versions."""
        grid, settings = self.mosaic.placement.grid, self.mosaic.settings
        return {
            "cover": _cover_name(self.mosaic.cover),
            "library": {"photos": len(self.mosaic.library)},
            "grid": {
                "columns": grid.cols,
                "rows": grid.rows,
                "cells": grid.rows * grid.cols,
                "cell_aspect": grid.cell_aspect,
            },
            "tint": self.mosaic.placement.tint,
            "settings": asdict(settings) if settings else None,
            "figures": asdict(self.figures),
            "relaxed": list(self.mosaic.relaxed),
            "most_used": [asdict(one) for one in self.most_used],
            "advice": [asdict(one) for one in self.advice] if self.has_tried else None,
        }

    def _page(self) -> Page:
        return page(self.title, [self.article()])

    def _inputs(self) -> Inputs:
        inputs = Inputs.of_mosaic(self.mosaic.cover or "", "") | self.mosaic.library.inputs
        return inputs | self.mosaic.placement.inputs

    @property
    def title(self) -> str:
        """What its page is called."""
        return f"Mosaic of {_cover_name(self.mosaic.cover) or 'a picture'}"

    def article(self, title: str = "") -> Page:
        """Return what a page says about this mosaic, under `title` or its own."""
        return article(
            self.mosaic,
            title=title or self.title,
            reduced=self.reduced,
            figures=self.figures,
            errors=self.errors,
            most_used=[(one.photo, one.uses) for one in self.most_used],
            advice=self.advice if self.has_tried else None,
        )

    def _repr_html_(self) -> str:
        """Return the figures as a table, for notebooks."""
        rows = "".join(
            f"<tr><th>{name}</th><td>{value:.3g}</td></tr>"
            for name, value in asdict(self.figures).items()
        )
        return f"<table>{rows}</table>"


def mosaic_report(
    mosaic: PhotoMosaic,
    *,
    advice: bool = True,
    place: str = "",
    progress: Progress | None = None,
) -> MosaicReport:
    """Measure a mosaic, and try what would bring it nearer to its cover.

    Parameters
    ----------
    mosaic : PhotoMosaic
        What `build_mosaic` returned.
    advice : bool
        Whether changes are tried: each builds the mosaic again. Nothing is tried where the
        mosaic's settings are not known.
    place : str
        Where a scene describes the mosaic, e.g. `mosaic`; empty for one that is not a scene's.
    progress : Progress, optional
        Called with the number of changes that were tried.

    Raises
    ------
    ValueError
        If the mosaic's cover is not known.
    CannotStartError
        If the cover or a photo has gone or changed since the mosaic was built.
    """
    if mosaic.cover is None:
        raise ValueError("a report needs the cover — build the mosaic by build_mosaic")
    reduced = reduce_mosaic(mosaic.placement, mosaic.library, mosaic.cover, blend=mosaic.blend)
    figures, errors = measure(reduced)
    tries = advice and mosaic.settings is not None
    given: tuple[Advice, ...] = ()
    if tries:
        given = advise(mosaic, reduced, figures, errors, place=place, progress=progress)
    return MosaicReport(
        mosaic=mosaic,
        figures=figures,
        errors=errors,
        most_used=tuple(PhotoUse(photo=name, uses=n) for name, n in _most_used(mosaic).items()),
        advice=given,
        has_tried=tries,
        reduced=reduced,
    )


def _cover_name(cover: Path | None) -> str:
    """Return the name that a cover is known by: `demo` for the built-in one, which has a hash."""
    if cover is None:
        return ""
    built_in = re.fullmatch(r"(demo(?:_portrait)?)-\d+-[0-9a-f]{64}\.\w+", cover.name)
    return built_in[1].replace("_", "-") if built_in else cover.name


def _most_used(mosaic: PhotoMosaic) -> Mapping[str, int]:
    """Return the photos that appear most, with their uses; equal ones by their content."""
    placement = mosaic.placement
    uses = np.bincount(placement.tile, minlength=len(placement.photo))
    order = np.lexsort((placement.photo_hash, -uses))[:MOST_USED]
    return {str(placement.photo[photo]): int(uses[photo]) for photo in order if uses[photo]}

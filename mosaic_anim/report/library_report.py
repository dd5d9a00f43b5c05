"""`library_report`: what a folder of photos holds, and what it is good for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.demo import demo_library_folder
from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.io.pictures import read_picture_size
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.index import IndexReport, index_photos
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.library import Library
from mosaic_anim.library.near_duplicates import largest_of_each
from mosaic_anim.mosaic.cover_file import require_cover
from mosaic_anim.report.library_choice import GridSizes, grid_sizes, photos_to_land_on
from mosaic_anim.report.library_colours import (
    ColourField,
    CoverColours,
    colour_fields,
    compare_colours,
    cover_cells,
    photo_colours,
)
from mosaic_anim.report.library_facts import LibraryFacts, duplicate_groups, library_facts
from mosaic_anim.report.library_page import library_page
from mosaic_anim.report.markup import Page
from mosaic_anim.report.report_file import WritableReport, file_head
from mosaic_anim.values.geometry import Grid, Size

CHOICE = 24
"""Photos on the sheet of those to land on."""

ANY_COVER = Size(height=2, width=3)
"""Shape of a cover, where none is given."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LibraryReport(WritableReport):
    """What a library holds, and what it is good for.

    Attributes
    ----------
    indexed : IndexReport
        The library, and the files that are not in it.
    facts : LibraryFacts
        Numbers of photos by format, shape, size and date.
    duplicates : tuple of (k,) int32
        Near duplicates, the photo that stands for the others first.
    colours : tuple of ColourField
        How many photos, and how many cells of the cover, are of each colour.
    cover : Path or None
        The cover that the library is compared with.
    cover_colours : CoverColours or None
        How its photos' colours suit that cover.
    grids : GridSizes
        How large a mosaic it carries.
    choice : tuple of int
        Photos that are most worth a landing, the best first.
    """

    indexed: IndexReport
    facts: LibraryFacts
    duplicates: tuple[NDArray[np.int32], ...]
    colours: tuple[ColourField, ...]
    cover: Path | None
    cover_colours: CoverColours | None
    grids: GridSizes
    choice: tuple[int, ...]

    @property
    def library(self) -> Library:
        """The photos."""
        return self.indexed.library

    @property
    def data(self) -> dict[str, Any]:
        """What the JSON file holds.

        `mosaic_anim`, `report`
            The program's version, and that of these keys.
        `folder`, `index`
            Where photos and index lie.
        `facts`
            As `LibraryFacts`.
        `near_duplicates`
            Lists of paths, each beginning with the photo that is used.
        `skipped`
            `path` and `reason` of each file that is not used.
        `colours`
            As `ColourField`, for each colour that occurs.
        `cover`
            Null, or its file name, the `grid` that was compared, `mean_gap` and `far_share`.
        `grids`
            `once`, `repeated` and `automatic`: `columns`, `rows` and `cells`.
        `choice`
            Paths of photos to land on, the best first.
        """
        photo = self.library.photo
        return file_head() | {
            "folder": str(self.library.folder),
            "index": str(self.library.index),
            "facts": asdict(self.facts),
            "near_duplicates": [[photo[one] for one in group] for group in self.duplicates],
            "skipped": [asdict(one) for one in self.indexed.skipped],
            "colours": [asdict(one) for one in self.colours],
            "cover": self._cover_data(),
            "grids": {name: _grid_data(grid) for name, grid in self.sizes.items()},
            "choice": [photo[one] for one in self.choice],
        }

    @property
    def sizes(self) -> Mapping[str, Grid]:
        """The grids by their names."""
        grids = self.grids
        return {"once": grids.once, "repeated": grids.repeated, "automatic": grids.automatic}

    def _page(self) -> Page:
        return library_page(
            self.indexed,
            facts=self.facts,
            duplicates=self.duplicates,
            colours=self.colours,
            cover="" if self.cover is None else self.cover.name,
            cover_colours=self.cover_colours,
            grids=self.grids,
            choice=self.choice,
        )

    def _inputs(self) -> Inputs:
        return Inputs.of_mosaic(self.cover or "", "") | self.library.inputs

    def _cover_data(self) -> dict[str, Any] | None:
        if self.cover is None or self.cover_colours is None:
            return None
        return {
            "name": self.cover.name,
            "grid": _grid_data(self.cover_colours.grid),
            "mean_gap": self.cover_colours.mean_gap,
            "far_share": self.cover_colours.far_share,
        }


def library_report(
    folder: str | Path,
    *,
    cover: str | Path | None = None,
    index: Path | None = None,
    workers: int | None = None,
    frames: int = 1,
    progress: Progress | None = None,
) -> LibraryReport:
    """Index a folder of photos and say what it holds, and what it is good for.

    Parameters
    ----------
    folder : str or Path
        Photos, in any number of subfolders; `"demo"` for the built-in ones.
    cover : str or Path, optional
        A picture to compare the photos' colours with.
    index, workers, frames, progress
        As in `Library.open`.

    Raises
    ------
    CannotStartError
        As `Library.open`, or the cover cannot be read.
    """
    picture = None if cover is None else require_cover(cover)
    shape = ANY_COVER if picture is None else read_picture_size(picture)
    photos = demo_library_folder(progress) if folder == BUILT_IN else Path(folder)
    indexed = index_photos(photos, index=index, workers=workers, frames=frames, progress=progress)
    library = indexed.library
    duplicates = tuple(duplicate_groups(library))
    used = _without_duplicates(library, duplicates)
    grids = grid_sizes(len(used), shape)
    cells, suits = None, None
    if picture is not None:
        grid, cells = cover_cells(picture, grids.automatic.cols)
        suits = compare_colours(library, grid, cells)
    return LibraryReport(
        indexed=indexed,
        facts=library_facts(indexed, duplicates),
        duplicates=duplicates,
        colours=colour_fields(photo_colours(library)[used], cells),
        cover=picture,
        cover_colours=suits,
        grids=grids,
        choice=tuple(photos_to_land_on(library, used, CHOICE, progress=progress)),
    )


def _without_duplicates(
    library: Library, duplicates: tuple[NDArray[np.int32], ...]
) -> NDArray[np.int32]:
    """Return all photos, of near duplicates only the one that stands for the others."""
    groups = np.arange(len(library), dtype=np.int32)
    for group in duplicates:
        groups[group] = group[0]
    return largest_of_each(library, np.arange(len(library), dtype=np.int32), groups)


def _grid_data(grid: Grid) -> dict[str, int]:
    return {"columns": grid.cols, "rows": grid.rows, "cells": grid.rows * grid.cols}

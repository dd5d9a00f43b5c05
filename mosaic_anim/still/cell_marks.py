"""A picture that shows where in a mosaic a photo lies."""

from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import CannotStartError, caller_text, option
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.inputs import NOTHING, Inputs
from mosaic_anim.library.library import Library
from mosaic_anim.library.output_files import check_files
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.where import find_photo, mark_cells
from mosaic_anim.still.bands import cut_bands
from mosaic_anim.still.write import StillFile, draw_band, inputs_of, read_tiles, still_writer
from mosaic_anim.values.geometry import Size

LONG_SIDE = 1920
"""Longer side of the picture [px]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedStill(StillFile):
    """A still that shows where a photo lies.

    Attributes
    ----------
    cells : tuple of (int, int)
        Row and column of each of its cells.
    """

    cells: tuple[tuple[int, int], ...]


def write_cell_marks(
    path: Path,
    placement: Placement,
    library: Library,
    photo: str,
    *,
    inputs: Inputs = NOTHING,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> MarkedStill:
    """Write a darkened still with bright frames around the cells that show a photo.

    Raises
    ------
    UsageError
        If the placement knows no such photo, or the suffix names no format of stills.
    CannotStartError
        If the photo is in no cell, or the file is an input or cannot be written.
    """
    writer = still_writer(path)
    rows, cols = find_photo(placement, photo, library)
    if not rows.size:
        remedy = "build it again with " + caller_text(
            command_line=f"{option('set')} match.must_use=[{photo}]",
            python=f"must_use=({photo!r},)",
        )
        raise CannotStartError(f"photo {photo!r} is in no cell of this mosaic", remedy=remedy)
    check_files([path], inputs | inputs_of(placement, library), overwrite=overwrite)
    aspect = placement.grid.aspect
    size = Size(
        height=max(1, round(LONG_SIDE / max(1.0, aspect))),
        width=max(1, round(LONG_SIDE * min(1.0, aspect))),
    )
    tiles, level = read_tiles(placement, library, size, progress=progress)
    (whole,) = cut_bands(size, size.height)
    picture = draw_band(placement, tiles, size, whole, level)
    marked = mark_cells(picture, placement.grid, rows, cols)
    bands = cut_bands(size, writer.band_rows(size))
    with atomic_file(path, overwrite=overwrite) as part:
        writer.write(part, size, (writer.pack(marked[b.top : b.bottom], b) for b in bands))
    cells = tuple(zip(rows.tolist(), cols.tolist(), strict=True))
    return MarkedStill(path=path, size=size, missing=tiles.skipped, cells=cells)

"""Writing: a placement becomes a PNG, TIFF or JPEG file of any size."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import wanted_level
from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.library.inputs import NOTHING, Inputs
from mosaic_anim.library.library import Library
from mosaic_anim.library.materialise import materialise
from mosaic_anim.library.output_files import check_files
from mosaic_anim.mosaic.cover_mosaic import (
    cover_placement,
    cover_tiles,
    cover_variants,
    read_cover,
)
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.still.bands import Band, PackedBand, Pixels, StillWriter, cut_bands, in_order
from mosaic_anim.still.jpeg import JpegWriter
from mosaic_anim.still.png import PngWriter
from mosaic_anim.still.tiff import TiffWriter
from mosaic_anim.values.geometry import Grid, Rect, Size

if TYPE_CHECKING:
    from mosaic_anim.library.tiles import Tiles

WRITERS: dict[str, StillWriter] = {
    ".png": PngWriter(),
    ".tif": TiffWriter(),
    ".tiff": TiffWriter(),
    ".jpg": JpegWriter(),
    ".jpeg": JpegWriter(),
}
"""Writers by the suffix of the file's name."""

MAX_PIXELS = 10_000_000_000
"""Largest still [px]: 100,000 x 100,000, half an hour of two cores."""

_NOTHING = (0, 0, 0)
"""Background of a picture that shows the canvas to its very edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFile:
    """A still that was written.

    Attributes
    ----------
    path : Path
        The file.
    size : Size
        Its size [px].
    missing : tuple of str
        Photos that have gone or changed since they were indexed, shown from their small pictures.
    """

    path: Path
    size: Size
    missing: tuple[str, ...]


def write_still(
    path: Path,
    placement: Placement,
    library: Library,
    *,
    cell_width: int,
    cover: Path | None = None,
    blend: float = 0.0,
    inputs: Inputs = NOTHING,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> StillFile:
    """Write the whole mosaic as one picture, band by band.

    Parameters
    ----------
    path : Path
        The file; its suffix names the format: .png, .tif, .tiff, .jpg or .jpeg.
    placement, library : Placement, Library
        What to draw.
    cell_width : int
        Width of a cell [px].
    cover : Path, optional
        The cover, for `blend`.
    blend : float
        How much of the cover lies over the photos, 0 to 1.
    inputs : Inputs
        Other inputs besides the photos: none of them is replaced.
    overwrite : bool
        Whether an existing file is replaced, unless it is an input.
    progress : Progress, optional
        Called with the number of rows drawn so far.

    Raises
    ------
    UsageError
        If the suffix names no format of stills.
    CannotStartError
        If the format cannot hold the size, or the file cannot be written.
    """
    writer = still_writer(path)
    size = still_size(placement.grid, cell_width)
    _require_possible(path, size, writer)
    check_files([path], inputs | inputs_of(placement, library), overwrite=overwrite)
    tiles, level = read_tiles(placement, library, size, progress=progress)
    over = _read_cover(cover, placement, size) if cover is not None and blend else None

    def draw(band: Band) -> PackedBand:
        pixels = draw_band(placement, tiles, size, band, level)
        if over is not None:
            pixels = _mixed(pixels, draw_band(*over[:2], size, band, over[2]), blend)
        return writer.pack(pixels, band)

    bands = cut_bands(size, writer.band_rows(size))
    counter = _BandCounter(size.height)
    with (
        atomic_file(path, overwrite=overwrite, needed=counter.needed) as part,
        closing(in_order(draw, bands, workers=usable_cores())) as packed,
    ):
        writer.write(part, size, counter.each(zip(bands, packed, strict=True), progress))
    return StillFile(path=path, size=size, missing=tiles.skipped)


def inputs_of(placement: Placement, library: Library) -> Inputs:
    """Return the photos of a placement: where it was built, and where they are now."""
    return placement.inputs | library.inputs


def still_writer(path: Path) -> StillWriter:
    """Return the writer that a file's suffix names.

    Raises
    ------
    UsageError
        If there is none.
    """
    try:
        return WRITERS[path.suffix.lower()]
    except KeyError:
        raise UsageError(
            f"a still cannot be written as {path.suffix or 'a file without suffix'}",
            remedy=f"use one of {', '.join(WRITERS)}",
            place=str(path),
        ) from None


def still_size(grid: Grid, cell_width: int) -> Size:
    """Return the size [px] of a mosaic whose cells are `cell_width` [px] wide.

    Raises
    ------
    ValueError
        If `cell_width` is not positive.
    """
    if cell_width < 1:
        raise ValueError("cell_width must be 1 or more")
    return Size(
        height=max(1, round(grid.rows * cell_width / grid.cell_aspect)),
        width=grid.cols * cell_width,
    )


def read_tiles(
    placement: Placement, library: Library, size: Size, *, progress: Progress | None = None
) -> "tuple[Tiles, int]":
    """Read the tiles of a still of `size` [px], and the level height [px] to draw it from."""
    variants = placement.variants(library)
    level = wanted_level(_canvas(placement.grid), size, variants, placement.grid)
    tiles = materialise(
        library,
        variants,
        {level: np.arange(len(variants.tile), dtype=np.int32)},
        cell_aspect=placement.grid.cell_aspect,
        folder=cache_folder() / "tiles",
        progress=progress,
        workers=usable_cores(),
    )
    return tiles, level


def draw_band(placement: Placement, tiles: "Tiles", size: Size, band: Band, level: int) -> Pixels:
    """Draw the rows of one band (h, W, 3) of a still of `size` [px]."""
    rows_per_px = placement.grid.rows / size.height
    viewport = Rect(
        row=band.top * rows_per_px,
        col=0,
        height=band.height * rows_per_px,
        width=placement.grid.cols,
    )
    shape = Size(height=band.height, width=size.width)
    return draw_canvas(placement, tiles, viewport, shape, background=_NOTHING, level=level)


def _read_cover(cover: Path, placement: Placement, size: Size) -> "tuple[Placement, Tiles, int]":
    """Read the cover that was matched, cut into the same cells, for a still of `size` [px]."""
    grid, content = placement.grid, placement.cover_hash
    cut = cover_placement(cover, grid, content=content)
    picture = read_cover(cover, content=content)
    variants = cover_variants(picture, cut)
    level = wanted_level(_canvas(grid), size, variants, grid)
    return cut, cover_tiles(picture, variants, grid, [level]), level


def _mixed(photos: Pixels, cover: Pixels, share: float) -> Pixels:
    """Return two pictures as one, with a share of the cover."""
    weight = round(share * 256)
    mixed = photos.astype(np.uint16) * np.uint16(256 - weight) + np.uint16(128)
    mixed += cover.astype(np.uint16) * np.uint16(weight)
    return (mixed >> np.uint16(8)).astype(np.uint8)


class _BandCounter:
    """Counts the bands that are passed on to the file.

    Parameters
    ----------
    height : int
        Height of the whole picture [px].
    """

    def __init__(self, height: int) -> None:
        self._height = height
        self._rows = 0
        self._bytes = 0

    def each(
        self, packed: Iterable[tuple[Band, PackedBand]], progress: Progress | None
    ) -> Iterator[PackedBand]:
        """Pass the packed bands on, and report how many rows are done."""
        for band, data in packed:
            self._rows = band.bottom
            self._bytes += len(data.data)
            if progress is not None:
                progress("writing", self._rows, self._height)
            yield data

    def needed(self) -> int:
        """Return about how large the whole file will be [bytes], going by what was passed on."""
        return round(self._bytes * self._height / max(1, self._rows))


def _canvas(grid: Grid) -> Rect:
    return Rect(row=0, col=0, height=grid.rows, width=grid.cols)


def _require_possible(path: Path, size: Size, writer: StillWriter) -> None:
    if max(size.height, size.width) > writer.max_side:
        raise CannotStartError(
            f"{size} is more than {writer.max_side:,} px, all that {path.suffix} can hold",
            remedy="narrower cells, or .png or .tif",
            place=str(path),
        )
    if size.height * size.width > MAX_PIXELS:
        raise CannotStartError(
            f"{size} are {size.height * size.width / 1e9:,.1f} gigapixels; "
            f"at most {MAX_PIXELS / 1e9:,.0f} are written",
            remedy="narrower cells",
            place=str(path),
        )

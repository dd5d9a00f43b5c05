"""How good automatic columns and tint are, from one photo to all: beside 160 columns, tint 0.2.

Both pictures are reduced to 192 pixels on the longer side: what one sees of a mosaic from afar,
whatever its columns. The error is the mean CIEDE2000, the structure the SSIM of the luma.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mosaic_anim import Library, build_mosaic
from mosaic_anim.library.library import Library as Photos
from mosaic_anim.mosaic.cells import cover_crop
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.values.geometry import Grid, Size
from tests.benchmarks.matching import measured
from tests.benchmarks.table import Row

SIZES = (1, 2, 5, 24, 100, 500)
AFAR = 192
"""Longer side of the pictures that are compared [px]."""
FRAME = 1080
"""Longest side of the frame that the columns suit [px]."""

WAYS: dict[str, dict[str, Any]] = {
    "automatic": {"columns": "auto", "tint": "auto", "frame": (FRAME, FRAME)},
    "160 columns, tint 0.2": {"columns": 160, "tint": 0.2},
}


def rows(folder: Path, *, library: str, covers: list[str]) -> Iterator[Row]:
    """Yield error and structure, means of all covers, for libraries of each size."""
    everything = Library.open(library)
    for count in (*(size for size in SIZES if size < len(everything)), len(everything)):
        photos = _some(everything, count)
        for way, settings in WAYS.items():
            found = [_quality(Path(cover_path(one)), photos, folder, settings) for one in covers]
            error, structure, columns, tint = np.mean(found, axis=0)
            name = f"{count:,} photos, {way}: {columns:.0f} columns, tint {tint:.2f}"
            command = "python -m tests.benchmarks automatic"
            yield Row(name=f"{name}: error", value=error, unit="CIEDE2000", command=command)
            yield Row(name=f"{name}: structure", value=structure, unit="SSIM", command=command)


def _some(photos: Photos, count: int) -> tuple[Photos, tuple[str, ...]]:
    """Return a library, and the photos to leave out so that `count` random ones are left."""
    order = np.random.default_rng(count).permutation(len(photos))
    return photos, tuple(photos.photo[i] for i in order[count:])


def _quality(
    cover: Path, some: tuple[Photos, tuple[str, ...]], folder: Path, settings: dict[str, Any]
) -> tuple[float, float, int, float]:
    """Return error and structure of a mosaic, its columns and its tint."""
    photos, left_out = some
    mosaic = build_mosaic(cover, photos, exclude=left_out, **settings)
    path = mosaic.save(folder / "automatic.png", cell_width=8, overwrite=True)
    grid, tint = mosaic.placement.grid, mosaic.placement.tint or 0.0
    return *measured(_afar(path), _afar(cover, grid)), grid.cols, tint


def _afar(path: Path, grid: Grid | None = None) -> np.ndarray:
    """Read a picture as it is seen from afar; of a cover the part that a grid fills."""
    picture = Image.open(path).convert("RGB")
    crop = None
    aspect = picture.width / picture.height
    if grid is not None:
        part = cover_crop(Size(height=picture.height, width=picture.width), grid)
        crop, aspect = (part.col, part.row, part.right, part.bottom), part.width / part.height
    long, short = AFAR, round(AFAR / max(aspect, 1 / aspect))
    size = (long, short) if aspect >= 1 else (short, long)
    return np.asarray(picture.resize(size, Image.Resampling.BOX, box=crop), float)

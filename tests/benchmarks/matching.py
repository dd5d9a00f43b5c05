"""How good mosaics are: error and structure against the cover, and how photos come again.

Both pictures are reduced to 4 pixels per cell. The error is the mean CIEDE2000, the structure the
SSIM of the luma, both by scikit-image. Times are processor time, without indexing and without what
compiles or imports; the tiles' features, which do not depend on the cover, are timed alone too:
metapixel prepares its own before, which is not counted. It is measured too where it is installed
(`apt-get install metapixel`), phomo and mosaicraft where `--peers` names a Python that has them.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

from mosaic_anim import Library, build_mosaic
from mosaic_anim.mosaic.build import measure_tiles
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import CROPS, TURNS, MosaicSettings
from tests.benchmarks.peers import mosaics as peers
from tests.benchmarks.peers.mosaics import SIDE, PeerMosaic
from tests.benchmarks.table import Row

COLUMNS, ROWS = 80, 60
"""Cells where photos may come again."""
UNIQUE_COLUMNS, UNIQUE_ROWS = 48, 36
"""Cells where they may not."""

WAYS: dict[str, dict[str, object]] = {
    "defaults": {},
    "whatever fits": {"use_least": 0.0},
    "tint 0.5": {"tint": 0.5},
    "as before: lab-4x4, centre": {
        "features": "lab-4x4", "structure": 1.0, "crop": "centre", "repeat_distance": 3,
        "use_least": 0.0, "repeat_penalty": 0.0, "max_uses": COLUMNS * ROWS,
    },
    "nearest photos, no rule": {
        "repeat_distance": 0, "use_least": 0.0, "repeat_penalty": 0.0, "max_uses": COLUMNS * ROWS,
    },
}  # fmt: skip
"""Settings to compare, by their names in the table."""

UNIQUE_WAYS: dict[str, dict[str, object]] = {"unique": {"max_uses": 1}}
"""The same, where no photo may come again."""

APART = 5
"""Distance between equal photos that metapixel keeps [cells]."""

ROUNDS = 4
"""How often ours and metapixel take turns, for the least time of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """A cover, cut to a grid, and what it is compared at.

    Attributes
    ----------
    cover : Path
        The cover, `SIDE` pixels a cell.
    shape : (int, int)
        Rows and columns.
    name : str
        Of the cover, in the table.
    """

    cover: Path
    shape: tuple[int, int]
    name: str

    def rows(self, way: str, picture: Path, seconds: float) -> Iterator[Row]:
        """Yield how good a picture is, and what it cost."""
        error, structure = measured(self._reduced(picture), self._reduced(self.cover))
        for what, value, unit in (
            ("error", error, "CIEDE2000"),
            ("structure", structure, "SSIM"),
            ("time", seconds, "CPU s"),
        ):
            yield _row(f"{self.name}, {way}: {what}", value, unit)

    def _reduced(self, picture: Path) -> np.ndarray:
        """Read a picture at 4 pixels per cell."""
        size = 4 * self.shape[1], 4 * self.shape[0]
        image = Image.open(picture).convert("RGB")
        return np.asarray(image.resize(size, Image.Resampling.BOX), float)


def rows(folder: Path, *, library: str, covers: list[str], python: Path | None) -> Iterator[Row]:
    """Yield error, structure and repetition of each cover and way to match.

    Parameters
    ----------
    python : Path or None
        Python that has peers.
    """
    photos = Library.open(library)
    drawers = _Peers(photos, folder, python)
    for name in covers:
        file = Path(cover_path(name))
        stem = Path(name).stem
        large = _cut(file, folder, (ROWS, COLUMNS), stem)
        small = _cut(file, folder, (UNIQUE_ROWS, UNIQUE_COLUMNS), stem)
        for comparison, ways in ((large, WAYS), (small, UNIQUE_WAYS)):
            yield from _ours(comparison, photos, ways)
        yield from drawers.times(large, photos)
        yield from drawers.rows(large)
        yield from drawers.unique_rows(small)


def measured(shown: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """Return error and structure of a picture (H, W, 3) [0 to 255] against the one wanted."""
    error = deltaE_ciede2000(rgb2lab(shown / 255), rgb2lab(wanted / 255)).mean()
    luma = [picture @ np.array([0.299, 0.587, 0.114]) for picture in (shown, wanted)]
    return float(error), float(structural_similarity(*luma, data_range=255))


class _Peers:
    """The peers that are installed, with the squares that they choose from."""

    def __init__(self, photos: Library, folder: Path, python: Path | None) -> None:
        self._python, self._count = python, len(photos)
        self._has = {
            module: python is not None and peers.has_module(python, module)
            for module in ("phomo", "mosaicraft")
        }
        self._has["metapixel"] = shutil.which("metapixel") is not None
        if any(self._has.values()):
            self._squares = peers.write_squares(photos, folder)
        if self._has["metapixel"]:
            self._prepared = peers.prepare_metapixel(self._squares)

    def rows(self, comparison: _Comparison) -> Iterator[Row]:
        """Yield the rows of those that let photos come again."""
        cover, shape = comparison.cover, comparison.shape
        if self._has["metapixel"]:
            drawn = peers.metapixel(cover, self._prepared, shape, APART)
            yield from _peer_rows(comparison, "metapixel", drawn)
        if self._has["mosaicraft"] and self._python:
            drawn = peers.mosaicraft(self._python, cover, self._squares, shape[0] * shape[1])
            yield from _peer_rows(comparison, "mosaicraft", drawn)

    def times(self, comparison: _Comparison, photos: Library) -> Iterator[Row]:
        """Yield the least times of ours, with the defaults, and of metapixel, in turns."""
        if not self._has["metapixel"]:
            return
        cover, (rows, columns) = comparison.cover, comparison.shape
        ours, features, theirs = [], [], []
        for _ in range(ROUNDS):
            began = time.process_time()
            build_mosaic(cover, photos, columns=columns)
            ours.append(time.process_time() - began)
            features.append(_features_time(photos))
            drawn = peers.metapixel(cover, self._prepared, (rows, columns), APART)
            theirs.append(drawn.seconds)
        least = min(theirs)
        name = f"{comparison.name}, in turns"
        yield _row(f"{name}: metapixel", least, "CPU s")
        for what, seconds in (
            ("ours", min(ours)),
            ("ours without tiles' features", min(ours) - min(features)),
        ):
            row = _row(f"{name}: {what}", seconds, "CPU s")
            yield replace(row, ratio=seconds / least, to="metapixel")

    def unique_rows(self, comparison: _Comparison) -> Iterator[Row]:
        """Yield the rows of those that show each photo once, if there are enough."""
        cover, shape = comparison.cover, comparison.shape
        if shape[0] * shape[1] > self._count:
            return
        if self._has["metapixel"]:
            drawn = peers.metapixel(cover, self._prepared, shape, sum(shape))
            yield from _peer_rows(comparison, "metapixel, unique", drawn)
        if self._has["phomo"] and self._python:
            drawn = peers.phomo(self._python, cover, self._squares)
            yield from _peer_rows(comparison, "phomo, unique", drawn)


def _ours(
    comparison: _Comparison, photos: Library, ways: Mapping[str, Mapping[str, object]]
) -> Iterator[Row]:
    """Yield the rows of this program."""
    columns = comparison.shape[1]
    build_mosaic(comparison.cover, photos, columns=columns)  # compiles
    yield _row(f"{comparison.name}: tiles' features", _features_time(photos), "CPU s")
    for way, settings in ways.items():
        began = time.process_time()
        mosaic = build_mosaic(comparison.cover, photos, columns=columns, **settings)
        seconds = time.process_time() - began
        picture = comparison.cover.with_suffix(".ours.png")
        mosaic.save(picture, cell_width=SIDE, overwrite=True)
        yield from comparison.rows(way, picture, seconds)
        yield from _repetition(f"{comparison.name}, {way}", mosaic.placement.tiles)


def _features_time(photos: Library) -> float:
    """Return the processor time of what a mosaic with the defaults needs of its photos alone."""
    settings = MosaicSettings()
    began = time.process_time()
    some = select_photos(photos, settings).photos
    sizes = photos.full_size[some], photos.small_rect[some]
    crops = crop_choice(*sizes, settings.cell_aspect, CROPS[settings.crop], TURNS[settings.turn])
    measure_tiles(photos, some, crops, settings)
    return time.process_time() - began


def _peer_rows(comparison: _Comparison, way: str, drawn: PeerMosaic) -> Iterator[Row]:
    yield from comparison.rows(way, drawn.picture, drawn.seconds)
    if drawn.tiles is not None:
        yield from _repetition(f"{comparison.name}, {way}", drawn.tiles)


def _repetition(name: str, tiles: np.ndarray) -> Iterator[Row]:
    """Yield what comes how often in tiles (R, C)."""
    uses = np.bincount(tiles.ravel())
    twins = np.zeros(tiles.shape, bool)
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one = np.s_[: tiles.shape[0] - down, max(0, -right) : tiles.shape[1] - max(0, right)]
        other = np.s_[down:, max(0, right) : tiles.shape[1] + min(0, right)]
        equal = tiles[one] == tiles[other]
        twins[one] |= equal
        twins[other] |= equal
    yield _row(f"{name}: distinct", int((uses > 0).sum()), "photos")
    yield _row(f"{name}: greatest use", int(uses.max()), "cells")
    yield _row(f"{name}: twins", 100 * twins.mean(), "%")


def _row(name: str, value: float, unit: str) -> Row:
    command = "python -m tests.benchmarks matching --peers PYTHON"
    return Row(name=name, value=value, unit=unit, command=command)


def _cut(cover: Path, folder: Path, shape: tuple[int, int], name: str) -> _Comparison:
    """Write the cover's middle at the shape of the grid, one cell SIDE pixels wide."""
    rows, columns = shape
    picture = Image.open(cover).convert("RGB")
    width = min(picture.width, picture.height * columns // rows)
    height = width * rows // columns
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    path = folder / f"{name}-{columns}.png"
    box = (left, top, left + width, top + height)
    picture.resize((columns * SIDE, rows * SIDE), Image.Resampling.LANCZOS, box=box).save(path)
    return _Comparison(cover=path, shape=shape, name=name)

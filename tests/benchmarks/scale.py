"""How matching grows: up to a million cells from a million photos.

The photos' features are made: mixtures of two real photos' each, with a little noise. What is timed
is the assignment with the default rules, on one thread, indexing and pictures left out. The recall
is the share of the 64 truly nearest photos that the search finds, by brute force for some cells. A
period would show as a step at which equal photos lie far more often than at all steps of its
length; the greatest such ratio is given. usearch's graph is measured too where it is installed.
"""

import importlib.util
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mosaic_anim import Library
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.features import CellFeatures, features_of, tile_means
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import CROPS, MosaicSettings
from tests.benchmarks.table import Row

SIZES = {
    "100,000 cells x 100,000 photos": (100_000, 100_000),
    "375,000 cells x 60,000 photos": (375_000, 60_000),
    "10^6 x 10^6": (1_000_000, 1_000_000),
}
"""Cells and photos."""

ASKED = 512
"""Cells that are compared with all photos."""
NEAREST = 64
COMMAND = "python -m tests.benchmarks scale"


def rows(library: str, cover: str) -> Iterator[Row]:
    """Yield time, memory, recall and repetition of each size."""
    photos = Library.open(library)
    kind = MosaicSettings().feature
    sizes = photos.full_size, photos.small_rect
    crops = crop_choice(*sizes, 1.0, CROPS["centre"])
    means = tile_means(photos, np.arange(len(photos), dtype=np.int32), crops, kind)
    _assign(_cells(cover, 2_000, kind), features_of(means, kind))  # compiles
    for name, (cells, count) in SIZES.items():
        tiles = _mixed(features_of(means, kind), count)
        source = _cells(cover, cells, kind)
        placed, seconds = _assign(source, tiles)
        yield Row(name=f"{name}: time", value=seconds, unit="CPU s", command=COMMAND)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Row(name=f"{name}: peak memory", value=peak, unit="MB", command=COMMAND)
        distinct = len(np.unique(placed))
        yield Row(name=f"{name}: distinct", value=distinct, unit="photos", command=COMMAND)
        ratio = _most_regular(placed)
        yield Row(name=f"{name}: most regular step", value=ratio, unit="x mean", command=COMMAND)
        yield from _searches(name, source, tiles)


def _mixed(features: np.ndarray, count: int) -> np.ndarray:
    """Mix features (T, D) to `count` others."""
    random = np.random.default_rng(1)
    mixed = np.empty((count, features.shape[1]), np.float32)
    for start in range(0, count, 50_000):
        size = min(50_000, count - start)
        one, other = random.integers(0, len(features), (2, size))
        share = random.uniform(0, 0.5, (size, 1)).astype(np.float32)
        noise = random.normal(0, 0.3, (size, features.shape[1])).astype(np.float32)
        mixed[start : start + size] = features[one] * (1 - share) + features[other] * share + noise
    return mixed


def _cells(cover: str, count: int, kind) -> CellFeatures:
    """Cut a cover into so many cells or a few less."""
    picture = read_picture(Path(cover_path(cover)))
    columns = int((count * picture.full_size.width / picture.full_size.height) ** 0.5)
    cells = cut_cover(picture.pixels, columns, 1.0, full=picture.full_size)
    return CellFeatures(cells=cells, kind=kind)


def _assign(source: CellFeatures, tiles: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the placed tiles (R, C) and the CPU time that took [s]."""
    grid = source.cells.grid
    began = time.process_time()
    index = TileIndex(tiles=tiles, cells=grid.rows * grid.cols)
    placed = assign_tiles(source, index, MosaicSettings(columns=grid.cols))
    return placed, time.process_time() - began


def _most_regular(tiles: np.ndarray) -> float:
    """Return how often equal tiles lie at one step, compared with all steps about as long."""
    rows, cols = tiles.shape
    again: dict[tuple[int, int], float] = {}
    for down in range(25):
        for right in range(-24, 25):
            if (down, right) > (0, 0):
                ahead = tiles[down:, max(0, right) : cols + min(0, right)]
                behind = tiles[: rows - down, max(0, -right) : cols - max(0, right)]
                again[down, right] = float((ahead == behind).mean())
    length = {step: int(np.hypot(*step)) for step in again}
    mean = {
        n: np.mean([again[step] for step in again if abs(length[step] - n) <= 3])
        for n in set(length.values())
    }
    return max(again[step] / mean[length[step]] for step in again if 8 <= length[step] <= 20)


def _searches(name: str, source: CellFeatures, tiles: np.ndarray) -> Iterator[Row]:
    """Yield recall and time of the search, and of usearch's."""
    band = source.bands[len(source.bands) // 2]
    cells = source.features(band)
    asked = cells[:: len(cells) // ASKED][:ASKED]
    true, _ = TileIndex(tiles=tiles).nearest(asked, NEAREST)
    grid = source.cells.grid
    index = TileIndex(tiles=tiles, cells=grid.rows * grid.cols)
    began = time.process_time()
    near, _ = index.nearest(asked, NEAREST)
    building = time.process_time() - began
    began = time.process_time()
    index.nearest(cells, NEAREST)
    searching = (time.process_time() - began) * index.cells / len(cells)
    yield from _search_rows(f"{name}: {index.search}", near, true, building + searching)
    if importlib.util.find_spec("usearch") is None:
        return
    from usearch.index import Index

    graph = Index(ndim=tiles.shape[1], metric="l2sq", dtype="f16", expansion_search=96)
    began = time.process_time()
    graph.add(np.arange(len(tiles)), tiles, threads=1)
    building = time.process_time() - began
    began = time.process_time()
    graph.search(cells[:4096], NEAREST + 8, threads=1)
    searching = (time.process_time() - began) * index.cells / 4096
    near = graph.search(asked, NEAREST, threads=1).keys.astype(np.int64)
    yield from _search_rows(f"{name}: usearch", near, true, building + searching)


def _search_rows(name: str, near: np.ndarray, true: np.ndarray, seconds: float) -> Iterator[Row]:
    recall = np.mean([np.isin(t, n).mean() for t, n in zip(true, near, strict=True)])
    yield Row(name=f"{name}, recall", value=float(recall), unit="", command=COMMAND)
    yield Row(name=f"{name}, index and search", value=seconds, unit="CPU s", command=COMMAND)

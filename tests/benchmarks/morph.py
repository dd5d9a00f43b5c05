"""Morph: the time to place one set of tiles, and how near its placement is to the best.

The exact answer is SciPy's linear sum assignment of as many tiles and cells; it is measured with
2,500, for its time grows with the cube. Errors are those of the report: mean CIEDE2000 with the
automatic tint, of each cover of the morph over that of a mosaic of its own.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from mosaic_anim.io.pictures import read_picture_size
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.cover_cut import cut_to_shape
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.morph import SharedTiles
from mosaic_anim.mosaic.pairing import pair_points
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.report.report import mosaic_report
from mosaic_anim.still.photo_mosaic import PhotoMosaic
from tests.benchmarks.table import Row

COMMAND = "python -m tests.benchmarks morph"
LENGTH = 48
"""Numbers of a feature of 4x4 colours."""


def rows(*, library: str, covers: Sequence[str]) -> Iterator[Row]:
    """Yield the pairing of 2,500 and 14,400 points, and the errors of two covers.

    covers : sequence of str
        The first two are used; the built-in ones, if there are fewer.
    """
    few, many = _points(2_500), _points(14_400)
    exact_time, exact = _timed(lambda: _exact(*few))
    near_time, near = _timed(lambda: _sum(*few, pair_points(*few)))
    yield Row(
        name="2,500 pairs, sum of squared distances",
        value=near,
        unit="",
        ratio=near / exact,
        to="the exact assignment",
        command=COMMAND,
    )
    yield Row(
        name="their time",
        value=near_time,
        unit="CPU s",
        ratio=near_time / exact_time,
        to="the exact assignment",
        command=COMMAND,
    )
    long, _ = _timed(lambda: pair_points(*many))
    yield Row(name="14,400 pairs", value=long, unit="CPU s", command=COMMAND)
    yield from _errors(library, covers if len(covers) > 1 else ("demo-portrait", "demo"))


def _errors(library: str, covers: Sequence[str]) -> Iterator[Row]:
    first, second = (cover_path(cover) for cover in covers[:2])
    files = first, cut_to_shape(second, read_picture_size(first))
    found = Library.open(library)
    settings = MosaicSettings(columns=120, tint="auto")
    taken, placements = _timed(
        SharedTiles(covers=files, library=found, settings=[settings] * 2).placements
    )
    count = len(placements[0].tile)
    yield Row(
        name=f"two covers, {count:,} tiles, matched", value=taken, unit="CPU s", command=COMMAND
    )
    for name, cover, placement in zip(covers, files, placements, strict=False):
        alone = build_placement(cover, found, settings)
        own, shared = (
            mosaic_report(PhotoMosaic(placement=one, library=found, cover=cover)).figures.error
            for one in (alone, placement)
        )
        yield Row(
            name=f"error of {Path(name).stem}",
            value=shared,
            unit="Delta E",
            ratio=shared / own,
            to="a mosaic of its own",
            command=COMMAND,
        )


def _points(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return features of cells and of tiles that are spread differently."""
    random = np.random.default_rng(count)
    axes = random.normal(0, 1, (8, LENGTH))
    sides = [random.normal(0, 12, (count, 8)), random.gamma(2, 9, (count, 8)) - 18]
    one, other = ((side @ axes + random.normal(0, 4, (count, LENGTH))) for side in sides)
    return one.astype(np.float32), other.astype(np.float32)


def _sum(one: np.ndarray, other: np.ndarray, paired: np.ndarray) -> float:
    return float(((one - other[paired]) ** 2).sum(dtype=np.float64))


def _exact(one: np.ndarray, other: np.ndarray) -> float:
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)
    _, taken = linear_sum_assignment(squares - 2 * one @ other.T)
    return _sum(one, other, taken)


def _timed(make):
    """Return the processor time of a call, and what it returns."""
    start = time.process_time()
    made = make()
    return time.process_time() - start, made

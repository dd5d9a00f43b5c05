"""Morph: the time to place one set of tiles, and how near its placement is to the best.

The exact answer is SciPy's linear sum assignment of as many tiles and cells; it is measured with
2,500, for its time grows with the cube. Errors are those of the report: mean CIEDE2000 of each
cover of the morph, over that of a mosaic of its own, without tint and with the automatic one.
Distances are those that photos are chosen by, and what any shared photos have at least.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from mosaic_anim.io.pictures import read_picture_size
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.cover_cut import cut_to_shape
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.morph import SharedTiles
from mosaic_anim.mosaic.pairing import pair_points
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.report.report import mosaic_report
from mosaic_anim.still.photo_mosaic import PhotoMosaic
from tests.benchmarks.shared_bound import least_shared
from tests.benchmarks.table import Row

Result = TypeVar("Result")

COMMAND = "python -m tests.benchmarks morph"
LENGTH = 48
"""Numbers of a feature of 4x4 colours."""

_SETTINGS = MosaicSettings(columns=120, tint="auto")


def rows(*, library: str, covers: Sequence[str]) -> Iterator[Row]:
    """Yield the pairing of 2,500 and 14,400 points, and the errors of two covers and of all.

    covers : sequence of str
        The built-in ones, if there are fewer than two.
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
    names = covers if len(covers) > 1 else ("demo-portrait", "demo")
    opened = Library.open(library)
    yield from _shared(opened, names[:2])
    if len(names) > 2:
        yield from _shared(opened, names)


def _shared(library: Library, covers: Sequence[str]) -> Iterator[Row]:
    """Yield the time to match one set of tiles to some covers, their errors and distances."""
    first, *others = (cover_path(cover) for cover in covers)
    files = [first, *(cut_to_shape(other, read_picture_size(first)) for other in others)]
    tiles = SharedTiles(covers=files, library=library, settings=[_SETTINGS] * len(files))
    seconds, shared = _timed(tiles.placements)
    name = f"{len(files)} covers, {len(shared[0].tile):,} tiles, matched"
    yield Row(name=name, value=seconds, unit="CPU s", command=COMMAND)
    own = [build_placement(file, library, _SETTINGS) for file in files]
    for cover, file, *placements in zip(covers, files, shared, own, strict=True):
        for tint, dressed in (("automatic tint", _as_it_is), ("no tint", _plain)):
            error, alone = (
                mosaic_report(
                    PhotoMosaic(placement=dressed(one), library=library, cover=file)
                ).figures.error
                for one in placements
            )
            yield Row(
                name=f"error of {Path(cover).stem}, one of {len(files)}, {tint}",
                value=error,
                unit="Delta E",
                ratio=error / alone,
                to="a mosaic of its own",
                command=COMMAND,
            )
    for name, (apart, together) in (
        ("distance of shared tiles", (_distance(own), _distance(shared))),
        ("least distance of any shared photos, no rules", least_shared(files, library, _SETTINGS)),
    ):
        yield Row(
            name=name,
            value=together,
            unit="Delta E",
            ratio=together / apart,
            to="each cover's own",
            command=COMMAND,
        )


def _as_it_is(placement: Placement) -> Placement:
    return placement


def _plain(placement: Placement) -> Placement:
    """Return a placement without its tint."""
    return replace(
        placement,
        gain=np.ones_like(placement.gain),
        offset=np.zeros_like(placement.offset),
        tint=0.0,
    )


def _distance(placements: Sequence[Placement]) -> float:
    """Return the root of the mean squared distance of all cells and their tiles."""
    return float(np.mean([(one.distance.astype(float) ** 2).mean() for one in placements])) ** 0.5


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


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the processor time of a call, and what it returns."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result

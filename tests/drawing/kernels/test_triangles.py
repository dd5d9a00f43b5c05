"""The kernels that weigh taps do, bit for bit, what plain numpy does."""

import numpy as np
import pytest

from mosaic_anim.drawing.kernels.arrays import ONE
from mosaic_anim.drawing.kernels.triangles import Sharing, share_out, weigh_triangles
from tests.drawing.kernels.plain_taps import plain_shares, plain_triangles

N, TAPS = 60, 5


@pytest.mark.parametrize("least", [1.0, 1e-6])
def test_triangles_are_those_of_plain_numpy(least):
    """Whether all pictures are reduced, or some of them enlarged."""
    rng = np.random.default_rng(1)
    area = np.array([1.0, least, 1.0])
    half = rng.uniform(1, 2, 3)
    centre = rng.uniform(-3, 90, (3, N))
    first = np.ceil(centre - half[:, None] - area[:, None] / 2 - 0.5).astype(np.int64)
    total = rng.integers(0, ONE + 1, (3, N))
    weight = np.zeros((3, N, TAPS), np.uint16)
    weigh_triangles(first, half, area, centre, total, weight)
    assert (weight == plain_triangles(first, half, area, centre, total, taps=TAPS)).all()
    assert (weight.sum(-1, dtype=int) == total).all()


@pytest.mark.parametrize("crisp", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("is_one", [False, True])
def test_shares_are_those_of_plain_numpy(crisp, is_one):
    """Beyond both borders and over every edge between cells of three pixels."""
    rng = np.random.default_rng(2)
    cells, per_cell, step = 8, 3, 0.31
    unit = cells if is_one else 1
    axis = Sharing(step, cells, crisp, unit, per_cell * unit, crisp > 0 and not is_one)
    place = np.sort(rng.uniform(-0.5, cells + 0.5, N))
    first = np.floor(place * per_cell - TAPS / 2).astype(np.int64)
    cuts = np.sort(rng.integers(0, ONE + 1, (N, TAPS - 1)))
    weight = np.diff(cuts, prepend=0, append=ONE).astype(np.uint16)
    expected, lacking = plain_shares(place, first, weight, axis)
    outside = np.full(N, 7, np.uint16)
    share_out(place, first, weight, outside, axis)
    assert (weight == expected).all()
    assert (outside == lacking).all()
    assert (weight.sum(1, dtype=int) + outside == ONE).all()

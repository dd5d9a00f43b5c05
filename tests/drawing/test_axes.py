"""Pixels are shared out among cells exactly, and alike by all that draw."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.drawing.axes import Axis, cell_taps, owners, strip_taps
from mosaic_anim.drawing.kernels.arrays import ONE
from mosaic_anim.drawing.shares import CRISP, SOFT


@st.composite
def axes(draw):
    """Draw an axis of a frame that sees some of the canvas, often a border of it or of a cell."""
    step, count = 1 / draw(st.floats(0.3, 200)), draw(st.integers(1, 60))
    cells = draw(st.integers(1, 60))
    start = draw(st.integers(-1, cells) | st.floats(-1, cells)) + draw(
        st.sampled_from([0.0, -step])
    )
    first = int(np.clip(np.floor(start - step), 0, cells - 1))
    end = int(np.clip(np.ceil(start + (count + 1) * step), first + 1, cells))
    return Axis(start=start, step=step, count=count, cells=cells, first=first, end=end)


def weights_of(axis, taps, per_cell):
    """Return what each cell that is read weighs in each pixel (n, cells), of ONE."""
    cell = taps.index // per_cell - axis.first
    weights = np.zeros((axis.count, axis.end - axis.first), int)
    np.add.at(weights, (np.arange(axis.count)[:, None], cell), taps.weight)
    return weights


@given(axis=axes(), per_cell=st.integers(1, 40), is_one=st.booleans())
def test_cells_and_background_make_one_pixel(axis, per_cell, is_one):
    """Whatever the zoom: no pixel is lost, none is given twice."""
    taps, outside = strip_taps(axis, per_cell, is_one=is_one)
    assert (taps.weight.sum(1, dtype=int) + outside == ONE).all()
    assert taps.index.min() >= axis.first * per_cell
    assert taps.index.max() < axis.end * per_cell


@given(axis=axes())
def test_at_the_border_of_the_canvas_pixels_are_squares(axis):
    """What of a pixel lies outside, and nothing else, is background."""
    points = axis.start + (np.arange(axis.count * 256) + 0.5) * axis.step / 256
    is_outside = ((points < 0) | (points >= axis.cells)).reshape(axis.count, 256)
    assert abs(axis.outside / ONE - is_outside.mean(1)).max() <= 1 / 256


@given(axis=axes(), per_cell=st.integers(1, 40), scale=st.floats(1.5, 2))
def test_all_share_pixels_alike(axis, per_cell, scale):
    """Cells drawn as one long picture, one by one, or weighed after they were drawn."""
    strips, outside = strip_taps(axis, per_cell, is_one=False)
    weights = weights_of(axis, strips, per_cell)
    crisp = axis.shares(per_cell * axis.step).crisp
    alike = Axis(**{n: getattr(axis, n) for n in Axis.__slots__} | {"crisp": crisp})

    cell, part = owners(alike)
    weighed = np.zeros(weights.shape)
    np.add.at(weighed, (np.arange(axis.count)[:, None], cell), part)
    assert abs(weighed * (ONE - outside[:, None].astype(int)) - weights).max() <= 2

    one = np.ones((axis.end - axis.first, 1))
    length = one * max(1, round(scale / axis.step))
    span, taps = cell_taps(alike, 0 * one, length, length.astype(int))
    each = np.zeros(weights.shape, int)
    for number, (low, high) in enumerate(span):
        each[low:high, number] = taps.weight[number, 0, : high - low].sum(-1, dtype=int)
    assert abs(each - weights).max() <= 1


@pytest.mark.parametrize(("px", "expected"), [(SOFT, [0.125, 0.875]), (CRISP, [0, 1])])
def test_large_cells_keep_their_pixels_to_themselves(px, expected):
    """The first pixel of a cell lies in it wholly, and to an eighth in a small one's neighbour."""
    axis = Axis(start=1.0, step=1 / px, count=1, cells=3, first=0, end=3)
    taps, _ = strip_taps(axis, int(2 * px), is_one=False)
    assert weights_of(axis, taps, int(2 * px))[0, :2] / ONE == pytest.approx(expected, abs=1e-4)


def test_pieces_of_one_picture_are_filtered_across_their_borders():
    """A pixel between two enlarged pieces of a cover is a mixture of both."""
    axis = Axis(start=0.0, step=1 / 40, count=80, cells=2, first=0, end=2)
    apart, _ = strip_taps(axis, 4, is_one=False)
    one, _ = strip_taps(axis, 4, is_one=True)
    assert weights_of(axis, apart, 4)[39].tolist() == [ONE, 0]
    assert weights_of(axis, one, 4)[39] / ONE == pytest.approx([0.55, 0.45], abs=1e-3)

"""Tint moves a tile's mean colour to its cell's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mosaic_anim.mosaic.tint import tint_map

MEANS = arrays(np.float32, (5, 3), elements=st.floats(0, 255, width=32))


@given(tile=MEANS, cell=MEANS)
def test_no_tint_changes_nothing(tile, cell):
    """Amount 0 gives gain 1 and offset 0, exactly."""
    gain, offset = tint_map(tile, cell, 0.0)
    assert (gain == 1).all()
    assert (offset == 0).all()


@given(tile=MEANS, cell=MEANS, amount=st.floats(0, 1))
def test_the_mean_moves_by_the_amount_and_nothing_is_clipped(tile, cell, amount):
    """The mean lands `amount` of the way to the cell's; black and white stay in the range."""
    gain, offset = tint_map(tile, cell, amount)
    np.testing.assert_allclose(gain * tile + offset, tile + amount * (cell - tile), atol=1e-2)
    for value in (0, 255):
        shown = gain * value + offset
        assert shown.min() >= -1e-3
        assert shown.max() <= 255 + 1e-3


def test_a_tint_towards_dark_keeps_black():
    """Half the way from 200 to 100 scales by 0.75 towards black."""
    gain, offset = tint_map(np.full((1, 3), 200, np.float32), np.full((1, 3), 100, np.float32), 0.5)
    assert gain.ravel() == pytest.approx([0.75] * 3)
    assert offset.ravel() == pytest.approx([0] * 3)


def test_a_tint_towards_light_keeps_white():
    """All the way from 155 to 205 halves the distance to white."""
    gain, offset = tint_map(np.full((1, 3), 155, np.float32), np.full((1, 3), 205, np.float32), 1)
    assert gain.ravel() == pytest.approx([0.5] * 3)
    assert offset.ravel() == pytest.approx([127.5] * 3)

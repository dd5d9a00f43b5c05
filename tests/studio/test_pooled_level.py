"""Smaller copies of pictures are means of areas, however large these are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.library.tiles import in_memory
from mosaic_anim.studio.pooled_level import PooledLevel, reduce_by_area

SIDES = st.integers(1, 24)


def pictures(count: int, side: int) -> np.ndarray:
    """Return busy pictures."""
    return np.random.default_rng(side).integers(0, 256, (count, side, side, 3), np.uint8)


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_a_pixel_is_the_mean_of_those_it_covers(factor: int) -> None:
    """By whole numbers, against sums."""
    large = np.random.default_rng(1).integers(0, 256, (3, 4 * factor, 5 * factor, 4), np.uint8)
    blocks = large.reshape(3, 4, factor, 5, factor, 4).mean(axis=(2, 4))
    assert abs(reduce_by_area(large, 4, 5) - blocks).max() <= 0.5 + 1e-4


@given(SIDES, SIDES, st.data())
def test_a_plain_picture_stays_what_it_is(tall: int, wide: int, data) -> None:
    """At any size, whole or not."""
    height, width = data.draw(st.integers(1, tall)), data.draw(st.integers(1, wide))
    plain = np.tile(np.array([0, 7, 201, 255], np.uint8), (2, tall, wide, 1))
    assert np.array_equal(reduce_by_area(plain, height, width), plain[:, :height, :width])


def test_copies_of_a_level_that_grows_are_those_of_all_its_pictures() -> None:
    """Those that were added later come in their turn."""
    every = pictures(7, 16)
    level = PooledLevel.of(in_memory(every[:4], 16))
    copy = PooledLevel.of(level.reduced(6, 6))
    later = in_memory(every[4:], 16)
    for one in (level, copy):
        one.slot = np.concatenate((one.slot, np.full(3, -1, np.int32)))
    slot = np.concatenate((np.full(4, -1, np.int32), later.slot))
    object.__setattr__(later, "slot", slot)
    level.add(later)
    copy.add(level.reduced(6, 6, 4))
    whole = PooledLevel.of(in_memory(every, 16)).reduced(6, 6)
    shown = copy.part(np.arange(7, dtype=np.int32))
    for variant in range(7):
        assert np.array_equal(shown.picture(variant), whole.picture(variant))

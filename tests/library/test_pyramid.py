"""Levels: half octaves, and which one a cell of a given size needs."""

import numpy as np
import pytest

from mosaic_anim.library.pyramid import LEVEL_HEIGHTS, level_for, level_width


def test_levels_are_half_octaves():
    """Each level is about 1.41 times the one below; none is missing or doubled."""
    assert LEVEL_HEIGHTS[:12] == (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64)
    assert LEVEL_HEIGHTS[-1] == 8192
    ratios = np.array(LEVEL_HEIGHTS[4:]) / np.array(LEVEL_HEIGHTS[3:-1])
    assert ((ratios > 1.3) & (ratios < 1.51)).all()


@pytest.mark.parametrize("px", [0.3, 1, 5.6, 11.3, 64, 90.5097, 700, 5000])
def test_a_level_has_enough_pixels_and_the_next_smaller_has_not(px):
    """At least sqrt(2) source pixels per frame pixel, with as little to read as possible."""
    level = level_for(px, 1 << 30)
    assert level >= min(2**0.5 * px * 0.999, 8192)
    smaller = [height for height in LEVEL_HEIGHTS if height < level]
    assert not smaller or smaller[-1] < 2**0.5 * px


@pytest.mark.parametrize(("native", "level"), [(300, 362), (256, 256), (1, 1), (9000, 8192)])
def test_no_level_is_larger_than_the_photo_needs(native, level):
    """More pixels than the photo has cannot be seen."""
    assert level_for(1e9, native) == level


def test_width_follows_the_cell_and_never_vanishes():
    """Rounded to whole pixels, at least one."""
    assert level_width(45, 1.5) == 68
    assert level_width(1, 0.2) == 1

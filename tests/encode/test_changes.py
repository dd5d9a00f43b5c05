"""encode/changes.py: every pixel that differs lies in what is shown anew, in whole blocks."""

import numpy as np

from mosaic_anim.encode.changes import BLOCK, change_between, whole_change


def _frames(height, width, *places):
    before = np.full((height, width, 3), 90, np.uint8)
    after = before.copy()
    for row, col in places:
        after[row, col, 1] += 1
    return before, after


def test_equal_frames_have_no_change():
    """Whether they are one array or two."""
    before, after = _frames(20, 20)
    assert change_between(before, after) is None
    assert change_between(before, before) is None


def test_one_level_of_one_pixel_is_a_change_of_its_block():
    """However small the difference."""
    found = change_between(*_frames(40, 50, (19, 28)))
    assert (found.rows, found.cols, found.is_new) == (slice(16, 24), slice(24, 32), None)


def test_what_lies_within_two_pixels_is_new_as_well():
    """The block above, of a pixel in the second row; not that on the left."""
    found = change_between(*_frames(40, 50, (17, 10)))
    assert (found.rows, found.cols) == (slice(8, 24), slice(8, 16))


def test_between_two_blocks_old_ones_stay():
    """By hand: the rectangle of two blocks at opposite corners has two old ones."""
    found = change_between(*_frames(40, 50, (11, 11), (19, 20)))
    assert (found.rows, found.cols) == (slice(8, 24), slice(8, 24))
    new, old = np.ones((BLOCK, BLOCK), bool), np.zeros((BLOCK, BLOCK), bool)
    np.testing.assert_array_equal(found.is_new, np.block([[new, old], [old, new]]))


def test_the_last_blocks_end_with_the_frame():
    """Of 19 rows the last block has three."""
    found = change_between(*_frames(19, 21, (18, 20), (0, 20)))
    assert (found.rows, found.cols, found.is_new.shape) == (slice(0, 19), slice(16, 21), (19, 5))
    assert found.is_new[[0, 7, 8, 15, 16, 18], 0].tolist() == [True, True, False, False, True, True]


def test_all_is_new_in_a_first_frame():
    """Nothing lies before it."""
    found = whole_change(np.zeros((3, 5, 3), np.uint8))
    assert (found.rows, found.cols, found.is_new) == (slice(0, 3), slice(0, 5), None)

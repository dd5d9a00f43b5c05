"""Drawing ahead: idle workers draw frames of the segments that are left, in the same order."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.rendering.drawing_ahead import DrawingAhead


def picture(number: int) -> np.ndarray:
    """Return a picture that shows a number."""
    return np.full((1, 1, 3), number, np.uint8)


def shown(ahead: DrawingAhead, count: int) -> list[int]:
    """Return the numbers that pictures show, in the order in which they come."""
    return [int(one()[0, 0, 0]) for one in ahead.pictures(range(count), picture)]


@given(shares=st.lists(st.integers(1, 4), max_size=30), count=st.integers(0, 12))
def test_all_pictures_come_in_order(shares, count):
    """However the number of idle workers changes on the way."""
    left = iter(shares)
    ahead = DrawingAhead(lambda: next(left, 1))
    assert shown(ahead, count) == list(range(count))
    ahead.stop()


@pytest.mark.parametrize("share", [1, 3])
def test_as_many_frames_as_there_are_workers_are_drawn_at_once(share):
    """Three meet at a barrier; alone, none waits for another, and the caller draws."""
    together = threading.Barrier(share)
    drawn_by = []

    def draw(number):
        together.wait(timeout=20)
        drawn_by.append(threading.current_thread())
        return picture(number)

    ahead = DrawingAhead(lambda: share)
    assert len([one() for one in ahead.pictures(range(6), draw)]) == 6
    assert (set(drawn_by) == {threading.current_thread()}) == (share == 1)
    ahead.stop()


@pytest.mark.parametrize("share", [1, 2])
def test_an_error_comes_with_its_own_frame(share):
    """Those before it are whole, and drawing can be stopped after it."""

    def draw(number):
        if number == 2:
            raise ValueError("no such tile")
        return picture(number)

    ahead = DrawingAhead(lambda: share)
    pictures = ahead.pictures(range(5), draw)
    assert [int(next(pictures)()[0, 0, 0]) for _ in range(2)] == [0, 1]
    with pytest.raises(ValueError, match="no such tile"):
        next(pictures)()
    pictures.close()
    ahead.stop()

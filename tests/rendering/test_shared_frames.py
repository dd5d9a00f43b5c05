"""Takers of shared frames get what they asked for, drawn once where that is possible at all."""

import threading
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.rendering.shared_frames import MOST_WAITING, SharedFrames, group_by_frames


def taken(wanted, *, pause=0.0, most=MOST_WAITING, broken=()):
    """Let a thread for each taker take all it wants; return what each got, and what was drawn."""
    shared = SharedFrames(wanted, most=most)
    drawn, counting = Counter(), threading.Lock()
    got = [[] for _ in wanted]

    def draw(key):
        with counting:
            drawn[key] += 1
        if key in broken:
            raise ValueError(key)
        return key

    def run(taker):
        try:
            for key in wanted[taker]:
                got[taker].append(shared.take(taker, lambda key=key: draw(key)))
                time.sleep(pause * taker)
        except ValueError:
            pass
        finally:
            shared.leave(taker)

    threads = [threading.Thread(target=run, args=(taker,)) for taker in range(len(wanted))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()
    return got, drawn


@pytest.mark.parametrize("pause", [0.0, 0.0005])
def test_parts_of_one_row_are_drawn_once(pause):
    """However much slower one of them is."""
    for _ in range(20):
        wanted = [range(40), range(0, 40, 2), range(0, 40, 3)]
        got, drawn = taken(wanted, pause=pause)
        assert got == [list(keys) for keys in wanted]
        assert set(drawn.values()) == {1}


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 9), max_size=12), min_size=1, max_size=3))
def test_any_orders_come_to_an_end(wanted):
    """Backwards, again and again: each gets its own, and nobody waits for ever."""
    got, drawn = taken(wanted, most=2)
    assert got == wanted
    asked = Counter(key for keys in wanted for key in keys)
    assert all(1 <= count <= asked[key] for key, count in drawn.items())


def test_few_frames_are_held():
    """Who is far ahead waits for the others."""
    shared, ahead = SharedFrames([range(20), range(20)]), []

    def run():
        ahead.extend(shared.take(0, lambda key=key: key) for key in range(20))

    thread = threading.Thread(target=run)
    thread.start()
    for key in range(20):
        time.sleep(0.002)
        assert len(ahead) <= key + MOST_WAITING + 2
        assert shared.take(1, lambda key=key: key) == key
    thread.join(timeout=20)
    assert ahead == list(range(20))


def test_who_has_left_is_waited_for_no_more():
    """What it has not taken is let go."""
    shared = SharedFrames([range(20), range(20)])
    shared.leave(1)
    assert [shared.take(0, lambda key=key: key) for key in range(20)] == list(range(20))


def test_a_frame_that_cannot_be_drawn_is_tried_by_all_who_want_it():
    """Each learns of it; who does not want it goes on."""
    got, drawn = taken([range(9), range(9), [*range(4), 8]], broken={5})
    assert got == [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [0, 1, 2, 3, 8]]
    assert drawn[5] == 2


def test_segments_that_show_the_same_are_put_together():
    """At most one of each output; where two would do, the one that shares most."""
    keys = [["ab", "cdef", "gh"], ["ax", "bcdf", "y"], ["", "fz"]]
    assert group_by_frames(keys) == [
        [(0, 0), (1, 0)],
        [(0, 1), (1, 1), (2, 1)],
        [(0, 2)],
        [(1, 2)],
        [(2, 0)],
    ]

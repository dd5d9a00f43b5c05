"""Look-ahead: frames that are encoded alone say how large they are where others follow."""

import pytest

from mosaic_anim.rendering.size_limit.look_ahead import LookAhead, TimeShares

LONGER = (120.0, 9.0, 11.0, 10.0, 10.0, 10.0, 3.0, 2.0)
SHORTER = (100.0, 5.0, 3.0)


def test_the_longer_run_says_how_much_larger_frames_become() -> None:
    """By hand: a fifth for the first one, 10 instead of 4 bytes for another one."""
    ahead = LookAhead.of(LONGER, SHORTER)
    assert ahead.sizes(SHORTER) == pytest.approx((120, 10))


def test_the_longer_run_is_taken_as_it_is() -> None:
    """Without its last two frames, from which none is predicted."""
    assert LookAhead.of(LONGER, SHORTER).sizes(LONGER) == (120, 10)


@pytest.mark.parametrize(("moving", "grown"), [(1.0, 4.0), (9.0, 18.0), (400.0, 412.0)])
def test_what_moves_faster_grows_more(moving: float, grown: float) -> None:
    """As the root of it, half as much at least and twice as much at most."""
    ahead = LookAhead.of(LONGER, SHORTER)
    assert ahead.sizes((50.0, moving, moving)) == pytest.approx((60, grown))


@pytest.mark.parametrize("shorter", [(100.0,), LONGER])
def test_nothing_grows_where_runs_say_nothing(shorter: tuple[float, ...]) -> None:
    """They are of one frame, or no longer run was encoded."""
    ahead = LookAhead.of(LONGER, shorter)
    assert ahead.sizes(SHORTER) == (100, 4)
    assert ahead.sizes((70.0,)) == (70, 70)


def test_a_run_shares_its_time_as_the_compared_one_does() -> None:
    """By hand: one frame takes 2 s, three take 6 s; of twice the time, each takes twice as much."""
    shares = TimeShares.of((8.0, 4), (2.0, 1))
    assert (shares.first, shares.other) == pytest.approx((2, 2))
    first = TimeShares.of((7.0, 4), (4.0, 1))
    assert (first.first, first.other) == pytest.approx((4, 1))
    assert first.times(12.0, 3) == pytest.approx((8, 2))


@pytest.mark.parametrize("part", [None, (1.0, 1), (9.0, 3), (0.5, 3), (4.5, 3)])
def test_no_time_is_lost_and_none_is_negative(part: tuple[float, int] | None) -> None:
    """Whatever a busy clock says of the part."""
    shares = TimeShares.of((4.0, 4), part)
    assert shares.first >= 0
    assert shares.other > 0
    assert shares.first + 3 * shares.other == pytest.approx(4)

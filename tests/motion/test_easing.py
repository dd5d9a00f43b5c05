"""Easings start at 0, end at 1, and are the curves that their names promise."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.motion.easing import EASINGS, Jump, cubic_bezier, steps

FAMILIES = ["sine", "quad", "cubic", "quart", "quint", "expo", "circ", "back", "elastic", "bounce"]
OVERSHOOTING = {name for name in EASINGS if "back" in name or "elastic" in name}
WAVERING = OVERSHOOTING | {name for name in EASINGS if "bounce" in name}
shares = st.floats(0, 1)
few = settings(max_examples=25)  # for each of many easings

# Known values, worked out by hand from Penner's equations and the CSS specification.
HALFWAY = {
    "linear": 0.5,
    "in_quad": 0.25,
    "in_cubic": 0.125,
    "in_quart": 0.0625,
    "in_quint": 0.03125,
    "in_sine": 1 - 2**-0.5,
    "out_sine": 2**-0.5,
    "in_expo": (2**-5 - 2**-10) / (1 - 2**-10),
    "in_circ": 1 - 0.75**0.5,
    "in_back": 0.125 * 2.70158 - 0.25 * 1.70158,
    "out_bounce": 7.5625 * (0.5 - 1.5 / 2.75) ** 2 + 0.75,
    "ease": 0.8024033877399112,
    "ease_in": 0.3153568125725393,
}


@pytest.mark.parametrize("name", EASINGS)
def test_an_easing_is_exactly_0_at_0_and_1_at_1(name):
    """A move begins at its start and ends at its end, bit for bit."""
    assert EASINGS[name](0.0) == 0.0
    assert EASINGS[name](1.0) == 1.0


@pytest.mark.parametrize("name", EASINGS)
def test_an_easing_has_no_jump(name):
    """The first and last thousandth move little, also where Penner's own exponentials jump."""
    values = [EASINGS[name](i / 1000) for i in range(1001)]
    assert max(abs(b - a) for a, b in pairwise(values)) < 0.06


@pytest.mark.parametrize("name", sorted(set(EASINGS) - WAVERING))
@few
@given(one=shares, other=shares)
def test_an_easing_that_does_not_waver_never_goes_back(name, one, other):
    """All but back, elastic and bounce are monotone."""
    assert EASINGS[name](min(one, other)) <= EASINGS[name](max(one, other)) + 1e-15


@pytest.mark.parametrize("name", sorted(set(EASINGS) - OVERSHOOTING))
@few
@given(time=shares)
def test_only_back_and_elastic_leave_0_to_1(name, time):
    """Every other easing stays between its ends."""
    assert -1e-15 <= EASINGS[name](time) <= 1 + 1e-15


@pytest.mark.parametrize("family", FAMILIES)
@few
@given(time=shares)
def test_out_is_in_played_backwards(family, time):
    """out(t) = 1 - in(1 - t), and in_out is symmetric about its middle."""
    # 1 - t rounds for tiny t; circ turns that into its square root.
    assert EASINGS[f"out_{family}"](time) == pytest.approx(
        1 - EASINGS[f"in_{family}"](1 - time), abs=1e-7
    )
    both = EASINGS[f"in_out_{family}"]
    assert both(time) == pytest.approx(1 - both(1 - time), abs=1e-7)


@pytest.mark.parametrize(("name", "value"), HALFWAY.items())
def test_an_easing_has_its_known_value_halfway(name, value):
    """The curve is the one the name stands for."""
    assert EASINGS[name](0.5) == pytest.approx(value, abs=1e-6)


def test_the_penner_set_is_complete():
    """Ten families in three directions, a line, and the four curves of CSS."""
    named = {f"{way}_{family}" for way in ("in", "out", "in_out") for family in FAMILIES}
    assert named | {"linear", "ease", "ease_in", "ease_out", "ease_in_out"} == set(EASINGS)


def test_back_goes_a_tenth_beyond_its_end():
    """Penner's constant is chosen for 10 %."""
    assert max(EASINGS["out_back"](i / 1000) for i in range(1001)) == pytest.approx(1.1, abs=1e-4)


@given(x1=shares, y1=st.floats(-2, 3), x2=shares, y2=st.floats(-2, 3), parameter=shares)
def test_a_cubic_bezier_passes_through_the_points_of_its_curve(x1, y1, x2, y2, parameter):
    """The point at a curve parameter, computed from the definition, lies on the easing."""

    def coordinate(first, second):
        rest = 1 - parameter
        return 3 * rest**2 * parameter * first + 3 * rest * parameter**2 * second + parameter**3

    nudge = 1e-9  # where the curve is upright, a hair of time is a stretch of progress
    time, value = coordinate(x1, x2), coordinate(y1, y2)
    easing = cubic_bezier(x1, y1, x2, y2)
    near = [easing(min(max(time + d, 0), 1)) for d in (-nudge, 0, nudge)]
    assert min(near) - 1e-5 <= value <= max(near) + 1e-5


def test_a_cubic_bezier_may_overshoot_in_progress_but_not_in_time():
    """CSS: y is free, x lies from 0 to 1."""
    assert max(cubic_bezier(0.3, 1.6, 0.6, 1.2)(i / 100) for i in range(101)) > 1.05
    with pytest.raises(ValueError, match=r"from 0 to 1, not 1\.2 and 0"):
        cubic_bezier(1.2, 0, 0, 1)


@given(time=shares)
def test_a_cubic_bezier_on_the_diagonal_is_linear(time):
    """Control points on the line make the line, also with its ends upright in the parameter."""
    for low, high in ((0, 1), (1 / 3, 2 / 3), (0.2, 0.3)):
        assert cubic_bezier(low, low, high, high)(time) == pytest.approx(time, abs=1e-12)


@pytest.mark.parametrize(
    ("jump", "climbed"),
    {
        "start": (1 / 3, 2 / 3, 1, 1),
        "end": (0, 1 / 3, 2 / 3, 1),
        "both": (1 / 4, 1 / 2, 3 / 4, 1),
        "none": (0, 1 / 2, 1, 1),
    }.items(),
)
def test_steps_climb_as_in_css(jump, climbed):
    """Three steps, seen in the middle of each and at the end."""
    staircase = steps(3, jump)
    assert tuple(staircase(time) for time in (1 / 6, 1 / 2, 5 / 6, 1.0)) == climbed


@pytest.mark.parametrize("count", [1, 7, 29, 49, 100, 250])
def test_a_step_falls_on_the_frame_it_is_due(count):
    """The float k / n may lie below the exact share; the step comes all the same."""
    assert [steps(count)(k / count) for k in range(count + 1)] == [
        k / count for k in range(count + 1)
    ]


@pytest.mark.parametrize("jump", get_args(Jump))
def test_too_few_steps_are_refused(jump):
    """One step at least, two where none of them is a jump at an end."""
    least = 2 if jump == "none" else 1
    assert steps(least, jump)(1.0) == 1
    with pytest.raises(ValueError, match=f"jumps at {jump} has at least {least} steps"):
        steps(least - 1, jump)


def test_an_unknown_jump_is_refused():
    """The message lists the four."""
    with pytest.raises(ValueError, match="one of start, end, both, none, not 'middle'"):
        steps(3, "middle")

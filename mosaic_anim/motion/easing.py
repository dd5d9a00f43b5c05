"""Easings: the share of a clip's time that has passed, 0 to 1, to progress.

Progress is exactly 0 at 0 and exactly 1 at 1 (a staircase that jumps at its start has climbed its
first step there); in between it may leave that range, as `back` and `elastic` do.

References
----------
Penner, "Motion, Tweening, and Easing", in: Programming Macromedia Flash MX, 2002; his equations
as listed at https://easings.net. The exponential ones are stretched to end at 0 and 1 instead of
1/1024 beside them, as in d3-ease (https://github.com/d3/d3-ease).
CSS Easing Functions Level 1, https://www.w3.org/TR/css-easing-1/: `cubic_bezier`, `steps`, and
the four curves named ease.
"""

from collections.abc import Callable
from math import cos, floor, pi, sin, sqrt
from typing import Literal, get_args

Easing = Callable[[float], float]
"""The share of the time [0 to 1] to progress."""

Jump = Literal["start", "end", "both", "none"]
"""Where a staircase jumps besides between its steps: at its start, its end, at both, at none."""

_OVERSHOOT = 1.70158  # Penner's constant: `back` goes 10 % beyond its ends
_PERIOD = 0.3  # of `elastic` [share of the time]
_STEP_SLACK = 1e-9  # a jump falls on the frame it is due, though k / n was rounded


def cubic_bezier(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """Return the CSS curve from (0, 0) to (1, 1) with the control points (x1, y1) and (x2, y2).

    Raises
    ------
    ValueError
        If `x1` or `x2` lies outside 0 to 1: the curve would have two values at one time.
    """
    if not (0 <= x1 <= 1 and 0 <= x2 <= 1):
        raise ValueError(f"x1 and x2 of a cubic bezier lie from 0 to 1, not {x1:g} and {x2:g}")

    def curve(time: float) -> float:
        return _bezier(y1, y2, _bezier_parameter(x1, x2, time))

    return _pinned(curve)


def steps(count: int, jump: Jump = "end") -> Easing:
    """Return the CSS staircase of `count` steps of equal length.

    Raises
    ------
    ValueError
        If there are too few steps to go from 0 to 1, or `jump` is none of the four.
    """
    if jump not in get_args(Jump):
        raise ValueError(f"jump is one of {', '.join(get_args(Jump))}, not {jump!r}")
    least = 2 if jump == "none" else 1
    if count < least:
        raise ValueError(f"a staircase that jumps at {jump} has at least {least} steps")
    jumps = count + {"start": 0, "end": 0, "both": 1, "none": -1}[jump]
    first = 1 if jump in {"start", "both"} else 0

    def staircase(time: float) -> float:
        climbed = floor(time * count + _STEP_SLACK) + first
        return min(max(climbed, 0), jumps) / jumps

    return staircase


def _pinned(curve: Easing) -> Easing:
    def easing(time: float) -> float:
        if time <= 0:
            return 0.0
        return 1.0 if time >= 1 else curve(time)

    return easing


def _in(curve: Easing) -> Easing:
    return _pinned(curve)


def _out(curve: Easing) -> Easing:
    return _pinned(lambda time: 1 - curve(1 - time))


def _in_out(curve: Easing) -> Easing:
    return _pinned(
        lambda time: curve(2 * time) / 2 if time < 0.5 else 1 - curve(2 - 2 * time) / 2,
    )


def _sine(time: float) -> float:
    return 1 - cos(time * pi / 2)


def _power(exponent: int) -> Easing:
    return lambda time: time**exponent


def _expo(time: float) -> float:
    return float((2 ** (10 * (time - 1)) - 2**-10) / (1 - 2**-10))


def _circ(time: float) -> float:
    return 1 - sqrt(1 - time * time)


def _back(overshoot: float) -> Easing:
    return lambda time: time * time * ((overshoot + 1) * time - overshoot)


def _elastic(period: float) -> Easing:
    return lambda time: -_expo(time) * sin((time - 1 - period / 4) * 2 * pi / period)


def _bounce(time: float) -> float:
    """Fall in four parabolas of shrinking height, played backwards."""
    left = 1 - time
    for end, middle, floor_height in (
        (1 / 2.75, 0.0, 0.0),
        (2 / 2.75, 1.5 / 2.75, 0.75),
        (2.5 / 2.75, 2.25 / 2.75, 0.9375),
    ):
        if left < end:
            return 1 - (7.5625 * (left - middle) ** 2 + floor_height)
    return 1 - (7.5625 * (left - 2.625 / 2.75) ** 2 + 0.984375)


def _bezier(first: float, second: float, parameter: float) -> float:
    """Evaluate one coordinate of the curve with ends 0 and 1."""
    rest = 1 - parameter
    return parameter * (3 * rest * (rest * first + parameter * second) + parameter * parameter)


def _bezier_slope(first: float, second: float, parameter: float) -> float:
    rest = 1 - parameter
    middle = 2 * rest * parameter * (second - first)
    return 3 * (rest * rest * first + middle + parameter * parameter * (1 - second))


def _bezier_parameter(x1: float, x2: float, time: float) -> float:
    """Solve x(parameter) = time by Newton's steps, halving the bracket where one would leave it.

    The bracket shrinks with each round, so it ends where no float is left inside.
    """
    low, high, parameter = 0.0, 1.0, time
    while True:
        error = _bezier(x1, x2, parameter) - time
        if error > 0:
            high = parameter
        else:
            low = parameter
        slope = _bezier_slope(x1, x2, parameter)
        step = parameter - error / slope if slope else low
        following = step if low < step < high else (low + high) / 2
        if error == 0 or following == parameter or not low < following < high:
            return parameter
        parameter = following


EASINGS: dict[str, Easing] = {
    "linear": _in(lambda time: time),
    "ease": cubic_bezier(0.25, 0.1, 0.25, 1),
    "ease_in": cubic_bezier(0.42, 0, 1, 1),
    "ease_out": cubic_bezier(0, 0, 0.58, 1),
    "ease_in_out": cubic_bezier(0.42, 0, 0.58, 1),
    "in_sine": _in(_sine),
    "out_sine": _out(_sine),
    "in_out_sine": _in_out(_sine),
    "in_quad": _in(_power(2)),
    "out_quad": _out(_power(2)),
    "in_out_quad": _in_out(_power(2)),
    "in_cubic": _in(_power(3)),
    "out_cubic": _out(_power(3)),
    "in_out_cubic": _in_out(_power(3)),
    "in_quart": _in(_power(4)),
    "out_quart": _out(_power(4)),
    "in_out_quart": _in_out(_power(4)),
    "in_quint": _in(_power(5)),
    "out_quint": _out(_power(5)),
    "in_out_quint": _in_out(_power(5)),
    "in_expo": _in(_expo),
    "out_expo": _out(_expo),
    "in_out_expo": _in_out(_expo),
    "in_circ": _in(_circ),
    "out_circ": _out(_circ),
    "in_out_circ": _in_out(_circ),
    "in_back": _in(_back(_OVERSHOOT)),
    "out_back": _out(_back(_OVERSHOOT)),
    "in_out_back": _in_out(_back(_OVERSHOOT * 1.525)),
    "in_elastic": _in(_elastic(_PERIOD)),
    "out_elastic": _out(_elastic(_PERIOD)),
    "in_out_elastic": _in_out(_elastic(_PERIOD * 1.5)),
    "in_bounce": _in(_bounce),
    "out_bounce": _out(_bounce),
    "in_out_bounce": _in_out(_bounce),
}
"""Easings by the name that a scene writes."""

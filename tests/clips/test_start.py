"""Starts: a time of the scene, or a mark of an earlier clip with an offset."""

from fractions import Fraction

import pytest

from mosaic_anim.clips.start import START, Start, read_start
from mosaic_anim.schema.problem import PartError
from mosaic_anim.schema.value import frames_at
from tests.scene.json_schema import accepts

HALF = Fraction(1, 2)

GOOD = {
    "0s": Start(),
    " 2.5s ": Start(offset=Fraction(5, 2)),
    "75f": Start(offset=Fraction(3)),
    "dive": Start(mark="dive"),
    "dive.start": Start(mark="dive"),
    "dive.end": Start(mark="dive", edge="end"),
    "dive.end - 0.5s": Start(mark="dive", edge="end", offset=-HALF),
    "dive.end-500ms": Start(mark="dive", edge="end", offset=-HALF),
    "dive + 1s": Start(mark="dive", offset=Fraction(1)),
    "dive-1s": Start(mark="dive", offset=Fraction(-1)),
    "clip-1": Start(mark="clip-1"),
    "clip-1.end + 0s": Start(mark="clip-1", edge="end"),
    "a_b-2 - 25f": Start(mark="a_b-2", offset=Fraction(-1)),
}


@pytest.mark.parametrize("written", GOOD)
def test_a_start_is_a_time_or_a_mark_with_an_offset(written):
    """Frames count those of the scene; a start itself is taken as it is."""
    with frames_at(Fraction(25)):
        start = read_start(written)
    assert start == GOOD[written]
    assert read_start(start) is start
    assert accepts(START.schema, written.strip())


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("-1s", "a clip cannot start before the scene — 0s is the earliest"),
        ("dive.middle", "not a moment to start at: 'dive.middle' — a time such as 2.5s"),
        ("dive + 1", "not a moment to start at"),
        ("+1s", "not a moment"),
        ("", "not a moment"),
        (2, "not a moment to start at: 2"),
        (None, "not a moment to start at: nothing"),
        (["dive"], "not a moment to start at: a list"),
    ],
)
def test_what_is_no_start_is_refused(written, message):
    """With an example."""
    with pytest.raises(PartError, match=message.replace("+", r"\+")):
        read_start(written)

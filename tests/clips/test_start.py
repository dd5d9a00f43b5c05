"""Starts: a time of the scene, or a mark of an earlier clip with an offset."""

from fractions import Fraction

import pytest

from mosaic_anim.clips.start import CLIP_START, START, Start, read_start
from mosaic_anim.schema.kind import Label
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
    "dive.end": Start(mark="dive", part=Fraction(1)),
    "dive.end - 0.5s": Start(mark="dive", part=Fraction(1), offset=-HALF),
    "dive.end-500ms": Start(mark="dive", part=Fraction(1), offset=-HALF),
    "dive.middle": Start(mark="dive", part=HALF),
    "dive.30%": Start(mark="dive", part=Fraction(3, 10)),
    "dive.12.5 % + 1s": Start(mark="dive", part=Fraction(1, 8), offset=Fraction(1)),
    "50%": Start(part=HALF),
    "100% - 25f": Start(part=Fraction(1), offset=Fraction(-1)),
    "middle": Start(mark="middle"),
    "dive + 1s": Start(mark="dive", offset=Fraction(1)),
    "dive-1s": Start(mark="dive", offset=Fraction(-1)),
    "clip-1": Start(mark="clip-1"),
    "clip-1.end + 0s": Start(mark="clip-1", part=Fraction(1)),
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
        ("-1s", "'-1s' lies before the scene — 0s is the earliest"),
        ("dive.center", "not a moment of the scene: 'dive.center' — a time such as 2.5s"),
        ("101%", "'101%' lies after the end — at most 100%"),
        ("50", "not a moment of the scene"),
        ("dive + 1", "not a moment of the scene"),
        ("+1s", "not a moment"),
        ("", "not a moment"),
        (2, "not a moment of the scene: 2"),
        (None, "not a moment of the scene: nothing"),
        (["dive"], "not a moment of the scene: a list"),
    ],
)
def test_what_is_no_start_is_refused(written, message):
    """With an example."""
    with pytest.raises(PartError, match=message.replace("+", r"\+")):
        read_start(written)


@pytest.mark.parametrize(
    ("written", "time"),
    [("dive", 2), ("dive.middle", 4), ("dive.end - 0.5s", Fraction(11, 2)), ("dive.25% + 1s", 4)],
)
def test_a_moment_lies_within_its_clip(written, time):
    """Here from 2 to 6 seconds."""
    assert read_start(written).within(Fraction(2), Fraction(6)) == time


@pytest.mark.parametrize("written", ["50%", "100% - 1s"])
def test_a_clip_cannot_start_at_a_part_of_the_scene(written):
    """The scene would be longer by that."""
    with pytest.raises(PartError, match=r"at a part of the scene .* — a part of an earlier clip"):
        CLIP_START.read(written, Label(word="at"))
    assert not accepts(CLIP_START.schema, written)
    assert CLIP_START.read("dive.50%", Label(word="at")).part == HALF

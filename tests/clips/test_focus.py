"""Focus: a word, a point or a rectangle of the cover."""

import pytest

from mosaic_anim.clips.focus import CENTRE, FOCUS, FocusPoint
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.problem import PartError

KEY = Label(word="focus")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("auto", "auto"),
        ("center", CENTRE),
        ([0.25, 0.5], FocusPoint(row=0.25, col=0.5)),
        (["25%", "100 %"], FocusPoint(row=0.25, col=1.0)),
        ([0, "50%"], FocusPoint(row=0.0, col=0.5)),
        ([0.5, 0, 0.25, 1], FocusPoint(row=0.625, col=0.5)),
        (["10%", "20%", "40%", "40%"], FocusPoint(row=pytest.approx(0.3), col=0.4)),
        (CENTRE, CENTRE),
    ],
)
def test_places_are_shares_or_percent(written, read):
    """What counts of a rectangle is its middle."""
    assert FOCUS.read(written, KEY) == read


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("face", "not a focus: 'face'"),
        ([0.5], "not a focus"),
        ([0.5, 0.5, 0.5], "not a focus"),
        ([0.5, 1.5], "'?1.5'? lies outside the cover"),
        (["120%", 0], "lies outside the cover"),
        ([True, 0], "not a share of the cover"),
        (["12px", 0], "not a share of the cover: '12px'"),
        ([0.5, 0.5, 0.6, 0.1], "reaches beyond the cover"),
        (0.5, "not a focus"),
        (None, "not a focus"),
    ],
)
def test_what_is_no_place_is_refused(written, problem):
    """In words of the cover."""
    with pytest.raises(PartError, match=problem):
        FOCUS.read(written, KEY)

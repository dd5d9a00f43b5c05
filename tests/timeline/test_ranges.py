"""Outputs that show a part of the film, or one moment of it."""

from fractions import Fraction

import pytest

from mosaic_anim.contact_sheet.frame_choice import choose_frames

FILM = (
    {"id": "open", "duration": "1s"},
    {"id": "dive", "duration": "2s", "camera": {"to": {"cell": [4, 9]}}},
    {"id": "hold", "duration": "1s"},
)


@pytest.fixture
def part(planned):
    """Return the timeline of half of the dive and half of the hold: 2 s at 30 a second."""
    return planned(*FILM, outputs=[{"file": "a.mp4", "range": ["dive + 1s", "3.5s"]}])


def test_a_range_has_the_frames_of_its_moments(part, planned):
    """Each shows what the whole film shows at its time in the scene."""
    whole = planned(*FILM)
    assert (part.duration, part.frame_count) == (Fraction(3, 2), 45)
    for index in (0, 15, 30, 44):
        assert part.frame_state(index) == whole.frame_state(60 + index)


def test_marks_of_clips_that_are_seen_in_part_are_where_that_part_is(part):
    """One that is not seen at all has none."""
    assert part.marks == {
        "dive": 0,
        "dive.start": 0,
        "dive.end": 1,
        "hold": 1,
        "hold.start": 1,
        "hold.end": Fraction(3, 2),
    }
    assert part.moment_state("hold.end") == part.frame_state(44)
    assert part.moment_state("dive") == part.frame_state(0)


def test_a_sheet_of_a_range_shows_its_clips(part):
    """Start, middle and end of what is seen of them."""
    moments = [(moment.frame, moment.clip) for moment in choose_frames(part, clips=True)]
    assert moments == [
        *((0, "dive"), (14, "dive"), (29, "dive")),
        *((30, "hold"), (37, "hold"), (44, "hold")),
    ]


@pytest.mark.parametrize("at", ["0s", "dive", "dive.end", "1.7s", "4s"])
def test_a_picture_is_one_frame(planned, at):
    """What the film shows at that moment, a clip's end also where the next one begins."""
    picture = planned(*FILM, outputs=[{"file": "a.jpg", "at": at}])
    assert picture.frame_count == 1
    assert picture.frame_state(0) == planned(*FILM).moment_state(at)

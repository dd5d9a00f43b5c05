"""Which frames stand for an output: evenly spaced ones, one every so often, or those of clips."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from mosaic_anim.contact_sheet.frame_choice import choose_frames
from mosaic_anim.errors import UsageError
from mosaic_anim.timeline.timeline import Play, Timeline
from mosaic_anim.values.geometry import Size


class Film:
    """Clips at the given times [s]."""

    def __init__(self, clips: dict[str, tuple[str, str]]) -> None:
        self.shots = {
            clip: SimpleNamespace(start=Fraction(start), end=Fraction(end))
            for clip, (start, end) in clips.items()
        }

    def shot(self, clip: str) -> SimpleNamespace:
        return self.shots[clip]


def timeline_of(*, fps: int = 10, rests: bool = False, **clips: tuple[str, str]) -> Timeline:
    """Return the timeline of an output that plays a whole film."""
    film = Film(clips)
    end = max(shot.end for shot in film.shots.values())
    whole = Play(clips=tuple(clips), start=Fraction(0), begins=Fraction(0), ends=end)
    return Timeline(
        size=Size(height=9, width=16),
        fps=Fraction(fps),
        scene_fps=Fraction(fps),
        rests=rests,
        quality="standard",
        film=film,
        plays=(whole,),
        grids={},
    )


FILM = timeline_of(a=("0", "1"), b=("1", "3"))


def frames_of(film: Timeline, **options: object) -> list[int]:
    """Return the frames that a sheet shows."""
    return [moment.frame for moment in choose_frames(film, **options)]


def test_frames_are_evenly_spaced_from_the_first_to_the_last() -> None:
    """30 frames, of which 4 are shown: every tenth, as far as they go."""
    assert frames_of(FILM, frames=4) == [0, 10, 19, 29]
    assert frames_of(FILM, frames=2) == [0, 29]
    assert frames_of(FILM, frames=1) == [0]
    assert len(frames_of(FILM)) == 12


def test_a_short_film_is_shown_whole_and_no_frame_twice() -> None:
    """100 frames of 30 are 30."""
    assert frames_of(FILM, frames=100) == list(range(30))


def test_a_rest_at_the_end_is_the_last_frame_and_none_of_a_clip() -> None:
    """It shows the end state, after all that the clips show."""
    film = timeline_of(rests=True, a=("0", "1"))
    assert frames_of(film, frames=2) == [0, 10]
    assert frames_of(film, clips=True) == [0, 4, 9]
    assert [frame.clip for frame in choose_frames(film, frames=2)] == ["a", "a"]


def test_a_clip_of_one_frame_shows_it_as_start_middle_and_end() -> None:
    """Whatever is short."""
    film = timeline_of(a=("0", "0.9"), b=("0.9", "1"))
    assert frames_of(film, clips=True) == [0, 4, 8, 9, 9, 9]


def test_every_shows_multiples_of_a_time_and_the_last_frame() -> None:
    """Between two frames it is the later one; frames count those of the scene."""
    assert frames_of(FILM, every="0.8s") == [0, 8, 16, 24, 29]
    assert frames_of(FILM, every="0.75s") == [0, 8, 15, 23, 29]
    assert frames_of(FILM, every="15f") == [0, 15, 29]
    assert frames_of(FILM, every="10ms") == list(range(30))


def test_clips_show_their_start_middle_and_end() -> None:
    """The end of a clip is its own last frame."""
    moments = choose_frames(FILM, clips=True)
    assert [(moment.clip, moment.frame) for moment in moments] == [
        ("a", 0), ("a", 4), ("a", 9), ("b", 10), ("b", 19), ("b", 29),
    ]  # fmt: skip


def test_a_frame_is_named_by_the_clip_that_plays_then() -> None:
    """A clip begins at its start, and of two at once the later one counts."""
    film = timeline_of(a=("0", "1"), b=("1", "3"), over=("2", "5/2"))
    named = [moment.clip for moment in choose_frames(film, every="0.5s")]
    assert named == ["a", "a", "b", "b", "over", "b", "b"]


def test_a_clip_that_is_played_again_is_named_again() -> None:
    """An output plays a, b and a: the film's last second is a's."""
    film = timeline_of(a=("0", "1"), b=("1", "3"))
    again = (
        Play(clips=("a",), start=Fraction(0), begins=Fraction(0), ends=Fraction(1)),
        Play(clips=("b",), start=Fraction(1), begins=Fraction(1), ends=Fraction(3)),
        Play(clips=("a",), start=Fraction(3), begins=Fraction(0), ends=Fraction(1)),
    )
    film = replace(film, plays=again)
    named = [moment.clip for moment in choose_frames(film, every="0.5s")]
    assert named == ["a", "a", "b", "b", "b", "b", "a", "a", "a"]
    clips = choose_frames(film, clips=True)
    assert [moment.frame for moment in clips[-3:]] == [30, 34, 39]


@pytest.mark.parametrize("every", ["0s", "-1s", "soon", "1:30", ""])
def test_every_needs_a_length_of_time(every: str) -> None:
    """The error names the option."""
    with pytest.raises(UsageError, match=r"every.*0\.5s"):
        frames_of(FILM, every=every)


def test_more_frames_than_a_sheet_holds_are_refused() -> None:
    """Before any of them is looked for."""
    with pytest.raises(UsageError, match="at most 1,000"):
        frames_of(timeline_of(fps=60, a=("0", "3600")), every="1f")

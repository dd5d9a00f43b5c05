"""Contact sheets: which frames they show, and that these are the frames of the output."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim import Scene, frame_at
from mosaic_anim.clock import frame_count, frame_time
from mosaic_anim.drawing.sheet import GROUND, laid_out
from mosaic_anim.errors import UsageError
from mosaic_anim.geometry import Size
from mosaic_anim.jobs.sheet import SheetOptions, chosen_moments, contact_sheet


class Film:
    """A timeline of clips that lie at the given times [s]."""

    def __init__(self, *, fps: int = 10, loops: bool = False, **clips: tuple[str, str]) -> None:
        self.fps = self.scene_fps = Fraction(fps)
        self.marks = {}
        for clip, (start, end) in clips.items():
            self.marks |= {clip: Fraction(start), f"{clip}.start": Fraction(start)}
            self.marks |= {f"{clip}.end": Fraction(end)}
        self.duration = max(self.marks.values())
        self.frame_count = frame_count(self.duration, self.fps, loops=loops)

    def frame_time(self, index: int) -> Fraction:
        return frame_time(index, self.fps, duration=self.duration)


FILM = Film(a=("0", "1"), b=("1", "3"))


def frames_of(film: Film, **options: object) -> list[int]:
    """Return the frames that a sheet shows."""
    return [moment.frame for moment in chosen_moments(film, SheetOptions(**options))]


def test_frames_are_evenly_spaced_from_the_first_to_the_last() -> None:
    """31 frames, of which 4 are shown: every tenth."""
    assert frames_of(FILM, frames=4) == [0, 10, 20, 30]
    assert frames_of(FILM, frames=2) == [0, 30]
    assert frames_of(FILM, frames=1) == [0]
    assert len(frames_of(FILM)) == 12


def test_a_short_film_is_shown_whole_and_no_frame_twice() -> None:
    """100 frames of 31 are 31."""
    assert frames_of(FILM, frames=100) == list(range(31))


def test_a_loop_has_no_frame_at_its_end() -> None:
    """Its last frame is the one before its first comes again."""
    film = Film(loops=True, a=("0", "1"))
    assert frames_of(film, frames=2) == [0, 9]
    assert frames_of(film, clips=True) == [0, 4, 9]
    film = Film(loops=True, a=("0", "0.9"), b=("0.9", "1"))
    assert frames_of(film, clips=True) == [0, 4, 8, 9, 9, 9]


def test_every_shows_multiples_of_a_time_and_the_last_frame() -> None:
    """Between two frames it is the later one; frames count those of the scene."""
    assert frames_of(FILM, every="0.8s") == [0, 8, 16, 24, 30]
    assert frames_of(FILM, every="0.75s") == [0, 8, 15, 23, 30]
    assert frames_of(FILM, every="15f") == [0, 15, 30]
    assert frames_of(FILM, every="10ms") == list(range(31))


def test_clips_show_their_start_middle_and_end() -> None:
    """The end of a clip is its own last frame; only the film's end is shown as such."""
    moments = chosen_moments(FILM, SheetOptions(clips=True))
    assert [(moment.clip, moment.frame) for moment in moments] == [
        ("a", 0), ("a", 4), ("a", 9), ("b", 10), ("b", 20), ("b", 30),
    ]  # fmt: skip


def test_a_frame_is_named_by_the_clip_that_plays_then() -> None:
    """A clip begins at its start, and of two at once the later one counts."""
    film = Film(a=("0", "1"), b=("1", "3"), over=("2", "5/2"))
    named = [moment.clip for moment in chosen_moments(film, SheetOptions(every="0.5s"))]
    assert named == ["a", "a", "b", "b", "over", "b", "b"]


@pytest.mark.parametrize("every", ["0s", "-1s", "soon", "1:30", ""])
def test_every_needs_a_length_of_time(every: str) -> None:
    """The error names the option."""
    with pytest.raises(UsageError, match=r"--every .*0\.5s"):
        frames_of(FILM, every=every)


def test_more_frames_than_a_sheet_holds_are_refused() -> None:
    """Before any of them is looked for."""
    with pytest.raises(UsageError, match="at most 1,000"):
        frames_of(Film(fps=60, a=("0", "3600")), every="1f")


@pytest.mark.parametrize("options", [{"frames": 0}, {"columns": 0}, {"width": -3}])
def test_numbers_below_one_are_no_options(options: dict[str, int]) -> None:
    """They are wrong arguments."""
    with pytest.raises(ValueError, match="at least 1"):
        SheetOptions(**options)


def test_a_sheet_shows_the_frames_of_the_output_at_its_own_size(scene_file: Path) -> None:
    """First and last lie where the layout says, and are what `frame_at` draws at that size."""
    scene = Scene.load(scene_file)
    size = Size(height=36, width=64)
    sheet = contact_sheet(scene, options=SheetOptions(frames=5, columns=3, width=64)).pixels
    layout = laid_out(size, 5, columns=3)
    assert sheet.shape == (layout.size.height, layout.size.width, 3)
    for index, at in ((0, "0s"), (4, "1s")):
        row, col = layout.place(index)
        shown = sheet[row : row + 36, col : col + 64]
        np.testing.assert_array_equal(shown, frame_at(scene, at, size=size).pixels)
    row, col = layout.place(5)
    assert (sheet[row:, col:] == GROUND).all()


def test_a_portrait_output_keeps_its_shape(scene_file: Path) -> None:
    """54x96 is shown 60 px wide and 107 high."""
    scene = Scene.load(scene_file, sets=["outputs.0.size=54x96"])
    sheet = contact_sheet(scene, options=SheetOptions(frames=2, width=60)).pixels
    layout = laid_out(Size(height=107, width=60), 2)
    assert sheet.shape == (layout.size.height, layout.size.width, 3)


def test_another_output_has_its_own_clips(scene_file: Path) -> None:
    """The second output plays one clip: three frames in a row."""
    sets = ["outputs=[{file: a.mp4}, {file: b.gif, size: 40x40, clips: [dive]}]"]
    scene = Scene.load(scene_file, sets=sets)
    options = SheetOptions(clips=True, output=1, width=40)
    layout = laid_out(Size(height=40, width=40), 3, columns=3)
    sheet = contact_sheet(scene, options=options).pixels
    assert sheet.shape == (layout.size.height, layout.size.width, 3)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"output": 1}, "--output 1: .*it has one: 0"),
        ({"output": -1}, "--output -1"),
        ({"frames": 3, "clips": True}, "--frames and --clips"),
        ({"frames": 3, "every": "1s"}, "--frames and --every"),
        ({"width": 10_000, "columns": 5}, "too large"),
    ],
)
def test_an_impossible_sheet_is_a_usage_error(
    scene_file: Path, options: dict[str, object], told: str
) -> None:
    """It says what to give instead."""
    with pytest.raises(UsageError, match=told):
        contact_sheet(Scene.load(scene_file), options=SheetOptions(**options))


def test_progress_ends_with_every_frame(scene_file: Path) -> None:
    """Four of four."""
    told: list[tuple[str, int, int]] = []
    contact_sheet(
        Scene.load(scene_file),
        options=SheetOptions(frames=4, width=64),
        progress=lambda *step: told.append(step),
    )
    assert told[-1] == ("drawing the sheet", 4, 4)

"""Contact sheets: they show the frames of the output, at the size that they have there."""

import threading
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim import Scene, frame_at
from mosaic_anim.contact_sheet import sheet as sheet_module
from mosaic_anim.contact_sheet.sheet import SheetOptions, contact_sheet
from mosaic_anim.drawing.sheet_layout import GROUND, lay_out_sheet
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.values.geometry import Size


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
    layout = lay_out_sheet(size, 5, columns=3)
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
    layout = lay_out_sheet(Size(height=107, width=60), 2)
    assert sheet.shape == (layout.size.height, layout.size.width, 3)


def test_another_output_has_its_own_clips(scene_file: Path) -> None:
    """The second output plays one clip: three frames in a row."""
    sets = ["outputs=[{file: a.mp4}, {file: b.gif, size: 40x40, clips: [dive]}]"]
    scene = Scene.load(scene_file, sets=sets)
    options = SheetOptions(clips=True, output=1, width=40)
    layout = lay_out_sheet(Size(height=40, width=40), 3, columns=3)
    sheet = contact_sheet(scene, options=options).pixels
    assert sheet.shape == (layout.size.height, layout.size.width, 3)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"output": 1}, "output=1: .*it has one: 0"),
        ({"output": -1}, "output=-1"),
        ({"frames": 3, "clips": True}, "frames and clips"),
        ({"frames": 3, "every": "1s"}, "frames and every"),
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


def test_a_frame_that_fails_names_itself_and_the_command_that_repeats_it(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says which frame, and at which moment; no drawing thread is left behind."""
    draw, before = sheet_module.draw, threading.active_count()

    def draw_far_only(state, size, mosaics, *, quality):
        if state.layers[0].camera.height < 9:
            raise ZeroDivisionError("seven")
        return draw(state, size, mosaics, quality=quality)

    monkeypatch.setattr(sheet_module, "draw", draw_far_only)
    with pytest.raises(StoppedError, match=r"frame 4 .*seven.*frame_at\(.*0\.400000s"):
        contact_sheet(Scene.load(scene_file), options=SheetOptions(frames=10, width=64))
    assert threading.active_count() == before

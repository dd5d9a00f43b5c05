"""Frames come in order, bounded, and equal states are drawn once."""

import threading
import time
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.errors import StoppedError
from mosaic_anim.rendering.contact_sheet.frames import FRAMES_AHEAD_PER_THREAD, packed_frames
from mosaic_anim.values.frame_state import FrameState
from mosaic_anim.values.geometry import Size


@dataclass
class Ramp:
    """A timeline whose frame i is plain colour `shades[i]`."""

    shades: list[int]
    size: Size = field(default_factory=lambda: Size(height=2, width=2))
    quality: str = "standard"

    def frame_state(self, index: int) -> FrameState:
        shade = self.shades[index]
        return FrameState(background=(shade, shade, shade))

    def frame_time(self, index: int) -> Fraction:
        return Fraction(index, 10)


def shades_of(frames: list[np.ndarray]) -> list[int]:
    """Return the shade of each frame."""
    return [int(frame[0, 0, 0]) for frame in frames]


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 4, 40])
def test_frames_come_in_order_whatever_the_threads(threads: int, count: int) -> None:
    """The i-th is frame i."""
    ramp = Ramp(shades=list(range(count)))
    told: list[int] = []
    frames = list(
        packed_frames(ramp, range(count), {}, np.copy, threads=threads, on_frame=told.append)
    )
    assert shades_of(frames) == list(range(count))
    assert told == list(range(1, count + 1))


def test_a_hold_is_drawn_once() -> None:
    """Ten frames of three states: three pictures are packed."""
    packed = []

    def pack(frame: np.ndarray) -> np.ndarray:
        packed.append(frame)
        return frame

    ramp = Ramp(shades=[1, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    frames = list(packed_frames(ramp, range(10), {}, pack, threads=2))
    assert shades_of(frames) == ramp.shades
    assert len(packed) == 3


def test_no_more_frames_are_drawn_ahead_than_fit_the_queue() -> None:
    """While the encoder takes nothing, drawing stops."""
    drawn = []
    threads = 2
    frames = packed_frames(
        Ramp(shades=list(range(100))),
        range(100),
        {},
        lambda frame: (drawn.append(1), frame)[1],
        threads=threads,
    )
    next(frames)
    time.sleep(0.2)
    assert len(drawn) <= threads * FRAMES_AHEAD_PER_THREAD + 1
    frames.close()


def test_a_frame_that_fails_names_itself_and_the_command_that_repeats_it() -> None:
    """The error says which frame, and at which moment of the scene."""

    def pack(frame: np.ndarray) -> np.ndarray:
        if frame[0, 0, 0] == 7:
            raise ZeroDivisionError("seven")
        return frame

    with pytest.raises(StoppedError, match=r"frame 7 .*seven.*--at 0\.700000s"):
        list(packed_frames(Ramp(shades=list(range(20))), range(20), {}, pack, threads=3))


def test_closing_the_stream_ends_its_threads() -> None:
    """An encoder that dies leaves no drawing thread behind."""
    before = threading.active_count()
    frames = packed_frames(Ramp(shades=list(range(50))), range(50), {}, np.copy, threads=4)
    next(frames)
    frames.close()
    assert threading.active_count() == before

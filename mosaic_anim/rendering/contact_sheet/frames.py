"""Frames drawn by threads ahead of the encoder, handed on in order through a bounded queue."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.errors import MosaicAnimError, StoppedError
from mosaic_anim.timeline import Timeline
from mosaic_anim.values.frame_state import FrameContent

Pixels = NDArray[np.uint8]
Pack = Callable[[Pixels], Pixels]

FRAMES_AHEAD_PER_THREAD = 3
"""How many drawn frames may wait for the encoder, per drawing thread."""


def packed_frames(
    timeline: Timeline,
    frames: Sequence[int],
    mosaics: Mapping[str, Mosaic],
    pack: Pack,
    *,
    threads: int,
    on_frame: Callable[[int], None] | None = None,
) -> Iterator[Pixels]:
    """Draw and pack `frames` in order.

    Two frames of equal state are one frame: a hold is drawn once.

    Parameters
    ----------
    timeline : Timeline
        Gives the state of each frame.
    frames : sequence of int
        Indices of the frames.
    mosaics : Mapping[str, Mosaic]
        Placements and tiles, by name.
    pack : Callable
        What the encoder wants done with a frame in the drawing thread: (H, W, 3) to its bytes.
    threads : int
        Frames drawn at the same time.
    on_frame : Callable, optional
        Told how many frames have been handed on.

    Raises
    ------
    FrameError
        If a frame cannot be drawn; names the frame and the command that repeats it.
    """

    def picture(index: int, state: FrameContent) -> Pixels:
        with name_failing_frame(index, timeline.frame_time(index)):
            return pack(draw(state, timeline.size, mosaics, quality=timeline.quality).pixels)

    pool = ThreadPoolExecutor(threads, thread_name_prefix="draw")
    try:
        waiting: deque[Future[Pixels]] = deque()
        last_state: FrameContent | None = None
        last: Future[Pixels] | None = None
        for handed_on, index in enumerate(frames, start=1 - threads * FRAMES_AHEAD_PER_THREAD):
            state = timeline.frame_state(index)
            if last is None or state != last_state:
                last_state, last = state, pool.submit(picture, index, state)
            waiting.append(last)
            if handed_on > 0:
                yield waiting.popleft().result()
                if on_frame:
                    on_frame(handed_on)
        done = len(frames) - len(waiting)
        while waiting:
            yield waiting.popleft().result()
            done += 1
            if on_frame:
                on_frame(done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class FrameError(StoppedError):
    """A frame cannot be drawn: no second try will draw it."""


@contextmanager
def name_failing_frame(index: int, time: Fraction) -> Iterator[None]:
    """Give an error inside a frame the frame's name and the command that repeats it.

    Parameters
    ----------
    index : int
        Of the frame, in the output.
    time : Fraction
        When it is shown [s].
    """
    try:
        yield
    except MosaicAnimError:
        raise
    except Exception as error:
        raise FrameError(
            f"frame {index} could not be drawn: {type(error).__name__}: {error}",
            remedy=f"repeat it with: mosaic-anim still SCENE --at {float(time):.6f}s --debug",
        ) from error

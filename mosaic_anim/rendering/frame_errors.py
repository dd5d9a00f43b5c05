"""Errors that name the frames they are about, and the command that repeats them."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from mosaic_anim.errors import MosaicAnimError, StoppedError
from mosaic_anim.io.disk import DiskError


class FrameError(StoppedError):
    """A frame cannot be drawn: a second try would not draw it either."""


@contextmanager
def name_failing_frame(index: int, time: Fraction) -> Iterator[None]:
    """Give an error inside a frame the frame's name and the command that repeats it.

    Parameters
    ----------
    index : int
        Number of the frame in the output.
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


def name_failing_segment(frames: range, error: MosaicAnimError) -> MosaicAnimError:
    """Name the frames of a segment that could not be made, and the command that repeats them.

    Errors of a single frame and of the disk say enough by themselves.
    """
    if isinstance(error, FrameError | DiskError):
        return error
    problem = error.problems[0]
    first, end = frames.start, frames.stop
    failing = StoppedError(
        f"frames {first} to {end - 1}: {problem.what}",
        remedy=f"try again; only these: mosaic-anim render SCENE --frames {first}..{end}",
        place=problem.place,
    )
    failing.__cause__ = error
    return failing

"""Errors that name the frames they are about, and the command that repeats them."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from mosaic_anim.errors import MosaicAnimError, StoppedError, caller_text
from mosaic_anim.io.disk import DiskError


class FrameError(StoppedError):
    """A frame cannot be drawn: a second try would not draw it either.

    Parameters
    ----------
    index : int
        Number of the frame in the output.
    time : Fraction
        When it is shown [s].
    reason : str
        Why it cannot be drawn.
    """

    def __init__(self, index: int, time: Fraction, reason: str) -> None:
        self._about = index, time, reason
        moment = f"{float(time):.6f}s"
        again = caller_text(
            command_line=f"mosaic-anim still SCENE --at {moment} --debug",
            python=f'frame_at(scene, "{moment}")',
        )
        what = f"frame {index} could not be drawn: {reason}"
        super().__init__(what, remedy=f"repeat it with: {again}")

    def __reduce__(self) -> tuple[type["FrameError"], tuple[int, Fraction, str]]:
        """Word the error anew where it arrives: a cluster's worker does not know who called."""
        return type(self), self._about


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
        raise FrameError(index, time, f"{type(error).__name__}: {error}") from error


def name_failing_segment(frames: range, error: MosaicAnimError) -> MosaicAnimError:
    """Name the frames of a segment that could not be made, and the command that repeats them.

    Errors of a single frame and of the disk say enough by themselves.
    """
    if isinstance(error, FrameError | DiskError):
        return error
    problem = error.problems[0]
    first, end = frames.start, frames.stop
    again = caller_text(
        command_line=f"mosaic-anim render SCENE --frames {first}..{end}",
        python=f'RenderOptions(frames="{first}..{end}")',
    )
    failing = StoppedError(
        f"frames {first} to {end - 1}: {problem.what}",
        remedy=f"try again; only these: {again}",
        place=problem.place,
    )
    failing.__cause__ = error
    return failing

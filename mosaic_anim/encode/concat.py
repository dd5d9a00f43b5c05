"""Segment files as one input of ffmpeg: a list that its concat demuxer reads from a pipe."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path

from mosaic_anim.encode.segment_checks import require_whole, unusable
from mosaic_anim.io.ffmpeg import file_name

FROM_LIST = (
    *("-f", "concat", "-safe", "0", "-protocol_whitelist", "file,pipe,fd"),
    *("-auto_convert", "0"),  # it would repeat H.264's headers at every key frame
    *("-xerror", "-i", "pipe:0"),
)
"""Arguments of ffmpeg that read the list of `listing` from standard input."""

_END_OF_LINE = {"\n", "\r"}


@contextmanager
def listing(
    segments: Sequence[Path],
    *,
    fps: Fraction,
    place: str,
    is_whole: Callable[[Path], bool],
    frames: Callable[[Path], int],
) -> Iterator[bytes]:
    """Yield the list of `segments` to write to ffmpeg's standard input.

    The list has a file on each line and cannot express a line break within a name: where a name has
    one, temporary links with plain names stand for the segments.

    ffmpeg adds up the lengths of files in whole microseconds. They are stated so that the errors do
    not add up: with 6,000 segments at 237 frames a second those were more than half a frame.

    Parameters
    ----------
    is_whole : callable
        Returns whether a segment is complete.
    frames : callable
        Counts the frames of a segment; a ValueError says that it cannot be read.

    Raises
    ------
    StoppedError
        If a segment is not there or has no end; ffmpeg's message would not name it.
    """
    require_whole(segments, is_whole, place=place)
    with ExitStack() as stack:
        names = [file_name(segment) for segment in segments]
        if any(_END_OF_LINE & set(name) for name in names):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mosaic_anim-"))
            names = [_linked(segment, Path(folder), n) for n, segment in enumerate(segments)]
        lines = ["ffconcat version 1.0"]
        for name, length in zip(names, _lengths(segments, fps, frames, place=place), strict=True):
            lines += [f"file {_quoted(name)}", f"duration {length}us"]
        yield "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def _lengths(
    segments: Sequence[Path], fps: Fraction, frames: Callable[[Path], int], *, place: str
) -> Iterator[int]:
    """Yield the length of each segment [µs]; their sum is exact to half a microsecond."""
    count, before = 0, 0
    for segment in segments:
        try:
            count += frames(segment)
        except (ValueError, OSError) as error:
            raise unusable(segment, place=place) from error
        end = round(count / fps * 1_000_000)
        yield end - before
        before = end


def _linked(segment: Path, folder: Path, number: int) -> str:
    """Link a segment into `folder`, and return its name there as ffmpeg takes it."""
    link = folder / f"{number}{segment.suffix}"
    link.symlink_to(segment.absolute())
    return file_name(link)


def _quoted(name: str) -> str:
    """Quote as ffmpeg's utilities read it: nothing is special within quotes but their end."""
    return "'" + name.replace("'", "'\\''") + "'"

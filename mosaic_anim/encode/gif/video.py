"""GIF: what the other rooms see of the encoder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.gif.image import LONGEST
from mosaic_anim.encode.gif.join import GifJoiner
from mosaic_anim.encode.gif.read import DamagedError, map_gif
from mosaic_anim.encode.gif.segment import SegmentWriter
from mosaic_anim.encode.gif.times import frame_delay, gif_fps, hundredths
from mosaic_anim.encode.verify import verify
from mosaic_anim.errors import StoppedError, UsageError

_AGAIN = "run the same command again"


def check_gif(encoding: Encoding) -> None:
    """Refuse what a GIF cannot hold.

    Raises
    ------
    UsageError
        If a side is too long, or the rate impossible.
    """
    gif_fps(encoding.fps)
    size = encoding.size
    if max(size.height, size.width) > LONGEST or min(size.height, size.width) < 1:
        raise UsageError(
            f"{size} is no size of a GIF",
            remedy=f"stay within {LONGEST} px a side",
            place=str(encoding.path),
        )


def pack_gif(encoding: Encoding) -> Pack:
    """Return what the drawing threads do with a frame: check it."""
    size = encoding.size

    def pack(pixels: Pixels) -> Pixels:
        require_frame(pixels, size)
        return np.ascontiguousarray(pixels)

    return pack


def gif_options(encoding: Encoding) -> tuple[str, ...]:
    """Return what the bytes of a segment depend on besides its frames. No preset is in it."""
    gif = encoding.settings.gif
    delay = frame_delay(encoding)
    return "gif", f"{delay}", f"{gif.colors}", f"{gif.dither!r}", f"{gif.loss!r}"


def write_gif_segment(
    encoding: Encoding, frames: Iterator[Pixels], count: int, part: Path, lead: int = 0
) -> None:
    """Encode `count` packed frames, after `lead` others that are only looked at.

    Raises
    ------
    StoppedError
        If there are more or fewer. What is in `part` then is no segment.
    """
    from mosaic_anim.encode.gif.painter import Painter  # Numba, only where something is encoded

    painter = Painter(encoding.settings.gif)
    with part.open("wb") as file:
        writer = SegmentWriter(file, encoding.size, frame_delay(encoding))
        for number, frame in enumerate(frames):
            if number < lead:
                painter.begin(frame)
            else:
                writer.add(painter.paint(frame))
        written = writer.close()
    if written != count:
        raise StoppedError(
            f"wrote {written} frames of a GIF instead of {count}",
            remedy=_AGAIN,
            place=str(encoding.path),
        )


def join_gif(encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
    """Copy the images of `segments` into one GIF, and verify it.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged.
    """
    hold = hundredths(encoding) - encoding.frames * frame_delay(encoding)
    with part.open("w+b") as file:
        joined = GifJoiner(file, encoding, frame_delay(encoding))
        for path in segments:
            with _mapped(path, encoding) as data:
                joined.add(data)
        if joined.frames != encoding.frames:
            raise _stopped(f"{joined.frames} frames instead of {encoding.frames}", encoding)
        joined.close(hold=hold)
    verify(part, encoding)


@contextmanager
def _mapped(path: Path, encoding: Encoding) -> Iterator[memoryview]:
    """Give the bytes of a segment without reading them all at once; name it where it is damaged."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise _stopped(f"the segment {path.name} has gone", encoding) from error
    try:
        with file, map_gif(file) as data:
            yield data
    except DamagedError as error:
        raise _stopped(f"the segment {path.name} is damaged: {error}", encoding) from error


def _stopped(what: str, encoding: Encoding) -> StoppedError:
    return StoppedError(what, remedy=_AGAIN, place=str(encoding.path))

"""GIF: what the other rooms see of the encoder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding, Pixels
from mosaic_anim.encode.format import TRY_AGAIN, Format
from mosaic_anim.encode.gif.times import (
    frame_delay,
    gif_rate,
    gif_rate_below,
    gif_rates_near,
    hundredths,
)
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.lazy import LazyModule

if TYPE_CHECKING:
    from mosaic_anim.encode.gif import comment as comments
    from mosaic_anim.encode.gif import image, join, painter, read, segment
else:  # only where files are written; Numba only where frames are encoded
    comments = LazyModule("mosaic_anim.encode.gif.comment")
    image = LazyModule("mosaic_anim.encode.gif.image")
    join = LazyModule("mosaic_anim.encode.gif.join")
    read = LazyModule("mosaic_anim.encode.gif.read")
    segment = LazyModule("mosaic_anim.encode.gif.segment")
    painter = LazyModule("mosaic_anim.encode.gif.painter")

_FILE = 128  # [bytes] of a GIF's head, loop and end, and of a hold at its end
_SEGMENT = 50  # [bytes] of a segment's head and end


class GifFormat(Format):
    """GIF, by the encoder of this package."""

    name: ClassVar[str] = "GIF"
    suffixes: ClassVar[tuple[str, ...]] = (".gif",)
    kind: ClassVar[Literal["film"]] = "film"
    segment_suffix: ClassVar[str] = ".gif"
    settings: ClassVar[frozenset[str]] = frozenset({"colors", "dither"})
    shrinks: ClassVar[frozenset[str]] = frozenset({"dither", "colors", "fps", "width"})
    loops: ClassVar[bool] = True
    has_palette: ClassVar[bool] = True
    lead: ClassVar[int] = 1
    rates: ClassVar[str] = "it plays 100/n, at most 50"
    usual_bytes: ClassVar[float] = 0.8
    encoder_bytes: ClassVar[int] = 36

    def check(self, encoding: Encoding) -> None:
        """Refuse a side that is too long, and a rate that it cannot play.

        Raises
        ------
        UsageError
        """
        size, place = encoding.size, str(encoding.path)
        if self.rate(encoding.fps) is None:
            near = " or ".join(self.rates_near(encoding.fps))
            raise UsageError(
                f"a GIF cannot show {float(encoding.fps):g} frames a second",
                remedy=f"write {near}",
                place=place,
            )
        if max(size.height, size.width) > image.LONGEST or min(size.height, size.width) < 1:
            raise UsageError(
                f"a GIF cannot have a size of {size}",
                remedy=f"1 to {image.LONGEST} px a side",
                place=place,
            )

    def rates_near(self, fps: Fraction) -> tuple[str, ...]:
        """Return the nearest rates of 100/n, at most 50."""
        return tuple(f"{float(rate):g}" for rate in gif_rates_near(fps))

    def rate(self, fps: Fraction) -> Fraction | None:
        """Return the exact 100/n that `fps` means: 33.33 is 100/3."""
        return gif_rate(fps)

    def rate_near(self, fps: Fraction) -> Fraction:
        """Return the 100/n nearest to `fps`; of two that are equally near, the lower one."""
        return min(gif_rates_near(fps), key=lambda rate: abs(rate - fps))

    def rate_below(self, fps: Fraction) -> Fraction:
        """Return the highest 100/n that is not above `fps`."""
        return gif_rate_below(fps)

    def rates_below(self, fps: Fraction, least: Fraction) -> list[Fraction]:
        """Return the rates of 100/n below `fps`, down to `least`."""
        return [Fraction(100, n) for n in range(floor(100 / fps) + 1, floor(100 / least) + 1)]

    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return the settings that the bytes of a segment depend on. No preset is among them."""
        gif = encoding.settings.gif
        delay = frame_delay(encoding)
        return "gif", f"{delay}", f"{gif.colors}", f"{gif.dither!r}", f"{gif.loss!r}"

    def encode_segment(
        self, encoding: Encoding, frames: Iterator[Pixels], count: int, part: Path, lead: int = 0
    ) -> None:
        """Encode `count` packed frames, after `lead` others that are only looked at.

        Raises
        ------
        StoppedError
            If there are more or fewer.
        """
        painting = painter.Painter(encoding.settings.gif)
        with part.open("wb") as file:
            writer = segment.SegmentWriter(file, encoding.size, frame_delay(encoding))
            for number, frame in enumerate(frames):
                if number < lead:
                    painting.begin(frame)
                else:
                    writer.add(painting.paint(frame))
            written = writer.close()
        if written != count:
            raise _stopped(f"wrote {written} frames of a GIF instead of {count}", encoding)

    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Copy the images of `segments` into one GIF, and verify it.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged.
        """
        hold = hundredths(encoding) - encoding.frames * frame_delay(encoding)
        with part.open("w+b") as file:
            joiner = join.GifJoiner(file, encoding, frame_delay(encoding))
            for path in segments:
                with _mapped(path, encoding) as data:
                    joiner.add(data)
            if joiner.frames != encoding.frames:
                raise _stopped(f"{joiner.frames} frames instead of {encoding.frames}", encoding)
            joiner.close(hold=hold)
        self.verify(part, encoding)

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int:
        """Predict the size: images are copied [bytes]."""
        comment = len(encoding.comment.encode())
        images = sum(path.stat().st_size - _SEGMENT for path in segments)
        return images + comment + comment // 255 + _FILE

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a GIF, by its blocks: equal frames are one, so time is counted."""
        try:
            size, time = read.size_and_time(path)
        except read.DamagedError as error:
            return f"a damaged GIF: {error}"
        expected = hundredths(encoding)
        if size != encoding.size:
            return f"gif {size} instead of gif {encoding.size}"
        if time != expected:
            return f"{time / 100} s instead of {expected / 100} s, {encoding.frames} frames"
        return ""

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file begins as GIF87a or GIF89a do."""
        return head[:4] == b"GIF8"

    def comment(self, file: BinaryIO) -> str | None:
        """Read the first comment block.

        Raises
        ------
        OSError, IndexError, UnicodeDecodeError
            If the file is damaged.
        """
        return comments.gif_comment(file)


@contextmanager
def _mapped(path: Path, encoding: Encoding) -> Iterator[memoryview]:
    """Give the bytes of a segment without reading them all at once; name it where it is damaged."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise _stopped(f"the segment {path.name} has gone", encoding) from error
    try:
        with file, read.map_gif(file) as data:
            yield data
    except read.DamagedError as error:
        raise _stopped(f"the segment {path.name} is damaged: {error}", encoding) from error


def _stopped(what: str, encoding: Encoding) -> StoppedError:
    return StoppedError(what, remedy=TRY_AGAIN, place=str(encoding.path))

"""Animated WebP: libwebp encodes what is new in each frame; pieces are copied to join.

ffmpeg's libwebp_anim leaves out what differs little from the frame before, at quality 75 up to five
levels, whatever its options: a fade of 40 frames comes out as 10 steps, up to 8 dB below
this encoder. On a camera move, where all is new in each frame, both give the same bytes; of tiles
that move over others at rest this one takes 6 % more.

A segment begins with what is new since the frame before it, so that a cut is not seen, and a hold
costs nothing however long it is.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import LONGEST_COMMENT, Encoding, Pixels
from mosaic_anim.encode.format import TRY_AGAIN, Format
from mosaic_anim.encode.segment_checks import require_count, require_whole
from mosaic_anim.encode.webp.times import milliseconds, timed_pieces
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.lazy import LazyModule, features

if TYPE_CHECKING:
    from mosaic_anim.encode.webp import riff
    from mosaic_anim.encode.webp import segments as webp_segments
    from mosaic_anim.io import xmp
else:  # only where files are written; numpy only where frames are encoded
    riff = LazyModule("mosaic_anim.encode.webp.riff")
    xmp = LazyModule("mosaic_anim.io.xmp")
    webp_segments = LazyModule("mosaic_anim.encode.webp.segments")

_LIMIT = 16383  # [px] of a side, in the format
_MOST_FPS = 90  # browsers play frames of 10 ms and less as if they took 100
_LONGEST = (1 << 24) - 1  # [ms] of a frame, in the format


class WebPFormat(Format):
    """Animated WebP."""

    name: ClassVar[str] = "WebP"
    suffixes: ClassVar[tuple[str, ...]] = (".webp",)
    kind: ClassVar[Literal["film"]] = "film"
    segment_suffix: ClassVar[str] = ".webp"
    quality: ClassVar[str] = "webp_quality"
    shrinks: ClassVar[frozenset[str]] = frozenset({"fps", "width"})
    loops: ClassVar[bool] = True
    holds_alpha: ClassVar[bool] = True
    lead: ClassVar[int] = 1
    usual_bytes: ClassVar[float] = 0.22
    encoder_bytes: ClassVar[int] = 20

    def check(self, encoding: Encoding) -> None:
        """Refuse what a WebP cannot hold, or what browsers do not play as written.

        Raises
        ------
        UsageError
            If a side is too long, the rate too high, or it is played for hours.
        """
        size, place = encoding.size, str(encoding.path)
        if max(size.height, size.width) > _LIMIT or min(size.height, size.width) < 1:
            raise UsageError(
                f"a WebP cannot have a size of {size}",
                remedy=f"1 to {_LIMIT} px a side",
                place=place,
            )
        if encoding.fps > _MOST_FPS:
            raise UsageError(
                f"browsers play a WebP of {float(encoding.fps):g} frames a second slowly",
                remedy=f"write {_MOST_FPS} or fewer",
                place=place,
            )
        if milliseconds(encoding, encoding.frames) > _LONGEST:
            raise UsageError(
                "a WebP of more than 4.6 hours could not hold one frame for all of them",
                remedy="make it shorter, or write an MP4",
                place=place,
            )

    def options(self, encoding: Encoding) -> tuple[str, ...]:
        """Return all that the bytes of a segment depend on; rate and loop are not among them."""
        chosen = encoding.settings.webp
        version = str(features.version("webp"))
        return ("webp", version, str(encoding.size), f"{chosen.quality:g}", str(chosen.effort))

    def encode_segment(
        self, encoding: Encoding, frames: Iterator[Pixels], count: int, part: Path, lead: int = 0
    ) -> None:
        """Encode `count` frames into an animation whose frames last a millisecond each.

        Raises
        ------
        StoppedError
            If there are more or fewer of them.
        """
        place, total = str(encoding.path), 0
        with part.open("wb") as file:
            writer = riff.Writer(file, riff.Head(size=encoding.size, plays=1), place=place)
            for piece in webp_segments.new_pieces(encoding, frames, lead):
                writer.add(piece)
                total += piece.duration
            writer.close()
        if total != count:
            raise StoppedError(
                f"the encoder wrote {total} frames webp {encoding.size} instead of {count} frames",
                remedy=TRY_AGAIN,
                place=place,
            )

    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Copy the pieces of `segments` into one animation, and verify it.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged, or the file too long for the format.
        """
        place = str(encoding.path)
        require_whole(segments, riff.is_whole_animation, place=place)
        frames = sum(sum(riff.durations(segment)) for segment in segments)
        require_count(frames, encoding.frames, place=place)
        with part.open("wb") as file:
            writer = riff.Writer(
                file, riff.Head(size=encoding.size, plays=encoding.plays), place=place
            )
            for piece in timed_pieces(encoding, segments):
                writer.add(piece)
            writer.close(xmp.xmp_packet(encoding.title, encoding.comment))
        self.verify(part, encoding)

    def size(self, encoding: Encoding, segments: Sequence[Path]) -> int:
        """Predict the size: pieces are copied [bytes]."""
        packet = xmp.xmp_packet(encoding.title, encoding.comment)
        file = riff.HEAD_BYTES + (8 + len(packet) + len(packet) % 2 if packet else 0)
        return file + sum(segment.stat().st_size - riff.HEAD_BYTES for segment in segments)

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a WebP, by its chunks: equal frames are one, so time counts."""
        if not riff.is_whole_animation(path):
            return "a damaged WebP"
        head, length = riff.read_head(path), sum(riff.durations(path))
        expected = milliseconds(encoding, encoding.frames)
        if (head.size, head.plays) != (encoding.size, encoding.plays):
            return f"webp {head.size} instead of webp {encoding.size}"
        if length != expected:
            return f"{length} ms instead of {expected} ms, {encoding.frames} frames"
        return ""

    def has_signature(self, head: bytes) -> bool:
        """Return whether a file is a RIFF of the kind WEBP."""
        return head[:4] == b"RIFF" and head[8:12] == b"WEBP"

    def comment(self, file: BinaryIO) -> str | None:
        """Read the description of the XMP chunk.

        Raises
        ------
        OSError, struct.error, UnicodeDecodeError
            If the file is damaged.
        """
        return xmp.comment_in(riff.read_xmp(file, LONGEST_COMMENT))

"""Times of a WebP: whole milliseconds, rounded from the cumulative time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.lazy import LazyModule

if TYPE_CHECKING:
    from mosaic_anim.encode.webp import riff
    from mosaic_anim.encode.webp.riff import Piece
else:  # only where files are joined
    riff = LazyModule("mosaic_anim.encode.webp.riff")


def timed_pieces(encoding: Encoding, segments: Sequence[Path]) -> Iterator["Piece"]:
    """Yield the pieces of all segments, and how long each is seen in the whole [ms]."""
    shown: Piece | None = None
    begin = end = 0
    for segment in segments:
        for piece in riff.pieces(segment):
            if piece.data:
                if shown is not None:
                    seen = milliseconds(encoding, end) - milliseconds(encoding, begin)
                    yield replace(shown, duration=seen)
                shown, begin = piece, end
            end += piece.duration
    if shown is not None:
        seen = milliseconds(encoding, end) - milliseconds(encoding, begin)
        yield replace(shown, duration=seen)


def milliseconds(encoding: Encoding, frame: int) -> int:
    """Return when a frame begins, rounded; of the one after the last, when the animation ends."""
    rest = encoding.end_hold if frame == encoding.frames else 0
    return round(1000 * (frame / encoding.fps + rest))

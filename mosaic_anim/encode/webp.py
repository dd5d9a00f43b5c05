"""Animated WebP: each frame by libwebp on its own, of it what is new; pieces are copied to join.

ffmpeg's libwebp_anim leaves out what differs little from the frame before, at quality 75 up to five
levels, and cannot be told otherwise: a fade of 40 frames comes out as 10 steps, up to 8 dB below
this encoder. On a camera move, where all is new in each frame, both give the same bytes; of tiles
that move over others at rest this one takes 6 % more.

A segment begins with what is new since the frame before it, so that a cut is not seen, and a hold
costs nothing however long it is.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mosaic_anim.encode.changes import Change, change_between, whole_change
from mosaic_anim.encode.encoding import Encoding, Pixels
from mosaic_anim.encode.riff import (
    HEAD_BYTES,
    NOTHING_NEW,
    Head,
    Piece,
    Writer,
    durations,
    is_whole_animation,
    picture_chunks,
    pieces,
)
from mosaic_anim.encode.segment_checks import require_count, require_whole
from mosaic_anim.encode.verify import verify
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.io.xmp import xmp_packet
from mosaic_anim.values.geometry import Size

_LIMIT = 16383  # [px] of a side, in the format
_MOST_FPS = 90  # browsers play frames of 10 ms and less as if they took 100
_LONGEST = (1 << 24) - 1  # [ms] of a frame, in the format


def check_webp(encoding: Encoding) -> None:
    """Refuse what a WebP cannot hold, or what is not played as it is written.

    Raises
    ------
    UsageError
        If a side is too long, the rate too high, or it is played for hours.
    """
    size, place = encoding.size, str(encoding.path)
    if max(size.height, size.width) > _LIMIT or min(size.height, size.width) < 1:
        raise UsageError(
            f"{size} is no size of a WebP", remedy=f"stay within {_LIMIT} px a side", place=place
        )
    if encoding.fps > _MOST_FPS:
        raise UsageError(
            f"browsers play a WebP of {float(encoding.fps):g} frames a second slowly",
            remedy=f"take {_MOST_FPS} or fewer",
            place=place,
        )
    if _milliseconds(encoding, encoding.frames) > _LONGEST:
        raise UsageError(
            "a WebP of more than 4.6 hours could not hold one frame for all of them",
            remedy="make it shorter, or write an .mp4",
            place=place,
        )


def webp_options(encoding: Encoding) -> tuple[str, ...]:
    """Return all that the bytes of a segment depend on; neither its rate nor its loop is."""
    from PIL import features

    chosen = encoding.settings.webp
    version = str(features.version("webp"))
    return ("webp", version, str(encoding.size), f"{chosen.quality:g}", str(chosen.effort))


def write_webp_segment(
    encoding: Encoding,
    frames: Iterator[Pixels],
    count: int,
    part: Path,
    lead: int = 0,
) -> None:
    """Encode `count` frames into an animation whose frames last a millisecond each.

    Raises
    ------
    StoppedError
        If there are more or fewer of them.
    """
    place, found = str(encoding.path), 0
    with part.open("wb") as file:
        writer = Writer(file, Head(size=encoding.size, plays=1), place=place)
        for piece in _pieces(encoding, frames, lead):
            writer.add(piece)
            found += piece.duration
        writer.close()
    if found != count:
        raise StoppedError(
            f"the encoder wrote {found} frames webp {encoding.size} instead of {count} frames",
            remedy="run the same command again",
            place=place,
        )


def join_webp(encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
    """Copy the pieces of `segments` into one animation, and verify it.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged, or the file too long for the format.
    """
    place = str(encoding.path)
    require_whole(segments, is_whole_animation, place=place)
    found = sum(sum(durations(segment)) for segment in segments)
    require_count(found, encoding.frames, place=place)
    with part.open("wb") as file:
        writer = Writer(file, Head(size=encoding.size, plays=encoding.plays), place=place)
        for piece in _timed(encoding, segments):
            writer.add(piece)
        writer.close(xmp_packet(encoding.title, encoding.comment))
    verify(part, encoding)


def webp_size(encoding: Encoding, segments: Sequence[Path]) -> int:
    """Return how large an animation will be [bytes]."""
    xmp = xmp_packet(encoding.title, encoding.comment)
    file = HEAD_BYTES + (8 + len(xmp) + len(xmp) % 2 if xmp else 0)
    return file + sum(segment.stat().st_size - HEAD_BYTES for segment in segments)


def _pieces(encoding: Encoding, frames: Iterator[Pixels], lead: int) -> Iterator[Piece]:
    """Yield what is new in each frame; one that equals the frame before lengthens it.

    Where the first of them equal the last frame of the lead, the first piece has no picture.
    """
    before: Pixels | None = None
    waiting: Piece | None = None
    for number, frame in enumerate(frames):
        if number >= lead:
            new = whole_change(frame) if before is None else change_between(before, frame)
            if new is None and waiting is not None:
                waiting = replace(waiting, duration=waiting.duration + 1)
            else:
                if waiting is not None:
                    yield waiting
                waiting = NOTHING_NEW if new is None else _encoded(encoding, frame, new)
        before = frame
    if waiting is not None:
        yield waiting


def _encoded(encoding: Encoding, frame: Pixels, new: Change) -> Piece:
    """Encode what is new in a frame; the rest of its rectangle is transparent."""
    from PIL import Image

    pixels = frame[new.rows, new.cols]
    if new.is_new is not None:
        pixels = np.dstack([pixels, np.where(new.is_new, np.uint8(255), np.uint8(0))])
    chosen = encoding.settings.webp
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "WEBP", quality=chosen.quality, method=chosen.effort)
    return Piece(
        row=new.rows.start,
        col=new.cols.start,
        size=Size(height=pixels.shape[0], width=pixels.shape[1]),
        duration=1,
        blends=new.is_new is not None,
        data=picture_chunks(data.getvalue()),
    )


def _timed(encoding: Encoding, segments: Sequence[Path]) -> Iterator[Piece]:
    """Yield the pieces of all segments, and how long each is seen in the whole [ms]."""
    shown: Piece | None = None
    begin = end = 0
    for segment in segments:
        for piece in pieces(segment):
            if piece.data:
                if shown is not None:
                    seen = _milliseconds(encoding, end) - _milliseconds(encoding, begin)
                    yield replace(shown, duration=seen)
                shown, begin = piece, end
            end += piece.duration
    if shown is not None:
        seen = _milliseconds(encoding, end) - _milliseconds(encoding, begin)
        yield replace(shown, duration=seen)


def _milliseconds(encoding: Encoding, frame: int) -> int:
    """Return when a frame begins, rounded; of the one after the last, when the animation ends."""
    rest = encoding.end_hold if frame == encoding.frames else 0
    return round(1000 * (frame / encoding.fps + rest))

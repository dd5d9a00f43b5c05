"""The pictures of a WebM as its tracks describe them, what players go by. No ffmpeg is needed.

References
----------
RFC 9559, section 5.1.4: TrackEntry and what it holds; section 10: blocks.
"""

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.video import NoVideoError
from mosaic_anim.encode.webm.ebml import (
    CLUSTER,
    SEGMENT,
    TRACK,
    TRACKS,
    Element,
    content,
    elements,
    within,
)

_SIMPLE_BLOCK, _BLOCK_GROUP = 0xA3, 0xA0
_CODEC, _FRAME_TIME, _VIDEO, _ALPHA = 0x86, 0x23E383, 0xE0, 0x53C0
_COLOR, _MATRIX, _RANGE, _TRANSFER, _PRIMARIES = 0x55B0, 0x55B1, 0x55B9, 0x55BA, 0x55BB
_SECOND = 10**9  # [ns]


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrack:
    """The first track of a WebM, in which this program puts the pictures.

    Attributes
    ----------
    codec : str
        `V_VP9`, ...
    frame_time : int
        Length of a frame [ns].
    alpha : bool
        Whether each frame comes with a second one, its alpha.
    color : tuple of int
        Primaries, transfer, matrix (ITU-T H.273), and 1 for limited range.
    """

    codec: str
    frame_time: int
    alpha: bool
    color: tuple[int, int, int, int]


def frame_time(fps: Fraction) -> int:
    """Return how long a WebM says that a frame lasts [ns]; ffmpeg cuts what is left off."""
    return int(_SECOND / fps)


def read_video_track(path: Path) -> VideoTrack:
    """Read the first track of a WebM.

    Raises
    ------
    NoVideoError
        If the file is none, or damaged.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except (struct.error, StopIteration, KeyError) as error:
        raise NoVideoError("its tracks are damaged, or it holds no video") from error


def count_frames(path: Path) -> int:
    """Count the blocks of a file that has one track.

    Raises
    ------
    NoVideoError
        If the file is no WebM, or damaged.
    """
    return len(frame_sizes(path))


def frame_sizes(path: Path) -> list[int]:
    """Return the sizes of the blocks of a file that has one track [bytes].

    Raises
    ------
    NoVideoError
        If the file is no WebM, or damaged.
    """
    try:
        with path.open("rb") as file:
            clusters = within(file, 0, file.seek(0, 2), SEGMENT, CLUSTER)
            return [
                stop - start
                for _, begin, end in clusters
                for name, start, stop in elements(file, begin, end)
                if name in {_SIMPLE_BLOCK, _BLOCK_GROUP}
            ]
    except struct.error as error:
        raise NoVideoError("its blocks are damaged") from error


def _read(file: BinaryIO) -> VideoTrack:
    track = _parts(file, next(within(file, 0, file.seek(0, 2), SEGMENT, TRACKS, TRACK)))
    video = _parts(file, track[_VIDEO])
    color = _parts(file, video[_COLOR]) if _COLOR in video else {}
    return VideoTrack(
        codec=content(file, track[_CODEC]).rstrip(b"\0").decode("ascii", "replace"),
        frame_time=_number(file, track, _FRAME_TIME),
        alpha=bool(_number(file, video, _ALPHA)),
        color=(
            _number(file, color, _PRIMARIES),
            _number(file, color, _TRANSFER),
            _number(file, color, _MATRIX),
            _number(file, color, _RANGE),
        ),
    )


def _parts(file: BinaryIO, element: Element) -> dict[int, Element]:
    """Return the elements within one, by their ids."""
    return {part[0]: part for part in elements(file, element[1], element[2])}


def _number(file: BinaryIO, parts: dict[int, Element], name: int) -> int:
    """Return an unsigned integer; 0 if it is not there."""
    return int.from_bytes(content(file, parts[name], 8), "big") if name in parts else 0

"""The pictures of an MP4 or MOV as its index describes them, what players go by; without ffmpeg.

References
----------
ISO/IEC 14496-12: boxes mdhd, stts, stsd, colr, pasp; ISO/IEC 14496-15, section 5.3.3: avcC.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from mosaic_anim.encode.mp4.boxes import boxes
from mosaic_anim.encode.video import NoVideoError

_MOST = 1 << 24  # [bytes] of a box that is read
_IN_ENTRY = 78  # [bytes] of avc1 or ap4h in front of its boxes
_DEPTH = 4  # [bytes] before these: the depth of a pixel
_PROFILES = {77: "Main", 100: "High", 244: "High 4:4:4 Predictive"}
_MAIN = 77  # this profile and those below have no other chroma format than 4:2:0, and do not say so
_CHROMA = {1: "yuv420p", 3: "yuv444p"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrack:
    """The video track as the index of an MP4 describes it.

    Attributes
    ----------
    frames : int
        Number of frames.
    rate : Fraction or None
        Frame rate [1/s]; None if not all frames are shown for the same time.
    profile : str
        `High`, …
    pixels : str
        ffmpeg's name of the pixel format, `yuv420p`, …
    color : tuple of int or None
        Primaries, transfer, matrix (ITU-T H.273) and 1 for full range; None where only the stream
        itself tells.
    pixel_shape : tuple of int
        Width and height of a pixel.
    """

    frames: int
    rate: Fraction | None
    profile: str
    pixels: str
    color: tuple[int, int, int, int] | None
    pixel_shape: tuple[int, int]


def read_video_track(path: Path) -> VideoTrack:
    """Read the first track of an MP4 or MOV, in which this program puts the pictures.

    Raises
    ------
    NoVideoError
        If the file is no MP4 or MOV with H.264 or ProRes 4444 there, or damaged.
    """
    with _index_of(path) as file:
        return _read(file)


def frame_sizes(path: Path) -> list[int]:
    """Return the sizes of the first track's frames in the order in which they are decoded [bytes].

    Raises
    ------
    NoVideoError
        If the file is no MP4 or MOV, or damaged.
    """
    with _index_of(path) as file:
        sizes = _content(file, _media(file), b"minf", b"stbl", b"stsz")
        each, count = struct.unpack_from(">II", sizes, 4)
        return [each] * count if each else list(struct.unpack_from(f">{count}I", sizes, 12))


@contextmanager
def _index_of(path: Path) -> Iterator[BinaryIO]:
    """Open a file; what is wrong with its index raises `NoVideoError`."""
    try:
        with path.open("rb") as file:
            yield file
    except (struct.error, IndexError, KeyError, ZeroDivisionError) as error:
        raise NoVideoError("its index is damaged, or it holds no H.264 or ProRes 4444") from error


def _media(file: BinaryIO) -> tuple[int, int]:
    """Return begin and end of what describes the first track."""
    return _below(file, (0, file.seek(0, 2)), b"moov", b"trak", b"mdia")


def _read(file: BinaryIO) -> VideoTrack:
    media = _media(file)
    table = _below(file, media, b"minf", b"stbl")
    begin, end = _below(file, table, b"stsd")
    codec, begin, stop = next(boxes(file, begin + 8, end), (b"", begin, end))
    entry = (begin + _IN_ENTRY, min(stop, end))
    profile, pixels = _CODINGS[codec](file, entry)
    header, lengths = _content(file, media, b"mdhd"), _lengths(_content(file, table, b"stts"))
    return VideoTrack(
        frames=sum(lengths.values()),
        rate=Fraction(_scale(header), next(iter(lengths))) if len(lengths) == 1 else None,
        profile=profile,
        pixels=pixels,
        color=_color(_optional(file, entry, b"colr")),
        pixel_shape=_pair(_optional(file, entry, b"pasp") or struct.pack(">II", 1, 1)),
    )


def _below(file: BinaryIO, within: tuple[int, int], *names: bytes) -> tuple[int, int]:
    """Return begin and end of the first box at `names` within a part of the file."""
    for name in names:
        inner = next((box for box in boxes(file, *within) if box[0] == name), None)
        if inner is None:
            raise KeyError(name)
        within = inner[1], min(inner[2], within[1])
    return within


def _content(file: BinaryIO, within: tuple[int, int], *names: bytes) -> bytes:
    begin, end = _below(file, within, *names)
    file.seek(begin)
    return file.read(min(end - begin, _MOST))


def _optional(file: BinaryIO, within: tuple[int, int], name: bytes) -> bytes:
    try:
        return _content(file, within, name)
    except KeyError:
        return b""


def _scale(header: bytes) -> int:
    """Return how many ticks a second has, from a box mdhd."""
    (scale,) = struct.unpack_from(">I", header, 20 if header[0] else 12)
    return int(scale)


def _lengths(times: bytes) -> Counter[int]:
    """Return how many frames are shown for how many ticks, from a box stts."""
    (count,) = struct.unpack_from(">I", times, 4)
    lengths = Counter[int]()
    for frames, ticks in struct.iter_unpack(">II", times[8 : 8 + 8 * count]):
        lengths[ticks] += frames
    return lengths


def _h264(file: BinaryIO, entry: tuple[int, int]) -> tuple[str, str]:
    """Return profile and pixel format of H.264, from its avcC box."""
    header = _content(file, entry, b"avcC")
    profile, chroma = header[1], 1 if header[1] <= _MAIN else _chroma(header)
    return _PROFILES.get(profile, str(profile)), _CHROMA.get(chroma, str(chroma))


def _prores(file: BinaryIO, entry: tuple[int, int]) -> tuple[str, str]:
    """Return profile and pixel format of ProRes 4444: it has alpha if a pixel has 32 bits."""
    file.seek(entry[0] - _DEPTH)
    (depth,) = struct.unpack(">H", file.read(2))
    return "4444", {24: "yuv444p10", 32: "yuva444p10"}.get(depth, str(depth))


_CODINGS = {b"avc1": _h264, b"ap4h": _prores}


def _chroma(header: bytes) -> int:
    """Return the number of the chroma format in an avcC box."""
    place = 5
    for mask in (0x1F, 0xFF):  # sets of parameters of the sequence, then of pictures
        count, place = header[place] & mask, place + 1
        for _ in range(count):
            place += 2 + struct.unpack_from(">H", header, place)[0]
    return header[place] & 3


def _color(box: bytes) -> tuple[int, int, int, int] | None:
    if box[:4] not in {b"nclx", b"nclc"}:
        return None
    primaries, transfer, matrix = struct.unpack_from(">HHH", box, 4)
    full = box[10] >> 7 if box[:4] == b"nclx" else 0  # QuickTime has no place for it
    return primaries, transfer, matrix, full


def _pair(box: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", box)
    return width, height

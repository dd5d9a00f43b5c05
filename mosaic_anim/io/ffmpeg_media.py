"""Media files as ffmpeg reads them: their packets, their streams, and frames of videos."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from mosaic_anim.errors import SHORTAGES, StoppedError
from mosaic_anim.io.child_process import run_command
from mosaic_anim.io.ffmpeg import (
    ANSWER_TIMEOUT,
    EXPECTED_MESSAGES,
    QUIET,
    ffmpeg_environment,
    file_name,
    last_message,
    message_lines,
    unusable_ffmpeg,
)
from mosaic_anim.values.geometry import Size

PACKETS_ONLY = ("-codec_whitelist", "none")
"""Options before `-i`: no decoder is tried on a file whose packets are only copied.

Otherwise ffmpeg decodes some frames of each to learn what it will not use: 50 ms a file in 1080p.
"""

_PROBE_TIMEOUT = 600.0  # [s] for reading a file once
_AGAIN = "run the same command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInfo:
    """The contents of a video file, counted packet by packet.

    Attributes
    ----------
    frames : int
        Coded frames.
    size : Size
        Frame size [px].
    duration : Fraction
        From the start of the first frame to the end of the last [s].
    codec : str
        `h264`, `gif`, …
    """

    frames: int
    size: Size
    duration: Fraction
    codec: str


def probe(exe: Path, path: Path, *, place: str = "") -> VideoInfo:
    """Count the frames of a video file and read its size, without decoding.

    `framecrc` lists every packet of the stream in a form made for programs. Copying packets runs at
    the speed of the disk; decoding would take as long as encoding. A file whose last packets are
    missing gives messages, which count as failure.

    Raises
    ------
    StoppedError
        If ffmpeg cannot read it to its end.
    """
    place = place or str(path)
    if path.stat().st_size == 0:
        raise StoppedError("ffmpeg wrote an empty file", remedy=_AGAIN, place=place)
    copied = ("-map", "0:v:0", "-c", "copy", "-f", "framecrc", "pipe:1")
    arguments = [*PACKETS_ONLY, "-i", file_name(path), *copied]
    try:
        code, listing, messages = run_command(
            [str(exe), *QUIET, *arguments], ffmpeg_environment(), timeout=_PROBE_TIMEOUT
        )
    except OSError as error:
        if error.errno in SHORTAGES:
            raise unusable_ffmpeg(str(exe), error) from error
        code, listing, messages = 1, b"", str(error).encode()
    if code or any(not line.startswith(EXPECTED_MESSAGES) for line in message_lines(messages)):
        what = f"the written file is damaged{last_message(messages)}"
        raise StoppedError(what, remedy=_AGAIN, place=place)
    return _read_framecrc(listing.decode("ascii", "replace"))


def list_packets(exe: Path, arguments: Sequence[str]) -> tuple[list[str], bool]:
    """List the packets of a file.

    Parameters
    ----------
    arguments : sequence of str
        ffmpeg's: the input, and `framecrc` as the format of the output.

    Returns
    -------
    lines : list of str
        What ffmpeg printed.
    is_good : bool
        Whether it ran to its end; false also if it took too long.
    """
    command = [str(exe), *QUIET, *arguments]
    try:
        code, listing, _ = run_command(command, ffmpeg_environment(), timeout=_PROBE_TIMEOUT)
    except OSError as error:
        if error.errno in SHORTAGES:
            raise unusable_ffmpeg(str(exe), error) from error
        return [], False
    return listing.decode("ascii", "replace").splitlines(), code == 0


def describe_media(exe: Path, path: Path, demuxer: str) -> str:
    """Return what ffmpeg prints of a file of a user: streams, duration, words; decodes nothing.

    Parameters
    ----------
    demuxer : str
        What opens it; no other is tried.
    """
    command = [str(exe), "-hide_banner", "-nostdin", *_one_file(path, demuxer)]
    _, _, messages = run_command(command, ffmpeg_environment(), timeout=ANSWER_TIMEOUT)
    return messages.decode("utf-8", "replace")


def decode_frame(
    exe: Path,
    path: Path,
    demuxer: str,
    time: float,
    *,
    width: int | None = None,
    exact: bool = False,
) -> bytes:
    """Return the key frame of a video at a time [s], upright, as the bytes of a PPM picture.

    Parameters
    ----------
    demuxer : str
        As `describe_media`.
    width : int, optional
        Reduce it to this width [px].
    exact : bool
        Return the very frame at this time, which takes longer: it depends on those since the key
        frame.

    Raises
    ------
    ValueError
        If there is none.
    """
    only_key = () if exact else ("-noaccurate_seek", "-skip_frame", "nokey")
    place = ("-ss", f"{time:.6f}", *only_key, "-threads", "1")
    scale = () if width is None else ("-vf", f"scale=w='min({width},iw)':h=-2:flags=area")
    picture = ("-frames:v", "1", "-f", "image2pipe", "-c:v", "ppm", "pipe:1")
    command = [
        str(exe), *QUIET, *place, *_one_file(path, demuxer), "-map", "0:v:0", *scale, *picture,
    ]  # fmt: skip
    code, data, messages = run_command(command, ffmpeg_environment(), timeout=ANSWER_TIMEOUT)
    if code or not data:
        raise ValueError(f"no frame{last_message(messages)}")
    return data


def _one_file(path: Path, demuxer: str) -> tuple[str, ...]:
    return "-protocol_whitelist", "file", "-f", demuxer, "-i", file_name(path)


def _read_framecrc(text: str) -> VideoInfo:
    """Read ffmpeg's packet list: header lines `#key 0: value`, then stream, dts, pts, duration."""
    header = dict[str, str]()
    starts, ends = list[int](), list[int]()
    for line in text.splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition(" 0: ")
            header[key] = value
        else:
            _, _, pts, duration, *_ = line.split(",")
            starts.append(int(pts))
            ends.append(int(pts) + int(duration))
    width, height = header.get("dimensions", "0x0").split("x")
    ticks = max(ends) - min(starts) if starts else 0
    return VideoInfo(
        frames=len(starts),
        size=Size(height=int(height), width=int(width)),
        duration=ticks * Fraction(header.get("tb", "1")),
        codec=header.get("codec_id", ""),
    )

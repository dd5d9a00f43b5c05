"""The door to ffmpeg: starts it, feeds it, watches it, ends it, and checks what it wrote.

imageio-ffmpeg only finds the binary. Files are given as `file:<absolute path>`: any other name may
be an option, a pattern or a network address to ffmpeg. The process has a group of its own, so that
Ctrl-C in a terminal reaches this program alone, which then ends ffmpeg and all that it started.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path
from signal import Signals
from typing import TYPE_CHECKING, Any, TypeAlias

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, CannotStartError, StoppedError
from mosaic_anim.io.child_process import OutputTail, PipeFeeder, Process, run_command, start_process
from mosaic_anim.io.disk import disk_full, error_reason, is_full
from mosaic_anim.io.encoder_pace import REPORTS, Pace
from mosaic_anim.lazy import imageio_ffmpeg
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Chunk: TypeAlias = "bytes | memoryview | NDArray[np.uint8]"

STALL_TIMEOUT = 60.0
"""How long ffmpeg may neither take data nor write any before it counts as hanging [s]."""

COMPLETE = "install imageio-ffmpeg, or name a complete ffmpeg with IMAGEIO_FFMPEG_EXE"
"""What to do about an ffmpeg that misbehaves."""

PACKETS_ONLY = ("-codec_whitelist", "none")
"""Options before `-i`: no decoder is tried on a file whose packets are only copied.

Otherwise ffmpeg decodes some frames of each to learn what it will not use: 50 ms a file in 1080p.
"""

END_TIMEOUT = 3.0
"""Longest time from closing its input to its end, when it fails [s]."""

_ENDING = 3  # frames that are still to be written when an encoder has nearly ended
_ANSWER_TIMEOUT = 10.0  # [s] for a question that takes 0.02 s
_PROBE_TIMEOUT = 600.0  # [s] for reading a file once
_QUIET = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "error")
_AGAIN = "run the same command again"
_FULL = ("No space left", "File too large", "SIGXFSZ", "quota exceeded")
_EXPECTED = ("Codec (", "Last message repeated")  # "Codec (h264) not on whitelist 'none'"
_HOLLOW = ("Conversion failed", "Error closing file", "Terminating thread", *_EXPECTED)


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


def find_ffmpeg() -> Path:
    """Find the ffmpeg binary: `$IMAGEIO_FFMPEG_EXE`, or the one that imageio-ffmpeg carries.

    Raises
    ------
    CannotStartError
        If there is none.
    """
    try:
        name = str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        carried = _carried()
        if carried is None:
            raise CannotStartError("no ffmpeg was found", remedy=COMPLETE) from error
        ffmpeg_version(carried)  # raises why it was passed over, unless that reason is gone
        return carried
    found = shutil.which(name)
    if found is None:
        raise CannotStartError("ffmpeg is missing: no such program", remedy=COMPLETE, place=name)
    return Path(found).absolute()


@cache
def ffmpeg_version(exe: Path) -> str:
    """Return ffmpeg's version, such as `7.0.2-static`."""
    words = _ask(exe, "-version").split(maxsplit=3)
    if words[:2] != ["ffmpeg", "version"]:
        raise CannotStartError("this program is no ffmpeg", remedy=COMPLETE, place=str(exe))
    return words[2]


@cache
def require_encoder(exe: Path, name: str) -> None:
    """Refuse an ffmpeg without the encoder `name`, before any frame is drawn.

    Raises
    ------
    CannotStartError
        If it does not run, or has no such encoder.
    """
    lines = [line.split() for line in _ask(exe, "-hide_banner", "-encoders").splitlines()]
    if name not in {words[1] for words in lines if len(words) > 1}:
        raise CannotStartError(f"this ffmpeg has no {name}", remedy=COMPLETE, place=str(exe))


def _carried() -> Path | None:
    """Return the binary that comes with imageio-ffmpeg, unless it does not start."""
    folder = resources.files("imageio_ffmpeg.binaries")
    found = [Path(str(entry)) for entry in folder.iterdir() if entry.name.startswith("ffmpeg")]
    return found[0] if found else None


def file_name(path: Path) -> str:
    """Write `path` so that ffmpeg takes it literally."""
    return f"file:{path.absolute()}"


def feed(
    exe: Path,
    arguments: Sequence[str],
    chunks: Iterable[Chunk],
    *,
    part: Path | None = None,
    place: str = "",
    count: int | None = None,
    waiting: int | None = None,
    stall_timeout: float = STALL_TIMEOUT,
) -> bytes:
    """Run ffmpeg, write `chunks` to its standard input and wait for its end.

    Whatever happens, the process is gone when this returns or raises, and `chunks` is closed.

    Parameters
    ----------
    exe : Path
        The ffmpeg binary.
    arguments : sequence of str
        Its arguments; the input is `pipe:0`.
    chunks : iterable of C-contiguous bytes
        What it reads, piece by piece.
    part : Path, optional
        The file that it writes: its growth is a sign of life.
    place : str
        Place that an error names.
    count : int, optional
        Number of chunks to come, to estimate the size of the file when the disk is full.
    waiting : int, optional
        Most frames, each a chunk, that ffmpeg has and has not written; by default as many as it
        takes. `count` is needed then, and when all chunks are taken ffmpeg has nearly ended.
    stall_timeout : float
        Time without a sign of life until it is killed [s].

    Returns
    -------
    bytes
        The last 8 KiB of its standard output, unless it counts frames there.

    Raises
    ------
    StoppedError
        If it dies, hangs, stops reading or ends with an error.
    """
    fed, all_fed = 0, False
    reports = () if waiting is None else REPORTS
    try:
        with _start([str(exe), *_QUIET, *reports, *arguments]) as process:
            output = OutputTail(process.stdout) if waiting is None else Pace(process.stdout)
            messages = OutputTail(process.stderr)
            feeder = PipeFeeder(process, part, stall_timeout)
            for chunk in chunks:
                if not feeder.write(_bytes_of(chunk)):
                    break
                fed += 1
                if isinstance(output, Pace) and waiting is not None:
                    if fed < (count or 0):
                        output.wait(fed, waiting)
                    elif not _nearly_ends(output, feeder, fed):
                        break
            else:
                all_fed = True
            code = feeder.finish(None if all_fed else END_TIMEOUT)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if code == 0 and all_fed:
        return b"" if isinstance(output, Pace) else output.read()
    how = f"hung: nothing moved for {stall_timeout:g} s" if feeder.stalled else _ending(code)
    what = f"ffmpeg {how}{_last_line(messages.read())}"
    _raise_if_full(what, part, share=fed / count if count else 0)
    raise StoppedError(what, remedy=_AGAIN, place=place)


def _nearly_ends(pace: Pace, feeder: PipeFeeder, given: int) -> bool:
    """Close the input, and wait until few frames are left to write; false if it has died."""
    feeder.close()
    pace.wait(given, _ENDING)
    return not (pace.is_over and feeder.finish(END_TIMEOUT))


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
            [str(exe), *_QUIET, *arguments], _environment(), timeout=_PROBE_TIMEOUT
        )
    except OSError as error:
        if error.errno in SHORTAGES:
            raise _unusable(str(exe), error) from error
        code, listing, messages = 1, b"", str(error).encode()
    if code or any(not line.startswith(_EXPECTED) for line in _said(messages)):
        what = f"the written file is damaged{_last_line(messages)}"
        raise StoppedError(what, remedy=_AGAIN, place=place)
    return _read_framecrc(listing.decode("ascii", "replace"))


def capability_names(exe: Path, arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Run ffmpeg for a list that it prints, such as the packets of a file.

    Returns
    -------
    lines : list of str
        What it printed.
    is_good : bool
        Whether it ran to its end; false also if it took too long.
    """
    command = [str(exe), *_QUIET, *arguments]
    try:
        code, listing, _ = run_command(command, _environment(), timeout=_PROBE_TIMEOUT)
    except OSError as error:
        if error.errno in SHORTAGES:
            raise _unusable(str(exe), error) from error
        return [], False
    return listing.decode("ascii", "replace").splitlines(), code == 0


def described_media(exe: Path, path: Path, demuxer: str) -> str:
    """Return what ffmpeg prints of a file of a user: streams, duration, words; decodes nothing.

    Parameters
    ----------
    demuxer : str
        What opens it; no other is tried.
    """
    command = [str(exe), "-hide_banner", "-nostdin", *_one_file(path, demuxer)]
    _, _, messages = run_command(command, _environment(), timeout=_ANSWER_TIMEOUT)
    return messages.decode("utf-8", "replace")


def decoded_frame(
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
        As `described_media`.
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
        str(exe), *_QUIET, *place, *_one_file(path, demuxer), "-map", "0:v:0", *scale, *picture,
    ]  # fmt: skip
    code, data, messages = run_command(command, _environment(), timeout=_ANSWER_TIMEOUT)
    if code or not data:
        raise ValueError(f"no frame{_last_line(messages)}")
    return data


def _one_file(path: Path, demuxer: str) -> tuple[str, ...]:
    return "-protocol_whitelist", "file", "-f", demuxer, "-i", file_name(path)


def _bytes_of(chunk: Chunk) -> memoryview:
    """Return a chunk as bytes, without a copy."""
    view: Any = chunk  # not every numpy says in its types that an array is a buffer
    return memoryview(view).cast("B")


@contextmanager
def _start(command: list[str]) -> Iterator[Process]:
    with ExitStack() as stack:
        try:
            process = stack.enter_context(start_process(command, _environment()))
        except OSError as error:
            raise _unusable(command[0], error) from error
        yield process


def _ask(exe: Path, *arguments: str) -> str:
    """Run ffmpeg for its output."""
    try:
        code, output, messages = run_command(
            [str(exe), *arguments], _environment(), timeout=_ANSWER_TIMEOUT
        )
    except OSError as error:
        raise _unusable(str(exe), error) from error
    if code:
        what = f"ffmpeg does not work: exit code {code}{_last_line(messages)}"
        raise CannotStartError(what, remedy=COMPLETE, place=str(exe))
    return output.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    environment = {**os.environ, "LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1"}
    environment.pop("FFREPORT", None)  # it would write a log into the current folder
    return environment


def _unusable(exe: str, error: OSError) -> CannotStartError:
    """Return why ffmpeg cannot be started; a lack of memory or processes is not its fault."""
    if error.errno in SHORTAGES:
        what = f"ffmpeg cannot be started: {error_reason(error)}"
        return CannotStartError(what, remedy=MAKE_ROOM)
    return CannotStartError(
        f"ffmpeg does not work: {error_reason(error)}", remedy=COMPLETE, place=exe
    )


def _ending(code: int | None) -> str:
    if not code:
        return "ended before the last frame"
    return f"was killed by {Signals(-code).name}" if code < 0 else f"failed with exit code {code}"


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


def _raise_if_full(what: str, part: Path | None, *, share: float) -> None:
    """Name the disk if a full disk stopped ffmpeg after a `share` of the work."""
    if part is None or not (any(sign in what for sign in _FULL) or is_full(part.parent)):
        return
    written = part.stat().st_size if part.exists() else 0
    raise disk_full(part, needed=round(written / share) if share else 0)


def _last_line(messages: bytes) -> str:
    """Return `: ` and the last meaningful message, without its `[module @ address]`."""
    said = [line for line in _said(messages) if not line.startswith(_EXPECTED)]
    meant = [line for line in said if not line.startswith(_HOLLOW)] or said
    return f": {meant[-1]}" if meant else ""


def _said(messages: bytes) -> list[str]:
    """Return what ffmpeg said, line by line, without its `[module @ address]`."""
    lines = [line.strip() for line in messages.decode("utf-8", "replace").splitlines()]
    return [line.split("] ", 1)[-1] if line.startswith("[") else line for line in lines if line]

"""Feed ffmpeg: start it, write to it, watch it and end it.

The process has a group of its own, so that Ctrl-C in a terminal reaches this program alone, which
then ends ffmpeg and all that it started.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import Signals
from typing import TYPE_CHECKING, Any, TypeAlias

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.child_process import OutputTail, PipeFeeder, Process, start_process
from mosaic_anim.io.disk import disk_full, is_full
from mosaic_anim.io.encoder_pace import REPORTS, Pace
from mosaic_anim.io.ffmpeg import QUIET, ffmpeg_environment, last_message, unusable_ffmpeg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Chunk: TypeAlias = "bytes | memoryview | NDArray[np.uint8]"

STALL_TIMEOUT = 60.0
"""How long ffmpeg may neither take data nor write any before it counts as hanging [s]."""

END_TIMEOUT = 3.0
"""Longest time from closing its input to its end, when it fails [s]."""

_ENDING = 3  # frames that are still to be written when an encoder has nearly ended
_AGAIN = "run the same command again"
_FULL = ("No space left", "File too large", "SIGXFSZ", "quota exceeded")


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
        with _start([str(exe), *QUIET, *reports, *arguments]) as process:
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
    what = f"ffmpeg {how}{last_message(messages.read())}"
    _raise_if_full(what, part, share=fed / count if count else 0)
    raise StoppedError(what, remedy=_AGAIN, place=place)


def _nearly_ends(pace: Pace, feeder: PipeFeeder, given: int) -> bool:
    """Close the input, and wait until few frames are left to write; false if it has died."""
    feeder.close()
    pace.wait(given, _ENDING)
    return not (pace.is_over and feeder.finish(END_TIMEOUT))


def _bytes_of(chunk: Chunk) -> memoryview:
    """Return a chunk as bytes, without a copy."""
    view: Any = chunk  # not every numpy says in its types that an array is a buffer
    return memoryview(view).cast("B")


@contextmanager
def _start(command: list[str]) -> Iterator[Process]:
    with ExitStack() as stack:
        try:
            process = stack.enter_context(start_process(command, ffmpeg_environment()))
        except OSError as error:
            raise unusable_ffmpeg(command[0], error) from error
        yield process


def _ending(code: int | None) -> str:
    if not code:
        return "ended before the last frame"
    return f"was killed by {Signals(-code).name}" if code < 0 else f"failed with exit code {code}"


def _raise_if_full(what: str, part: Path | None, *, share: float) -> None:
    """Name the disk if a full disk stopped ffmpeg after a `share` of the work."""
    if part is None or not (any(sign in what for sign in _FULL) or is_full(part.parent)):
        return
    written = part.stat().st_size if part.exists() else 0
    raise disk_full(part, needed=round(written / share) if share else 0)

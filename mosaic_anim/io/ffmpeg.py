"""ffmpeg: where it is, what it can do, and what its messages mean.

imageio-ffmpeg only finds the binary. Files are given as `file:<absolute path>`: any other name may
be an option, a pattern or a network address to ffmpeg.
"""

import os
import shutil
from functools import cache
from importlib import resources
from pathlib import Path

from mosaic_anim.errors import MAKE_ROOM, SHORTAGES, CannotStartError
from mosaic_anim.io.child_process import run_command
from mosaic_anim.io.disk import error_reason
from mosaic_anim.lazy import imageio_ffmpeg

COMPLETE = "install imageio-ffmpeg, or name a complete ffmpeg with IMAGEIO_FFMPEG_EXE"
"""What to do about an ffmpeg that misbehaves."""

ANSWER_TIMEOUT = 10.0
"""How long an answer may take that takes 0.02 s [s]."""

QUIET = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "error")
"""Options with which ffmpeg reports nothing but errors."""

EXPECTED_MESSAGES = ("Codec (", "Last message repeated")
"""What is no error: "Codec (h264) not on whitelist 'none'"."""

_CONSEQUENCES = ("Conversion failed", "Error closing file", "Terminating thread")
"""What follows the message that says what is wrong."""


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
    program = shutil.which(name)
    if program is None:
        raise CannotStartError("ffmpeg is missing: no such program", remedy=COMPLETE, place=name)
    return Path(program).absolute()


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
    programs = [Path(str(entry)) for entry in folder.iterdir() if entry.name.startswith("ffmpeg")]
    return programs[0] if programs else None


def file_name(path: Path) -> str:
    """Write `path` so that ffmpeg takes it literally."""
    return f"file:{path.absolute()}"


def _ask(exe: Path, *arguments: str) -> str:
    """Run ffmpeg for its output."""
    try:
        code, output, messages = run_command(
            [str(exe), *arguments], ffmpeg_environment(), timeout=ANSWER_TIMEOUT
        )
    except OSError as error:
        raise unusable_ffmpeg(str(exe), error) from error
    if code:
        what = f"ffmpeg does not work: exit code {code}{last_message(messages)}"
        raise CannotStartError(what, remedy=COMPLETE, place=str(exe))
    return output.decode("utf-8", "replace")


def ffmpeg_environment() -> dict[str, str]:
    """Return the environment in which ffmpeg runs: in English, and without a log."""
    environment = {**os.environ, "LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1"}
    environment.pop("FFREPORT", None)  # it would write a log into the current folder
    return environment


def unusable_ffmpeg(exe: str, error: OSError) -> CannotStartError:
    """Return why ffmpeg cannot be started; a lack of memory or processes is not its fault."""
    if error.errno in SHORTAGES:
        what = f"ffmpeg cannot be started: {error_reason(error)}"
        return CannotStartError(what, remedy=MAKE_ROOM)
    return CannotStartError(
        f"ffmpeg does not work: {error_reason(error)}", remedy=COMPLETE, place=exe
    )


def last_message(messages: bytes) -> str:
    """Return `: ` and the last meaningful message, without its `[module @ address]`."""
    lines = [line for line in message_lines(messages) if not line.startswith(EXPECTED_MESSAGES)]
    causes = [line for line in lines if not line.startswith(_CONSEQUENCES)] or lines
    return f": {causes[-1]}" if causes else ""


def message_lines(messages: bytes) -> list[str]:
    """Return what ffmpeg said, line by line, without its `[module @ address]`."""
    lines = [line.strip() for line in messages.decode("utf-8", "replace").splitlines()]
    return [line.split("] ", 1)[-1] if line.startswith("[") else line for line in lines if line]

"""Viewer: the program that shows a file on this system, started and left to itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Variables of which one is set where X11 or Wayland shows windows."""

_started: list["subprocess.Popen[bytes]"] = []
"""Viewers that were started: an object of one that still runs would warn when it is collected."""


class NoViewerError(Exception):
    """No program could be started that shows a file."""


def show_file(path: Path) -> None:
    """Show a file, or a folder, with the system's viewer; do not wait for it.

    Raises
    ------
    NoViewerError
        If there is none, or it cannot be started.
    """
    path = path.absolute()
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - what a double click does
            return
        _started.append(_start(_viewer(), path))
    except OSError as error:
        raise NoViewerError(error.strerror or str(error)) from error


def _viewer() -> str:
    """Return the program that opens a file as a double click does."""
    if sys.platform == "darwin":
        return "open"
    if not any(map(os.environ.get, _SCREENS)):
        raise NoViewerError("this machine shows no windows")
    program = shutil.which("xdg-open")
    if program is None:
        raise NoViewerError("xdg-open is not installed")
    return program


def _start(program: str, path: Path) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own: it outlives this one, and Ctrl-C is not its own."""
    return subprocess.Popen(  # noqa: S603 - the system's own viewer, and a file that we wrote
        [program, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

"""Signals: an end in order, whenever they come.

Little is imported here, so that the first lines of the program can already call it.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from contextlib import suppress

TYPE_CHECKING = False  # as in `mosaic_anim`
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import NoReturn

STOPPED_BY_CTRL_C = "error: stopped by Ctrl-C; no incomplete file was left"

_INTERRUPTED, _TERMINATED = 130, 143
"""`ExitCode` says the same; it is not imported yet when the first signal may come."""

_OUT_OF_DESTRUCTORS = 0.02  # [s]

_received: int | None = None


def end_at_once() -> None:
    """Let a signal end the program on the spot, while nothing has started yet."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
        if number == signal.SIGINT:
            with suppress(OSError):
                os.write(2, f"{STOPPED_BY_CTRL_C}\n".encode())
        os._exit(_code(number))

    _handle(leave)


def end_in_order() -> None:
    """Let a signal raise what ends the work and tidies up; a second Ctrl-C ends it on the spot."""
    _handle(_raise)
    sys.unraisablehook = _hear_again


def keep_end(code: int) -> None:
    """Let a signal that comes when all is done cut short what Python tidies up, without a word."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
        os._exit(code)

    _handle(leave)


def ignore() -> None:
    """Let signals do nothing any more.

    To be called by `atexit`: Python's very end takes milliseconds, but resets other handlers first,
    and would die of the signal instead of ending with its exit code.
    """
    _handle(signal.SIG_IGN)


def received() -> int | None:
    """Return the exit code that a signal asks for; None while none has come.

    What it raised may have become another error on its way: imports do that.
    """
    return None if _received is None else _code(_received)


def _raise(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    global _received  # noqa: PLW0603 - a handler has no other place to leave word
    if number == signal.SIGINT == _received:
        os._exit(_INTERRUPTED)
    _received = number
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(_TERMINATED)


def _hear_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise again what a signal raised inside a destructor, where Python drops it."""
    global _received  # noqa: PLW0603 - as above
    number = _received
    if number is None or not issubclass(lost.exc_type, KeyboardInterrupt | SystemExit):
        sys.__unraisablehook__(lost)
        return
    _received = None
    _thread.start_new_thread(_send_later, (number,))


def _send_later(number: int) -> None:
    """Let the main thread handle a signal, once it is out of the destructor."""
    time.sleep(_OUT_OF_DESTRUCTORS)
    _thread.interrupt_main(signal.Signals(number))


def _code(number: int) -> int:
    return _INTERRUPTED if number == signal.SIGINT else _TERMINATED


def _handle(handler: Callable[[int, FrameType | None], NoReturn] | signal.Handlers) -> None:
    """Handle Ctrl-C and orders to end, but for those that this program was started to ignore.

    `nohup` lets it ignore a hang-up, and `command &` in a script lets it ignore Ctrl-C.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows knows no SIGHUP
        if number is None or signal.getsignal(number) is signal.SIG_IGN:
            continue
        with suppress(
            ValueError
        ):  # not the main thread: the program that embeds us handles its signals
            signal.signal(number, handler)

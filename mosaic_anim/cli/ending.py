"""How a command ends: an error becomes one line on standard error, and an exit code."""

import click

from mosaic_anim.cli.console import tell
from mosaic_anim.cli.group import CtrlCError
from mosaic_anim.cli.rooms import disk
from mosaic_anim.cli.signals import STOPPED_BY_CTRL_C, received
from mosaic_anim.cli.streams import lost_output
from mosaic_anim.cli.usage import usage_line
from mosaic_anim.errors import (
    MAKE_ROOM,
    SHORTAGES,
    ExitCode,
    MosaicAnimError,
    lacks_memory,
    one_line,
)


def code_of(error: BaseException, *, debug: bool) -> int:
    """Report what ended a command, and return its exit code.

    Raises
    ------
    BaseException
        `error` itself, where `debug` asks for its traceback.
    """
    is_ctrl_c = isinstance(error, CtrlCError | KeyboardInterrupt | click.Abort)
    stopped = ExitCode.INTERRUPTED if is_ctrl_c else received()
    if stopped is not None:
        if stopped == ExitCode.INTERRUPTED:
            tell(STOPPED_BY_CTRL_C)
        return stopped
    if debug:
        raise error
    if isinstance(error, MosaicAnimError):
        for problem in error.problems:
            _print_error(str(problem))
        return error.exit_code
    if isinstance(error, click.ClickException):
        _print_error(usage_line(error))
        return ExitCode.INVALID
    if lacks_memory(error):
        _print_error("not enough memory — fewer --workers, a smaller size or fewer columns")
        return ExitCode.STOPPED
    if isinstance(error, OSError) and error.errno in SHORTAGES:
        _print_error(f"{disk.error_reason(error)} — {MAKE_ROOM}")
        return ExitCode.STOPPED
    _print_error(
        f"internal error: {type(error).__name__}: {error} — "
        "please report it with the output of the same command and --debug"
    )
    return ExitCode.BUG


def warn_of_lost_output() -> None:
    """Warn where standard output could not take all; the files are complete all the same."""
    error = lost_output()
    if error is not None:
        tell(one_line(f"warning: what was printed is lost: {disk.error_reason(error)}"))


def _print_error(text: str) -> None:
    tell(f"error: {one_line(text)}")

"""How a command ends: an error becomes one line on standard error, and an exit code."""

import errno

import click

from mosaic_anim.cli.console import lost_output, tell
from mosaic_anim.cli.group import CtrlCError
from mosaic_anim.cli.signals import STOPPED_BY_CTRL_C, received
from mosaic_anim.errors import ExitCode, MosaicAnimError, one_line

_NO_MEMORY = ("annot allocate memory", "failed to map segment", "can't start new thread")
"""What the system's linker and threads say; the rest is said by kinds of errors."""


def code_of(error: BaseException, *, debug: bool) -> int:
    """Tell of what ended a command, and return its exit code.

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
            _tell_error(str(problem))
        return error.exit_code
    if isinstance(error, click.ClickException):
        _tell_error(error.format_message().rstrip("."))
        return ExitCode.INVALID
    if _lacks_memory(error):
        _tell_error("not enough memory — fewer --workers, a smaller size or fewer columns")
        return ExitCode.STOPPED
    _tell_error(
        f"internal error: {type(error).__name__}: {error} — "
        "please report it with the output of the same command and --debug"
    )
    return ExitCode.BUG


def tell_of_loss() -> None:
    """Warn where standard output could not take all; what was made is none the worse for it."""
    error = lost_output()
    if error is not None:
        from mosaic_anim.disk import reason

        tell(one_line(f"warning: what was printed is lost: {reason(error)}"))


def _lacks_memory(error: BaseException) -> bool:
    """Tell whether an error comes from a lack of memory, whatever its kind.

    Libraries that cannot be mapped are ImportErrors, threads that cannot start RuntimeErrors.
    """
    known: BaseException | None = error
    while known is not None:
        if isinstance(known, MemoryError) or getattr(known, "errno", None) == errno.ENOMEM:
            return True
        if any(sign in str(known) for sign in _NO_MEMORY):
            return True
        known = known.__cause__ or known.__context__
    return False


def _tell_error(text: str) -> None:
    tell(f"error: {one_line(text)}")

"""`mosaic-anim`: the group of commands, and what becomes of an error."""

import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from mosaic_anim.errors import ExitCode, MosaicAnimError, one_line
from mosaic_anim.version import __version__

_COMMANDS = {
    "render": "render",
    "join": "join",
    "still": "still",
    "sheet": "sheet",
    "estimate": "estimate",
    "check": "scene",
    "new": "scene",
    "schema": "scene",
    "index": "index",
    "cache": "cache",
    "build": "build",
    "where": "build",
}

_NO_MEMORY = ("annot allocate memory", "failed to map segment", "can't start new thread")
"""What the system's linker and threads say; the rest is said by kinds of errors."""


class _InterruptedError(Exception):
    """Ctrl-C; click would print an empty line for it."""


class _LateGroup(click.Group):
    """Commands whose modules are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise _InterruptedError from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"mosaic_anim.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a misspelt one."""
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"commands: {', '.join(_COMMANDS)}"
            raise click.UsageError(f"unknown command '{args[0]}' — {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_LateGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A first video, from pictures made on the spot: mosaic-anim render zoom-in",
)
@click.version_option(__version__, "-V", "--version", message="mosaic_anim %(version)s")
def cli() -> None:
    """Turn a photo library into a moving photo mosaic."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with the code of its end (see `errors.ExitCode`)."""
    _start_quickly()
    _end_on_signals()
    code = run(list(sys.argv[1:] if arguments is None else arguments))
    _end_at_once_on_signals(code)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; an error is one line on standard error."""
    # `--debug` belongs to every command: it shows the traceback behind the one line.
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    try:
        code = cli.main(args=arguments, prog_name="mosaic-anim", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.ClickException, MosaicAnimError) as error:
        return _tell(error, debug=debug)
    except (_InterruptedError, KeyboardInterrupt, click.Abort):
        _print_error("stopped by Ctrl-C; no incomplete file was left")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:
        if debug:
            raise
        if _lacks_memory(error):
            _print_error("not enough memory — fewer --workers, a smaller size or fewer columns")
            return ExitCode.STOPPED
        _print_error(
            f"internal error: {type(error).__name__}: {error} — "
            "please report it with the output of the same command and --debug"
        )
        return ExitCode.BUG
    return code if isinstance(code, int) else ExitCode.DONE


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


def _tell(error: click.ClickException | MosaicAnimError, *, debug: bool) -> int:
    """Print an expected error and return its exit code."""
    if debug:
        raise error
    if isinstance(error, MosaicAnimError):
        for problem in error.problems:
            _print_error(str(problem))
        return error.exit_code
    _print_error(error.format_message().rstrip("."))
    return ExitCode.INVALID


def _print_error(text: str) -> None:
    click.echo(f"error: {one_line(text)}", err=True)


def _start_quickly() -> None:
    """Let the collector run seldom.

    Imports make 100,000 objects that all stay; looking through them again and again frees nothing.
    """
    gc.set_threshold(100_000, 20, 20)


def _end_at_once_on_signals(code: int) -> None:
    """Let a signal that comes when all is done cut short what Python tidies up, without a word."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
        os._exit(code)

    with suppress(ValueError, OSError):  # not the main thread, or nobody reads any more
        sys.stdout.flush()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), leave)


def _end_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into an orderly end, and a second Ctrl-C into an immediate one."""

    def terminate(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
        sys.exit(ExitCode.TERMINATED)

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
        signal.signal(signal.SIGINT, lambda *_: os._exit(ExitCode.INTERRUPTED))
        raise KeyboardInterrupt

    try:
        signal.signal(signal.SIGINT, interrupt)
        signal.signal(signal.SIGTERM, terminate)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, terminate)
    except ValueError:
        return  # not the main thread: the program that embeds us handles its signals

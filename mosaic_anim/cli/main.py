"""`mosaic-anim`, from its first line to its exit code.

Signals are handled before anything else is imported, and streams are made to last before anything
is printed.
"""

from __future__ import annotations

import atexit
import gc
import sys

from mosaic_anim.cli import signals
from mosaic_anim.version import VERSION_LINE

TYPE_CHECKING = False  # as in `mosaic_anim`
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

_ASKS_FOR_VERSION = (["--version"], ["-V"])


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with the code of its end (see `errors.ExitCode`)."""
    signals.end_at_once()
    atexit.register(signals.ignore)  # the first one registered is the last one called
    _start_quickly()
    from mosaic_anim.cli.streams import keep_streams

    keep_streams()
    given = sys.argv[1:] if arguments is None else arguments
    code = run(list(given), begin=signals.end_in_order)
    signals.keep_end(code)
    gc.freeze()  # or Python looks through all that was imported once more, before it lets it go
    sys.exit(code)


def run(arguments: list[str], *, begin: Callable[[], None] | None = None) -> int:
    """Run one command and return its exit code; an error is one line on standard error.

    Parameters
    ----------
    arguments : list of str
    begin : Callable, optional
        Called once all is imported and a command begins.
    """
    # `--debug` belongs to every command: it shows the traceback behind the one line.
    debug = "--debug" in arguments
    arguments = [argument for argument in arguments if argument != "--debug"]
    if arguments in _ASKS_FOR_VERSION:
        return _print_version()

    from mosaic_anim.cli.ending import code_of, warn_of_lost_output
    from mosaic_anim.cli.group import cli
    from mosaic_anim.errors import command_line_names

    try:
        with command_line_names():
            code = cli.main(
                args=arguments, prog_name="mosaic-anim", standalone_mode=False, obj=begin
            )
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - each kind has its exit code
        return code_of(error, debug=debug)
    warn_of_lost_output()
    return code if isinstance(code, int) else 0


def _print_version() -> int:
    """Answer `--version` as click would, without the time that importing click takes."""
    from mosaic_anim.cli.streams import lost_output

    if sys.stdout is not None:
        sys.stdout.write(f"{VERSION_LINE}\n")
        sys.stdout.flush()
    if lost_output():
        from mosaic_anim.cli.ending import warn_of_lost_output

        warn_of_lost_output()
    return 0


def _start_quickly() -> None:
    """Let the collector run seldom.

    Imports make 100,000 objects that all stay; looking through them again and again frees nothing.
    """
    gc.set_threshold(100_000, 20, 20)

"""The group of commands: each is imported when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click

from mosaic_anim.errors import CannotStartError
from mosaic_anim.lazy import difflib
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
    "reference": "scene",
    "index": "index",
    "cache": "cache",
    "build": "build",
    "where": "build",
}


class CtrlCError(Exception):
    """Ctrl-C; click would print an empty line for it."""


class _LateGroup(click.Group):
    """Commands whose modules are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise CtrlCError from error

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
            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"commands: {', '.join(_COMMANDS)}"
            raise click.UsageError(f"unknown command '{args[0]}' — {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_LateGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A first video, from pictures made on the spot: mosaic-anim render zoom-in",
)
@click.version_option(__version__, "-V", "--version", message="mosaic_anim %(version)s")
@click.pass_obj
def cli(begin: Callable[[], None] | None) -> None:
    """Turn a photo library into a moving photo mosaic."""
    if begin is not None:
        begin()
    _require_current_folder()


def _require_current_folder() -> None:
    """Refuse to work in a folder that was removed: libraries ask for it in the middle of the work.

    Raises
    ------
    CannotStartError
        If there is no current folder.
    """
    try:
        Path.cwd()
    except OSError as error:
        raise CannotStartError(
            "the current folder was removed", remedy="go to one that exists"
        ) from error

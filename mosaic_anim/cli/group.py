"""The group of commands: each is imported when it is asked for."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mosaic_anim.cli.console import say
from mosaic_anim.cli.rooms import starter
from mosaic_anim.errors import CannotStartError
from mosaic_anim.lazy import difflib
from mosaic_anim.version import VERSION_LINE, __version__

if TYPE_CHECKING:
    from collections.abc import Callable

_COMMANDS = {
    "render": "render",
    "batch": "batch",
    "studio": "studio",
    "join": "join",
    "still": "still",
    "sheet": "sheet",
    "landings": "landings",
    "estimate": "estimate",
    "check": "scene",
    "new": "scene",
    "schema": "scene",
    "reference": "scene",
    "index": "index",
    "library": "library",
    "cache": "cache",
    "build": "build",
    "where": "build",
    "report": "report",
    "explain": "explain",
}


class CtrlCError(Exception):
    """Ctrl-C; click would print an empty line for it."""


_START = """\
A first video, with the photos that are built in:

  mosaic-anim render zoom-in --open

The same with your photos, which form a picture of yours:

  mosaic-anim render zoom-in --cover me.jpg --library ~/Pictures --open

Other scenes: zoom-out, tour, disperse, assemble, wave-loop, social, endless, morph, people. To make
one your own:

  mosaic-anim new zoom-in film.yaml
"""


class _LateGroup(click.Group):
    """Commands whose modules are imported when they are asked for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with the whole first sentence of its help: none is cut."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, _first_sentence(one)) for name, one in commands if one is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

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
            raise click.UsageError(f"unknown command '{args[0]}' — {_command_hint(args)}")
        return super().resolve_command(ctx, args)


def _command_hint(args: list[str]) -> str:
    """Return what to write in place of an unknown command: another one, or one before a scene."""
    word, *rest = args
    if word == "help":
        known = " ".join(one for one in rest[:1] if one in _COMMANDS)
        return f"write mosaic-anim {f'{known} ' if known else ''}--help"
    is_scene = word.lower().replace("_", "-") in starter.NAMES
    if is_scene or Path(word).suffix.lower() in {".yaml", ".yml"}:
        return f"a scene follows a command: mosaic-anim render {word}"
    near = difflib.get_close_matches(word, _COMMANDS, n=1)
    return f"did you mean '{near[0]}'?" if near else f"commands: {', '.join(_COMMANDS)}"


def _first_sentence(command: click.Command) -> str:
    """Return what a command does, as its help begins."""
    return " ".join((command.help or "").split("\n\n")[0].split())


@click.group(
    cls=_LateGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`mosaic-anim COMMAND --help` explains one of them. A first video, with the photos that "
    "are built in: mosaic-anim render zoom-in --open",
)
@click.version_option(__version__, "-V", "--version", message=VERSION_LINE)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Turn a photo library into a moving photo mosaic."""
    begin: Callable[[], None] | None = ctx.obj
    if begin is not None:
        begin()
    if ctx.invoked_subcommand is None:
        _welcome(ctx)
        return
    _require_current_folder()


def _welcome(ctx: click.Context) -> None:
    """Show how to begin: nothing was asked for."""
    formatter = ctx.make_formatter()
    _LateGroup.format_commands(ctx.command, ctx, formatter)  # type: ignore[arg-type]
    text = f"mosaic-anim turns a photo library into a moving photo mosaic.\n\n{_START}"
    for line in f"{text}\n{formatter.getvalue()}".splitlines():
        say(line)


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

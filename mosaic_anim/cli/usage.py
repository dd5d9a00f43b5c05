"""Usage: what is wrong with a command line that click refuses, in one line with a remedy."""

import click

import mosaic_anim
from mosaic_anim.cli.rooms import part
from mosaic_anim.lazy import difflib

_CLOSE = 0.75
"""Likeness from which on an option is taken for a misspelt one."""

_ALIASES = {"--output": "-o", "--out": "-o", "--force": "--overwrite", "-f": "--overwrite"}
"""Options by the names that other programs give them."""

_EXAMPLES = {
    "SCENE": "such as film.yaml or zoom-in; ",
    "COVER": "such as me.jpg; ",
    "PHOTOS": "such as ~/Pictures; ",
}
"""What a missing argument may be."""

_MOSAIC = "mosaic."
"""How places begin that a mosaic without a scene has too."""


def usage_line(error: click.ClickException) -> str:
    """Return the line that explains an error of click."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    explained = f"{context.command_path} --help explains it" if context else ""
    match error:
        case click.MissingParameter():
            what = error.format_message().rstrip(".").replace("Missing", "missing", 1)
            argument = error.param.human_readable_name if error.param else ""
            return f"{what} — {_EXAMPLES.get(argument, '')}{explained}"
        case click.NoSuchOption():
            name = error.option_name
            return f"unknown option '{name}' — {_nearest(name, context) or explained}"
        case click.BadOptionUsage() if "requires an argument" in error.message:
            return f"{error.option_name}: its value is missing — write {error.option_name} VALUE"
        case click.BadParameter():
            return f"{_place(error)}: {error.message.rstrip('.')}"
        case click.UsageError() if error.message.startswith("Got unexpected extra"):
            extra = error.message.partition("(")[2].rstrip(").")
            return f"too many arguments: {extra} — put names with spaces in quotes; {explained}"
    return error.format_message().rstrip(".")


def _place(error: click.BadParameter) -> str:
    """Name the option or argument whose value is wrong."""
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name if error.param else ""


def _nearest(name: str, context: click.Context | None) -> str:
    """Return the remedy for an option that a command does not have; empty if none is known.

    It may be misspelt, or the name of a key of scenes.
    """
    if context is None:
        return ""
    parameters = [one for one in context.command.params if isinstance(one, click.Option)]
    options = [option for parameter in parameters for option in parameter.opts]
    near = difflib.get_close_matches(name, options, n=1, cutoff=_CLOSE)
    if _ALIASES.get(name) in options:
        near = [_ALIASES[name]]
    if near:
        return f"did you mean '{near[0]}'?"
    places = _places(name.lstrip("-")) if "--set" in options else []
    if "--cover" not in options:  # the command knows a mosaic, and no scene
        places = [place.removeprefix(_MOSAIC) for place in places if place.startswith(_MOSAIC)]
    return f"write --set {places[0]}=VALUE" if places else ""


def _places(word: str) -> list[str]:
    """Return where a scene has a key that is called like an option."""
    return part.places_below(mosaic_anim.Scene, word)

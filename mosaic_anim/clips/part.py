"""Part: the base of every model of the scene language, and the way its errors are said."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

WRONG = "scene"
"""Type of every error that is already said in the words of the language."""


class Part(BaseModel):
    """A mapping of the scene language: frozen, and an unknown key is an error.

    Keys that are words of Python (`from`, `in`) have an underscore behind them in Python only.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        allow_inf_nan=False,
        defer_build=True,
    )


def wrong(what: str, remedy: str = "") -> PydanticCustomError:
    """Return the error of a validator: what is wrong and how to mend it."""
    message = "{what} — {remedy}" if remedy else "{what}"
    return PydanticCustomError(WRONG, message, {"what": what, "remedy": remedy})


def wrong_at(
    problems: Sequence[tuple[tuple[str | int, ...], PydanticCustomError]],
) -> ValidationError:
    """Return one error that holds several `wrong`, each at its path below the validated value."""
    details = [InitErrorDetails(type=error, loc=path, input=None) for path, error in problems]
    return ValidationError.from_exception_data("scene", details)


def choose(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is not known: the nearest one, or the list of all."""
    from difflib import get_close_matches

    words = sorted(set(known))
    near = get_close_matches(word[:64], words, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    shown = ", ".join(words[:12])
    return f"one of {shown}{', …' if len(words) > 12 else ''}" if words else ""


def said(value: Any) -> str:
    """Return `value` as an error quotes it: short, text in quotes, YAML's words for the rest."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return str(value)[:40]

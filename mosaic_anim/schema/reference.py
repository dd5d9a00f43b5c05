"""Reference tables: the keys of a part as Markdown, from the declarations that read scenes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mosaic_anim.schema.part import Key, Part, keys_of

Link = Callable[[str], str]
"""Takes the name of a part, or the title of a value; returns it as the reference writes it."""

_TYPES = {
    "integer": "whole number",
    "number": "number",
    "object": "mapping",
    "string": "text",
}


def key_table(part: type[Part], link: Link, *, leave_out: Iterable[str] = ()) -> str:
    """Return the keys of a part as a Markdown table, without the columns that would be empty.

    Parameters
    ----------
    part : type of Part
        The part.
    link : callable
        Writes the names of parts and values in the column of types.
    leave_out : iterable of str
        Keys that are explained elsewhere.
    """
    keys = [key for key in keys_of(part) if key.word not in set(leave_out)]
    rows = [
        {
            "key": f"`{key.word}`",
            "type": type_text(key.kind.schema, link),
            "unit": key.unit,
            "range": range_text(key.kind.schema),
            "default": default_text(key),
            "what it does": key.label.description,
        }
        for key in keys
    ]
    return table(rows)


def table(rows: Sequence[Mapping[str, str]], *, headed: bool = True) -> str:
    """Return rows of equal columns as a Markdown table, without the columns that are empty."""
    columns = [column for column in rows[0] if any(row[column] for row in rows)]
    head = columns if headed else [""] * len(columns)
    lines = [head, ["---"] * len(columns), *([row[name] for name in columns] for row in rows)]
    return "".join(f"| {' | '.join(map(_escaped, line))} |\n" for line in lines)


def type_text(schema: Mapping[str, Any], link: Link) -> str:
    """Say in words which values a schema allows: `a`, `b` or number."""
    *others, last = dict.fromkeys(_choices(schema, link))
    return f"{', '.join(others)} or {last}" if others else last


def _choices(schema: Mapping[str, Any], link: Link) -> Iterator[str]:
    """Yield each choice that a schema leaves."""
    if "title" in schema:
        yield link(schema["title"])
    elif "$ref" in schema:
        yield link(schema["$ref"].rpartition("/")[2])
    elif "anyOf" in schema:
        for choice in schema["anyOf"]:
            yield from _choices(choice, link)
    elif "enum" in schema:
        yield from (f"`{word}`" for word in schema["enum"])
    elif "const" in schema:
        yield f"`{schema['const']}`"
    elif "items" in schema or "prefixItems" in schema:
        yield _list(schema, link)
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield f"{type_text(schema['additionalProperties'], link)} by name"
    elif schema["type"] == "boolean":
        yield from ("`true`", "`false`")
    else:
        yield _TYPES[schema["type"]]


def _list(schema: Mapping[str, Any], link: Link) -> str:
    """Say what a list holds: `[number, number]` where it has a fixed length."""
    items = schema.get("prefixItems")
    if items is None and schema.get("minItems") == schema.get("maxItems") is not None:
        items = [schema["items"]] * schema["minItems"]
    if items is not None:
        return f"[{', '.join(type_text(item, link) for item in items)}]"
    return f"list of {type_text(schema['items'], link)}"


def range_text(schema: Mapping[str, Any]) -> str:
    """Say within which bounds a schema allows numbers; empty where it has none."""
    inner = [*schema.get("anyOf", ()), *schema.get("prefixItems", ())[:1]]
    if inner and schema.get("title") not in {"target", "background"}:
        return next(filter(None, map(range_text, inner)), "")
    least, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    most, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    low = f"above {_number(above)}" if above is not None else ""
    low = f"at least {_number(least)}" if least is not None else low
    if most is None:
        # A bound that only a computer knows, such as 2**63, is of no use to a person.
        return low if below is None or below > 1e9 else f"{low}, below {_number(below)}"
    if least is not None:
        return f"{_number(least)} to {_number(most)}"
    return f"{low}, at most {_number(most)}" if low else f"at most {_number(most)}"


def default_text(key: Key) -> str:
    """Say what holds where a key is left out."""
    if key.is_required:
        return "**required**"
    return (
        f"`{as_yaml(key.documented_default)}`"
        if key.documented_default is not None
        else key.otherwise
    )


def as_yaml(value: object) -> str:
    """Write a plain value in one line, as a scene does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_yaml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {as_yaml(item)}' for key, item in value.items())}}}"
    return str(value)


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _escaped(text: str) -> str:
    """Keep a cell in one line and one column."""
    return text.replace("|", r"\|").replace("\n", " ")

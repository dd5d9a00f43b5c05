"""Tables of keys: types, ranges and defaults in words."""

from dataclasses import dataclass

import pytest

from mosaic_anim.schema.kind import (
    FLAG,
    choice,
    integer,
    list_of,
    number,
    numbers,
    optional,
    titled,
)
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.reference import as_yaml, key_table, range_text, table, type_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner(Part):
    """A part below."""

    side: int = key(integer(least=1), description="Its side.", unit="cells")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer(Part):
    """A part with keys of many kinds."""

    inner: Inner = key(part_kind(Inner), description="What is inside.")
    share: float = key(number(least=0, most=1), default=0.5, description="A | B.")
    word_: str | None = key(
        optional(choice("a", "b")), default=None, description="A word.", otherwise="no word"
    )


def test_a_table_has_a_row_for_each_key():
    """Columns without an entry are left out, and a bar does not end a cell."""
    assert key_table(Outer, "[{}]".format) == (
        "| key | type | range | default | what it does |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `inner` | [Inner] |  | **required** | What is inside. |\n"
        "| `share` | number | 0 to 1 | `0.5` | A \\| B. |\n"
        "| `word` | `a` or `b` |  | no word | A word. |\n"
    )
    assert "| `side` | whole number | cells | at least 1 |" in key_table(Inner, str)
    assert "share" not in key_table(Outer, str, leave_out=["share"])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FLAG, "`true` or `false`"),
        (choice("a", "b", "c"), "`a`, `b` or `c`"),
        (numbers(2), "[number, number]"),
        (list_of(choice("a", "b")), "list of `a` or `b`"),
        (titled(choice("a", "b"), "letter"), "<letter>"),
        (list_of(part_kind(Inner)), "list of <Inner>"),
    ],
)
def test_a_type_is_said_in_words(kind, words):
    """What has a name is linked."""
    assert type_text(kind.schema, "<{}>".format) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (number().schema, ""),
        (number(least=0, most=1).schema, "0 to 1"),
        (number(most=36000).schema, "at most 36,000"),
        (integer(least=0, below=2**63).schema, "at least 0"),
        ({"exclusiveMinimum": 0, "maximum": 240}, "above 0, at most 240"),
        ({"anyOf": [{"enum": ["a"]}, {"minimum": 2}]}, "at least 2"),
        ({"prefixItems": [{"minimum": 0, "maximum": 9}]}, "0 to 9"),
    ],
)
def test_a_range_is_said_in_words(schema, words):
    """Bounds that only a computer knows are left out."""
    assert range_text(schema) == words


def test_defaults_are_written_as_in_a_scene():
    """In YAML's flow style."""
    assert as_yaml([1.0, True, {"from": "center", "jitter": 0.25}]) == (
        "[1, true, {from: center, jitter: 0.25}]"
    )


def test_a_table_may_have_no_heading():
    """For pictures side by side."""
    assert table([{"1": "a"}], headed=False) == "|  |\n| --- |\n| a |\n"

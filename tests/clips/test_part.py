"""Parts: declared once, read from plain data or made in Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.scene.model import Scene
from mosaic_anim.schema.json_schema import parts_below
from mosaic_anim.schema.kind import (
    FLAG,
    choice,
    integer,
    list_of,
    number,
    numbers,
    optional,
    string,
)
from mosaic_anim.schema.part import Part, key, keys_of, part_kind
from mosaic_anim.schema.problem import KeyProblem, PartError
from mosaic_anim.schema.value import COLOR, DURATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Part):
    """A part with a word of Python among its keys."""

    in_: int = key(integer(least=1, most=9), description="One to nine.", example=5)
    side: str = key(choice("left", "right"), default="left", description="Where.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree(Part):
    """A part that holds others and has a rule of its own."""

    leaf: Leaf | None = key(optional(part_kind(Leaf)), default=None, description="One leaf.")
    leaves: tuple[Leaf, ...] = key(list_of(part_kind(Leaf)), default=(), description="More leaves.")
    height: float = key(number(least=0), default=1.0, description="How high.")
    name: str = key(string(), default="oak", description="Its name.")

    @classmethod
    def _settle(cls, values, given) -> Iterator[KeyProblem]:  # noqa: ARG003
        if values.get("height") == 13:
            yield KeyProblem(what="unlucky")


def lines(data):
    """Return what is wrong with the data of a tree."""
    with pytest.raises(PartError, match=r".") as caught:
        Tree.read(data)
    return str(caught.value).splitlines()


def test_a_part_is_read_from_plain_data():
    """With its defaults, and those below it."""
    tree = Tree.read({"leaf": {"in": 3}, "leaves": [{"in": 1, "side": "right"}], "height": 2})
    assert tree == Tree(leaf=Leaf(in_=3), leaves=(Leaf(in_=1, side="right"),), height=2.0)
    assert Tree.read(tree) is tree


def test_everything_that_is_wrong_comes_at_once():
    """Each fault with its path, a key that is missing or unknown too."""
    data = {"leaf": {"sid": "left"}, "leaves": [{"in": 0}, 7], "height": "x", "name": ""}
    assert lines(data) == [
        "leaf.in: 'in' is missing — for example in: 5",
        "leaf.sid: unknown key 'sid' — did you mean 'side'?",
        "leaves.0.in: 'in' cannot be 0 — at least 1",
        "leaves.1: 'leaves' needs keys with values, not 7 — its keys: in, side",
        "height: 'height' needs a number, not 'x' — for example 0.5",
        "name: 'name' is empty — add it",
    ]


def test_a_rule_of_the_whole_is_silent_while_something_inside_is_wrong():
    """It would often follow from that alone."""
    assert lines({"height": 13}) == ["unlucky"]
    assert lines({"height": 13, "name": 3}) == [
        "name: 'name' needs text, not 3 — put it in quotes: \"3\""
    ]


def test_a_part_made_in_python_is_read_too():
    """Its error is a ValueError and a SceneError."""
    assert Leaf(in_=2).side == "left"
    for error in (ValueError, SceneError):
        with pytest.raises(error, match="'side' cannot be 'middle'"):
            Leaf(in_=2, side="middle")


def test_a_changed_part_takes_its_values_as_they_are():
    """A still may have a size that no output may have."""
    assert Leaf(in_=2).changed(in_=77) == Leaf(in_=2).changed(in_=77, side="left")
    assert Leaf(in_=2).changed(in_=77).in_ == 77


def test_keys_are_known_by_the_words_of_a_scene():
    """In the order of their declaration."""
    assert [(each.name, each.word, each.is_required) for each in keys_of(Leaf)] == [
        ("in_", "in", True),
        ("side", "side", False),
    ]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FLAG, [True, False], [0, 1, "off", None]),
        (integer(least=0, below=3), [0, 2], [-1, 3, True, 1.0, "1", None]),
        (number(most=1), [-5, 0.5, 1], [1.01, True, float("nan"), float("inf"), 10**400, "1"]),
        (numbers(2), [[1, 2.5], (0, 0)], [[1], [1, 2, 3], "12", [1, True], None]),
        (choice("a", "b"), ["a"], ["c", None, 1, ["a"], True]),
        (choice(1), [1], [2, "1", True, 1.0, None]),
        (optional(FLAG), [None, True], ["", 0]),
        (list_of(string(least=0)), [[], ["", "a"]], ["a", [1], None, {}]),
    ],
)
def test_a_kind_reads_nothing_but_its_own(kind, good, bad):
    """Neither text nor `true` is a number."""
    label = keys_of(Leaf)[0].label
    for value in good:
        assert kind.read(value, label) == (tuple(value) if isinstance(value, list) else value)
    for value in bad:
        with pytest.raises(PartError, match="in"):
            kind.read(value, label)


def test_a_default_stands_as_a_scene_writes_it_and_is_read_by_its_kind():
    """Once, so that a part and the key that declares it have the same value."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Pause(Part):
        length: Fraction = key(DURATION, default="500ms", description="How long.")
        color: tuple = key(COLOR, default="white", otherwise="the light", description="Colour.")

    length, color = keys_of(Pause)
    assert Pause().length == Pause.read({}).length == length.default == Fraction(1, 2)
    assert Pause().length is length.default
    assert (length.documented_default, color.documented_default) == ("500ms", None)
    assert Pause().color == "white"  # what only words say is a value already


def test_every_default_of_the_language_can_be_read():
    """They are read when first used: here all are."""
    parts = {Scene, *parts_below(Scene)}
    defaults = [declared.default for part in parts for declared in keys_of(part)]
    assert len(defaults) > 200

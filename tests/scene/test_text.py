"""Safe YAML: places, limits, and what is refused."""

import os
import time
from pathlib import Path

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.scene.composer import MAX_PROBLEMS
from mosaic_anim.scene.text import MAX_BYTES, read_file, read_text, read_value


def refused(text):
    """Return the one problem of `text`, which cannot be read."""
    with pytest.raises(SceneError, match=r".") as caught:
        read_text(text, source="s.yaml")
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_every_value_knows_its_line_and_column():
    """Counted from 1, in mappings, lists and below them."""
    node, _ = read_text("a: 1\nb:\n  - x\n  - {c: d}\n", source="s.yaml")
    assert node.place(("a",)) == "s.yaml:1:4"
    assert node.place(("b", 0)) == "s.yaml:3:5"
    assert node.place(("b", 1, "c")) == "s.yaml:4:9"
    assert node.key_place(("b", 1, "c")) == "s.yaml:4:6"


def test_a_place_that_is_not_there_is_the_nearest_one_above():
    """A missing key is reported at its mapping."""
    node, _ = read_text("a:\n  b: 1\n", source="s.yaml")
    assert node.place(("a", "c", 3)) == "s.yaml:2:3"


def test_keys_are_text_whatever_they_look_like():
    """`on`, `1` and `null` are keys like others."""
    node, problems = read_text("on: 1\n1: 2\nnull: 3\n", source="s.yaml")
    assert node.plain() == {"on": 1, "1": 2, "null": 3}
    assert problems == []


def test_quoted_words_stay_text():
    """Quotes and blocks make text of anything."""
    node, _ = read_text("a: '1'\nb: \"true\"\nc: |\n  2\n", source="s.yaml")
    assert node.plain() == {"a": "1", "b": "true", "c": "2\n"}


def test_a_key_given_twice_names_both_lines():
    """The first one counts, so that its other problems are reported too."""
    node, problems = read_text("a: 1\nb: 2\na: 3\n", source="s.yaml")
    assert node.plain() == {"a": 1, "b": 2}
    assert [str(p) for p in problems] == [
        "s.yaml:3:1: the key 'a' is given in lines 1 and 3 — remove one of them"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]\nb: *x", "s.yaml:1:4: not allowed in a scene: an anchor"),
        ("a: *x", "s.yaml:1:4: not allowed in a scene: an alias"),
        ("&k a: 1", "anchor"),
        ("<<: {a: 1}", "a merge key"),
        ("a: !!timestamp foo", "a tag (!!timestamp)"),
        ("a: !python/object x", "a tag (!python/object)"),
        ("a: 1\n---\nb: 2", "s.yaml:2:1: not allowed in a scene: a second document"),
        ("[a]: 1", "a key that is no text"),
        ("[" * 60_000, "s.yaml:1:33: not allowed in a scene: nested deeper than 32"),
        ("- " * 60_000, "nested deeper than 32"),
        ("- 1\n" * 10_001, "s.yaml:10000:3: not allowed in a scene: more than 10,000 values"),
        ("a: " + "x" * MAX_BYTES, "longer than 256 KiB"),
        ('a: "\\0"', "s.yaml:1:4: not allowed in a scene: a character that no text has"),
        ('a: "\\ud800"', "a character that no text has"),
        ('a: "\\UFFFFFFFF"', "s.yaml:1:7: not YAML: a number or an escape that means nothing"),
        ("%YAML " + "9" * 5000 + ".1\n--- a", "s.yaml:1:7: not YAML: a number or an escape"),
        ("a: \x07", "s.yaml:1:4: not YAML: a character that no text has"),
        ("a: \ud800", "s.yaml:1:4: not YAML: a character that no text has"),
    ],
)
def test_what_a_scene_does_not_need_is_refused(text, message):
    """In one line, at its place; loader exceptions that are no YAMLError too."""
    assert message in refused(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\t- b", "s.yaml:2:1: not YAML: a tab where a line begins — indent with spaces"),
        ('a: "b', "s.yaml:1:6: not YAML: a quote or a bracket is never closed"),
        ("a: [1, 2", "never closed"),
        ("a: b: c", "s.yaml:1:5: not YAML: a colon that belongs to no key"),
        ("a:\n  b: 1\n c: 2", "s.yaml:3:2: not YAML: this line does not fit those above it"),
        ("a: {b: 1 c: 2}", "a comma or a closing bracket is missing"),
        ("a: @x", "s.yaml:1:4: not YAML: text cannot begin with this character"),
        ("a: {cell: ${x}}", 'inside { } write $name, or quote it: "${name}"'),
        ("a: {b: #ff0000}", 'quote the colour: "#ff0000"'),
    ],
)
def test_a_syntax_error_has_its_place_and_a_remedy(text, message):
    """In words for somebody who writes a scene."""
    assert message in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * MAX_BYTES,
        "{" * MAX_BYTES,
        "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(5000)),
        "#" * MAX_BYTES,
        "k: 1\n" * (MAX_BYTES // 5),
        "a: '" + "x" * (MAX_BYTES - 10) + "'",
    ],
)
def test_a_hostile_text_costs_a_second_at_most(text):
    """Of processor time, so that a busy machine does not matter."""
    problems = ()
    begun = time.process_time()
    try:
        read_text(text, source="s.yaml")
    except SceneError as error:
        problems = error.problems
    assert time.process_time() - begun < 1
    assert len(problems) <= MAX_PROBLEMS


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: 1".encode("utf-16"), "s.yaml: the file is UTF-16 — save it as UTF-8"),
        (b"a: 1\nb\0: 2", "s.yaml:2:2: not a text"),
        (b"a: 1\nb: \xff", "s.yaml:2:4: not UTF-8 text — save it as UTF-8"),
        (b"#" * (10 << 20), "s.yaml: the file is larger than 256 KiB"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, monkeypatch, content, message):
    """UTF-16, NUL, other encodings, 10 MB."""
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_bytes(content)
    with pytest.raises(SceneError, match=r".") as caught:
        read_file(Path("s.yaml"))
    assert message in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    """Some editors write one."""
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_file(path)[0].plain() == {"a": 1}


def test_what_is_no_regular_file_is_refused_at_once(tmp_path):
    """A device would never end, a FIFO never begin."""
    fifo = tmp_path / "fifo.yaml"
    os.mkfifo(fifo)
    for path in (Path("/dev/zero"), fifo, tmp_path):
        with pytest.raises(SceneError, match=r"not a regular file|this is a folder"):
            read_file(path)


@pytest.mark.parametrize("name", ["absent.yaml", "x" * 5000, "a\0b"])
def test_a_file_that_is_not_there_is_reported(name):
    """Names that no file can have included."""
    with pytest.raises(SceneError, match=r"no such file|cannot be read"):
        read_file(Path(name))


@pytest.mark.parametrize(
    ("text", "value"),
    [("60", 60), ("[12,40]", [12, 40]), ("#ff0000", "#ff0000"), ("", None), ("a b", "a b")],
)
def test_the_value_of_an_option_is_yaml(text, value):
    """But a colour needs no quotes there."""
    assert read_value(text, source="--set x").plain() == value


def test_an_error_in_an_option_names_the_option_alone():
    """A line of the command line is the line that everybody sees."""
    with pytest.raises(
        SceneError, match=r"^--set x: not YAML: a quote or a bracket is never closed"
    ):
        read_value("[1", source="--set x")

"""One value of a scene's text changes, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.errors import SceneError, UsageError
from mosaic_anim.scene.text import read_text
from mosaic_anim.scene.text_edit import with_value

SCENES = sorted((Path(__file__).resolve().parents[2] / "scenes").glob("*.yaml"))

TEXT = """\
# a film
vars: {target: best}   # where it goes
timeline:
  - id: open           # first
    duration: 1.2s
    camera:
      to:
        cell: [1, 2]   # here
      ease: linear
  - {id: dive, duration: "4s", camera: {to: {cell: $target}}}   # then
  - {id: hold, duration: 1s, camera: }
  - id: last
    camera:
"""


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("vars", "target"), "[3, 4]", "{target: best}", "{target: [3, 4]}"),
        (("timeline", 0, "duration"), "2s", "duration: 1.2s", "duration: 2s"),
        (("timeline", 1, "duration"), "5s", '"4s"', "5s"),
        (("timeline", 0, "camera", "to", "cell"), "[8, 9]", "[1, 2]", "[8, 9]"),
        (
            ("timeline", 0, "camera", "to"),
            "{rect: [1, 2, 3, 4]}",
            "to:\n        cell: [1, 2]",
            "to: {rect: [1, 2, 3, 4]}",
        ),
        (("timeline", 1, "camera", "to"), "all", "{cell: $target}", "all"),
        (
            ("timeline", 1, "motion_blur"),
            "180",
            "{cell: $target}}}",
            "{cell: $target}}, motion_blur: 180}",
        ),
        (
            ("timeline", 0, "motion_blur"),
            "180",
            "ease: linear\n",
            "ease: linear\n    motion_blur: 180\n",
        ),
        (
            ("timeline", 0, "camera", "fit"),
            "0.9",
            "ease: linear\n",
            "ease: linear\n      fit: 0.9\n",
        ),
        (("timeline", 2, "camera", "to"), "all", "camera: }", "camera: {to: all} }"),
        (("timeline", 3, "camera", "to"), "all", "    camera:\n", "    camera: {to: all}\n"),
        (("seed",), "4", "    camera:\n", "    camera:\nseed: 4\n"),
    ],
)
def test_only_the_value_changes(path, value, before, after) -> None:
    """By hand: in flow and block style, replaced or added."""
    *_, place = [index for index in range(len(TEXT)) if TEXT.startswith(before, index)]
    expected = TEXT[:place] + after + TEXT[place + len(before) :]
    assert with_value(TEXT, path, value) == expected


def places(plain, path=()):
    """Yield every place of plain data but the top, and some that its mappings lack."""
    if isinstance(plain, dict):
        yield (*path, "added")
        yield (*path, "added", "below")
    if not isinstance(plain, dict | list):
        return
    for step, below in plain.items() if isinstance(plain, dict) else enumerate(plain):
        yield (*path, step)
        yield from places(below, (*path, step))


def at(plain, path):
    """Return what lies at a path of plain data; None if nothing does."""
    for step in path:
        is_there = isinstance(plain, list) or (isinstance(plain, dict) and step in plain)
        plain = plain[step] if is_there else None
    return plain


def put(plain, path, value):
    """Put a value into plain data, in place."""
    *steps, last = path
    for step in steps:
        if isinstance(plain, dict) and plain.get(step) is None:
            plain[step] = {}
        plain = plain[step]
    plain[last] = value


def alike(one, other):
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def differing(before, after):
    """Return the part of a text that is not in the other, between what begins and ends alike."""
    start = alike(before, after)
    end = alike(before[start:][::-1], after[start:][::-1])
    return before[start : len(before) - end]


@pytest.mark.parametrize("scene", SCENES, ids=lambda path: path.stem)
def test_every_value_of_the_shipped_scenes_can_be_changed(scene: Path) -> None:
    """Each one, and a key more in each mapping; the comments around it stay."""
    text = scene.read_text(encoding="utf-8")
    for path in places(read_text(text, source="scene")[0].plain()):
        expected = read_text(text, source="scene")[0].plain()
        old = at(expected, path)
        edited = with_value(text, path, "{new: 1}")
        put(expected, path, {"new": 1})
        assert read_text(edited, source="scene")[0].plain() == expected
        if not isinstance(old, dict | list):
            lost = differing(text, edited)
            assert "#" not in lost or "#" in str(old)
            assert "\n" not in lost


KEY = st.text("abc", min_size=1, max_size=2)
DATA = st.recursive(
    st.integers(0, 9) | st.none() | st.sampled_from(["a b", "x", "#c"]),
    lambda below: (
        st.lists(below, min_size=1, max_size=3)
        | st.dictionaries(KEY, below, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def written(data, *, flow, indent=0):
    """Write data as YAML, in block or flow style."""
    if isinstance(data, dict):
        if flow:
            return "{" + ", ".join(f"{k}: {written(v, flow=True)}" for k, v in data.items()) + "}"
        pad = "\n" + " " * indent
        return pad + pad.join(
            f"{k}: {written(v, flow=False, indent=indent + 2)}  # note" for k, v in data.items()
        )
    if isinstance(data, list):
        if flow:
            return "[" + ", ".join(written(one, flow=True) for one in data) + "]"
        pad = "\n" + " " * indent
        return pad + pad.join(f"- {written(one, flow=True)}" for one in data)
    return {None: "~", "#c": '"#c"'}.get(data, str(data))


@given(
    st.dictionaries(KEY, DATA, min_size=1, max_size=3),
    st.booleans(),
    st.integers(0, 100),
    st.sampled_from(["7", "{n: 1}", "[1, 2]", '"t # t"']),
)
def test_the_rest_is_left_as_it_was(data, flow, choice, value) -> None:
    """In a text of either style, for any place in it."""
    text = written(data, flow=flow) + "\n"
    assert read_text(text, source="scene")[0].plain() == data
    every = list(places(data))
    path = every[choice % len(every)]
    old = at(data, path)
    edited = with_value(text, path, value)
    put(data, path, read_text(value, source="value")[0].plain())
    assert read_text(edited, source="scene")[0].plain() == data
    if not isinstance(old, dict | list):
        assert len(differing(text, edited)) <= len(written(old, flow=True))


@pytest.mark.parametrize("path", [("timeline", 9, "duration"), ("vars", "target", "x"), (3,)])
def test_a_place_that_is_not_there_is_refused(path) -> None:
    """Lists do not grow, and a number has no keys."""
    with pytest.raises(UsageError, match=r"the scene has no|cannot be changed"):
        with_value(TEXT, path, "1")


def test_a_text_that_is_no_yaml_is_refused() -> None:
    """It has no places."""
    with pytest.raises(SceneError, match="not YAML"):
        with_value("a: [", ("a",), "1")


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_stay(end: str) -> None:
    """Of a block that gets a key too."""
    text = TEXT.replace("\n", end)
    edited = with_value(text, ("timeline", 0, "loop"), "2")
    assert edited.count(end) == text.count(end) + 1
    assert edited.replace(end, "\n").count("\n") == edited.count(end)

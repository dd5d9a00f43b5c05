"""Whatever stands in a file: a `Scene`, or a `SceneError` with a line; never anything else."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import LINE_LIMIT, SceneError
from mosaic_anim.scene.model import Scene
from mosaic_anim.schema.json_schema import json_schema

QUICK, LONG = 100, 2500  # of each kind of text

LINES = (Path(__file__).parents[1] / "kitchen_sink.yaml").read_text(encoding="utf-8").splitlines()
PARTS = [json_schema(Scene), *json_schema(Scene)["$defs"].values()]
KEYS = sorted({key for part in PARTS for key in part.get("properties", {})})
NASTY = [
    "1:30", "NO", ".nan", "-.inf", "1e999", "0", "-1", "9" * 50, "0x10", "~", "''", "[]", "{}",
    "$target", "${nope}", "$$", "$", "*a", "&a 1", "<<", "!!binary x", "---", "...", "%YAML 9.9",
    "\t", "#", '"\\ud800"', '"\\x00"', "| x", "> ", "? a", "[", "]", "{", "}", ":", "- ", ",", "'",
    "0s", "1s", "45f", "100000x2", "all", "best", "demo", "true", "/etc/passwd", "../../x.mp4",
    "-y.mp4", "in_out_cubic", "#ff0000", "\u2028", "\x85", "\ufeff", "😀", "a" * 300,
]  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(NASTY),
    st.text(max_size=20),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=5),
    ),
    max_leaves=20,
)
documents = st.fixed_dictionaries(
    {"mosaic_anim": st.just(1) | scalars},
    optional={key: values for key in json_schema(Scene)["properties"] if key != "mosaic_anim"},
).map(json.dumps)


@st.composite
def mutants(draw):
    """Take the scene of every key and spoil some lines of it."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        row = draw(st.integers(0, len(lines) - 1))
        line = lines[row]
        start = draw(st.integers(0, len(line)))
        end = draw(st.integers(start, min(len(line), start + 8)))
        piece = draw(st.sampled_from([*NASTY, *KEYS, ""]) | st.text(max_size=4))
        lines[row] = line[:start] + piece + line[end:]
        if draw(st.integers(0, 9)) == 0:
            lines.insert(draw(st.integers(0, len(lines))), lines[row])
    return "\n".join(lines)


def check(text, folder):
    """Load `text`, within a second of processor time."""
    path = folder / "s.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    begun = time.process_time()
    try:
        assert isinstance(Scene.load(path), Scene)
    except SceneError as error:
        for problem, line in zip(error.problems, str(error).splitlines(), strict=True):
            assert len(line) <= LINE_LIMIT
            assert line.isprintable()
            source, row, col = problem.place.rsplit(":", 2) if problem.place else ("", "1", "1")
            assert source in (str(path), "")
            assert int(row) >= 1
            assert int(col) >= 1
    assert time.process_time() - begun < 1


def fuzz(texts, folder, count):
    """Check `count` texts of a strategy."""

    @settings(
        max_examples=count, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(texts)
    def run(text):
        check(text, folder)

    run()


@pytest.mark.parametrize("texts", [documents, mutants()], ids=["documents", "mutants"])
def test_any_text_is_a_scene_or_a_scene_error(texts, tmp_path):
    """Two hundred of them."""
    fuzz(texts, tmp_path, QUICK)


@pytest.mark.long
@pytest.mark.parametrize("texts", [documents, mutants()], ids=["documents", "mutants"])
def test_many_texts_are_scenes_or_scene_errors(texts, tmp_path):
    """Five thousand of them."""
    fuzz(texts, tmp_path, LONG)

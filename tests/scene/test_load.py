"""Loading: the whole way from a file to a scene, and all problems at once."""

import subprocess
import sys
from dataclasses import FrozenInstanceError
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import LINE_LIMIT, SceneError
from mosaic_anim.scene.composer import MAX_PROBLEMS
from mosaic_anim.scene.model import Clip, Scene


def test_a_small_scene_has_the_documented_defaults(load):
    """Everything but cover, library and one clip may be left out."""
    scene = load("")
    assert str(scene.frame.size) == "1920x1080"
    assert scene.frame.fps == 30
    assert scene.frame.background is None
    assert scene.seed == 0
    assert scene.timeline == (Clip(id="clip-1", duration=Fraction(1)),)
    assert scene.name == "s"


def test_every_value_of_a_scene_knows_its_place(load):
    """With the keys of the file; what is not there has the place of what it would be in."""
    scene = load("timeline:\n  - duration: 1s\n    camera: {to: all, from: {cell: best}}\n")
    assert scene.place("timeline", 0, "camera", "from", "cell") == "s.yaml:5:36"
    assert scene.place("timeline", 0, "camera", "ease") == "s.yaml:5:13"
    assert scene.place("timeline", 0, "fade", "in") == "s.yaml:4:5"


def test_frames_of_a_duration_count_those_of_the_frame(load):
    """`45f` at 30000/1001 a second."""
    scene = load('frame: {fps: "30000/1001"}\ntimeline: [{duration: 45f}]\n')
    assert scene.timeline[0].duration == Fraction(45 * 1001, 30000)


def test_all_problems_come_at_once_in_the_order_of_the_file(problems):
    """From every stage: text, variables, paths, values, rules between parts."""
    text = """\
mosaic_anim: 1
sed: 42
vars: {never: 1}
frame: {size: 11x10, fps: 0, background: "#12"}
mosaic: {cover: absent.jpg, library: photos, colums: 3, columns: 1.5}
timeline:
  - {id: a, duration: 4, camera: {to: {cel: best}, ease: in_out_cubc, path: van_wij}}
  - {id: a, duration: $nope, fade: {in: 1s, color:}}
  - {duration: .inf, fade: {}}
outputs:
  - {file: ../x.mp4, clips: [a, b]}
  - {file: y.gif, fps: 24, loop: off}
  - {file: y.gif}
"""
    assert problems(text) == [
        "s.yaml:2:1: unknown key 'sed' — did you mean 'seed'?",
        (
            "s.yaml:3:8: the variable 'never' is never used — write $never where it belongs, "
            "or remove it"
        ),
        "s.yaml:4:15: an MP4 needs an even width and height, not 11x10 — write 10x10 or 12x10",
        "s.yaml:4:27: a frame rate of 0 is not possible — above 0, at most 240",
        's.yaml:4:42: not a colour: \'#12\' — for example "#ff8800", "#f80" or white',
        "s.yaml:5:17: no such picture: 'absent.jpg' — the path is relative to the scene file",
        "s.yaml:5:46: unknown key 'colums' — did you mean 'columns'?",
        "s.yaml:5:66: 'columns' needs a whole number, not 1.5 — for example 5",
        "s.yaml:7:23: not a duration: 4 — add the unit: 4s",
        "s.yaml:7:39: not a target: 'cel' — did you mean 'cell'?",
        "s.yaml:7:58: unknown easing 'in_out_cubc' — did you mean 'in_out_cubic'?",
        "s.yaml:7:77: 'path' cannot be 'van_wij' — did you mean 'van_wijk'?",
        "s.yaml:8:10: two clips have the id 'a': number 1 and 2 — give one of them another id",
        "s.yaml:8:23: unknown variable $nope — write never",
        (
            's.yaml:8:51: a colour is missing — quote the colour: "#ff0000"; without quotes # '
            "begins a comment"
        ),
        "s.yaml:9:16: .inf is not a finite number — write a finite number",
        "s.yaml:9:28: a fade needs 'in' or 'out' — for example fade: {in: 0.5s}",
        (
            "s.yaml:11:12: the scene may not write to '../x.mp4' — outputs lie below the current "
            "folder or the scene's; the output of Scene.load may lie anywhere"
        ),
        "s.yaml:11:33: no clip has the id 'b' — one of a, clip-3",
        "s.yaml:12:34: 'loop' needs true or false, not 'off' — write true or false",
        "s.yaml:13:12: outputs 2 and 3 write the same file — give one of them another name",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "s.yaml:1:1: the scene is empty"),
        ("# only a comment\n", "the scene is empty"),
        ("- a\n", "s.yaml:1:1: a scene is made of keys with values — begin with mosaic_anim: 1"),
        (
            "{}",
            "s.yaml:1:1: 'mosaic' is missing — for example mosaic: {cover: demo, library: demo}",
        ),
        ("mosaic_anim: 2\n", "s.yaml:1:14: 'mosaic_anim' cannot be 2 — write 1"),
        ("mosaic_anim: 1\nmosaic:\n", "s.yaml:2:8: 'mosaic' needs keys with values, not nothing"),
    ],
)
def test_what_is_no_scene_is_told_where_to_begin(text, message):
    """Nothing at all, a list, a later version."""
    Path("s.yaml").write_text(text)
    with pytest.raises(SceneError, match=r".") as caught:
        Scene.load("s.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frame: {from_: 1}\n", "s.yaml:3:9: unknown key 'from_'"),
        (
            "timeline: [{duration: 1s, camera: {to: all, from_: all}}]\n",
            "s.yaml:3:45: unknown key 'from_' — did you mean 'from'?",
        ),
        (
            "timeline: [{duration: 1s, camera: {to: {rect: [0, 0, 1]}}}]\n",
            "s.yaml:3:47: too few numbers in 'rect' — [row, col, height, width] in cells",
        ),
        (
            "timeline: [{duration: 1s, camera: {to: {rect: [0, 0, 1, 1, 1]}}}]\n",
            "s.yaml:3:47: too many numbers in 'rect'",
        ),
        (
            "timeline: [{duration: 1s, camera: {ease: linear}}]\n",
            "s.yaml:3:35: 'to' is missing — for example to: {cell: best}",
        ),
        (
            "timeline: [{duration: 1s, camera: {to: {cell: best, rnk: 2}}}]\n",
            "s.yaml:3:53: unknown key 'rnk' — did you mean 'rank'?",
        ),
        (
            "timeline: [{duration: 1s, fade: {in: 0.6s, out: 0.5s}}]\n",
            "s.yaml:3:33: the fade takes 1.1s, its clip 1s — make the clip longer",
        ),
        ("timeline: [{duration: 1s, id: a b}]\n", "s.yaml:3:31: not a name: 'a b'"),
        ("timeline: [{duration: 1s, id: 7}]\n", 'needs text, not 7 — put it in quotes: "7"'),
        ("timeline: []\n", "s.yaml:3:11: the timeline has no clip"),
        ("timeline: {a: 1}\n", "s.yaml:3:11: 'timeline' needs a list, not a mapping"),
        ("timeline: [3]\n", "s.yaml:3:12: 'timeline' needs keys with values, not 3"),
        ("outputs: [{file: a.mp4, clips: []}]\n", "the list of clips is empty"),
        ("outputs: [{file: a.mp4, clips: [1]}]\n", "s.yaml:3:33: 'clips' needs text, not 1"),
        ("frame: {background: #ff0000}\n", 'quote the colour: "#ff0000"'),
        (
            "frame:\n  background: #ff0000\n",
            's.yaml:4:14: a colour is missing — quote the colour: "',
        ),
        ("seed: -1\n", "s.yaml:3:7: 'seed' cannot be -1 — at least 0"),
        ("seed: 99999999999999999999\n", "'seed' cannot be 99999999999999999999 — less than"),
        ("frame: {fps: NO}\n", "s.yaml:3:14: not a frame rate: 'NO'"),
        ("frame: {fps: -30}\n", "s.yaml:3:14: a frame rate of -30 is not possible"),
        ("frame: {size: 100000x2}\n", "a size of 100000x2 is too large"),
    ],
)
def test_a_problem_is_reported_in_the_words_of_the_language(problems, text, message):
    """One problem, one line; no word of a library."""
    lines = problems(text)
    assert any(message in line for line in lines), lines
    assert len(lines) == 1


def test_a_line_is_never_longer_than_the_limit(problems):
    """Whatever somebody writes into the scene."""
    text = "".join(f"{'k' * 500}{i}: {'v' * 500}\n" for i in range(3))
    lines = problems(text + f"outputs: [{{file: {'d/' * 300}x.avi, preset: {'p' * 300}}}]\n")
    assert len(lines) == 5
    assert max(map(len, lines)) <= LINE_LIMIT


def test_many_problems_are_counted(problems):
    """A page is enough to begin with."""
    lines = problems("".join(f"key{i}: 1\n" for i in range(MAX_PROBLEMS + 7)))
    assert len(lines) == MAX_PROBLEMS + 1
    assert lines[-1] == "and 7 more problems — mend these first"


def test_clips_without_id_are_numbered(load):
    """By their place in the timeline, and outputs may name them so."""
    scene = load(
        "timeline: [{id: a, duration: 1s}, {duration: 1s}]\n"
        "outputs: [{file: x.mp4, clips: [clip-2]}]\n"
    )
    assert [clip.id for clip in scene.timeline] == ["a", "clip-2"]
    assert scene.outputs[0].clips == ("clip-2",)


def test_a_given_id_that_equals_a_default_is_refused(problems):
    """`clip-2` is taken by the second clip."""
    (line,) = problems("timeline: [{id: clip-2, duration: 1s}, {duration: 1s}]\n")
    assert "two clips have the id 'clip-2': number 1 and 2" in line


def test_a_scene_is_frozen(load):
    """Plan and render rely on it."""
    scene = load("")
    with pytest.raises(FrozenInstanceError, match="seed"):
        scene.seed = 3


def test_a_scene_made_in_python_obeys_the_same_rules():
    """Without places, as a ValueError."""
    parts = {
        "mosaic_anim": 1,
        "mosaic": {"cover": "demo", "library": "demo"},
        "timeline": [{"id": "a", "duration": "2s"}, {"id": "a", "duration": Fraction(1)}],
    }
    with pytest.raises(ValueError, match="two clips have the id 'a'"):
        Scene.read(parts)
    parts["timeline"][1]["id"] = "b"
    scene = Scene.read(parts)
    assert scene.place("timeline", 0) == ""
    assert scene.name == "scene"


def test_loading_imports_nothing_heavy(tmp_path):
    """`check` answers in 0.3 s: no numpy, no Pillow, no Numba."""
    (tmp_path / "s.yaml").write_text(
        "mosaic_anim: 1\nmosaic: {cover: demo, library: demo}\n"
        "timeline:\n"
        "  - {duration: 1s, tiles: {motion: fall, stagger: {from: best}}, blend: {to: cover}}\n"
        "  - {duration: 1s, camera: {tour: [all, {cell: best}]}, transition: crossfade}\n"
    )
    code = (
        "import sys; from mosaic_anim.scene.model import Scene; Scene.load('s.yaml');"
        "heavy = {'numpy', 'PIL', 'numba', 'sklearn', 'scipy', 'rich', 'imageio', 'uharfbuzz'};"
        "print(*heavy & set(sys.modules))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("\n", "")


_NUMBERS = st.from_regex(
    r"\A([-+]?[0-9]{1,6}(\.[0-9]{0,6})?([eE][-+]?[0-9]{1,2})?|0x[0-9a-fA-F]{1,8}|0o[0-7]{1,8})\Z"
)

_TAKES_NO_NUMBER = {
    "id": ("timeline: [{duration: 1s, id: %s}]\n", 'needs text, not %s — put it in quotes: "%s"'),
    "text": ("timeline: [{duration: 1s, text: %s}]\n", 'not a text: %s — put it in quotes: "%s"'),
    "photo": (
        "timeline: [{duration: 1s, camera: {to: {photo: %s}}}]\n",
        'needs text, not %s — put it in quotes: "%s"',
    ),
    "ease": ("timeline: [{duration: 1s, fade: {in: 1s, ease: %s}}]\n", "unknown easing %s —"),
    "color": ("frame: {background: %s}\n", "not a colour: %s —"),
    "duration": ("timeline: [{duration: %s}]\n", "not a duration: %s —"),
    "size": ("frame: {size: %s}\n", "not a size: %s —"),
    "variable": ("vars: {n: %s}\ntimeline: [{duration: 1s, id: $n}]\n", 'in quotes: "%s"'),
    "inside text": ("vars: {n: %s}\ntimeline: [{duration: 1s, id: n $n}]\n", "not a name: 'n %s'"),
}
"""Where a number cannot stand, and how the error quotes it."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@pytest.mark.parametrize("place", _TAKES_NO_NUMBER)
@given(number=_NUMBERS)
@example(number="010")
@example(number="1e3")
@example(number="1.10")
@example(number="0x1F")
def test_an_error_quotes_a_number_as_the_scene_writes_it(problems, place, number):
    """Not the one that it was read as: 010 would be mended to "10"."""
    text, message = _TAKES_NO_NUMBER[place]
    (line,) = problems(text.replace("%s", number))
    assert message.replace("%s", number) in line


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.integers(0, 10**6), st.integers(0, 5))
def test_zeros_before_a_number_change_nothing_but_what_is_quoted(load, problems, number, zeros):
    """Whole numbers, cells and colours are read as before; a bound that is broken quotes them."""
    written = "0" * zeros + str(number)
    assert load(f"seed: {written}\n").seed == number
    wanted = f"'columns' cannot be {written} — at least 1"
    (line,) = problems(
        f"mosaic_anim: 1\nmosaic: {{cover: cover.png, library: photos, columns: -{written}}}\n"
    )
    assert wanted.replace(written, f"-{written}", 1) in line


def test_cells_and_colours_take_numbers_however_they_are_written(load):
    """0x1F is 31 there too."""
    scene = load(
        "frame: {background: [010, 0x1F, +3]}\n"
        "timeline: [{duration: 1s, camera: {to: {cell: [012, 0o17]}}}]\n"
    )
    assert scene.frame.background == (10, 31, 3)
    assert scene.timeline[0].camera.to.cell == (12, 15)
    assert {
        type(part) for part in (*scene.frame.background, *scene.timeline[0].camera.to.cell)
    } == {int}

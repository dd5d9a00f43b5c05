"""Edits from the command line: `--set` and `-o`."""

from fractions import Fraction
from pathlib import Path

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.scene.load import load_mosaic_settings

TWO = "timeline:\n  - {id: open, duration: 1s}\n  - {id: dive, duration: 2s}\n"


@pytest.mark.parametrize("place", ["timeline.1.duration", "timeline.dive.duration"])
def test_a_clip_is_named_by_its_index_or_its_id(load, place):
    """Both reach the same value."""
    scene = load(TWO, sets=[f"{place}=1.5s"])
    assert [clip.duration for clip in scene.timeline] == [1, Fraction(3, 2)]


def test_a_clip_without_id_is_named_by_its_default(load):
    """`clip-2` is the second one."""
    scene = load(
        "timeline: [{duration: 1s}, {duration: 1s}]\n", sets=["timeline.clip-2.duration=3s"]
    )
    assert scene.timeline[1].duration == 3


def test_parts_that_are_not_there_are_made(load):
    """Neither `frame:` nor `match:` is in the file."""
    scene = load("", sets=["frame.fps=60", "mosaic.match.repeat_distance=7", "frame.size=64x64"])
    assert scene.frame.fps == 60
    assert scene.frame.size.width == 64
    assert scene.mosaic.match.repeat_distance == 7


def test_a_list_grows_by_its_next_index(load):
    """So a second output can be added."""
    text = "outputs: [{file: a.mp4}]\n"
    scene = load(text, sets=["outputs.1.file=b.gif", "outputs.1.fps=10"])
    assert [output.file.name for output in scene.outputs] == ["a.mp4", "b.gif"]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ("frame.fsp=60", "sets=frame.fsp: unknown key 'fsp' — did you mean 'fps'?"),
        ("fram.fps=60", "sets=fram.fps: unknown key 'fram' — did you mean 'frame'?"),
        ("frame.fps=fast", "sets=frame.fps: not a frame rate: 'fast'"),
        ("frame.fps=0", "sets=frame.fps: a frame rate of 0 is not possible"),
        ("timeline.div.duration=1s", "sets=timeline.div.duration: no entry 'div' in the list"),
        (
            "timeline.9.duration=1s",
            "sets=timeline.9.duration: the list has 2 entries, no number 9",
        ),
        ("timeline.-1.duration=1s", "no entry '-1'"),
        ("seed.x=1", "sets=seed.x: 'seed' needs a whole number, not a mapping"),
        ("mosaic_anim.x=1", "sets=mosaic_anim.x: nothing can be set below 1"),
        ("frame.fps", "sets=frame.fps: not a place and a value — for example frame.fps=60"),
        ("=3", "not a place and a value"),
        ("frame..fps=3", "not a place and a value"),
        ("frame.background={", "sets=frame.background: not YAML"),
    ],
)
def test_a_wrong_edit_is_reported_with_its_place(problems, edit, message):
    """Its place is the option as it was typed."""
    (line,) = problems(TWO, sets=[edit])
    assert message in line


def test_an_edit_takes_a_bare_color(load):
    """A shell knows no comment there."""
    assert load("", sets=["frame.background=#f80"]).frame.background == (255, 136, 0)


def test_paths_of_an_edit_are_relative_to_the_current_folder(load, tmp_path, monkeypatch):
    """Those of the file are relative to the file."""
    (tmp_path / "elsewhere" / "mine").mkdir(parents=True)
    text = "mosaic_anim: 1\nmosaic: {cover: demo, library: photos}\ntimeline: [{duration: 1s}]\n"
    assert Path(load(text).mosaic.library).samefile(tmp_path / "photos")
    monkeypatch.chdir(tmp_path / "elsewhere")
    scene = load(text, sets=["mosaic.library=mine"])
    assert Path(scene.mosaic.library).samefile(tmp_path / "elsewhere" / "mine")


def test_the_output_option_replaces_the_first_file_only(load):
    """And may lie anywhere, as it comes from the command line."""
    scene = load("outputs: [{file: a.mp4, preset: high}, {file: b.mp4}]\n", output="/nowhere/x.gif")
    assert [str(output.file) for output in scene.outputs] == ["/nowhere/x.gif", "b.mp4"]
    assert scene.outputs[0].preset == "high"
    assert scene.outputs[0].loop


def test_the_output_option_is_taken_literally(load):
    """It is a file name and no YAML."""
    assert str(load("", output="[a]: b.mp4").outputs[0].file) == "[a]: b.mp4"


def test_a_wrong_output_names_the_argument(problems):
    """There is no line to point at."""
    (line,) = problems("", output="x.avi")
    assert line.startswith("output: 'x.avi' names no format")


def test_the_mosaic_part_alone_has_the_defaults_of_the_matcher():
    """One truth in two rooms."""
    assert load_mosaic_settings().settings() == MosaicSettings()


def test_the_mosaic_part_alone_takes_edits():
    """As `mosaic-anim build --set` does."""
    settings = load_mosaic_settings(
        ["match.repeat_distance=5", "columns=33", "cell=3:2", "match.features=mean-rgb"]
    ).settings(seed=9)
    assert settings == MosaicSettings(
        repeat_distance=5, columns=33, cell_aspect=1.5, features="mean-rgb", seed=9
    )


def test_the_mosaic_part_alone_tells_all_its_problems():
    """Each with the edit that it lies in."""
    with pytest.raises(SceneError, match=r".") as caught:
        load_mosaic_settings(["columns=0", "match.neighbors=5"])
    assert str(caught.value).splitlines() == [
        "sets=columns: 'columns' cannot be 0 — at least 1",
        "sets=match.neighbors: unknown key 'neighbors' — did you mean 'neighbours'?",
    ]


def test_steps_in_brackets_are_steps(load):
    """As other programs write them: the first output, the clip of that name."""
    sets = ["outputs[0].file=a.gif", "timeline[dive].duration=3s", "timeline[ 0 ].duration=2s"]
    scene = load(TWO, sets=sets)
    assert scene.outputs[0].file.name == "a.gif"
    assert [clip.duration for clip in scene.timeline] == [2, 3]


def test_a_cover_and_a_library_replace_those_of_the_scene(load, tmp_path):
    """Taken literally, from the current folder."""
    odd = "$HOME [1], photo: #2.png"
    (tmp_path / odd).touch()
    (tmp_path / "mine").mkdir()
    scene = load(TWO, cover=odd, library="mine")
    assert (scene.mosaic.cover, scene.mosaic.library) == (odd, "mine")
    assert load(TWO, cover="demo").mosaic.library.endswith("photos")


def test_a_cover_that_is_not_there_names_its_argument(problems):
    """Both at once."""
    lines = problems(TWO, cover="nix.png", library="nowhere")
    assert [line.partition(" — ")[0] for line in lines] == [
        "cover: no such picture: 'nix.png'",
        "library: no such folder: 'nowhere'",
    ]


@pytest.mark.parametrize("head", ["", "mosaics: {a: {cover: cover.png}}\n"])
def test_a_cover_needs_a_mosaic_that_it_belongs_to(problems, head):
    """That of the scene's own."""
    lines = problems(f"mosaic_anim: 1\n{head}{TWO}", cover="cover.png")
    message = "cover: the scene has no mosaic that the cover could belong to"
    assert any(line.startswith(message) for line in lines)


def test_a_cover_and_a_library_make_a_mosaic_where_a_scene_has_none(load):
    """Nothing else has to be known."""
    scene = load(f"mosaic_anim: 1\n{TWO}", cover="cover.png", library="photos")
    assert scene.mosaic.cover == "cover.png"


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        ("columns=9", "mosaic.columns"),
        ("repeat_distance=2", "mosaic.match.repeat_distance"),
        ("mosaic.repeat_distance=2", "match.repeat_distance"),
        ("mosaic.repeatDistance=2", "match.repeat_distance"),
        ("fps=25", "frame.fps, outputs.0.fps"),
        ("crf=20", "outputs.0.crf"),
    ],
)
def test_a_key_in_a_wrong_place_is_shown_its_own(problems, edit, place):
    """Wherever below it is known."""
    (line,) = problems(TWO, sets=[edit])
    assert line.endswith(f" — it belongs further down: {place}")


def test_a_key_in_the_place_that_was_shown_is_taken(load):
    """The remedy is one."""
    load(TWO, sets=["mosaic.match.repeat_distance=2", "outputs.0.crf=20", "frame.fps=25"])


@pytest.mark.parametrize(
    ("edit", "keys"),
    [
        ("frame=30", "size, fps, background"),
        (
            "mosaic.match=3",
            "features, structure, crop, turn, neighbours, repeat_distance, max_uses, unique, …",
        ),
    ],
)
def test_a_section_that_is_a_number_is_shown_its_keys(problems, edit, keys):
    """In the order of the reference."""
    lines = problems(TWO, sets=[edit])
    assert any(line.endswith(f" — its keys: {keys}") for line in lines)

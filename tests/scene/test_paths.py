"""What a scene may read and write."""

from pathlib import Path

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.scene.model import Scene

GOOD = "mosaic_anim: 1\nmosaic: {cover: demo, library: demo}\ntimeline: [{duration: 1s}]\n"


@pytest.mark.parametrize(
    ("key", "kind", "value"),
    [
        ("cover", "picture", "absent.jpg"),
        ("library", "folder", "absent"),
        ("library", "folder", "x" * 5000),
        ("placement", "placement", "demo"),
    ],
)
def test_an_input_that_is_not_there_is_reported_at_its_line(problems, key, kind, value):
    """Existence is checked before anything is drawn."""
    parts = {"cover": "demo", "library": "demo", key: value}
    written = "".join(f"  {k}: {v}\n" for k, v in parts.items())
    (line,) = problems(f"mosaic_anim: 1\nmosaic:\n{written}timeline: [{{duration: 1s}}]\n")
    assert line.startswith(f"s.yaml:{3 + list(parts).index(key)}:{len(key) + 5}: no such {kind}: ")
    assert line.endswith("the path is relative to the scene file")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("cover", "photos", "'photos' is a folder, no picture — name a file in it"),
        ("library", "cover.png", "'cover.png' is a file, no folder — name the folder that holds"),
    ],
)
def test_a_folder_for_a_file_and_a_file_for_a_folder_are_reported(problems, key, value, said):
    """It is there, but not what is wanted."""
    parts = {"cover": "demo", "library": "demo", key: value}
    written = "".join(f"  {k}: {v}\n" for k, v in parts.items())
    (line,) = problems(f"mosaic_anim: 1\nmosaic:\n{written}timeline: [{{duration: 1s}}]\n")
    assert line.partition(": ")[2].startswith(said)


def test_a_picture_behind_the_mosaic_is_found_from_the_scene_file(load, problems):
    """As the cover is."""
    frame = "frame: {background: {picture: %s}}\n"
    assert load(frame % "cover.png").frame.background.picture == "cover.png"
    (line,) = problems(frame % "sky.jpg")
    assert line.startswith("s.yaml:3:31: no such picture: 'sky.jpg' — the path is relative to")


def test_inputs_are_found_from_the_scene_file(tmp_path, monkeypatch):
    """Wherever one renders it from."""
    folder = tmp_path / "film"
    (folder / "pics").mkdir(parents=True)
    (folder / "me.jpg").touch()
    (folder / "s.yaml").write_text(
        GOOD.replace("cover: demo, library: demo", "cover: me.jpg, library: pics")
    )
    monkeypatch.chdir("/")
    scene = Scene.load(folder / "s.yaml", output=str(tmp_path / "x.mp4"))
    assert scene.mosaic.cover == str(folder / "me.jpg")
    assert scene.mosaic.library == str(folder / "pics")


def test_several_folders_and_lists_are_found_from_the_scene_file(tmp_path, monkeypatch):
    """As one is; each that is not there is reported at its own place, of the command line too."""
    for name in ("a", "b"):
        (tmp_path / "film" / name).mkdir(parents=True)
    (tmp_path / "film" / "list.txt").touch()
    file = tmp_path / "film" / "s.yaml"
    file.write_text(GOOD.replace("library: demo", "library: [a, list.txt, b]"))
    monkeypatch.chdir(tmp_path)
    sources = tuple(str(file.parent / name) for name in ("a", "list.txt", "b"))
    scene = Scene.load(file)
    assert scene.mosaic.library == sources
    assert scene.inputs.libraries == tuple(map(Path, sources))
    assert (Path(sources[1]), "a list of photos") in scene.inputs.files
    assert Scene.load(file, library=["film/a", "film/b"]).mosaic.library == ("film/a", "film/b")
    file.write_text(GOOD.replace("library: demo", "library: [a, gone, notes.md]"))
    with pytest.raises(SceneError, match="no such folder") as caught:
        Scene.load(file)
    places = [problem.place.rpartition("s.yaml:")[2] for problem in caught.value.problems]
    assert places == ["2:36", "2:42"]
    with pytest.raises(SceneError, match="library: no such folder: 'x'"):
        Scene.load(file, library=["film/a", "x"])
    file.write_text(GOOD.replace("library: demo", "library: []"))
    with pytest.raises(SceneError, match="'library' is empty"):
        Scene.load(file)


def test_the_built_in_cover_and_library_are_no_paths(load, tmp_path):
    """Not even where a folder has that name."""
    (tmp_path / "demo").mkdir()
    scene = load(GOOD)
    assert (scene.mosaic.cover, scene.mosaic.library) == ("demo", "demo")


def test_a_scene_without_outputs_writes_one_of_its_name(load):
    """Below the current folder."""
    assert load("").outputs[0].file == Path("out/s.mp4")


@pytest.mark.parametrize(
    "file", ["../x.mp4", "/etc/x.mp4", "a/../../x.mp4", "link/x.mp4", "far.mp4"]
)
def test_an_output_outside_is_refused(problems, tmp_path, file):
    """Through dots, an absolute path, a link to a folder, a link to a file."""
    outside = tmp_path.parent / f"{tmp_path.name}-sibling"
    outside.mkdir()
    (tmp_path / "link").symlink_to(outside)
    (tmp_path / "far.mp4").symlink_to(outside / "x.mp4")
    (line,) = problems(f"outputs: [{{file: {file}}}]\n")
    assert line.startswith(f"s.yaml:3:18: the scene may not write to '{file}' — outputs lie below")


def test_a_sibling_whose_name_begins_alike_is_outside(problems, tmp_path):
    """/a/film-2 is not below /a/film."""
    (line,) = problems(f"outputs: [{{file: ../{tmp_path.name}-2/x.mp4}}]\n")
    assert "may not write" in line


def test_an_output_below_the_scene_is_allowed_from_anywhere(tmp_path, monkeypatch):
    """By its absolute path, as outputs are relative to the current folder."""
    (tmp_path / "s.yaml").write_text(GOOD + f"outputs: [{{file: {tmp_path}/o/x.mp4}}]\n")
    monkeypatch.chdir("/usr")
    assert Scene.load(tmp_path / "s.yaml").outputs[0].file == tmp_path / "o" / "x.mp4"


@pytest.mark.parametrize("option", [{"sets": ["outputs.0.file=/x/y.mp4"]}, {"output": "/x/y.mp4"}])
def test_the_command_line_may_write_anywhere(load, option):
    """Who types it means it."""
    assert load("outputs: [{file: a.mp4}]\n", **option).outputs[0].file == Path("/x/y.mp4")


@pytest.mark.parametrize(
    "file", ["-y.mp4", "tcp:127.0.0.1:9.mp4", "concat:a|b.mp4", "%03d.mp4", "file:x.gif"]
)
def test_names_that_mean_something_to_ffmpeg_are_literal(load, file):
    """They are names of files below the current folder."""
    assert load(f"outputs: [{{file: '{file}'}}]\n").outputs[0].file == Path(file)


def test_a_file_name_with_a_control_character_is_refused(problems):
    """It could rewrite a terminal."""
    (line,) = problems('outputs: [{file: "a\\eb.mp4"}]\n')
    assert "control character" in line


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("out/a.mp4", "out/a.mp4"),
        ("out/a.mp4", "./out//a.mp4"),
        ("out/a.mp4", "out/b/../a.mp4"),
        ("out/a.mp4", "OUT/a.MP4"),
        ("Zo\u00eb.gif", "zoe\u0308.GIF"),
        ("f/####.png", "f/####.PNG"),
        ("f/####.png", "f/##.png"),
        ("f/####.png", "f/0012.png"),
        ("f/####.png", "F/12345.png"),
        ("f/0012.png", "f/####.png"),
        ("f/x#-2.png", "f/X10-2.png"),
    ],
)
def test_two_outputs_to_one_file_are_refused(problems, first, second):
    """However it is spelt: on some disks names that differ in case or composition are one.

    A sequence writes every file that has a number where its # are.
    """
    lines = problems(f"outputs:\n  - {{file: '{first}'}}\n  - {{file: '{second}'}}\n")
    same = [line for line in lines if "outputs 1 and 2 write the same file" in line]
    assert same[0].startswith("s.yaml:5:12: ")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.mp4", "a.gif"),
        ("ma\u00dfe.gif", "masse.gif"),
        ("f/####.png", "f/12.png"),
        ("f/####.png", "f/00012.png"),
        ("f/####.png", "f/001a.png"),
        ("f/####.png", "g/0012.png"),
        ("f/x-##.png", "f/y-##.png"),
        ("f/##.png", "f/\u0662\u0663.png"),
    ],
)
def test_outputs_to_two_files_are_fine(load, first, second):
    """Also beside a sequence that never writes such a number."""
    outputs = load(f"outputs:\n  - {{file: '{first}'}}\n  - {{file: '{second}'}}\n").outputs
    assert [output.file for output in outputs] == [Path(first), Path(second)]


def test_a_poster_is_no_frame_of_a_sequence(problems):
    """Whichever of them comes first."""
    film = "  - {file: a.gif, poster: {at: 0s, file: f/0003.png}}\n"
    for outputs in (f"{film}  - {{file: f/####.png}}\n", f"  - {{file: f/####.png}}\n{film}"):
        (line,) = problems(f"outputs:\n{outputs}")
        assert "outputs 1 and 2 write the same file" in line


def test_outputs_know_the_users_home(load, problems, tmp_path, monkeypatch):
    """As inputs do, in the scene and on the command line; what lies outside is still refused."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    film = "outputs: [{file: ~/out/a.mp4, poster: {at: 0s, file: ~/b.jpg}}]\n"
    (output,) = load(film).outputs
    assert (output.file, output.poster.file) == (tmp_path / "out/a.mp4", tmp_path / "b.jpg")
    assert load("", output="~/c.gif").outputs[0].file == tmp_path / "c.gif"
    assert load(film, sets=["outputs.0.file=~/d.gif"]).outputs[0].file == tmp_path / "d.gif"
    (line,) = problems("outputs: [{file: ~/a.gif}, {file: ~/./A.gif}]\n")
    assert "outputs 1 and 2 write the same file" in line
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    monkeypatch.setenv("USERPROFILE", str(tmp_path.parent))
    lines = problems(film)
    assert [line.partition(": ")[0] for line in lines] == ["s.yaml:3:18", "s.yaml:3:54"]
    assert all("the scene may not write to" in line for line in lines)

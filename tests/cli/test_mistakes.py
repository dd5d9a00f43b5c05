"""Mistakes of a new user: each is one line that says what, where, and what to write instead.

All of them are found before a photo is read, for thousands may take minutes.
"""

import shutil
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.library.library import Library

SCENE = """\
mosaic_anim: 1
vars: {dive: 500ms}
frame: {size: 64x36, fps: 4}
mosaic: {cover: me.png, library: Pictures, columns: 12, match: {repeat_distance: 0}}
timeline:
  - {id: open, duration: 250ms}
  - {id: dive, duration: $dive, camera: {to: {cell: [3, 4]}, ease: linear}}
outputs: [{file: out/film.mp4, preset: draft}]
"""

RENDER = ("render", "film.yaml")
BUILD = ("build", "me.png", "--library", "Pictures", "-o", "a.png")
ZOOM = ("render", "zoom-in", "--cover", "me.png", "--library", "Pictures")


def set_to(*values: str) -> tuple[str, ...]:
    """Return a render of the scene with some keys set."""
    return (*RENDER, *(word for value in values for word in ("--set", value)))


COVERS = [
    ((*RENDER, "--cover", "nix.jpg"), "--cover: no such picture: 'nix.jpg' — the path is relative"),
    ((*RENDER, "--cover", "Pictures"), "--cover: 'Pictures' is a folder, no picture — name a file"),
    (
        ("render", "zoom-in", "--cover", "notes.txt", "--library", "Pictures"),
        "--cover: 'notes.txt' cannot be read: not a picture of a known format — name another",
    ),
    (("build", "nix.jpg", *BUILD[2:]), "nix.jpg: there is no such file — the cover is a picture,"),
    (
        ("build", "notes.txt", *BUILD[2:]),
        "notes.txt: unreadable picture: not a picture of a known format — the cover is a picture,",
    ),
    ((*RENDER, "--cover"), "--cover: its value is missing — write --cover VALUE"),
    (
        ("render", "me.png"),
        "me.png: this is a picture, not a scene — mosaic-anim render zoom-in --co",
    ),
]

LIBRARIES = [
    ((*RENDER, "--library", "nowhere"), "--library: no such folder: 'nowhere' — the path is rel"),
    ((*RENDER, "--library", "me.png"), "--library: 'me.png' is a file, no folder — name the folde"),
    (
        ("check", "film.yaml", "--library", "empty"),
        "--library: no photo lies in this folder — na",
    ),
]

SCENES = [
    (("render",), "missing argument 'SCENE' — such as film.yaml or zoom-in; mosaic-anim render --"),
    (("render", "nofile.yaml"), "nofile.yaml: no such file — mosaic-anim new zoom-in FILE writes"),
    (("render", "Pictures"), "Pictures: this is a folder — a scene is a YAML file"),
    (
        ("render", "notes.txt"),
        "notes.txt:1:1: a scene is made of keys with values — begin with",
    ),
    (("render", "zoom-inn"), "no scene file and no shipped scene: 'zoom-inn' — did you mean 'zoom"),
    (("new", "zoom-in", "film.mp4"), "film.mp4: a scene is a YAML file — name it film.yaml"),
    (
        ("zoom-in",),
        "unknown command 'zoom-in' — a scene follows a command: mosaic-anim render",
    ),
    (("film.yaml",), "unknown command 'film.yaml' — a scene follows a command: mosaic-anim render"),
    (("rendr", "zoom-in"), "unknown command 'rendr' — did you mean 'render'?"),
    (("help",), "unknown command 'help' — write mosaic-anim --help"),
    (("help", "build"), "unknown command 'help' — write mosaic-anim build --help"),
]

OPTIONS = [
    ((*RENDER, "--fps", "60"), "unknown option '--fps' — write --set frame.fps=VALUE"),
    ((*RENDER, "--size", "1x1"), "unknown option '--size' — write --set frame.size=VALUE"),
    ((*BUILD, "--seed", "1"), "unknown option '--seed' — mosaic-anim build --help explains it"),
    ((*BUILD, "--max-uses", "1"), "unknown option '--max-uses' — write --set match.max_uses=VALUE"),
    ((*RENDER, "--output", "x.mp4"), "unknown option '--output' — did you mean '-o'?"),
    ((*RENDER, "--covr", "x.jpg"), "unknown option '--covr' — did you mean '--cover'?"),
    ((*RENDER, "my", "photos"), "too many arguments: my photos — put names with spaces in quotes;"),
    ((*RENDER, "--workers", "0"), "--workers: 0 is not possible — 1 to 256"),
    ((*RENDER, "--workers", "two"), "--workers: 'two' is no whole number — write 1 to 256"),
    ((*RENDER, "--max-memory", "lots"), "--max-memory: 'lots' is not a size — write 800MB or 2GiB"),
    ((*RENDER, "--frames", "0-9"), "--frames 0-9: this is no range of frames — write A..B for fra"),
    ((*BUILD, "--columns", "lots"), "--columns: 'lots' is not a number — 1 to 10,000, or auto"),
    ((*BUILD, "--tint", "3"), "--tint: 3 is not possible — 0 to 1"),
    (("build", "me.png", "-o", "a.png"), "missing option '--library' — mosaic-anim build --help"),
    (BUILD[:-2], "nothing to write — give -o mosaic.png, --placement p.npz or --report r.html"),
    ((*BUILD[:-1], "a.bmp"), "a.bmp: a still cannot be written as .bmp — use one of .png, .tif,"),
]

KEYS = [
    (set_to("columns=60"), "--set columns: unknown key 'columns' — it belongs further down: mosai"),
    (set_to("fsp=60"), "--set fsp: unknown key 'fsp' — "),
    (set_to("frame.fsp=60"), "--set frame.fsp: unknown key 'fsp' — did you mean 'fps'?"),
    (set_to("frame.fps"), "--set frame.fps: not a place and a value — for example frame.fps=60"),
    (set_to("frame.fps=sixty"), "--set frame.fps: not a frame rate: 'sixty' — for example 30, 12"),
    (set_to("frame=1920x1080"), "--set frame: 'frame' needs keys with values, not '1920x1080' — i"),
    (set_to("mosaic=3"), "--set mosaic: 'mosaic' needs keys with values, not 3 — its keys: cover,"),
    (set_to("frame.size=1080p"), "--set frame.size: not a size: '1080p' — width x height in pixe"),
    (
        set_to("frame.size=65x37"),
        "--set frame.size: an MP4 needs an even width and height, not",
    ),
    (set_to("mosaic.columns=many"), "--set mosaic.columns: 'columns' cannot be 'many' —"),
    (
        set_to("mosaic.tint=50%"),
        "--set mosaic.tint: 'tint' cannot be '50%' — a number",
    ),
    (set_to("mosaic.tint=5"), "--set mosaic.tint: 'tint' cannot be 5 — at most 1"),
    (
        set_to("timeline.dive.camera.ease=easeInOutSine"),
        "--set timeline.dive.camera.ease: unknown easing 'easeInOutSine' — did you mean 'in_out_si",
    ),
    (
        set_to("timeline.dvie.duration=1s"),
        "--set timeline.dvie.duration: no entry 'dvie' in the list — did you mean 'dive'?",
    ),
    (
        set_to("timeline.7.duration=1s"),
        "--set timeline.7.duration: the list has 2 entries, no number 7 — count from 0",
    ),
    ((*RENDER, "--var", "dive=5"), "--var dive: not a duration: 5 — add the unit: 5s"),
    (
        (*RENDER, "--var", "dvie=5s"),
        "--var dvie: the scene has no variable 'dvie' — did you mean",
    ),
    ((*RENDER, "--var", "dive"), "--var dive: no value — write NAME=VALUE"),
]

OUTPUTS = [
    (
        (*RENDER, "-o", "film.avi"),
        "-o: 'film.avi' names no format — one of .gif, .jpeg, .jpg",
    ),
    ((*RENDER, "-o", "film"), "-o: 'film' names no format — end it in .mp4 or .gif"),
    (set_to("outputs[0].file=x.avi"), "--set outputs[0].file: 'x.avi' names no format — one of"),
    (
        set_to("outputs.0.preset=instagram"),
        "--set outputs.0.preset: 'preset' cannot be 'instagram' — reels, story or square",
    ),
    (
        set_to("outputs.0.preset=tik-tok"),
        "--set outputs.0.preset: 'preset' cannot be 'tik-tok' — did you mean 'tiktok'?",
    ),
    (
        set_to("outputs=[{file: a.mp4}, {file: ./a.mp4}]"),
        "--set outputs: outputs 1 and 2 write the same file — give one of them another name",
    ),
    (
        set_to("outputs.0.max_size=8megs"),
        "--set outputs.0.max_size: not a size of a file: '8megs' — for example 10MiB or 8MB",
    ),
    (("still", "film.yaml", "-o", "x.mp4"), "-o: 'x.mp4' names no picture format — end it in .png"),
]

MOMENTS = [
    (("still", "film.yaml", "-o", "x.png", "--at", at), said)
    for at, said in (
        ("9s", "9s lies after the end — a time from 0s to 0.75s"),
        ("dive.end + 1s", "dive.end + 1s lies after the end — a time from 0s to 0.75s"),
        ("120%", "'120%' lies after the end — at most 100%"),
        ("dive.ende", "unknown moment 'dive.ende' — did you mean 'dive.end'?"),
        ("noon", "unknown moment 'noon' — a time, or open, dive"),
    )
]

CHECKED = [
    (
        ("check", "film.yaml", "--set", "timeline.dive.camera.to={cell: [50, 4]}"),
        "--set timeline.dive.camera.to: the mosaic has no cell [50, 4] — rows are 0 to 5, columns",
    ),
    (
        ("check", "film.yaml", "--set", "timeline.dive.camera.to={rect: [50, 4, 2, 2]}"),
        "--set timeline.dive.camera.to: the rectangle lies outside the mosaic — ",
    ),
    (
        ("check", "film.yaml", "--set", "timeline.dive.camera.to={photo: anna.jpg}"),
        "--set timeline.dive.camera.to: the library has no photo 'anna.jpg' — ",
    ),
    (
        ("check", "film.yaml", "--set", "marks=[{text: hi, font: arial}]"),
        "--set marks: no such font: 'arial' — name the file of a font, such as fonts/Inter.ttf",
    ),
    (
        ("check", "film.yaml", "--set", "marks=[{text: hi, font: notes.txt}]"),
        "--set marks: notes.txt: not a font that can be used: it is damaged, or no font — name",
    ),
    (("check", "film.yaml", "--set", "sound.file=x.mp3"), "--set sound.file: no such sound: 'x.mp"),
    (
        ("check", "film.yaml", "--set", "sound.file=notes.txt"),
        "--set sound.file: no sound can be read from 'notes.txt' — take a WAV, FLAC, MP3, M4A or",
    ),
    (
        ("check", "film.yaml", "--set", "mosaic.match={repeat_distance: 9, strict: true}"),
        "--set mosaic.match: 4 photos are too few for repeat_distance 9, which needs ",
    ),
]


@pytest.fixture
def _in_a_users_folder(
    tmp_path: Path, photo_folder: Path, cover_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Go to a folder with a scene, a cover, a few photos, an empty folder and a text."""
    monkeypatch.chdir(tmp_path)
    Path("film.yaml").write_text(SCENE, encoding="utf-8")
    Path("notes.txt").write_text("buy milk\n", encoding="utf-8")
    Path("empty").mkdir()
    Path("Pictures").mkdir()
    shutil.copy(cover_file, "me.png")
    for number in range(4):
        shutil.copy(photo_folder / f"photo-{number:02}.png", "Pictures")


@pytest.mark.usefixtures("_in_a_users_folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [*COVERS, *LIBRARIES, *SCENES, *OPTIONS, *KEYS, *OUTPUTS, *MOMENTS, *CHECKED],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_with_a_remedy(
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exit 2 before photos are read; nothing is printed but the line, and nothing is written."""
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("photos were read"))
    before = sorted(Path().rglob("*"))
    assert run([*arguments]) == ExitCode.INVALID
    captured = capsys.readouterr()
    (line,) = captured.err.splitlines()
    assert line.startswith(f"error: {said}")
    assert " — " in line
    assert len(line) <= len("error: ") + 200
    assert captured.out == ""
    assert sorted(Path().rglob("*")) == before


@pytest.mark.usefixtures("_in_a_users_folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("index", "nowhere"), "there is no such folder — name a folder that holds photos"),
        (("index", "me.png"), "this is a file, no folder — name a folder that holds photos"),
        (("index", "empty"), "no usable photo here (none of its files is a picture) — name a"),
        (
            ("where", "p.npz", "x"),
            "p.npz: no such placement — write one with `mosaic-anim build",
        ),
        (("where", "me.png", "x"), "me.png: the file is damaged or no placement — build it again "),
        ((*RENDER, "--library", "empty"), "no usable photo here (none of its files is a picture)"),
        ((*BUILD[:-1], "me.png", "--overwrite"), "me.png: this is the cover, which is read and n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_missing_or_in_the_way_is_one_line_with_a_remedy(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 4, and nothing is written."""
    before = sorted(Path().rglob("*"))
    assert run([*arguments, "--quiet"]) == ExitCode.CANNOT_START
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert said in line
    assert sorted(Path().rglob("*")) == before


@pytest.mark.usefixtures("_in_a_users_folder")
@pytest.mark.parametrize("name", ["My Photos 100%", "ünïcode", "写真", "a'b", "#1 [best]", "$x"])
def test_any_name_of_a_folder_and_a_cover_is_taken_as_it_is(name: str) -> None:
    """In options, and in a new scene, which writes it so that YAML reads it back."""
    Path("Pictures").rename(name)
    shutil.copy("me.png", f"{name}.png")
    own = ["--cover", f"{name}.png", "--library", name]
    film = f"out {name.replace('#', '')}.mp4"  # `#` numbers frames
    assert run(["render", "film.yaml", *own, "-o", film, "--quiet"]) == ExitCode.DONE
    assert Path(film).is_file()
    assert run(["new", "zoom-in", f"{name}.yaml", *own]) == ExitCode.DONE
    assert run(["check", f"{name}.yaml"]) == ExitCode.DONE

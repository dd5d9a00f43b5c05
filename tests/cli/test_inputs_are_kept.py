"""No command replaces what it reads: any command, any input, any way to name it."""

import os
import shutil
import sys
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest

import mosaic_anim
from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.paths import INPUTS
from mosaic_anim.scene.starter import shipped_scene
from tests.conftest import save_picture, smooth_picture

SCENE = """
mosaic_anim: 1
frame: {size: 64x36, fps: 10, background: {picture: sky.png}}
mosaic: {cover: cover.png, library: photos, placement: placement.npz, columns: 8}
sound: {file: tune.wav}
timeline: [{id: a, duration: 1s, text: {text: A, font: letters.otf}}]
marks: [{picture: logo.png}, {text: B, font: more.otf}]
outputs: [{file: out.gif, preset: draft}]
"""

PHOTOS = ("photos/a.jpg", "photos/deep/b.png", "photos/Zo\u00eb.png", "photos/broken.jpg")
OF_SCENE = (
    *("scene.yaml", "cover.png", "placement.npz", "tune.wav", "sky.png"),
    *("letters.otf", "more.otf", "logo.png", *PHOTOS),
)
OF_BUILD = ("cover.png", *PHOTOS)
OF_WHERE = ("placement.npz", *PHOTOS)

FILMS = (".gif", ".webp", ".mp4")
SAVED = (".png", ".jpg", ".jpeg", ".webp")
STILLS = (".png", ".jpg", ".jpeg", ".tif")

Command = Callable[[str], list[str]]


def rendered(outputs: str, *options: str) -> Command:
    """Return a command that renders these outputs, one of them to the target."""

    def command(target: str) -> list[str]:
        stem, suffix = os.path.splitext(target)  # noqa: PTH122 - `..` stays
        written = outputs.format(target=target, stem=stem, suffix=suffix)
        return ["render", "scene.yaml", "--set", f"outputs=[{written}]", *options]

    return command


COMMANDS: dict[str, tuple[Command, tuple[str, ...], tuple[str, ...]]] = {
    "film": (rendered("{{file: '{target}'}}"), FILMS, OF_SCENE),
    "picture": (rendered("{{file: '{target}', at: 0s}}"), (".png", ".jpg"), OF_SCENE),
    "second output": (rendered("{{file: x.gif}}, {{file: '{target}'}}"), FILMS, OF_SCENE),
    "poster": (
        rendered("{{file: x.gif, poster: {{at: 0s, file: '{target}'}}}}"),
        (".png", ".jpg"),
        OF_SCENE,
    ),
    "poster beside": (rendered("{{file: '{stem}.gif', poster: 0s}}"), (".jpg",), OF_SCENE),
    "render -o": (lambda target: ["render", "scene.yaml", "-o", target], FILMS, OF_SCENE),
    "join": (lambda target: ["join", "scene.yaml", "-o", target], FILMS, OF_SCENE),
    "still": (lambda target: ["still", "scene.yaml", "-o", target], SAVED, OF_SCENE),
    "sheet": (lambda target: ["sheet", "scene.yaml", "-o", target], SAVED, OF_SCENE),
    "build": (
        lambda target: ["build", "cover.png", "--library", "photos", "-o", target],
        STILLS,
        OF_BUILD,
    ),
    "build --report": (
        lambda target: ["build", "cover.png", "--library=photos", "--report", target],
        (".html", ".json"),
        OF_BUILD,
    ),
    "report": (
        lambda target: ["report", "scene.yaml", "-o", target],
        (".html", ".json"),
        OF_SCENE,
    ),
    "explain": (
        lambda target: ["explain", "cover.png", "--library=photos", "--cell=0,0", "-o", target],
        (".png", ".svg", ".pdf"),
        OF_BUILD,
    ),
    "build --placement": (
        lambda target: ["build", "cover.png", "--library=photos", "--placement", target],
        ("",),
        OF_BUILD,
    ),
    "where": (
        lambda target: ["where", "placement.npz", "a.jpg", "-o", target],
        STILLS,
        OF_WHERE,
    ),
    "where --library": (
        lambda target: ["where", "placement.npz", "a", "-o", target, "--library=photos"],
        STILLS,
        OF_WHERE,
    ),
}
"""Each way to write a file: its command, the suffixes it takes, and what it reads."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with one input of every kind."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "photos/deep").mkdir(parents=True)
    for number, name in enumerate(["cover.png", "sky.png", "logo.png", *PHOTOS[:3]]):
        save_picture(folder / name, smooth_picture(number, height=30, width=40))
    (folder / "photos/broken.jpg").write_text("a photo whose disk has lost it")
    for font in ("letters.otf", "more.otf"):
        shutil.copy(Path(mosaic_anim.__file__).parent / "text/fonts/Inter-Bold.otf", folder / font)
    with wave.open(str(folder / "tune.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(1600))
    (folder / "scene.yaml").write_text(SCENE, encoding="utf-8")
    library = mosaic_anim.Library.open(folder / "photos")
    settings = {"columns": 4, "repeat_distance": 0}
    mosaic = mosaic_anim.build_mosaic(folder / "cover.png", library, **settings)
    mosaic.placement.save(folder / "placement.npz")
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a copy of it, as the user whose home it is, with nothing in the cache."""
    folder = tmp_path / "project"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    placement = mosaic_anim.Placement.load(Path("placement.npz"))
    moved = replace(placement, library=str(folder / "photos"))
    moved.save(Path("placement.npz"), overwrite=True)
    return folder


def ways(name: str, suffix: str) -> Iterator[str]:
    """Yield ways to reach an input: its own names, and links that end in `suffix`."""
    path = Path(name)
    yield name
    yield str(path.absolute())
    yield f"~/{name}"
    yield f"photos/deep/../../{name}"
    if normalize("NFD", name) != name:
        yield normalize("NFD", name)
    if Path(name.swapcase()).exists():
        yield name.swapcase()
    if sys.platform == "win32":
        return
    for kind, link in (("soft", os.symlink), ("hard", os.link)):
        alias = Path(f"{kind}-{path.name}{suffix}")
        if not os.path.lexists(alias):
            link(path.absolute(), alias)
        yield str(alias)
    if not os.path.lexists("linked"):
        Path("linked").symlink_to(".")
    yield f"linked/{name}"


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder and what is in them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_a_target_that_is_an_input_is_refused(
    project: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 4 before any photo is indexed, to overwrite or not; not a byte of the project changes.

    A name that the command cannot write at all, a film called tune.wav, is a usage error.
    """
    command, suffixes, inputs = COMMANDS[name]
    refused = 0
    for file in inputs:
        targets = list(ways(file, suffixes[0]))
        before = contents(project)
        for target, options in [(targets[-1], []), *((one, ["--overwrite"]) for one in targets)]:
            fits = Path(target).suffix in suffixes or suffixes == ("",)
            if not fits and name == "poster beside":
                continue  # it would lie beside, under another name
            code = run([*command(target), "--quiet", *options])
            told = capsys.readouterr().err
            assert code == ExitCode.CANNOT_START or (code, fits) == (ExitCode.INVALID, False), told
            assert code == ExitCode.INVALID or "never replaced" in told
            assert len(told.splitlines()) == 1
            refused += fits
        assert contents(project) == before
    assert refused >= len(inputs) * (1 if sys.platform == "win32" else 2)
    assert not list((tmp_path / "cache").glob("libraries/*"))
    assert not list((tmp_path / "cache").glob("segments/*"))


def test_the_table_knows_every_input_of_a_scene(project: Path) -> None:
    """A new key that names a file is protected, and tested here, or this fails."""
    inputs = Scene.load("scene.yaml").inputs
    named = {os.path.relpath(path, project) for path, _ in inputs.files}
    assert named == set(OF_SCENE) - set(PHOTOS)
    assert inputs.libraries == (project / "photos",)
    roles = {role for _, role in inputs.files} | {"the photos", MORPHED}
    assert roles == {about.role for about in INPUTS.values()} | {"the scene"}


MORPHED = "a cover of the scene"
"""An input that a scene with a saved placement cannot have."""


def test_a_picture_that_tiles_morph_to_is_not_replaced(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is an input like the cover; the built-in ones are no files."""
    scene = "mosaic_anim: 1\nmosaic: {cover: cover.png, library: photos}\ntimeline:\n"
    clips = "".join(f"  - {{duration: 1s, morph: {{to: {to}}}}}\n" for to in ("sky.png", "demo"))
    Path("morph.yaml").write_text(scene + clips, encoding="utf-8")
    assert {MORPHED, "the cover"} <= {role for _, role in Scene.load("morph.yaml").inputs.files}
    before = contents(project)
    sets = ["--set", "outputs=[{file: sky.png, at: 0s}]", "--overwrite", "--quiet"]
    assert run(["render", "morph.yaml", *sets]) == ExitCode.CANNOT_START
    assert "never replaced" in capsys.readouterr().err
    assert contents(project) == before


def test_frames_of_a_sequence_replace_no_photo(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbered names are looked for before anything is drawn; others are free."""
    (project / "photos/0003.png").write_bytes((project / "cover.png").read_bytes())
    before = contents(project)
    command = ["render", "scene.yaml", "--quiet", "--overwrite"]
    sequence = "outputs=[{file: 'photos/####.png'}]"
    assert run([*command, "--set", sequence]) == ExitCode.CANNOT_START
    assert "photos/0003.png: this is a photo of the library" in capsys.readouterr().err
    assert contents(project) == before


def test_a_draft_has_another_name_which_may_be_an_inputs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`logo.png` is drafted to `logo-draft.png`: that name counts."""
    (project / "sky-draft.png").symlink_to("sky.png")
    before = contents(project)
    command = ["render", "scene.yaml", "--quiet", "--overwrite", "--draft"]
    drafted = "outputs=[{file: sky.png, at: 0s}]"
    assert run([*command, "--set", drafted]) == ExitCode.CANNOT_START
    assert "sky-draft.png: this is the background" in capsys.readouterr().err
    assert contents(project) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_photo_whose_disk_is_away_keeps_its_link(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A library may be a folder of links, some of which lead nowhere today."""
    link = project / "photos/away.png"
    link.symlink_to("/media/nowhere/away.png")
    command = ["still", "scene.yaml", "--overwrite", "--quiet", "-o", "photos/away.png"]
    assert run(command) == ExitCode.CANNOT_START
    assert "a photo of the library" in capsys.readouterr().err
    assert link.is_symlink()


@pytest.mark.parametrize("options", [[], ["--overwrite"]])
def test_new_does_not_replace_the_scene_that_it_copies(
    project: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does it write through a link to it."""
    shipped = shipped_scene("zoom-in")
    before = shipped.read_bytes()
    Path("mine.yaml").symlink_to(shipped)
    for name in (str(shipped), "mine.yaml"):
        assert run(["new", "zoom-in", name, *options]) == ExitCode.CANNOT_START
        assert "this is the scene that is copied" in capsys.readouterr().err
    assert (shipped.read_bytes(), Path("mine.yaml").is_symlink()) == (before, True)
    assert run(["new", "zoom-in", "~/film.yaml"]) == ExitCode.DONE
    assert (project / "film.yaml").is_file()


def test_one_file_is_no_two_outputs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of one command, nor in two spellings."""
    before = contents(project)
    build = ["build", "cover.png", "--library", "photos", "--quiet", "--overwrite"]
    assert run([*build, "-o", "M.png", "--placement", "./m.PNG"]) == ExitCode.INVALID
    assert "two outputs are this one file" in capsys.readouterr().err
    assert contents(project) == before


@pytest.mark.usefixtures("project")
def test_other_files_are_replaced_as_before() -> None:
    """Beside the inputs, among the photos, over an older picture of our own."""
    still = ["still", "scene.yaml", "--quiet", "--overwrite", "-o"]
    for target in ("new.png", "photos/new.png", "photos/new.png", "~/home.png"):
        assert run([*still, target]) == ExitCode.DONE
    shutil.copy("sky.png", "copy.png")
    assert run([*still, "copy.png"]) == ExitCode.DONE
    assert Path("home.png").read_bytes() == Path("copy.png").read_bytes()
    assert Path("copy.png").read_bytes() != Path("sky.png").read_bytes()


def test_every_path_of_a_command_may_begin_at_home(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Shells leave `~` alone in `--library=~/photos` and in `--set`."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    build = ["build", "~/cover.png", "--library=~/photos", "--columns", "4", "--quiet"]
    build += ["--set", "match.repeat_distance=0", "--cell-width", "8"]
    assert run([*build, "-o", "~/m.png", "--placement", "~/new.npz"]) == ExitCode.DONE
    photo = mosaic_anim.Placement.load(project / "new.npz").photo[0]
    where = ["where", "~/new.npz", str(photo), "--library=~/photos", "-o", "~/w.png", "--quiet"]
    assert run(where) == ExitCode.DONE
    assert run(["index", "~/photos", "--index", "~/index", "--quiet"]) == ExitCode.DONE
    film = ["~/scene.yaml", "--quiet", "--set", "outputs.0.size=32x18"]
    assert run(["sheet", *film, "--frames", "2", "-o", "~/sheet.png"]) == ExitCode.DONE
    segments = ["--frames", "0..2", "--segments", "~/segments"]
    assert run(["render", *film, *segments, "-o", "~/film.gif"]) == ExitCode.DONE
    assert run(["join", *film, *segments, "-o", "~/again.gif"]) == ExitCode.DONE
    made = {"m.png", "new.npz", "w.png", "index", "sheet.png", "segments", "film.gif", "again.gif"}
    assert made <= {path.name for path in project.iterdir()}
    assert not list(elsewhere.iterdir())

"""What the command line says: help, counts, lists, and how long it will still take."""

import re
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from mosaic_anim import Placement
from mosaic_anim.cli import progress
from mosaic_anim.cli.group import cli
from mosaic_anim.cli.main import run
from mosaic_anim.cli.results import tell_lost
from mosaic_anim.errors import ExitCode
from mosaic_anim.library.library import Library
from mosaic_anim.scene.starter import NAMES

COMMANDS = cli.list_commands(click.Context(cli))


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty folder."""
    monkeypatch.chdir(tmp_path)


def test_without_a_command_it_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard output, as lines, with a first command that a user can copy."""
    assert run([]) == ExitCode.DONE
    captured = capsys.readouterr()
    assert captured.err == ""
    lines = captured.out.splitlines()
    assert "  mosaic-anim render zoom-in --open" in lines
    assert "\\n" not in captured.out
    assert sum(line.startswith("  render ") for line in lines) == 1


@pytest.mark.parametrize("columns", [40, 50, 80, 200])
def test_no_command_is_described_by_half_a_sentence(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the width of the terminal."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run(["--help"]) == ExitCode.DONE
    listed = capsys.readouterr().out.partition("Commands:")[2].split("\n\n")[0]
    described = re.split(r"\n  (?=[a-z])", listed)[1:]
    assert len(described) == len(COMMANDS)
    assert all(text.rstrip().endswith(".") and "..." not in text for text in described)


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_option_is_described_by_half_a_sentence(
    command: str,
    columns: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each line fits the terminal, and each text ends: with a stop, or what is taken by default."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run([command, "--help"]) == ExitCode.DONE
    text, _, listed = capsys.readouterr().out.partition("\nOptions:\n")
    usage, *paragraphs = text.strip().split("\n\n")
    assert usage.startswith(f"Usage: mosaic-anim {command} ")
    assert paragraphs
    assert all(len(line) <= columns for line in f"{text}\n{listed}".splitlines())
    options = re.split(r"\n  (?=-)", f"\n{listed.rstrip()}")[1:]
    assert len(options) > 0
    for described in [*paragraphs, *options]:
        assert re.search(r"(\.|\]|\))$", described.rstrip()), described
        assert "..." not in described.replace("[OPTIONS]...", "")


@pytest.mark.parametrize("command", ["render", "new", "build"])
def test_a_missing_argument_is_explained(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the command that shows what belongs there."""
    assert run([command, *(["--library", "demo"] if command == "build" else [])]) == 2
    assert capsys.readouterr().err.rstrip().endswith(f"mosaic-anim {command} --help explains it")


@pytest.mark.parametrize(
    ("name", "what"),
    [("nofile.jpg", "there is no such file"), (".", "this is a folder, no picture")],
)
def test_build_looks_for_the_cover_before_it_reads_photos(
    name: str,
    what: str,
    photo_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Thousands of them may take minutes."""
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("photos were read"))
    command = ["build", name, "--library", str(photo_folder), "-o", "x.png", "--quiet"]
    assert run(command) == ExitCode.INVALID
    remedy = "the cover is a picture, demo or demo-portrait"
    assert capsys.readouterr().err == f"error: {name}: {what} — {remedy}\n"


@pytest.mark.parametrize(
    ("lost", "said"), [(1, "note: 1 photo was lost"), (2, "note: 2 photos were lost")]
)
def test_one_photo_was_and_two_were_lost(
    lost: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with its name."""
    tell_lost([f"{number}.jpg" for number in range(lost)])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == lost + 1
    assert lines[-1].startswith(said)


def test_index_counts_files_as_a_sentence_does(
    photo_folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One file is no photo, two files are none."""
    folder = tmp_path / "photos"
    folder.mkdir()
    photos = sorted(photo_folder.glob("*.png"))
    for name, photo in (("a.png", 0), ("copy.png", 0), ("b.png", 1)):
        (folder / name).write_bytes(photos[photo].read_bytes())
    for count, said in ((1, "1 file is not a photo"), (2, "2 files are not photos")):
        (folder / f"{count}.txt").touch()
        assert run(["index", str(folder), "--quiet"]) == ExitCode.DONE
        lines = capsys.readouterr().out.splitlines()
        assert lines[1:3] == ["1 more file is a copy", said]


def test_where_counts_and_shortens(
    photo_folder: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty cells, unless all are asked for."""
    library = ["--library", str(photo_folder)]
    build = ["build", str(cover_file), *library, "--columns", "60", "--placement", "p.npz"]
    assert run([*build, "--set", "match.repeat_distance=0", "--quiet"]) == ExitCode.DONE
    capsys.readouterr()
    counts = []
    for photo in sorted(photo_folder.glob("*.png")):
        where = ["where", "p.npz", photo.stem, *library, "--quiet", "--overwrite"]
        if run([*where, "-o", "w.jpg"]) == ExitCode.CANNOT_START:
            assert "is in no cell" in capsys.readouterr().err
            continue
        first, *cells, wrote = capsys.readouterr().out.splitlines()
        assert wrote == "wrote w.jpg"
        assert run([*where, "-o", "w.jpg", "--list"]) == ExitCode.DONE
        everything = capsys.readouterr().out.splitlines()[1:-1]
        count = len(everything)
        counts.append(count)
        assert first == f"The photo lies in {count} cell{'s' if count > 1 else ''}:"
        rest = [f"  … and {count - 20} more: --list names all"] if count > 20 else []
        assert cells == [*everything[:20], *rest]
    assert max(counts) > 20


def test_a_photo_in_no_cell_has_no_picture_and_a_way_into_the_mosaic(
    photo_folder: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is in the library: no mistake in its name, exit 4 as there is nothing to draw."""
    library = ["--library", str(photo_folder), "--quiet", "--overwrite"]
    build = ["build", str(cover_file), *library, "--columns", "4", "--placement", "p.npz"]
    assert run([*build, "--tint", "0"]) == ExitCode.DONE
    unused = Placement.load(Path("p.npz"))
    name = str(next(p for i, p in enumerate(unused.photo) if i not in unused.tile))
    capsys.readouterr()
    where = ["where", "p.npz", name, *library, "-o", "w.jpg"]
    assert run(where) == ExitCode.CANNOT_START
    captured = capsys.readouterr()
    remedy = f"build it again with --set match.must_use=[{name}]"
    assert captured.err == f"error: photo '{name}' is in no cell of this mosaic — {remedy}\n"
    assert captured.out == ""
    assert not Path("w.jpg").exists()
    assert run([*build, "--set", f"match.must_use=[{name}]"]) == ExitCode.DONE
    assert run(where) == ExitCode.DONE
    assert run(["where", "p.npz", "nobody.jpg", *library]) == ExitCode.INVALID


@pytest.mark.parametrize("kind", NAMES)
def test_the_comments_of_a_new_scene_name_its_file_and_what_it_answers(
    kind: str, photo_folder: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its commands can be copied, and none asks for what is written in."""
    own = ["--cover", str(cover_file), "--library", str(photo_folder)]
    assert run(["new", kind, "film.yaml", *own]) == ExitCode.DONE
    comments = [
        line
        for line in Path("film.yaml").read_text(encoding="utf-8").splitlines()
        if line.startswith("#") and "mosaic-anim " in line
    ]
    assert any("mosaic-anim render film.yaml" in line for line in comments)
    assert all("film.yaml" in line or "reference" in line for line in comments)
    assert not any("--cover" in line or f"scenes/{kind}" in line for line in comments)
    assert run(["check", "film.yaml"]) == ExitCode.DONE
    assert "out/film." in capsys.readouterr().out


def test_a_draft_keeps_the_limit_and_says_what_it_gave_up(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a sentence: what it was made with in place of what."""
    longer = ["--set", "timeline.dive.duration=4s", "--set", "frame.size=384x216"]
    draft = ["render", str(scene_file), *longer, "--draft", "--quiet", "--overwrite"]
    assert run(draft) == ExitCode.DONE
    limit = Path("dive-draft.mp4").stat().st_size * 6 // 10
    capsys.readouterr()
    assert run([*draft, "--set", f"outputs.0.max_size={limit}"]) == ExitCode.DONE
    assert Path("dive-draft.mp4").stat().st_size <= limit
    _, fits, *_ = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"  to fit, it was made with .+ instead of .+", fits)


def test_a_log_has_the_time_that_is_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the rate until then; none while too little is done to tell, and none at the end."""
    now = iter([100.0, 110.0, 120.0, 125.0, 160.0])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(now)))
    with progress.Lines() as report:
        for done in (1, 10, 100, 110, 400):
            report("drawing", done, 400)
    assert capsys.readouterr().err.splitlines() == [
        "drawing: 1 of 400",
        "drawing: 10 of 400, 1.0/s",
        "drawing: 100 of 400, 5.0/s, 1 min left",
        "drawing: 400 of 400, 6.7/s",
    ]


def test_a_search_has_no_time_left(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its total grows as it goes on."""
    now = iter([100.0, 120.0])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(now)))
    with progress.Lines() as report:
        report("fitting", 0, 1)
        report("fitting", 5, 6)
    assert capsys.readouterr().err.splitlines() == ["fitting: 0 of 1", "fitting: 5 of 6, 0.2/s"]

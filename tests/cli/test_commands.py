"""The command line as a user meets it: what it prints, what it writes, how it ends."""

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import imageio.v3 as iio
import psutil
import pytest
from PIL import Image

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.library.library import Library
from tests.decoding import decoded


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty folder."""
    monkeypatch.chdir(tmp_path)


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line on standard error."""
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("error: ")
    assert len(lines[0]) <= 210
    return lines[0]


def test_render_writes_the_video_that_the_scene_describes(scene_file: Path) -> None:
    """1 s at 10 frames a second is 10 frames."""
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.DONE
    assert decoded("dive.mp4").shape == (10, 54, 96, 3)


def test_rendering_again_leaves_the_file_alone(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the scene wrote is recognised by the hash in its comment."""
    run(["render", str(scene_file), "--quiet"])
    before = Path("dive.mp4").stat()
    capsys.readouterr()
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.DONE
    assert "already done" in capsys.readouterr().out
    after = Path("dive.mp4").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_foreign_output_is_not_replaced_without_overwrite(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 4, and the file keeps its bytes."""
    Path("dive.mp4").write_bytes(b"somebody's film")
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.CANNOT_START
    assert "--overwrite" in error_line(capsys)
    assert Path("dive.mp4").read_bytes() == b"somebody's film"
    assert run(["render", str(scene_file), "--quiet", "--overwrite"]) == ExitCode.DONE
    assert decoded("dive.mp4").shape[0] == 10


def test_a_changed_scene_does_not_replace_its_old_output(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another scene's hash in the comment: exit 4."""
    run(["render", str(scene_file), "--quiet"])
    capsys.readouterr()
    changed = ["render", str(scene_file), "--quiet", "--set", "timeline.dive.duration=600ms"]
    assert run(changed) == ExitCode.CANNOT_START
    assert "another scene" in error_line(capsys)


def test_frames_are_half_open(scene_file: Path) -> None:
    """`--frames 2..5` writes three frames."""
    assert run(["render", str(scene_file), "--quiet", "--frames", "2..5"]) == ExitCode.DONE
    assert decoded("dive.mp4").shape[0] == 3


@pytest.mark.parametrize("frames", ["5..2", "0..99", "4..4", "..11"])
def test_impossible_frames_are_a_usage_error(
    scene_file: Path, capsys: pytest.CaptureFixture[str], frames: str
) -> None:
    """Exit 2 naming the frames that there are."""
    assert run(["render", str(scene_file), "--quiet", f"--frames={frames}"]) == ExitCode.INVALID
    assert "10" in error_line(capsys)


@pytest.mark.parametrize("frames", ["3", "a..b", "-1..4", "0-9", ""])
def test_what_is_no_range_of_frames_is_refused_before_photos_are_read(
    scene_file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    frames: str,
) -> None:
    """Thousands of photos may take minutes."""
    monkeypatch.setattr(Library, "open", lambda *_, **__: pytest.fail("photos were read"))
    assert run(["render", str(scene_file), "--quiet", f"--frames={frames}"]) == ExitCode.INVALID
    assert "write A..B" in error_line(capsys)


def test_a_draft_is_half_as_large_and_has_its_own_name(scene_file: Path) -> None:
    """96x54 becomes 48x28: halves are rounded to even."""
    assert run(["render", str(scene_file), "--quiet", "--draft"]) == ExitCode.DONE
    assert decoded("dive-draft.mp4").shape[1:] == (28, 48, 3)
    assert not Path("dive.mp4").exists()
    assert run(["render", str(scene_file), "--quiet", "--draft", "-o", "x.mp4"]) == ExitCode.DONE
    assert decoded("x.mp4").shape[1:] == (28, 48, 3)


def test_an_output_option_replaces_the_first_file(scene_file: Path) -> None:
    """`-o loop.gif` writes a GIF instead."""
    command = ["render", str(scene_file), "--quiet", "-o", "loop.gif"]
    assert run(command) == ExitCode.DONE
    with Image.open("loop.gif") as gif:
        assert gif.info["loop"] == 0
        # A hold is one picture that is shown for longer.
        assert sum(_shown_for(gif)) == 1000


def _shown_for(gif: Image.Image) -> Iterator[int]:
    """Yield how long each picture is shown [ms]."""
    for index in range(gif.n_frames):
        gif.seek(index)
        yield gif.info["duration"]


def test_json_ends_with_what_was_written(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every line is an object; the last one names the file."""
    run(["render", str(scene_file), "--json"])
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {event["event"] for event in events} == {"progress", "done"}
    assert events[-1]["file"] == "dive.mp4"
    assert events[-1]["frames"] == 10


def test_still_draws_the_frame_of_the_video(scene_file: Path) -> None:
    """The end of the dive fills the frame with one cell: no other picture than the video's."""
    command = ["still", str(scene_file), "--quiet", "--at", "dive.end", "-o", "end.png"]
    assert run(command) == ExitCode.DONE
    run(["render", str(scene_file), "--quiet", "--set", "outputs.0.preset=high"])
    drawn = iio.imread("end.png").astype(float)
    filmed = decoded("dive.mp4")[8].astype(float)
    assert drawn.shape == (54, 96, 3)
    assert abs(drawn - filmed).mean() < 4


@pytest.mark.parametrize(
    ("at", "second"),
    [("dive.end - 0.1s", "0.7s"), ("dive.middle", "550ms"), ("50%", "0.5s"), ("dive.20%", "0.4s")],
)
def test_still_takes_a_moment_in_every_way_it_is_written(
    scene_file: Path, at: str, second: str
) -> None:
    """The same picture as at that time: the dive goes from 0.3 to 0.8 s of a second."""
    for name, moment in (("a.png", at), ("b.png", second)):
        run(["still", str(scene_file), "--quiet", "--at", moment, "-o", name])
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


@pytest.mark.parametrize("name", ["sheet.png", "sheet.jpg", "sheet.WEBP"])
def test_sheet_writes_a_picture_of_frames(
    scene_file: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Its size is reported; a second sheet of that name needs `--overwrite`."""
    command = ["sheet", str(scene_file), "-o", name, "--frames", "4", "--width", "64", "--quiet"]
    assert run(command) == ExitCode.DONE
    height, width = iio.imread(name).shape[:2]
    assert capsys.readouterr().out == f"{name}: {width}x{height}\n"
    assert run(command) == ExitCode.CANNOT_START
    assert "--overwrite" in error_line(capsys)
    assert run([*command, "--overwrite", "--var", "no=1"]) == ExitCode.INVALID
    assert run([*command, "--overwrite", "--set", "frame.background=red"]) == ExitCode.DONE


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "x.mp4"], ".png, .jpg or .webp"),
        (["-o", "x.png", "--every", "never"], "--every never"),
        (["-o", "x.png", "--clips", "--frames", "3"], "--frames and --clips"),
        (["-o", "x.png", "--frames", "0"], "--frames"),
        (["-o", "x.png", "--output", "7"], "--output 7"),
        ([], "-o"),
    ],
)
def test_a_wrong_sheet_is_one_line_with_a_remedy(
    scene_file: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and nothing is written."""
    assert run(["sheet", str(scene_file), "--quiet", *options]) == ExitCode.INVALID
    assert told in error_line(capsys)
    assert not list(Path().glob("x.*"))


def test_a_still_in_no_picture_format_is_refused_before_it_is_drawn(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, not an internal error after the work."""
    assert run(["still", str(scene_file), "-o", "x.mp4"]) == ExitCode.INVALID
    assert ".png, .jpg or .webp" in error_line(capsys)


def test_a_transparent_still_is_a_png_and_no_jpeg(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused before anything is drawn, and drawn with its alpha."""
    sets = ["--set", "frame.background=none", "--set", "outputs=[{file: a.mov}]"]
    clear = ["still", str(scene_file), *sets, "--quiet", "-o"]
    assert run([*clear, "x.jpg"]) == ExitCode.INVALID
    assert "x.jpg: a JPEG cannot hold alpha" in capsys.readouterr().err
    assert not Path("x.jpg").exists()
    assert run([*clear, "x.png"]) == ExitCode.DONE
    with Image.open("x.png") as image:
        assert image.mode == "RGBA"


def test_build_writes_the_still_and_where_finds_a_photo(
    photo_folder: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The placement that `build` saves answers `where`."""
    command = ["build", str(cover_file), "--library", str(photo_folder), "--columns", "12"]
    command += ["--set", "match.repeat_distance=1", "-o", "m.png", "--placement", "p.npz"]
    assert run([*command, "--cell-width", "10", "--quiet"]) == ExitCode.DONE
    assert iio.imread("m.png").shape[1:] == (120, 3)
    from mosaic_anim import Placement

    placement = Placement.load(Path("p.npz"))
    name = str(placement.photo[placement.tiles[2, 3]])
    capsys.readouterr()
    assert run(["where", "p.npz", name, "-o", "mark.png"]) == ExitCode.DONE
    assert "row 2, column 3" in capsys.readouterr().out
    assert iio.imread("mark.png").ndim == 3


def test_photos_that_are_left_out_are_not_counted_among_those_of_a_mosaic(
    scene_file: Path, photo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By `build` and by a full check: of all photos, those to choose from."""
    left_out = "match.exclude=[photo-07.png]"
    check = ["check", str(scene_file), "--full", "--quiet"]
    build = ["build", "demo", "--columns", "8", "--cell-width", "2", "-o", "m.png", "--quiet"]
    build += ["--library", str(photo_folder), "--overwrite"]
    for command, key in ((check, f"mosaic.{left_out}"), (build, left_out)):
        assert run([*command, "--set", key]) == ExitCode.DONE
        assert " cells from 59 of 60 photos\n" in capsys.readouterr().out
        assert run(command) == ExitCode.DONE
        assert " cells from 60 photos\n" in capsys.readouterr().out


def test_build_chooses_columns_and_tint(
    cover_file: Path, photo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By itself, or where an option says so; a number of either is kept."""
    command = ["build", str(cover_file), "--library", str(photo_folder), "--quiet"]
    command += ["--overwrite", "-o", "m.png", "--cell-width", "2"]
    for options, chosen in (
        ([], r"  auto: \d+ columns and tint 0\.\d+ for \d+ photos"),
        (["--columns", "12"], r"  auto: tint 0\.\d+ for \d+ photos"),
        (["--set", "columns=12", "--tint", "0"], ""),
        (["--columns", "auto", "--tint", "0.5"], r"  auto: \d+ columns for \d+ photos"),
    ):
        assert run([*command, *options]) == ExitCode.DONE
        lines = capsys.readouterr().out.splitlines()
        assert re.fullmatch(chosen, lines[1] if len(lines) > 2 else ""), options
    assert run([*command, "--tint", "much"]) == ExitCode.INVALID
    assert "'much' is not a number — 0 to 1, or auto" in error_line(capsys)


def test_a_film_says_what_was_chosen(scene_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` what it knows, a render all; where nothing is automatic there is nothing to say."""
    auto = ["--quiet", "--set", "mosaic.columns=auto", "--set", "mosaic.tint=auto"]
    auto += ["--set", "timeline.dive.camera.to={cell: best}"]
    assert run(["check", str(scene_file), "--quiet"]) == ExitCode.DONE
    assert "auto" not in capsys.readouterr().out
    lines = {}
    for command in (["check"], ["check", "--full"], ["render", "--frames", "0..2"]):
        assert run([*command, str(scene_file), *auto]) == ExitCode.DONE
        out = capsys.readouterr().out
        (lines[command[-1]],) = (line for line in out.splitlines() if "auto: " in line)
    known, *chosen = lines.values()
    assert chosen[0] == chosen[1]
    columns, photos = re.fullmatch(
        r"  auto: (\d+ columns) and tint 0\.\d+ for (\d+ photos)", chosen[0]
    ).groups()
    unknown = "a tint that depends on how well photos match"
    assert known == f"  auto: {columns} for {photos}, {unknown}"


def test_where_does_not_take_the_current_folder_for_the_photos(
    photo_folder: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A placement that names no folder, or one that would be looked for here, needs `--library`."""
    from mosaic_anim import build_mosaic

    built = build_mosaic(cover_file, photo_folder, columns=8, repeat_distance=0).placement
    name = str(built.photo[built.tile[0]])
    for library in ("", "photos", "../photos"):
        replace(built, library=library).save(Path("p.npz"), overwrite=True)
        capsys.readouterr()
        assert run(["where", "p.npz", name, "-o", "m.png"]) == ExitCode.INVALID
        assert "p.npz does not say where its photos are" in error_line(capsys)
    command = ["where", "p.npz", name, "-o", "m.png", "--library", str(photo_folder)]
    assert run(command) == ExitCode.DONE


def test_index_counts_what_it_took_and_what_it_skipped(
    photo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text named .jpg is skipped with its reason; `--strict` makes it exit 3."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    for photo in sorted(photo_folder.iterdir())[:3]:
        shutil.copy(photo, folder)
    (folder / "letter.jpg").write_text("dear grandma")
    (folder / "notes.txt").write_text("no photo")
    shutil.copy(folder / "photo-00.png", folder / "photo-00 (copy).png")
    assert run(["index", str(folder), "--quiet"]) == ExitCode.DONE
    printed = capsys.readouterr().out
    assert "3 photos" in printed
    assert "1 skipped" in printed
    assert "letter.jpg" in printed
    assert "1 more file is a copy" in printed
    assert "1 file is not a photo" in printed
    assert run(["index", str(folder), "--quiet", "--strict"]) == ExitCode.SKIPPED_PHOTOS


def test_a_render_tells_what_it_skipped(
    scene_file: Path, photo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bad photo never stops a run; under `--strict` the file is whole and the code is 3."""
    folder = tmp_path / "mixed"
    shutil.copytree(photo_folder, folder)
    (folder / "empty.jpg").touch()
    command = ["render", str(scene_file), "--quiet", "--set", f"mosaic.library={folder}"]
    assert run(command) == ExitCode.DONE
    assert "1 file was skipped: empty file" in capsys.readouterr().err
    assert run([*command, "--strict", "--overwrite"]) == ExitCode.SKIPPED_PHOTOS
    assert decoded("dive.mp4").shape[0] == 10


def test_a_folder_without_photos_cannot_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 4, in one line."""
    assert run(["index", str(tmp_path), "--quiet"]) == ExitCode.CANNOT_START
    assert str(tmp_path.name) in error_line(capsys)


def test_check_tells_what_a_scene_will_make(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clips with their lengths, outputs with size and rate."""
    assert run(["check", str(scene_file)]) == ExitCode.DONE
    printed = capsys.readouterr().out
    assert "dive" in printed
    assert "96x54" in printed


def test_check_tells_all_that_is_wrong_at_once(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two faults, two lines, each with its place and a suggestion."""
    text = scene_file.read_text().replace("fps: 10", "fsp: 10").replace("camera:", "camra:")
    scene_file.write_text(text)
    assert run(["check", str(scene_file)]) == ExitCode.INVALID
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert f"{scene_file.name}:2:" in lines[0]
    assert "fps" in lines[0]
    assert f"{scene_file.name}:7:" in lines[1]
    assert "camera" in lines[1]


def test_a_full_check_finds_what_matching_shows(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A photo of so low a rank is not in the mosaic; without `--full` nobody knows."""
    command = ["check", str(scene_file), "--quiet"]
    sets = ["--set", "timeline.dive.camera.to={cell: best, rank: 100}"]
    assert run([*command, *sets]) == ExitCode.DONE
    capsys.readouterr()
    assert run([*command, *sets, "--full"]) == ExitCode.INVALID
    assert "--set timeline.dive.camera.to: the mosaic has no best cell" in error_line(capsys)
    assert run([*command, "--full"]) == ExitCode.DONE
    assert "  16 x 9 cells from " in capsys.readouterr().out
    assert not Path("dive.mp4").exists()


@pytest.mark.parametrize("command", [["check"], ["still", "-o", "o.png"], ["render"]])
def test_every_command_finds_a_letter_that_the_font_lacks(
    scene_file: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """`check` too, at the same place; what only follows a letter is no letter."""
    good = scene_file.read_text(encoding="utf-8").replace("300ms}", "300ms, text: I ♥\ufe0f}")
    scene_file.write_text(good, encoding="utf-8")
    assert run(["check", str(scene_file)]) == ExitCode.DONE
    scene_file.write_text(good.replace("♥", "日"), encoding="utf-8")
    capsys.readouterr()
    name, *options = command
    assert run([name, str(scene_file), *options]) == ExitCode.INVALID
    line = error_line(capsys)
    assert f"{scene_file.name}:6:39: no font here has the letter '日'" in line
    assert not Path("o.png").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rendr"], "render"),
        (["render", "missing.yaml"], "missing.yaml"),
        (["render", "zoom-inn"], "zoom-in"),
        (["render"], "SCENE"),
        (["build", "demo", "--library", "demo"], "-o"),
    ],
)
def test_a_wrong_command_line_is_one_line_with_a_remedy(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2 for every kind of slip."""
    assert run(arguments) == ExitCode.INVALID
    assert told in error_line(capsys)


def test_new_writes_a_scene_that_checks(capsys: pytest.CaptureFixture[str]) -> None:
    """The starter scene is good as it is, and is not overwritten."""
    assert run(["new", "zoom-in", "mine.yaml"]) == ExitCode.DONE
    assert run(["check", "mine.yaml"]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["new", "zoom-in", "mine.yaml"]) == ExitCode.CANNOT_START
    assert "mine.yaml" in error_line(capsys)


def test_new_writes_ones_own_cover_and_photos_in(
    photo_folder: Path, cover_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not there is refused before anything is written."""
    command = ["new", "zoom-in", "my film.yaml", "--library", str(photo_folder)]
    assert run([*command, "--cover", "nix.jpg"]) == ExitCode.INVALID
    assert "--cover: no such picture: 'nix.jpg'" in error_line(capsys)
    assert not Path("my film.yaml").exists()
    assert run([*command, "--cover", str(cover_file)]) == ExitCode.DONE
    assert capsys.readouterr().out.endswith('render it with: mosaic-anim render "my film.yaml"\n')
    assert run(["check", "my film.yaml", "--set", "mosaic.match.repeat_distance=1"]) == 0
    assert "out/my film.mp4" in capsys.readouterr().out


def test_the_list_of_commands_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is described by a sentence that fits its line."""
    assert run(["--help"]) == ExitCode.DONE
    listed = capsys.readouterr().out.partition("Commands:")[2].split("\n\n")[0].splitlines()
    assert len(listed) > 10
    assert all(line.endswith(".") and not line.endswith("...") for line in listed if line)


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Editors read it."""
    assert run(["schema"]) == ExitCode.DONE
    assert "timeline" in json.loads(capsys.readouterr().out)["properties"]


def test_the_reference_is_printed_whole_or_by_topic(capsys: pytest.CaptureFixture[str]) -> None:
    """As Markdown; of one topic without pictures and links."""
    assert run(["reference"]) == ExitCode.DONE
    whole = capsys.readouterr().out
    assert whole.startswith("# Scene reference\n")
    assert run(["reference", "easings"]) == ExitCode.DONE
    section = capsys.readouterr().out
    assert section.startswith("## Easings\n")
    assert "`in_out_sine`" in section
    assert ".svg" not in section
    assert run(["reference", "camra"]) == ExitCode.INVALID
    assert "did you mean 'camera'?" in error_line(capsys)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGTERM, ExitCode.TERMINATED)],
)
def test_a_signal_ends_the_render_and_leaves_nothing(
    scene_file: Path, number: signal.Signals, code: ExitCode
) -> None:
    """No file, no part of one, no child process; soon."""
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene_file), "--json"]
    command += ["--set", "timeline.hold.duration=800s", "--set", "timeline.hold.fade.out=800s"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for line in process.stdout:
            if b"drawing" in line:
                break
        children = psutil.Process(process.pid).children(recursive=True)
        begun = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=20) == code
        assert time.monotonic() - begun < 10
        assert children
        _, alive = psutil.wait_procs(children, timeout=5)
        assert not alive
    assert not list(Path().glob("*dive*.mp4*"))
    assert not list(Path().glob(".*part*"))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "no"),
        ImportError("libx.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
    ],
    ids=["memory", "system", "library", "thread"],
)
def test_a_lack_of_memory_is_no_bug_of_ours(
    scene_file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    """Whatever kind of error it comes as, also as the cause of another."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("the cause counts") from error

    monkeypatch.setattr("mosaic_anim.rendering.api.render", fail)
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.STOPPED
    assert capsys.readouterr().err.startswith("error: not enough memory — ")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_when_all_is_done_changes_nothing(name: str) -> None:
    """Python is on its way out; it is not told as an error any more."""
    program = (
        "import atexit, os, signal; from mosaic_anim.cli.main import main;"
        f"atexit.register(lambda: os.kill(os.getpid(), signal.{name}));"
        "main(['--version'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")


@pytest.mark.parametrize("command", ["render", "estimate", "check --full"])
def test_a_command_says_where_a_film_lands(
    scene_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, command: str
) -> None:
    """And warns of a photo that is enlarged."""
    monkeypatch.chdir(tmp_path)
    large = "frame.size=640x360"
    assert run([*command.split(), str(scene_file), "--set", large, "--quiet"]) == 0
    output = capsys.readouterr()
    assert re.search(r"^  dive lands on photo-\d\d\.png, cell \[4, 9\]$", output.out, re.MULTILINE)
    assert re.search(
        r"^warning: dive enlarges photo-\d\d\.png \d\.\d times", output.err, re.MULTILINE
    )

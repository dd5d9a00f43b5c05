"""A render that meets a fault ends with the right code, one line, and nothing half done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mosaic_anim.errors import ExitCode
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.output_lock import output_lock
from tests.decoding import decoded
from tests.fake_ffmpeg import write_fake
from tests.left_running import encoders

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the faults are those of POSIX")


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty folder."""
    monkeypatch.chdir(tmp_path)


def render(scene: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run the command in a process of its own; return its exit code and standard error.

    Segments are kept in the test's own folder: another test has made the same ones.
    """
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene), "--quiet"]
    command += ["--segments", "segments", *arguments]
    ended = subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr


def assert_one_error(told: str) -> None:
    """Check the form of a message: one line, at most 200 characters, no traceback."""
    lines = told.splitlines()
    assert len(lines) == 1, told
    assert lines[0].startswith("error: ")
    assert len(lines[0]) <= len("error: ") + 200


def assert_nothing_left(folder: Path, name: str = "dive.mp4") -> None:
    """Check that there is neither the output nor a part of it, and no child process."""
    assert not (folder / name).exists()
    assert not list(folder.glob(f".{name}*"))
    assert not encoders()


@pytest.mark.parametrize(
    "kind",
    [
        "exits at once",
        "dies after some bytes",
        "eats all and writes nothing",
        "keeps half the frames",
    ],
)
def test_a_failing_ffmpeg_is_reported_and_leaves_nothing(
    scene_file: Path, tmp_path: Path, kind: str
) -> None:
    """Whatever ffmpeg does, a file that is not whole never appears; the next try makes it."""
    fake = write_fake(tmp_path, kind, find_ffmpeg())
    ended, told = render(scene_file, IMAGEIO_FFMPEG_EXE=str(fake))
    assert ended == ExitCode.STOPPED, told
    assert_one_error(told)
    assert_nothing_left(tmp_path)
    assert render(scene_file) == (ExitCode.DONE, "")
    assert len(decoded("dive.mp4")) == 10


def test_without_ffmpeg_nothing_starts(scene_file: Path, tmp_path: Path) -> None:
    """Exit 4 before a photo is read."""
    ended, told = render(scene_file, IMAGEIO_FFMPEG_EXE=str(tmp_path / "none"))
    assert ended == ExitCode.CANNOT_START
    assert_one_error(told)
    assert "ffmpeg" in told


def test_a_target_that_cannot_be_written_is_refused_up_front(
    scene_file: Path, tmp_path: Path
) -> None:
    """A directory, a FIFO, a file in place of a folder: exit 4, and each stays what it was."""
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "file").write_text("not a folder")
    for target in ("folder.mp4", "pipe.mp4", "file/out.mp4"):
        ended, told = render(scene_file, "-o", target)
        assert ended == ExitCode.CANNOT_START, (target, told)
        assert_one_error(told)
    assert (tmp_path / "folder.mp4").is_dir()
    assert (tmp_path / "pipe.mp4").is_fifo()


@pytest.mark.parametrize("name", ["-y.mp4", "%03d.mp4", "a b'ü.mp4", "tcp:127.0.0.1:9.mp4"])
def test_a_name_that_ffmpeg_would_take_for_more_is_just_a_name(
    scene_file: Path, tmp_path: Path, name: str
) -> None:
    """Options, patterns and addresses are files, or refused as invalid."""
    ended, told = render(scene_file, f"--set=outputs.0.file={name}")
    if ended == ExitCode.INVALID:
        assert_one_error(told)
        assert_nothing_left(tmp_path, name)
    else:
        assert ended == ExitCode.DONE, told
        assert len(decoded(tmp_path / name)) == 10


def test_two_renders_to_one_output_exclude_each_other(scene_file: Path, tmp_path: Path) -> None:
    """The second one exits 4 naming the output; afterwards the way is free."""
    with output_lock(tmp_path / "dive.mp4"):
        ended, told = render(scene_file)
    assert ended == ExitCode.CANNOT_START, told
    assert_one_error(told)
    assert "dive.mp4" in told
    assert render(scene_file) == (ExitCode.DONE, "")


@pytest.mark.parametrize("seconds", [0.0, 0.1, 0.3])
def test_a_killed_render_leaves_no_output_and_the_next_one_is_whole(
    scene_file: Path, tmp_path: Path, seconds: float
) -> None:
    """Kill -9 while frames are drawn; the same command then gives the undisturbed file."""
    long = ["--set", "timeline.hold.duration=20s", "--set", "timeline.hold.fade.out=20s"]
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene_file), "--json", *long]
    command += ["--segments", "segments"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            if b"drawing" in line:
                break
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    assert not (tmp_path / "dive.mp4").exists()
    assert render(scene_file, *long) == (ExitCode.DONE, "")
    undisturbed = ("-o", "undisturbed.mp4", "--segments", "others")
    assert render(scene_file, *long, *undisturbed) == (ExitCode.DONE, "")
    assert Path("dive.mp4").read_bytes() == Path("undisturbed.mp4").read_bytes()
    assert not list(tmp_path.rglob(".*.part"))


def test_the_same_scene_gives_the_same_bytes_elsewhere(scene_file: Path) -> None:
    """Workers, time zone, language and hash seed leave no trace in the file."""
    assert render(scene_file, "--workers", "1", "--segments", "first")[0] == ExitCode.DONE
    other = {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
    elsewhere = ("-o", "other.mp4", "--workers", "4", "--segments", "second")
    assert render(scene_file, *elsewhere, **other)[0] == ExitCode.DONE
    assert Path("dive.mp4").read_bytes() == Path("other.mp4").read_bytes()
    for name in ("one.gif", "two.gif"):
        assert render(scene_file, "-o", name, "--segments", f"of-{name}")[0] == ExitCode.DONE
    assert Path("one.gif").read_bytes() == Path("two.gif").read_bytes()

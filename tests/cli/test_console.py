"""Whatever becomes of the streams: text is lost, and nothing else."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.cli import console
from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode

posix = pytest.mark.skipif(os.name != "posix", reason="descriptors of POSIX")
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full of Linux")

ENCODINGS = ("utf-8", "utf-16", "cp1252", "ascii", "shift_jis")
LOST = "warning: what was printed is lost: no space left on device\n"


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty folder."""
    monkeypatch.chdir(tmp_path)


def shell(
    arguments: Sequence[str | Path], streams: str = "", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line with its streams redirected as a shell writes it."""
    command = ["sh", "-c", f'exec "$0" "$@" {streams}', sys.executable, "-m", "mosaic_anim"]
    environment = {**os.environ, **variables}
    return subprocess.run(
        [*command, *map(str, arguments)], check=False, capture_output=True, env=environment
    )


@posix
@pytest.mark.parametrize(
    ("streams", "option"),
    [
        ("<&- >&- 2>&-", "--json"),
        ("1</dev/null 2>&-", "--strict"),
        pytest.param(">/dev/full 2>&1", "--json", marks=full),
        pytest.param("2>/dev/full", "--strict", marks=full),
    ],
)
def test_a_render_is_done_whatever_becomes_of_its_streams(
    scene_file: Path, streams: str, option: str
) -> None:
    """Closed, full, or open for reading only: exit 0, and the whole file."""
    assert run(["render", str(scene_file), "--quiet"]) == ExitCode.DONE
    whole = Path("dive.mp4").read_bytes()
    ended = shell(["render", scene_file, "-o", "again.mp4", option], streams)
    assert (ended.returncode, ended.stderr) == (ExitCode.DONE, b"")
    assert Path("again.mp4").read_bytes() == whole


@posix
def test_a_reader_that_leaves_stops_text_and_not_the_render(scene_file: Path) -> None:
    """As `| head -1` does."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene_file), "--json"]
    ended = subprocess.run(command, check=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (ExitCode.DONE, b"")
    assert Path("dive.mp4").exists()


@posix
def test_a_terminal_that_is_closed_stops_bars_and_not_the_render(scene_file: Path) -> None:
    """It is nobody's controlling terminal: no signal comes, but writing fails."""
    import pty

    watching, terminal = pty.openpty()
    command = [sys.executable, "-m", "mosaic_anim", "render", str(scene_file)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=terminal) as started:
        os.close(terminal)
        assert os.read(watching, 1)
        os.close(watching)
        assert started.wait(timeout=60) == ExitCode.DONE
    assert Path("dive.mp4").exists()


@full
def test_what_a_full_disk_swallowed_is_reported(scene_file: Path) -> None:
    """The scene is good all the same; the schema, which is nothing but text, is not there."""
    checked = shell(["check", scene_file], ">/dev/full")
    assert (checked.returncode, checked.stderr.decode()) == (ExitCode.DONE, LOST)
    printed = shell(["schema"], ">/dev/full")
    assert printed.returncode == ExitCode.STOPPED
    told = printed.stderr.decode()
    assert told.startswith("error: standard output cannot be written: no space left on device — ")
    assert told.count("\n") == 1


@posix
def test_files_never_get_the_numbers_of_closed_streams() -> None:
    """What a library prints would get into them; so would what a child process prints."""
    text = (
        "import os, sys, subprocess; from mosaic_anim.cli.streams import keep_streams;"
        "keep_streams(); file = open('file', 'w+b'); os.write(1, b'x'); os.write(2, b'x');"
        "subprocess.run(['sh', '-c', 'echo x; echo x >&2']); file.close();"
        "sys.exit(os.path.getsize('file'))"
    )
    command = ["sh", "-c", 'exec "$0" -c "$1" <&- >&- 2>&-', sys.executable, text]
    assert subprocess.run(command, check=False).returncode == 0


@posix
def test_a_pipe_that_does_not_block_gets_all() -> None:
    """Others that share it may have made it so, such as Node."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    command = [sys.executable, "-m", "mosaic_anim", "schema"]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE, text=True) as started:
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as pipe:
            printed = pipe.read()
        assert (started.wait(), started.stderr.read()) == (ExitCode.DONE, "")
    assert len(printed) > 65536  # more than the pipe holds
    assert "timeline" in json.loads(printed)["properties"]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_letters_that_a_stream_cannot_hold_are_escaped(scene_file: Path, encoding: str) -> None:
    """The arrow of `check`, and the names of files."""
    named = scene_file.with_name("日本.yaml")
    named.write_bytes(scene_file.read_bytes())
    ended = shell(["check", named.name], PYTHONIOENCODING=encoding)
    assert (ended.returncode, ended.stderr) == (ExitCode.DONE, b"")
    printed = ended.stdout.decode(encoding)
    assert ("日本.yaml: good" if encoding == "utf-8" else r"\u65e5\u672c.yaml: good") in printed


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text())
def test_any_text_is_one_line_in_any_encoding(encoding: str, text: str) -> None:
    """Also with control characters and halves of surrogates in it."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding, "backslashreplace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        console.say(text)
    (line,) = raw.getvalue().decode(encoding).splitlines()
    assert line.isprintable()


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text())
def test_any_json_is_read_back_from_any_encoding(encoding: str, text: str) -> None:
    """Escapes are those of JSON there, not those of Python."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding, "backslashreplace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        console.say_json({"file": text})
    assert json.loads(raw.getvalue().decode(encoding)) == {"file": text}


def test_a_program_without_streams_prints_nothing(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a windowed Python of Windows."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert run(["render", str(scene_file)]) == ExitCode.DONE
    assert run(["render", "none"]) == ExitCode.INVALID


@posix
def test_a_current_folder_that_was_removed_is_reported(
    scene_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 4 before any work, also where all paths are absolute: libraries ask for it."""
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    target = tmp_path / "x.mp4"
    assert run(["render", str(scene_file), "-o", str(target)]) == ExitCode.CANNOT_START
    told = capsys.readouterr().err
    assert told == "error: the current folder was removed — go to one that exists\n"
    assert not target.exists()

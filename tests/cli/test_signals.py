"""Signals at any moment of the program's life: one line at the most, and the code of README."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from mosaic_anim.cli import signals
from mosaic_anim.errors import ExitCode

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

CODES = {
    "SIGINT": ExitCode.INTERRUPTED,
    "SIGTERM": ExitCode.TERMINATED,
    "SIGHUP": ExitCode.TERMINATED,
}
QUIET = ("", f"{signals.STOPPED_BY_CTRL_C}\n")

BEGIN = "import os, signal, sys; from mosaic_anim.cli import signals; "
HIT = "os.kill(os.getpid(), signal.{name}); "


def program(text: str, *, ignoring: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a Python program to its end, maybe one that is to ignore a signal from its start."""

    def ignore() -> None:
        signal.signal(getattr(signal, ignoring), signal.SIG_IGN)

    return subprocess.run(
        [sys.executable, "-c", text],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=ignore if ignoring else None,
    )


@pytest.mark.parametrize("name", CODES)
def test_a_signal_before_anything_is_begun_ends_the_program(name: str) -> None:
    """Imports go on after it in the test, as they would: not one of them sees an exception."""
    ended = program(BEGIN + "signals.end_at_once(); " + HIT.format(name=name) + "import click")
    assert (ended.returncode, ended.stdout) == (CODES[name], "")
    assert ended.stderr == (QUIET[1] if name == "SIGINT" else "")


@pytest.mark.parametrize("name", CODES)
def test_a_signal_inside_a_destructor_is_not_lost(name: str) -> None:
    """Python prints and drops what a destructor raises."""
    text = (
        BEGIN
        + "signals.end_in_order()\n"
        + f"class Hit:\n  def __del__(self): {HIT.format(name=name)}\n"
        + "try:\n  Hit()\n  while True: pass\n"
        + "except (KeyboardInterrupt, SystemExit): sys.exit(signals.received())"
    )
    ended = program(text)
    assert (ended.returncode, ended.stderr) == (CODES[name], "")


@pytest.mark.parametrize("name", CODES)
def test_a_signal_that_became_another_error_keeps_its_code(name: str) -> None:
    """Python 3.11 wraps what is raised while a class is made in a RuntimeError."""
    text = (
        "import os, signal\nfrom mosaic_anim.cli import group, main\n"
        f"def hit():\n  try:\n    {HIT.format(name=name)}\n"
        "  except BaseException as error: raise RuntimeError('while importing') from error\n"
        "group._require_current_folder = hit\nmain.main(['schema'])"
    )
    ended = program(text)
    assert (ended.returncode, ended.stdout) == (CODES[name], "")
    assert ended.stderr == (QUIET[1] if name == "SIGINT" else "")


@pytest.mark.parametrize("name", CODES)
def test_a_signal_that_the_program_was_started_to_ignore_is_ignored(name: str) -> None:
    """`nohup` asks for it."""
    hits = 3 * HIT.format(name=name)
    text = (
        BEGIN + f"signals.end_at_once(); {hits} signals.end_in_order(); {hits} signals.keep_end(0)"
    )
    ended = program(text, ignoring=name)
    assert (ended.returncode, ended.stderr) == (0, "")


MARKED = (
    "from mosaic_anim.cli import main; main.signals.end_at_once();print(1, flush=True); main.main()"
)


def struck(arguments: Sequence[str], name: str, *, delay: float) -> tuple[int, str]:
    """Send a signal some time after the first line of our program [s]; return code and messages.

    Until that line it is Python that ends, in its own way.
    """
    command = [sys.executable, "-c", MARKED, *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        started.stdout.readline()
        time.sleep(delay)
        started.send_signal(getattr(signal, name))
        _, messages = started.communicate(timeout=60)
    return started.returncode, messages


def good_ends(name: str) -> set[tuple[int, str]]:
    """Return the ends that a signal may lead to: its own, and that of a program that was done."""
    return {(CODES[name], QUIET[name == "SIGINT"]), (ExitCode.DONE, "")}


@pytest.mark.parametrize("name", CODES)
def test_a_signal_at_any_moment_is_reported_in_one_line_at_most(
    name: str, scene_file: Path
) -> None:
    """While it imports, while it works, while it ends."""
    begun = time.monotonic()
    command = ["check", str(scene_file)]
    subprocess.run([sys.executable, "-c", MARKED, *command], check=True, capture_output=True)
    whole = time.monotonic() - begun
    ends = {struck(command, name, delay=whole * step / 5) for step in range(5)}
    assert ends <= good_ends(name)
    assert len(ends) >= 1


@pytest.mark.long
@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("command", ["--version", "check", "render"])
def test_a_signal_within_the_first_150_milliseconds(
    name: str, command: str, scene_file: Path, tmp_path: Path
) -> None:
    """And, on a machine that is not busy, long after that."""
    options = {"--version": [], "check": [str(scene_file)]}
    target = tmp_path / "film.mp4"
    drawn = [str(scene_file), "--quiet", "--overwrite", "-o", str(target)]
    for milliseconds in range(151):
        arguments = [command, *options.get(command, drawn)]
        assert struck(arguments, name, delay=milliseconds / 1000) in good_ends(name), milliseconds
    assert not list(tmp_path.glob(".*part*"))


def test_the_codes_are_those_of_the_program() -> None:
    """They are written twice: signals come before they could be imported."""
    assert signals._code(signal.SIGINT) == ExitCode.INTERRUPTED
    assert signals._code(signal.SIGTERM) == ExitCode.TERMINATED

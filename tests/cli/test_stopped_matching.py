"""Ctrl-C while photos are matched: a clear end, nothing half-written, the same again afterwards."""

import os
import signal
from contextlib import contextmanager

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.mosaic import assign, moves

ROUNDS = (1, 2, 3)


@pytest.fixture
def stopped_in():
    """Return a context in which Ctrl-C comes in the given round of the local search."""
    settle = moves.settle

    @contextmanager
    def stop(wanted):
        rounds = []

        def settle_and_stop(*arguments):
            rounds.append(len(arguments[0]))
            if len(rounds) == wanted + 1:  # the first call fills the board
                os.kill(os.getpid(), signal.SIGINT)
            return settle(*arguments)

        # A shell lets what it starts in the background ignore Ctrl-C.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(moves, "settle", settle_and_stop)
                patch.setattr(assign, "_FEW", -1.0)  # all rounds take place
                yield rounds
        finally:
            signal.signal(signal.SIGINT, before)

    return stop


def files(folder):
    """Return what lies in a folder and below it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def commands(cover_file, photo_folder, scene_file):
    """Return commands that match photos, by their names."""
    build = ["build", str(cover_file), "--library", str(photo_folder), "--columns", "16"]
    return {
        "build": [*build, "-o", "m.png", "--placement", "m.npz", "--report", "m.html", "--quiet"],
        "report": ["report", str(scene_file), "-o", "m.html", "-o", "m.json", "--quiet"],
        "still": ["still", str(scene_file), "-o", "m.png", "--quiet"],
    }


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("wanted", ROUNDS)
@pytest.mark.parametrize("name", ["build", "report", "still"])
def test_ctrl_c_between_rounds_leaves_nothing(commands, tmp_path, stopped_in, name, wanted):
    """Exit 130; no output, no part of one, no placement in the cache; then all as ever."""
    command, before = commands[name], files(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
        with stopped_in(wanted) as rounds:
            assert run(command) == ExitCode.INTERRUPTED
        assert len(rounds) == wanted + 1
        assert [one for one in files(tmp_path) if not one.startswith("cache/libraries")] == before
        assert run(command) == ExitCode.DONE
        outputs = {one: (tmp_path / one).read_bytes() for one in files(tmp_path) if one[0] == "m"}
        assert outputs
        patch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "other"))
        assert run([*command, "--overwrite"]) == ExitCode.DONE
        assert {one: (tmp_path / one).read_bytes() for one in outputs} == outputs

"""`mosaic-anim estimate` tells what a render takes, and writes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.rendering import compiling
from mosaic_anim.rendering.executors import local
from mosaic_anim.rendering.size_limit.sampler import Prediction, Sampler


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every command in an empty folder."""
    monkeypatch.chdir(tmp_path)


def estimated(
    capsys: pytest.CaptureFixture[str], scene_file: Path, *options: str
) -> dict[str, object]:
    """Return what is told of the first output."""
    command = ["estimate", str(scene_file), "--json", "--segments", "segments", *options]
    assert run(command) == ExitCode.DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[-1]["event"] == "estimated"
    assert events[-1]["probing"] > 0
    outputs = [event for event in events if event["event"] == "estimate"]
    for name in ("seconds", "bytes"):
        known = [output[name] for output in outputs if output[name] is not None]
        assert events[-1][name] == (pytest.approx(sum(known), abs=0.01) if known else None)
    return next(event for event in events if event["event"] == "estimate")


def test_an_estimate_is_near_to_what_is_rendered(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Frames exactly, bytes within a third; the output is not written."""
    longer = ["--set", "timeline.dive.duration=9s"]
    told = estimated(capsys, scene_file, *longer)
    assert not Path("dive.mp4").exists()
    assert run(["render", str(scene_file), "--json", *longer]) == ExitCode.DONE
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["frames"] == done["frames"] == 95
    assert told["duration"] == pytest.approx(9.5)
    assert told["bytes"] == pytest.approx(done["bytes"], rel=0.33)
    assert told["seconds"] > 0
    assert told["memory"] > 2**20


def test_an_estimate_says_what_a_limit_costs(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing where the file fits, its quality where it does not; or why it cannot be made."""
    size = int(estimated(capsys, scene_file)["bytes"])
    for limit, given_up in ((2 * size, 0), (size * 9 // 10, 1)):
        told = estimated(capsys, scene_file, "--set", f"outputs.0.max_size={limit}")
        assert (told["max_size"], told["refused"]) == (limit, "")
        assert len(told["given_up"]) == given_up
        assert told["bytes"] <= limit
    told = estimated(capsys, scene_file, "--set", "outputs.0.max_size=100")
    assert "100 B are allowed" in told["refused"]


def test_an_estimate_of_what_is_there_is_short(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is drawn for it."""
    run(["render", str(scene_file), "--quiet"])
    capsys.readouterr()
    told = estimated(capsys, scene_file)
    assert told["already_done"] is True
    assert told["seconds"] is None


def test_nothing_is_compiled_while_frames_are_measured(
    scene_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first estimate after an installation would say more time and memory than a render takes.

    A quick one draws nothing, so that it need not wait.
    """
    steps: list[str] = []
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: "compiled" in steps)
    monkeypatch.setattr(compiling, "_started_worker", lambda: _Worker(steps))
    measure = Sampler.predict

    def predict(*arguments: Any) -> Prediction:
        steps.append("measured")
        return measure(*arguments)

    monkeypatch.setattr(Sampler, "predict", predict)
    estimated(capsys, scene_file, "--quick")
    assert steps == []
    estimated(capsys, scene_file)
    assert steps == ["compiled", "closed", "measured"]


class _Worker:
    """A process that compiles, or would."""

    def __init__(self, steps: list[str]) -> None:
        self._steps = steps

    def is_ready(self) -> bool:
        return True

    def run(self, _trial: str) -> None:
        self._steps.append("compiled")

    def kill(self) -> None:
        pass

    def close(self) -> None:
        self._steps.append("closed")


def test_a_quick_estimate_draws_nothing(
    scene_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frames and memory are known without it."""
    monkeypatch.delattr(local, "make_segment")
    told = estimated(capsys, scene_file, "--quick")
    assert (told["frames"], told["bytes"], told["seconds"]) == (10, None, None)


def test_a_second_estimate_is_the_same(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second estimate tells the same size, and a time."""
    first = estimated(capsys, scene_file)
    again = estimated(capsys, scene_file)
    assert again["bytes"] == first["bytes"]
    assert again["seconds"] > 0


def test_an_estimate_is_reported_in_words(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line names the output, one what it takes, one its limit, one where it lands."""
    limit = ["--set", "outputs.0.max_size=1MiB"]
    assert run(["estimate", str(scene_file), "--quiet", *limit]) == ExitCode.DONE
    film, takes, fits, lands, last = capsys.readouterr().out.splitlines()
    assert film == "dive.mp4: 96x54, 10 frames at 10/s, 1.0 s long"
    assert takes.startswith("  about ")
    assert takes.endswith(" of memory")
    assert fits == "  fits into 1.0 MiB as it is"
    assert lands.endswith(", cell [4, 9]")
    assert last.startswith("in all: about ")
    assert " of memory (estimated in " in last


def test_what_needs_too_much_memory_is_refused(
    scene_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a render would be."""
    command = ["estimate", str(scene_file), "--quiet", "--max-memory", "1MB"]
    assert run(command) == ExitCode.CANNOT_START
    assert "976.6 KiB are allowed" in capsys.readouterr().err

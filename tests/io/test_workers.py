"""Killable workers: a hang, a crash or an exception costs its own item only."""

import math
import os
import subprocess
import sys
import textwrap
import time
from contextlib import suppress

import psutil
import pytest

from mosaic_anim.errors import StoppedError
from mosaic_anim.io import worker_process, workers
from mosaic_anim.io.worker_process import WorkerFailure
from mosaic_anim.io.workers import run_in_workers
from tests.fates import meet, take_steps


def test_results_come_with_their_items():
    """Each item is run once, and comes back with its own result."""
    results = dict(run_in_workers(math.sqrt, range(100), workers=2, timeout=30))
    assert results == {item: math.sqrt(item) for item in range(100)}


def test_nothing_to_do_gives_nothing():
    """An empty list of items ends at once."""
    assert list(run_in_workers(math.sqrt, [], workers=2, timeout=30)) == []


def test_a_hanging_item_fails_alone():
    """The item that takes too long is given up; the others are done by a fresh worker."""
    begin = time.perf_counter()
    results = dict(run_in_workers(time.sleep, [0.01, 60, 0.02, 0.03], workers=1, timeout=1))
    assert results == {
        0.01: None,
        60: WorkerFailure(reason="took longer than 1 s", cause="late"),
        0.02: None,
        0.03: None,
    }
    assert time.perf_counter() - begin < 20


def test_each_step_of_an_item_has_its_own_limit():
    """What the first step leaves of its time does not matter to the second."""
    results = dict(run_in_workers(take_steps, [(60, 2), (0.1, 60)], workers=1, timeout=1.5))
    late = WorkerFailure(reason="took longer than 0.1 s", cause="late", step=1)
    assert results == {(60, 2): "done", (0.1, 60): late}


def test_a_first_step_that_never_ends_stops_the_run_soon(monkeypatch):
    """A disk does not answer: that is no fault of eight items."""
    monkeypatch.setattr(workers, "MOST_SLOW", 2)
    with pytest.raises(StoppedError, match=r"2 workers in a row .* took longer than 0\.2 s"):
        list(run_in_workers(time.sleep, [60, 61, 62, 63], workers=1, timeout=0.2))


def test_a_crashing_item_fails_alone():
    """A worker that dies, as by a fault in a decoder, takes only its item along."""
    results = dict(run_in_workers(os._exit, [3, 4], workers=1, timeout=30))
    crashed = WorkerFailure(reason="crashed the decoder", cause="crashed")
    assert results == dict.fromkeys((3, 4), crashed)


CRASHED = WorkerFailure(reason="crashed the decoder", cause="crashed")
KILLED = WorkerFailure(reason="killed from outside", cause="killed")
LATE = WorkerFailure(reason="took longer than 2 s", cause="late")

FATES = {
    "good": "good",
    "KILL good": "good",
    "SEGV good": "good",
    "late good": "good",
    "TERM SEGV KILL good": "good",
    "SEGV SEGV SEGV good": "good",
    "KILL SEGV SEGV SEGV": CRASHED,
    "SEGV ABRT BUS SEGV": CRASHED,
    "SEGV SEGV KILL SEGV": KILLED,
    "KILL KILL KILL KILL": KILLED,
    "late late": LATE,
}
"""What becomes of an item when it is run again and again: its result is that of the last time."""


def test_items_in_one_message_have_their_own_results():
    """They come back in pairs, an exception of one of them too."""
    items = [*map(str, range(200)), "none"]
    results = dict(run_in_workers(int, items, workers=2, timeout=30, together=64))
    assert results.pop("none") == WorkerFailure(reason="failed with ValueError")
    assert results == {item: int(item) for item in items[:-1]}


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_one_that_dies_among_others_in_a_message_fails_alone(tmp_path):
    """Those before and behind it are run again, each by itself."""
    fates = {7: "SEGV SEGV SEGV SEGV SEGV", 30: "late late late"}
    items = []
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        items.append((folder, fates.get(number, "good good good good")))
    results = dict(run_in_workers(meet, items, workers=1, timeout=2, together=16))
    wanted = {7: CRASHED, 30: LATE}
    assert {int(folder.name): result for (folder, _), result in results.items()} == {
        number: wanted.get(number, "good") for number in range(40)
    }


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
def test_an_item_whose_worker_dies_is_run_again_alone(tmp_path):
    """Only one that dies three times alone, each time through its own fault, has crashed."""
    items = [(tmp_path, fate) for fate in FATES]
    done = list(run_in_workers(meet, items, workers=2, timeout=2))
    assert {fate: result for (_, fate), result in done} == FATES
    for fate in FATES:
        assert len((tmp_path / fate).read_text()) == len(fate.split())
    lasting = [fate for (_, fate), _ in done if len(fate.split()) > 1]
    assert [fate for (_, fate), _ in done] == ["good", *lasting]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_workers_killed_from_outside_cost_no_item():
    """As the system does when memory is short: whatever it hits is run again."""
    before = set(psutil.Process().children())
    running = run_in_workers(math.factorial, range(30), workers=2, timeout=30)
    results = dict([next(running)])
    for _ in range(2):
        for child in set(psutil.Process().children()) - before:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        results.update([next(running)])
    results.update(running)
    assert results == {item: math.factorial(item) for item in range(30)}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_workers_that_are_killed_one_after_another_end_the_run(monkeypatch, tmp_path):
    """The fault is the machine's: no item is blamed, and none is run alone."""
    monkeypatch.setattr(workers, "MOST_IN_A_ROW", 3)
    items = [(tmp_path, f"KILL {number}") for number in range(9)]
    with pytest.raises(StoppedError, match="3 workers in a row were killed, or took longer than 9"):
        list(run_in_workers(meet, items, workers=1, timeout=9))
    assert len(list(tmp_path.iterdir())) <= 6


@pytest.mark.parametrize("error", [MemoryError(), OSError(12, "Cannot allocate memory")])
def test_every_kind_of_lack_of_memory_is_one(error):
    """Not only a MemoryError: what may pass must not be held against the item."""

    def fail(_):
        raise error

    assert worker_process._answer(fail, 1) == WorkerFailure(
        reason="not enough memory", cause="memory"
    )


def test_an_exception_fails_its_item_and_keeps_the_worker():
    """An ordinary exception is named by its kind, and needs no new process."""
    items = ["1", "one", "2"]
    results = dict(run_in_workers(int, items, workers=1, timeout=30))
    assert results == {"1": 1, "one": WorkerFailure(reason="failed with ValueError"), "2": 2}


def test_lack_of_memory_is_told_apart():
    """It may pass, so callers must be able to try again."""
    (result,) = dict(run_in_workers(bytes, [1 << 62], workers=1, timeout=30)).values()
    assert result == WorkerFailure(reason="not enough memory", cause="memory")


def test_stopping_early_leaves_no_process():
    """Who has seen enough closes the iterator: busy workers are ended at once."""
    before = set(psutil.Process().children())
    running = run_in_workers(time.sleep, [0.01, 60, 60, 60], workers=2, timeout=90)
    begin = time.perf_counter()
    next(running)
    assert set(psutil.Process().children()) - before
    running.close()
    assert time.perf_counter() - begin < 15
    assert set(psutil.Process().children()) == before


def test_an_exception_of_the_items_reaches_the_caller():
    """What the source of the items raises is not swallowed by a thread."""

    def items():
        yield 1
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        list(run_in_workers(math.sqrt, items(), workers=2, timeout=30))


def test_a_machine_that_starts_no_process_is_reported(monkeypatch):
    """A worker that dies before its first item is no fault of the items."""
    monkeypatch.setattr(worker_process, "PROGRAM", "raise SystemExit(7)")
    with pytest.raises(StoppedError, match="worker processes cannot be started"):
        list(run_in_workers(math.sqrt, [1, 2, 3], workers=2, timeout=30))


def test_a_program_that_is_not_there_is_reported(monkeypatch):
    """The reason is the system's own."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(StoppedError, match="cannot be started: no such file"):
        list(run_in_workers(math.sqrt, [1, 2, 3], workers=2, timeout=30))


def test_a_script_without_a_main_guard_works(tmp_path):
    """Workers do not run the user's script again, as `multiprocessing` would."""
    script = tmp_path / "plain.py"
    script.write_text(
        textwrap.dedent(
            """
            import math
            from mosaic_anim.io.workers import run_in_workers
            print(sorted(run_in_workers(math.factorial, [3, 4], workers=2, timeout=30)))
            """
        )
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.stdout, done.stderr) == ("[(3, 6), (4, 24)]\n", "")

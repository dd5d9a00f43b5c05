"""executors/local.py: as many segments at once as keep the workers busy."""

import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mosaic_anim.rendering.executors import local


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A segment of three frames that is drawn and ends when it is let."""

    threads: int
    name: str = ""
    frames: range = range(3)
    may_draw: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def executor(monkeypatch):
    """Two workers; their segments follow `Job`."""

    def make(job, _part, *, on_frame, drawer, ahead):
        del drawer, ahead
        job.may_draw.wait(20)
        for _ in job.frames:
            on_frame()
        job.may_end.wait(20)

    monkeypatch.setattr(local, "make_segment", make)
    store = lambda _job: nullcontext(Path())  # noqa: E731 - as short as what it says
    with local.local_executor(store, 2, lambda _name, _drawn: None) as opened:
        yield opened


def started(executor, threads):
    """Submit a job; return it and its future."""
    job = Job(threads, name=f"{time.monotonic_ns()}")
    return job, executor.submit(job)[0]


def ended_drawing(executor, job, futures):
    """Let a job draw its frames, and wait as the scheduler does."""
    job.may_draw.set()
    begun = time.monotonic()
    executor.wait(futures)
    return time.monotonic() - begun


def ended(job, future):
    """Let a job end."""
    job.may_end.set()
    future.result(timeout=20)


def test_encoders_of_one_thread_run_one_for_each_worker(executor):
    """One whose frames are all drawn still keeps its worker."""
    jobs = [started(executor, threads=1)]
    assert executor.has_room()
    jobs.append(started(executor, threads=1))
    assert not executor.has_room()
    ended_drawing(executor, jobs[0][0], [future for _, future in jobs])
    assert not executor.has_room()
    ended(*jobs[0])
    assert executor.has_room()
    for job, future in jobs:
        job.may_draw.set()
        ended(job, future)


def test_an_encoder_of_several_threads_keeps_as_many_workers_busy(executor):
    """The next segment begins when its frames are drawn; a third one has to wait."""
    first = started(executor, threads=4)
    assert not executor.has_room()
    ended_drawing(executor, first[0], [first[1]])
    assert executor.has_room()
    second = started(executor, threads=4)
    assert not executor.has_room()
    ended_drawing(executor, second[0], [first[1], second[1]])
    assert not executor.has_room()
    ended(*first)
    assert executor.has_room()
    ended(*second)


def test_waiting_ends_when_the_frames_of_a_segment_are_drawn(executor, monkeypatch):
    """Not only when the segment itself ends: a worker is free before."""
    monkeypatch.setattr(local, "_LOOK_UP", 20)
    job, future = started(executor, threads=4)
    assert ended_drawing(executor, job, [future]) < 10
    assert not future.done()
    ended(job, future)

"""Workers on other machines make the bytes that this one makes, whatever happens to them."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import Mosaic
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.presets import preset
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.lazy import LazyModule
from mosaic_anim.pack.place import write_pack
from mosaic_anim.rendering import open_outputs
from mosaic_anim.rendering.api import RenderOptions, render
from mosaic_anim.rendering.executors import dask, dask_connection, dask_worker
from mosaic_anim.rendering.executors.dask import dask_executor
from mosaic_anim.rendering.segment_job import SegmentJob, make_segment
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.flight import SortKeys
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, noise_pictures
from tests.local_cluster import local_cluster
from tests.rendering.deadly import Deadly, Wrong

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

SIZE = Size(height=54, width=96)
FPS = Fraction(10)
FRAMES = 6


@pytest.fixture(scope="module")
def mosaics():
    """Make a mosaic of noise."""
    placement, tiles = canvas_of(noise_pictures(4, 32), 9, 16)
    return {"main": Mosaic(placement=placement, tiles=tiles)}


@pytest.fixture(scope="module")
def scheduler():
    """Start a scheduler, and two workers."""
    with local_cluster(2) as cluster:
        yield cluster


def jobs_of(count, mosaics, motions=None):
    """Make jobs whose names tell their numbers: a camera that goes on, motions by their number."""
    return [job_of(number, mosaics, (motions or {}).get(number, ())) for number in range(count)]


def job_of(number, mosaics, motions):
    """Make one job."""
    frames = range(number * FRAMES, (number + 1) * FRAMES)
    cameras = (Camera(row=4.5, col=8 + index / 100, height=6) for index in frames)
    layers = (Layer(mosaic="main", camera=camera, motions=motions) for camera in cameras)
    return SegmentJob(
        name=hashlib.sha256(b"segment %d" % number).hexdigest(),
        frames=frames,
        states=tuple(FrameState(background=(0, 0, 0), layers=(layer,)) for layer in layers),
        quality="standard",
        encoding=Encoding(
            path=Path("out.mp4"),
            size=SIZE,
            fps=FPS,
            frames=100,
            settings=preset("draft").settings,
        ),
        mosaics=mosaics,
    )


def make_on_cluster(jobs, store, address, *, place="", report=lambda *_: None):
    """Let a cluster make all jobs; raise the first error."""
    waiting, running = list(reversed(jobs)), []
    with dask_executor(address, place, keep_in(store), report) as executor:
        while waiting or running:
            while waiting and executor.has_room():
                running += executor.submit(waiting.pop())
            executor.wait(running)
            for future in [future for future in running if future.done()]:
                running.remove(future)
                future.result()


def keep_in(store):
    """Return what stores the segment of a job."""
    return lambda job: store.keep(job.name, len(job.frames), job.suffix)


def made_here(jobs, folder):
    """Return the bytes of each segment as this process makes it."""
    made = []
    for number, job in enumerate(jobs):
        part = folder / f"here-{number}.mp4"
        make_segment(job, part)
        made.append(part.read_bytes())
    return made


def kept(store, jobs):
    """Return the bytes of each segment that a store holds, proven by their hash."""
    files = store.find_all(job.name for job in jobs).files
    return [files[job.name].path.read_bytes() for job in jobs if job.name in files]


@pytest.mark.parametrize("shared", [False, True])
def test_a_cluster_makes_the_bytes_of_this_machine(scheduler, mosaics, tmp_path, shared):
    """The tiles come along or lie in a shared folder; frames are reported as they come."""
    jobs, reported = jobs_of(5, mosaics), []
    store = ContentStore(folder=tmp_path / "segments")
    make_on_cluster(
        jobs,
        store,
        scheduler.scheduler_address,
        place=str(tmp_path / "packs") if shared else "",
        report=lambda *event: reported.append(event),
    )
    assert kept(store, jobs) == made_here(jobs, tmp_path)
    assert sorted(reported) == sorted((job.name, FRAMES) for job in jobs)
    assert len(list(tmp_path.glob("packs/*.pack"))) == shared


@pytest.fixture
def damages(tmp_path, monkeypatch):
    """Let as many packs be damaged, as soon as they are written, as a test allows."""
    done = SimpleNamespace(allowed=0, writes=[])

    def write_damaged(packed, place, **options):
        write_pack(packed, place, **options)
        done.writes.append(options)
        (path,) = (tmp_path / "packs").glob("*.pack")
        if len(done.writes) <= done.allowed:
            content = path.read_bytes()
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    (tmp_path / "packs").mkdir()
    monkeypatch.setattr(dask, "write_pack", write_damaged)
    return done


def of_chance(mosaics, seed):
    """Return mosaics that make another pack: workers keep open what they have read."""
    brightness, hue, date = np.random.default_rng(seed).random((3, 144), np.float32)
    facts = SortKeys(brightness=brightness, hue=hue, date=date)
    return {"main": replace(mosaics["main"], facts=facts)}


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_damaged_pack_is_written_again(scheduler, mosaics, tmp_path, damages, scheme):
    """A worker proves it; the sender writes it anew, whatever it looks like from there."""
    jobs, damages.allowed = jobs_of(2, of_chance(mosaics, len(scheme))), 1
    store = ContentStore(folder=tmp_path / "segments")
    place = f"{scheme}{tmp_path / 'packs'}"
    make_on_cluster(jobs, store, scheduler.scheduler_address, place=place)
    assert kept(store, jobs) == made_here(jobs, tmp_path)
    assert damages.writes[:2] == [{}, {"is_damaged": True}]


def test_a_pack_that_is_always_damaged_is_reported(scheduler, mosaics, tmp_path, damages):
    """After three tries."""
    jobs, damages.allowed = jobs_of(1, of_chance(mosaics, 99)), 99
    store, place = ContentStore(folder=tmp_path / "segments"), str(tmp_path / "packs")
    with pytest.raises(CannotStartError, match="the pack of tiles is damaged — remove it"):
        make_on_cluster(jobs, store, scheduler.scheduler_address, place=place)
    assert len(damages.writes) == 3


def test_the_bytes_are_the_same_when_a_worker_dies(scheduler, mosaics, tmp_path):
    """Killed in mid-segment: another makes it again, and has its tiles."""
    store = ContentStore(folder=tmp_path / "segments")
    jobs = jobs_of(4, mosaics, {1: (Deadly(str(tmp_path), times=1),)})
    make_on_cluster(jobs, store, scheduler.scheduler_address)
    assert (tmp_path / "0").exists()
    assert kept(store, jobs) == made_here(jobs, tmp_path)


def test_render_gives_its_segments_to_a_cluster(scheduler, scene_file, monkeypatch, tmp_path):
    """The file is, byte for byte, the one that this machine renders, with its text and logo."""
    monkeypatch.chdir(tmp_path)
    Image.new("RGBA", (20, 10), (255, 0, 0, 128)).save(tmp_path / "logo.png")
    marks = f"marks=[{{text: far, size: 0.2}}, {{picture: {tmp_path / 'logo.png'}}}]"
    scene = Scene.load(scene_file, sets=["frame.fps=4", marks])
    outputs = []
    for name, cluster in (("here", ""), ("there", scheduler.scheduler_address)):
        options = RenderOptions(segments=tmp_path / name, cluster=cluster, overwrite=True)
        (file,) = render(scene, options=options)
        assert file.drawn == file.segments > 1
        outputs.append(file.path.read_bytes())
    assert outputs[0] == outputs[1]


def test_render_asks_for_the_cluster_first(scene_file, monkeypatch):
    """Before photos are looked at: nobody waits for an hour to be told."""
    monkeypatch.setattr(dask_connection, "CONNECTING", 1.0)
    monkeypatch.setattr(open_outputs, "open_project", None)
    with pytest.raises(CannotStartError, match="no Dask scheduler answers"):
        render(Scene.load(scene_file), options=RenderOptions(cluster="tcp://127.0.0.1:9"))


def test_no_scheduler_is_reported_in_a_few_seconds(mosaics, monkeypatch, tmp_path):
    """Nobody listens at the address; nothing is written."""
    assert dask_connection.CONNECTING <= 5
    monkeypatch.setattr(dask_connection, "CONNECTING", 1.0)
    begun = time.monotonic()
    with pytest.raises(
        CannotStartError, match=r"127\.0\.0\.1:9: no Dask scheduler answers"
    ) as told:
        make_on_cluster(
            jobs_of(1, mosaics), ContentStore(folder=tmp_path / "segments"), "tcp://127.0.0.1:9"
        )
    assert time.monotonic() - begun < 4
    assert told.value.exit_code == 4
    assert not list(tmp_path.iterdir())


def test_a_web_server_is_no_scheduler():
    """Its first bytes, HTTP/1.1, read as a number of bytes are 3 million terabytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1)

        threading.Thread(target=answer, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(CannotStartError, match="what answers here is no Dask scheduler"):
            dask_connection.require_cluster(address)


def test_without_dask_the_extra_is_named(mosaics, monkeypatch, tmp_path):
    """The remedy is a command."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr(dask_connection, "distributed", LazyModule("distributed"))
    with pytest.raises(CannotStartError, match=r"pip install 'mosaic_anim\[cluster\]'"):
        make_on_cluster(jobs_of(1, mosaics), ContentStore(folder=tmp_path), "tcp://127.0.0.1:9")


def test_workers_of_another_version_are_refused(scheduler, mosaics, monkeypatch, tmp_path):
    """Before anything is drawn; the error names the worker, and both versions."""
    theirs = dask_connection.program_versions()["ffmpeg"]
    monkeypatch.setattr(dask_connection, "ffmpeg_version", lambda _: "0.1")
    with pytest.raises(
        CannotStartError, match=f"worker tcp:.* has ffmpeg {theirs}, here it is 0.1"
    ):
        make_on_cluster(
            jobs_of(1, mosaics), ContentStore(folder=tmp_path), scheduler.scheduler_address
        )


def test_a_frame_that_cannot_be_drawn_is_named(scheduler, mosaics, tmp_path):
    """As it is at home; what was finished before stays."""
    jobs, store = jobs_of(4, mosaics, {3: (Wrong(),)}), ContentStore(folder=tmp_path)
    with pytest.raises(StoppedError, match="frame 18 could not be drawn: ZeroDivisionError"):
        make_on_cluster(jobs, store, scheduler.scheduler_address)
    assert len(kept(store, jobs)) >= 1


def test_too_many_tiles_for_a_scheduler_need_a_place(scheduler, mosaics, monkeypatch, tmp_path):
    """The option that helps is named."""
    monkeypatch.setattr(dask, "THROUGH_SCHEDULER", 1000)
    with pytest.raises(CannotStartError, match="reach with pack"):
        make_on_cluster(
            jobs_of(1, mosaics), ContentStore(folder=tmp_path), scheduler.scheduler_address
        )


def test_ctrl_c_takes_back_what_was_asked_for(scheduler, mosaics, tmp_path):
    """The scheduler forgets it; what had come stays."""
    jobs, store = jobs_of(6, mosaics), ContentStore(folder=tmp_path)

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_on_cluster(jobs, store, scheduler.scheduler_address, report=interrupt)
    assert len(kept(store, jobs)) == 1
    for _ in range(100):
        if not scheduler.scheduler.tasks:
            break
        time.sleep(0.1)
    assert not scheduler.scheduler.tasks


@pytest.mark.long
def test_frames_that_let_three_workers_die_are_named(scheduler, mosaics, tmp_path):
    """Three, or a fourth that died before we looked; their neighbours are not suspected."""
    jobs = jobs_of(6, mosaics, {2: (Deadly(str(tmp_path)),)})
    store = ContentStore(folder=tmp_path / "segments")
    with pytest.raises(StoppedError, match="workers died") as told:
        make_on_cluster(jobs, store, scheduler.scheduler_address)
    assert told.value.exit_code == 5
    deaths = len([mark for mark in tmp_path.iterdir() if mark.is_file()])
    assert 3 <= deaths <= 4
    assert any(f"{count} workers died" in str(told.value) for count in {3, deaths})


@pytest.fixture
def commands(tmp_path):
    """Start a scheduler and a worker by Dask's own commands, as the README does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    alone = ("--no-dashboard", "--host", "127.0.0.1")
    each = [
        ["scheduler", "--port", str(port), *alone],
        ["worker", address, "--nthreads", "1", "--memory-limit", "0", *alone],
    ]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            env=environment,
            cwd=tmp_path,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for arguments in each
    ]
    yield address, *started
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.long
def test_a_lost_scheduler_costs_nothing_that_was_done(commands, mosaics, monkeypatch, tmp_path):
    """Exit 5 soon; what had come stays, and what is missing can be made here."""
    monkeypatch.setattr(dask_connection, "CONNECTING", 30.0)
    address, scheduler, _ = commands
    jobs, store = jobs_of(8, mosaics), ContentStore(folder=tmp_path / "segments")
    made, lost = [], []

    def lose(*event):
        made.append(event)
        if len(made) == 2:
            os.killpg(scheduler.pid, signal.SIGKILL)
            lost.append(time.monotonic())

    with pytest.raises(StoppedError, match="the scheduler was lost") as told:
        make_on_cluster(jobs, store, address, report=lose)
    assert time.monotonic() - lost[0] < 10
    assert told.value.exit_code == 5
    assert 2 <= len(kept(store, jobs)) < 8
    assert set(kept(store, jobs)) <= set(made_here(jobs, tmp_path))


@pytest.mark.long
def test_a_scheduler_that_hangs_counts_as_lost(commands, mosaics, monkeypatch, tmp_path):
    """It takes connections, but never answers."""
    monkeypatch.setattr(dask_connection, "CONNECTING", 30.0)
    monkeypatch.setattr(dask_worker, "ANSWERING", 3.0)
    address, scheduler, _ = commands
    store = ContentStore(folder=tmp_path / "segments")
    with pytest.raises(StoppedError, match="the scheduler was lost"):
        make_on_cluster(
            jobs_of(40, mosaics),
            store,
            address,
            report=lambda *_: os.killpg(scheduler.pid, signal.SIGSTOP),
        )

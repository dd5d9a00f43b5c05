"""Workers on other machines make the bytes that this one makes, whatever happens to them."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
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
from mosaic_anim.rendering import plan as planned
from mosaic_anim.rendering.api import RenderOptions, render
from mosaic_anim.rendering.executors import dask as cluster_module
from mosaic_anim.rendering.executors import dask_worker as on_worker
from mosaic_anim.rendering.executors.dask import Cluster, make_on_cluster
from mosaic_anim.rendering.executors.pack import write_pack
from mosaic_anim.rendering.segment_job import SegmentJob, make_segment
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.scene.load import load_scene
from mosaic_anim.values.flight import SortKeys
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, noise_pictures
from tests.rendering.deadly import Deadly, Wrong

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

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
    """Start a scheduler in this process, and two workers in processes of their own."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        memory_limit=0,
        dashboard_address=None,
        silence_logs=50,
    ) as local:
        yield local


def segments_of(count):
    """Make segments whose names tell their numbers."""
    return [
        Segment(
            number=number,
            frames=range(number * FRAMES, (number + 1) * FRAMES),
            seen=range(number * FRAMES, (number + 1) * FRAMES),
            name=hashlib.sha256(b"segment %d" % number).hexdigest(),
        )
        for number in range(count)
    ]


def orders(motions=None):
    """Return what gives a segment's order: a camera that goes on, and motions by its number."""

    def order(segment):
        moved = (motions or {}).get(segment.number, ())
        states = tuple(
            FrameState(
                background=(0, 0, 0),
                layers=(
                    Layer(
                        mosaic="main",
                        camera=Camera(row=4.5, col=8 + index / 100, height=6),
                        motions=moved,
                    ),
                ),
            )
            for index in segment.frames
        )
        return SegmentJob(
            states=states,
            times=tuple(Fraction(index, FPS) for index in segment.frames),
            first=segment.frames.start,
            count=len(segment.frames),
            size=SIZE,
            quality="standard",
            encoding=Encoding(
                path=Path("out.mp4"),
                size=SIZE,
                fps=FPS,
                frames=100,
                settings=preset("draft").settings,
            ),
        )

    return order


def made_here(segments, order, mosaics, folder):
    """Return the bytes of each segment as this process makes it."""
    made = []
    for segment in segments:
        part = folder / f"here-{segment.number}.mp4"
        make_segment(order(segment), mosaics, part)
        made.append(part.read_bytes())
    return made


def kept(store, segments):
    """Return the bytes of each segment that a store holds, proven by their hash."""
    files = store.find_all(segment.name for segment in segments).files
    return [files[segment.name].path.read_bytes() for segment in segments if segment.name in files]


@pytest.mark.parametrize("shared", [False, True])
def test_a_cluster_makes_the_bytes_of_this_machine(scheduler, mosaics, tmp_path, shared):
    """The tiles come along or lie in a shared folder; frames are told as they come."""
    segments, told = segments_of(5), []
    store = ContentStore(folder=tmp_path / "segments")
    place = str(tmp_path / "packs") if shared else ""
    make_on_cluster(
        segments,
        orders(),
        mosaics,
        store,
        cluster=Cluster(address=scheduler.scheduler_address, place=place),
        on_frames=told.append,
    )
    assert kept(store, segments) == made_here(segments, orders(), mosaics, tmp_path)
    assert told == [FRAMES * (n + 1) for n in range(5)]
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
    monkeypatch.setattr(cluster_module, "write_pack", write_damaged)
    return done


def of_chance(mosaics, seed):
    """Return mosaics that make another pack: workers keep open what they have read."""
    brightness, hue, date = np.random.default_rng(seed).random((3, 144), np.float32)
    facts = SortKeys(brightness=brightness, hue=hue, date=date)
    return {"main": replace(mosaics["main"], facts=facts)}


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_damaged_pack_is_written_again(scheduler, mosaics, tmp_path, damages, scheme):
    """A worker proves it; who sent it writes it anew, whatever it looks like from there."""
    segments, store = segments_of(2), ContentStore(folder=tmp_path / "segments")
    there = Cluster(address=scheduler.scheduler_address, place=f"{scheme}{tmp_path / 'packs'}")
    mosaics, damages.allowed = of_chance(mosaics, len(scheme)), 1
    make_on_cluster(segments, orders(), mosaics, store, cluster=there)
    assert kept(store, segments) == made_here(segments, orders(), mosaics, tmp_path)
    assert damages.writes[:2] == [{}, {"is_damaged": True}]


def test_a_pack_that_is_always_damaged_is_told(scheduler, mosaics, tmp_path, damages):
    """After three tries."""
    store = ContentStore(folder=tmp_path / "segments")
    there = Cluster(address=scheduler.scheduler_address, place=str(tmp_path / "packs"))
    mosaics, damages.allowed = of_chance(mosaics, 99), 99
    with pytest.raises(CannotStartError, match="the pack of tiles is damaged — remove it"):
        make_on_cluster(segments_of(1), orders(), mosaics, store, cluster=there)
    assert len(damages.writes) == 3


def test_the_bytes_are_the_same_when_a_worker_dies(scheduler, mosaics, tmp_path):
    """Killed in mid-segment: another makes it again, and has its tiles."""
    segments, store = segments_of(4), ContentStore(folder=tmp_path / "segments")
    order = orders({1: (Deadly(str(tmp_path), times=1),)})
    make_on_cluster(
        segments, order, mosaics, store, cluster=Cluster(address=scheduler.scheduler_address)
    )
    assert (tmp_path / "0").exists()
    assert kept(store, segments) == made_here(segments, order, mosaics, tmp_path)


def test_render_gives_its_segments_to_a_cluster(scheduler, scene_file, monkeypatch, tmp_path):
    """The file is, byte for byte, the one that this machine renders, with its text and logo."""
    monkeypatch.chdir(tmp_path)
    Image.new("RGBA", (20, 10), (255, 0, 0, 128)).save(tmp_path / "logo.png")
    marks = f"marks=[{{text: far, size: 0.2}}, {{picture: {tmp_path / 'logo.png'}}}]"
    scene = load_scene(scene_file, sets=["frame.fps=4", marks])
    outputs = []
    for name, cluster in (("here", ""), ("there", scheduler.scheduler_address)):
        options = RenderOptions(segments=tmp_path / name, cluster=cluster, overwrite=True)
        (file,) = render(scene, options=options)
        assert file.drawn == file.segments > 1
        outputs.append(file.path.read_bytes())
    assert outputs[0] == outputs[1]


def test_render_asks_for_the_cluster_first(scene_file, monkeypatch):
    """Before photos are looked at: nobody waits for an hour to be told."""
    monkeypatch.setattr(cluster_module, "CONNECTING", 1.0)
    monkeypatch.setattr(planned, "open_stage", None)
    with pytest.raises(CannotStartError, match="no Dask scheduler answers"):
        render(load_scene(scene_file), options=RenderOptions(cluster="tcp://127.0.0.1:9"))


def test_no_scheduler_is_told_in_a_few_seconds(mosaics, monkeypatch, tmp_path):
    """Nobody listens at the address; nothing is written."""
    assert cluster_module.CONNECTING <= 5
    monkeypatch.setattr(cluster_module, "CONNECTING", 1.0)
    begun = time.monotonic()
    with pytest.raises(
        CannotStartError, match=r"127\.0\.0\.1:9: no Dask scheduler answers"
    ) as told:
        make_on_cluster(
            segments_of(1),
            orders(),
            mosaics,
            ContentStore(folder=tmp_path / "segments"),
            cluster=Cluster(address="tcp://127.0.0.1:9"),
        )
    assert time.monotonic() - begun < 4
    assert told.value.exit_code == 4
    assert not list(tmp_path.iterdir())


def test_without_dask_the_extra_is_named(mosaics, monkeypatch, tmp_path):
    """The remedy is a command."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotStartError, match=r"pip install 'mosaic_anim\[cluster\]'"):
        make_on_cluster(
            segments_of(1),
            orders(),
            mosaics,
            ContentStore(folder=tmp_path),
            cluster=Cluster(address="tcp://127.0.0.1:9"),
        )


def test_workers_of_another_version_are_refused(scheduler, mosaics, monkeypatch, tmp_path):
    """Before anything is drawn; the error names the worker, and both versions."""
    theirs = on_worker.program_versions()["ffmpeg"]
    ours = {**on_worker.program_versions(), "ffmpeg": "0.1"}
    monkeypatch.setattr(cluster_module, "program", lambda: ours)
    with pytest.raises(
        CannotStartError, match=f"worker tcp:.* has ffmpeg {theirs}, here it is 0.1"
    ):
        make_on_cluster(
            segments_of(1),
            orders(),
            mosaics,
            ContentStore(folder=tmp_path),
            cluster=Cluster(address=scheduler.scheduler_address),
        )


def test_a_frame_that_cannot_be_drawn_is_named(scheduler, mosaics, tmp_path):
    """As it is at home; what was finished before stays."""
    segments, store = segments_of(4), ContentStore(folder=tmp_path)
    with pytest.raises(StoppedError, match="frame 18 could not be drawn: ZeroDivisionError"):
        make_on_cluster(
            segments,
            orders({3: (Wrong(),)}),
            mosaics,
            store,
            cluster=Cluster(address=scheduler.scheduler_address),
        )
    assert len(kept(store, segments)) >= 1


def test_too_many_tiles_for_a_scheduler_need_a_place(scheduler, mosaics, monkeypatch, tmp_path):
    """The option that helps is named."""
    monkeypatch.setattr(cluster_module, "THROUGH_SCHEDULER", 1000)
    with pytest.raises(CannotStartError, match="reach with --pack"):
        make_on_cluster(
            segments_of(1),
            orders(),
            mosaics,
            ContentStore(folder=tmp_path),
            cluster=Cluster(address=scheduler.scheduler_address),
        )


def test_ctrl_c_takes_back_what_was_asked_for(scheduler, mosaics, tmp_path):
    """The scheduler forgets it; what had come stays."""
    segments, store = segments_of(6), ContentStore(folder=tmp_path)

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_on_cluster(
            segments,
            orders(),
            mosaics,
            store,
            cluster=Cluster(address=scheduler.scheduler_address),
            on_frames=interrupt,
        )
    assert len(kept(store, segments)) == 1
    for _ in range(100):
        if not scheduler.scheduler.tasks:
            break
        time.sleep(0.1)
    assert not scheduler.scheduler.tasks


@pytest.mark.long
def test_frames_that_let_three_workers_die_are_named(scheduler, mosaics, tmp_path):
    """Not more than three; their neighbours are not suspected."""
    segments = segments_of(6)
    with pytest.raises(StoppedError, match="frames 12 to 17: 3 workers died") as told:
        make_on_cluster(
            segments,
            orders({2: (Deadly(str(tmp_path)),)}),
            mosaics,
            ContentStore(folder=tmp_path / "segments"),
            cluster=Cluster(address=scheduler.scheduler_address),
        )
    assert told.value.exit_code == 5
    assert 3 <= len([mark for mark in tmp_path.iterdir() if mark.is_file()]) <= 4


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
    monkeypatch.setattr(cluster_module, "CONNECTING", 30.0)
    address, scheduler, _ = commands
    segments, store = segments_of(8), ContentStore(folder=tmp_path / "segments")
    lost = []

    def lose(frames):
        if frames == 2 * FRAMES:
            os.killpg(scheduler.pid, signal.SIGKILL)
            lost.append(time.monotonic())

    with pytest.raises(StoppedError, match="the scheduler was lost") as told:
        make_on_cluster(
            segments, orders(), mosaics, store, cluster=Cluster(address=address), on_frames=lose
        )
    assert time.monotonic() - lost[0] < 10
    assert told.value.exit_code == 5
    here = made_here(segments, orders(), mosaics, tmp_path)
    assert 2 <= len(kept(store, segments)) < 8
    assert set(kept(store, segments)) <= set(here)


@pytest.mark.long
def test_a_scheduler_that_hangs_counts_as_lost(commands, mosaics, monkeypatch, tmp_path):
    """It takes connections, but never answers."""
    monkeypatch.setattr(cluster_module, "CONNECTING", 30.0)
    monkeypatch.setattr(cluster_module, "_ANSWERING", 3.0)
    address, scheduler, _ = commands
    store = ContentStore(folder=tmp_path / "segments")
    with pytest.raises(StoppedError, match="the scheduler was lost"):
        make_on_cluster(
            segments_of(40),
            orders(),
            mosaics,
            store,
            cluster=Cluster(address=address),
            on_frames=lambda _: os.killpg(scheduler.pid, signal.SIGSTOP),
        )

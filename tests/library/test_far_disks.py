"""Photos on disks that are slow, that go away, or that cannot be written: what was read stays."""

import errno
import os
import shutil
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from mosaic_anim.errors import StoppedError
from mosaic_anim.io import workers as running
from mosaic_anim.io.worker_process import WorkerFailure
from mosaic_anim.library import photo_reading as reading
from mosaic_anim.library import reading_batches, scan
from mosaic_anim.library.index import index_photos
from tests.faults.test_full_disk import why_no_disks
from tests.nasty_pictures import encoded, gradient, write

COUNT = 24
HALF = 12


@pytest.fixture
def photos(tmp_path):
    """Make a folder of photos, half of them in a folder of their own."""
    folder = tmp_path / "photos"
    (folder / "far").mkdir(parents=True)
    for number in range(COUNT):
        name = f"far/{number:02}.png" if number >= HALF else f"{number:02}.png"
        pixels = gradient(8, 8)
        pixels[..., 2] = number
        write(folder / name, encoded(pixels, "PNG"))
    return folder


@pytest.fixture
def index(tmp_path):
    """Name a folder for the index."""
    return tmp_path / "index"


@pytest.fixture
def disk(monkeypatch):
    """Read photos here; list which, and call `before` with the number of those read so far."""
    disk = SimpleNamespace(read=[], before=lambda _: None)

    def run(_, tasks, **__):
        for task in tasks:
            failure = disk.before(len(disk.read))
            disk.read.append(task.photo.path)
            yield task, failure or reading.read_small(task)

    monkeypatch.setattr(reading, "run_in_workers", run)
    monkeypatch.setattr(reading_batches, "BATCH", 4)
    return disk


@pytest.mark.parametrize("leaves", ["nothing", "an empty folder"])
def test_a_folder_that_vanishes_in_the_middle_stops_the_run(photos, index, disk, leaves):
    """Whether its disk was mounted there or above; what was read before is not read again."""

    def pull(count):
        if count == HALF:
            photos.rename(photos.with_name("elsewhere"))
            if leaves == "an empty folder":
                photos.mkdir()

    disk.before = pull
    with pytest.raises(StoppedError, match=r"photos: the photo folder can no longer be read — con"):
        index_photos(photos, index=index)
    assert len(disk.read) < COUNT
    shutil.rmtree(photos, ignore_errors=True)
    photos.with_name("elsewhere").rename(photos)
    disk.before = lambda _: None
    disk.read.clear()
    report = index_photos(photos, index=index)
    assert (report.taken, report.reused, len(disk.read)) == (COUNT, HALF, COUNT - HALF)


def test_a_disk_that_goes_away_as_new_photos_are_read_takes_no_known_one_along(photos, index, disk):
    """They leave the index neither now nor in the next run, which finds an empty folder."""
    index_photos(photos, index=index)
    write(photos / "new.png", encoded(gradient(9, 9), "PNG"))

    def pull(_):
        shutil.rmtree(photos)
        photos.mkdir()

    shutil.copytree(photos, photos.with_name("copy"))
    disk.before = pull
    with pytest.raises(StoppedError, match="can no longer be read"):
        index_photos(photos, index=index)
    photos.rmdir()
    photos.with_name("copy").rename(photos)
    disk.before = lambda _: None
    disk.read.clear()
    assert (index_photos(photos, index=index).taken, disk.read) == (COUNT + 1, ["new.png"])


def test_photos_of_a_folder_that_cannot_be_listed_stay_in_the_index(
    photos, index, disk, monkeypatch
):
    """Their disk is away: they are not used, and not read again when it is back."""
    index_photos(photos, index=index)
    disk.read.clear()
    entries = scan.Walk._take_entries

    def away(walk, folder, prefix):
        if prefix == "far/":
            raise OSError(errno.EHOSTDOWN, os.strerror(errno.EHOSTDOWN))
        return entries(walk, folder, prefix)

    with monkeypatch.context() as patch:
        patch.setattr(scan.Walk, "_take_entries", away)
        report = index_photos(photos, index=index)
        assert (report.taken, report.summary()) == (HALF, {"folder cannot be listed": 1})
    assert index_photos(photos, index=index).taken == COUNT
    assert disk.read == []


def test_a_disk_that_is_slow_is_no_fault_of_its_photos(photos, index, disk):
    """However often a photo does not come in time, it is asked for again."""
    slow = WorkerFailure(reason="took longer than 60 s", cause="late")
    disk.before = lambda count: slow if count % COUNT == 3 else None
    assert index_photos(photos, index=index).summary() == {"the disk is too slow": 1}
    disk.before = lambda _: slow
    for _ in range(5):
        assert index_photos(photos, index=index).taken == COUNT - 1
    disk.before = lambda _: None
    assert index_photos(photos, index=index).taken == COUNT


def test_a_disk_that_hangs_stops_the_run_and_what_was_read_stays(photos, index, monkeypatch):
    """Its line names the folder; the same command reads the others."""
    monkeypatch.setattr(reading, "FETCHING_LIMIT", 0.5)
    monkeypatch.setattr(running, "MOST_SLOW", 2)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_plain", hang_behind_half)
        with pytest.raises(StoppedError, match=r"photos: 2 workers in a row .*longer than 0\.5 s"):
            index_photos(photos, index=index, workers=1)
    report = index_photos(photos, index=index, workers=1)
    assert (report.taken, report.reused) == (COUNT, HALF)


def hang_behind_half(task):
    """Read a photo, or wait for ever, as for a network disk that is gone."""
    if task.photo.path.startswith("far/"):
        threading.Event().wait()
    return reading.read_plain(task)


def test_half_an_index_from_a_full_disk_is_half_the_work(photos, index, disk, monkeypatch):
    """What was committed stays; with more room the same command reads the rest."""
    fsync = os.fsync

    def full(descriptor):
        if len(disk.read) > HALF:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr("mosaic_anim.library.small_pictures.os.fsync", full)
        with pytest.raises(StoppedError, match=r"index: the disk is full: .* free"):
            index_photos(photos, index=index)
    disk.read.clear()
    report = index_photos(photos, index=index)
    assert (report.taken, report.reused, len(disk.read)) == (COUNT, HALF, COUNT - HALF)


READ_ONLY = """
mount -t tmpfs tmpfs "$1" && cp -r "$2" "$1/index" && mount -o remount,ro "$1" || exit 99
"$3" -m mosaic_anim index "$4" --index "$1/index" || exit $?
echo more >> "$4/00.png"
"$3" -m mosaic_anim index "$4" --index "$1/index"
"""


@pytest.mark.skipif(sys.platform != "linux" or bool(why_no_disks()), reason="no disks of our own")
@pytest.mark.usefixtures("disk")
def test_an_index_on_a_disk_that_cannot_be_written_is_read(photos, index, tmp_path):
    """As long as there is nothing to write; then a line says so."""
    index_photos(photos, index=index)
    there = tmp_path / "disk"
    there.mkdir()
    unshare = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", READ_ONLY, "sh"]
    done = subprocess.run(
        [*unshare, there, index, sys.executable, photos],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stdout.startswith(f"{COUNT} photos in the library ({COUNT} unchanged)\n")
    assert done.stderr == (
        f"error: {there}/index: the index cannot be written: read-only file system"
        " — name another folder for it\n"
    )
    assert done.returncode == 4

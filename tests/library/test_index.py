"""The index of a photo folder: read once, kept true, never wrong."""

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.errors import CannotStartError, ExitCode, StoppedError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.worker_process import WorkerFailure
from mosaic_anim.library import photo_reading as reading
from mosaic_anim.library import plain_reading, update
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.lock import only_indexer
from mosaic_anim.library.manifest import Manifest
from mosaic_anim.library.photo_reading import SmallPicture, read_photos
from mosaic_anim.library.refresh import default_index
from mosaic_anim.library.scan import scan_photos
from tests.nasty_pictures import gradient, refused_files

SIZES = {"a.png": (40, 60), "b/c.png": (300, 200), "wide.png": (150, 900), "line.png": (1, 3000)}


@pytest.fixture
def photos(tmp_path):
    """Make a folder of four photos of different shapes."""
    folder = tmp_path / "photos"
    for name, (height, width) in SIZES.items():
        save(folder / name, height, width)
    return folder


@pytest.fixture
def index(tmp_path):
    """Name a folder for the index."""
    return tmp_path / "index"


@pytest.fixture
def workers():
    """Read photos in worker processes, as users do."""
    return 2


@pytest.fixture(autouse=True)
def in_process(request, monkeypatch):
    """Read photos in this process, which is quicker, and list what is read."""
    seen = []
    if "workers" in request.fixturenames:
        return seen

    def run(_, tasks, **options):
        assert options["timeout"] > 0
        for task in tasks:
            seen.append(task.photo.path)
            yield task, reading.read_small(task)

    monkeypatch.setattr(reading, "run_in_workers", run)
    return seen


def save(path, height, width, *, shade=0):
    """Write a gradient, made distinct by a shade of blue."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.resize(gradient(max(height, 2), max(width, 2)), (height, width, 3))
    pixels[..., 2] = shade
    Image.fromarray(pixels).save(path)


def test_a_folder_becomes_a_library(photos, index, workers):
    """Small pictures have a short side of 128 at most, an aspect of 2 at most, and never grow."""
    done = []
    report = index_photos(
        photos, index=index, workers=workers, progress=lambda *what: done.append(what)
    )
    library = report.library
    assert library.photo == ("a.png", "b/c.png", "line.png", "wide.png")
    assert library.full_size.tolist() == [[40, 60], [300, 200], [1, 3000], [150, 900]]
    assert library.small_size.tolist() == [[40, 60], [192, 128], [1, 2], [128, 256]]
    wide = 256 / 768
    np.testing.assert_allclose(library.small_rect[3], (0, (1 - wide) / 2, 1, wide))
    assert (report.taken, report.reused, report.skipped) == (4, 0, ())
    assert done == [("reading photos", k, 4) for k in (1, 2, 3, 4)]


def test_small_pictures_hold_their_own_photo(photos, index, workers):
    """Each slot of the store holds the pixels of its photo, whatever order they came in."""
    library = index_photos(photos, index=index, workers=workers).library
    np.testing.assert_array_equal(library.small(0), np.asarray(Image.open(photos / "a.png")))
    middle = Image.open(photos / "wide.png").resize((768, 128), Image.Resampling.BOX)
    wanted = np.asarray(middle)[:, 256:512].astype(int)
    np.testing.assert_allclose(library.small(3).astype(int), wanted, atol=3)


def test_unchanged_files_are_not_read_again_good_or_bad(photos, index, in_process):
    """Only what is new or changed costs time."""
    (photos / "text.jpg").write_text("no photo")
    index_photos(photos, index=index)
    assert sorted(in_process) == ["a.png", "b/c.png", "line.png", "text.jpg", "wide.png"]
    in_process.clear()
    report = index_photos(photos, index=index)
    assert in_process == []
    assert (report.taken, report.reused) == (4, 4)
    assert report.summary() == {"not a picture of a known format": 1}


def test_a_changed_file_is_read_again(photos, index, in_process):
    """A new size or a new time is a new photo."""
    index_photos(photos, index=index)
    in_process.clear()
    save(photos / "a.png", 41, 60)
    report = index_photos(photos, index=index)
    assert in_process == ["a.png"]
    assert report.library.full_size[0].tolist() == [41, 60]
    assert (report.taken, report.reused) == (4, 3)


def test_a_rebuild_reads_photos_that_changed_unseen(photos, index):
    """One with the size and the time of the old one is taken for it, unless `rebuild` is given."""
    save(photos / "a.png", 40, 60, shade=1)
    index_photos(photos, index=index)
    status = (photos / "a.png").stat()
    save(photos / "a.png", 40, 60, shade=2)
    (photos / "a.png").write_bytes((photos / "a.png").read_bytes().ljust(status.st_size, b"\0"))
    os.utime(photos / "a.png", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (photos / "a.png").stat().st_size == status.st_size
    library = index_photos(photos, index=index).library
    assert (library.small(0)[..., 2] == 1).all()
    library = index_photos(photos, index=index, rebuild=True).library
    assert (library.small(0)[..., 2] == 2).all()
    assert library.photo_hash[0] == sha256_of(photos / "a.png")


@pytest.mark.parametrize("seen", [True, False])
def test_a_photo_replaced_while_it_is_read_is_never_kept_wrong(photos, index, monkeypatch, seen):
    """It is read the next time, or, if nobody saw the change, kept as what it was."""
    old = (photos / "a.png").read_bytes()
    real = plain_reading.read_image

    def replace_a(path, **options):
        picture = real(path, **options)
        if path.name == "a.png":
            status = path.stat()
            save(path, 40, 60, shade=9)
            path.write_bytes(path.read_bytes().ljust(status.st_size, b"\0")[: status.st_size])
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        return picture

    monkeypatch.setattr(plain_reading, "read_image", replace_a)
    if not seen or os.name != "posix":  # there, a time that nobody sets tells of it
        monkeypatch.setattr(plain_reading, "file_state", seen_by_size_and_time)
    report = index_photos(photos, index=index)
    if seen and os.name == "posix":
        assert report.summary() == {"changed meanwhile": 1}
        return
    library = report.library
    assert library.photo_hash[0] == hashlib.sha256(old).hexdigest()
    assert (library.small(0)[..., 2] == 0).all()


def seen_by_size_and_time(path):
    """Return what a photo is known by."""
    return path.stat().st_size, path.stat().st_mtime_ns


def test_vanished_files_leave(photos, index):
    """What is no longer in the folder is no longer in the library."""
    index_photos(photos, index=index)
    shutil.rmtree(photos / "b")
    assert index_photos(photos, index=index).library.photo == ("a.png", "line.png", "wide.png")


def test_an_emptied_folder_keeps_the_index(photos, index, tmp_path, in_process):
    """A disk that is not mounted looks empty: the index waits for it."""
    index_photos(photos, index=index)
    photos.rename(tmp_path / "away")
    photos.mkdir()
    with pytest.raises(CannotStartError, match="no usable photo here"):
        index_photos(photos, index=index)
    photos.rmdir()
    (tmp_path / "away").rename(photos)
    in_process.clear()
    assert len(index_photos(photos, index=index).library) == 4
    assert in_process == []


def test_the_same_content_is_kept_once(photos, index):
    """Copies of a photo count once, under the first path, and are found by every name."""
    shutil.copy(photos / "a.png", photos / "copy of a.png")
    report = index_photos(photos, index=index)
    assert "copy of a.png" not in report.library.photo
    assert (len(report.library), report.same) == (4, 1)
    assert report.library.find("copy of a.png") == report.library.find("a.png") == 0


def test_one_bad_photo_never_stops_a_run(photos, index, workers):
    """All kinds of broken files are listed with their reasons; all good ones are taken."""
    wanted = {}
    for name, (data, reason) in refused_files().items():
        (photos / name).write_bytes(data)
        wanted[name] = reason
    report = index_photos(photos, index=index, workers=workers)
    assert {skip.path: skip.reason for skip in report.skipped} == wanted
    assert len(report.library) == 4


def test_no_usable_photo_is_said_with_counts(tmp_path, index):
    """The error counts the reasons."""
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_text("no photo")
    with pytest.raises(CannotStartError, match=r"\(3 not a picture of a known format\)") as caught:
        index_photos(tmp_path, index=index)
    assert caught.value.exit_code == ExitCode.CANNOT_START


@pytest.mark.parametrize("damage", ["half", "header", "flip", "empty pixels", "no pixels"])
def test_a_damaged_index_says_how_to_rebuild_it(photos, index, damage):
    """Truncated, overwritten or bit-flipped: one line with the command, never a wrong tile."""
    index_photos(photos, index=index)
    manifest, pixels = index / "manifest.sqlite", index / "pixels-1.u8"
    data = manifest.read_bytes()
    match damage:
        case "half":
            manifest.write_bytes(data[: len(data) // 2])
        case "header":
            manifest.write_bytes(b"?" * 100 + data[100:])
        case "flip":
            manifest.write_bytes(data.replace(b"b/c.png", b"b/b.png"))
        case "empty pixels":
            os.truncate(pixels, pixels.stat().st_size - 1)
        case _:
            pixels.unlink()
    with pytest.raises(CannotStartError, match=r"rebuild with: Library\.open\(.*, rebuild=True\)"):
        index_photos(photos, index=index)
    assert len(index_photos(photos, index=index, rebuild=True).library) == 4


def test_a_flipped_bit_in_the_pixels_is_seen(photos, index):
    """The checksum of a small picture is compared when it is first used."""
    library = index_photos(photos, index=index).library
    pixels = index / "pixels-1.u8"
    data = bytearray(pixels.read_bytes())
    data[int(library.small_offset[1]) + 1000] ^= 4
    pixels.write_bytes(data)
    library = index_photos(photos, index=index).library
    library.small(0)
    with pytest.raises(CannotStartError, match="has damaged pixels — rebuild with"):
        library.small(1)


@pytest.mark.parametrize(
    "flips", [pytest.param(400, id="some"), pytest.param(None, id="all", marks=pytest.mark.long)]
)
def test_every_flipped_bit_of_the_manifest_is_seen_or_harmless(photos, index, flips):
    """No flipped bit gives another library."""
    index_photos(photos, index=index)
    scan = scan_photos(photos)
    truth = update.Update.of(photos, index, scan)
    manifest = index / "manifest.sqlite"
    data = manifest.read_bytes()
    bits = 8 * len(data)
    chosen = np.random.default_rng(1).choice(bits, flips, replace=False) if flips else range(bits)
    seen = 0
    for bit in chosen:
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << (int(bit) % 8)
        manifest.write_bytes(flipped)
        try:
            known = update.Update.of(photos, index, scan)
        except CannotStartError:
            seen += 1
        else:
            assert (known.store, known.entries) == (truth.store, truth.entries), bit
    assert seen


def test_an_index_of_another_version_is_not_read(photos, index):
    """A later program's index is left alone."""
    index_photos(photos, index=index)
    with sqlite3.connect(index / "manifest.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(CannotStartError, match=r"another version \(99, not 3\) — rebuild with"):
        index_photos(photos, index=index)


def test_what_may_pass_is_tried_again(photos, index, in_process, monkeypatch):
    """A file that changes while it is read is skipped now, and read the next time."""
    real = plain_reading.read_image

    def grow(path, **options):
        if path.name == "a.png":
            with path.open("ab") as file:
                file.write(b"more")
        return real(path, **options)

    monkeypatch.setattr(plain_reading, "read_image", grow)
    report = index_photos(photos, index=index)
    assert report.summary() == {"changed meanwhile": 1}
    monkeypatch.setattr(plain_reading, "read_image", real)
    in_process.clear()
    assert len(index_photos(photos, index=index).library) == 4
    assert in_process == ["a.png"]


def test_a_file_that_vanishes_meanwhile_is_skipped(photos, index, monkeypatch):
    """It leaves no row behind."""
    scan = scan_photos(photos)
    monkeypatch.setattr("mosaic_anim.library.photo_list.scan_photos", lambda _: scan)
    (photos / "a.png").unlink()
    report = index_photos(photos, index=index)
    assert report.summary() == {"vanished": 1}
    assert len(report.library) == 3


def test_big_pictures_are_read_one_at_a_time_after_the_others(photos, monkeypatch, workers):
    """What is beyond a worker's share of the memory is put off, not refused."""
    monkeypatch.setattr(reading, "READING_MEMORY", 2 * 150_000)
    crews = []
    real = reading.run_in_workers

    def run(function, tasks, *, workers, **options):
        crews.append((sorted(task.photo.path for task in tasks), workers))
        return real(function, tasks, workers=workers, **options)

    monkeypatch.setattr(reading, "run_in_workers", run)
    readings = list(read_photos(photos, scan_photos(photos).photos, workers=workers))
    assert crews[1] == (["b/c.png", "wide.png"], 1)
    assert len(readings) == 4
    assert all(isinstance(result, SmallPicture) for _, result in readings)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_photo_whose_worker_is_killed_is_read_all_the_same(photos, index, monkeypatch, workers):
    """The system kills whom it likes when memory is short; so may a disk sleep."""
    monkeypatch.setattr(reading, "FETCHING_LIMIT", 2.0)
    monkeypatch.setattr(reading, "read_plain", die_once)
    report = index_photos(photos, index=index, workers=workers)
    assert (report.taken, report.skipped) == (4, ())


def die_once(task):
    """Let the system kill the worker of one photo, and the disk of another fall asleep."""
    mark = task.folder / f"{Path(task.photo.path).name}.met"
    if task.photo.path in {"a.png", "wide.png"} and not mark.exists():
        mark.touch()
        if task.photo.path == "a.png":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
    return reading.read_plain(task)


@pytest.fixture
def failing(monkeypatch):
    """Let reading a photo fail, by a cause for each path; list what was read under `read`."""
    failing = SimpleNamespace(causes={}, read=[])

    def run(_, tasks, **__):
        for task in tasks:
            failing.read.append(task.photo.path)
            if cause := failing.causes.get(task.photo.path):
                yield task, WorkerFailure(reason=f"was {cause}", cause=cause, step=1)
            else:
                yield task, reading.read_small(task)

    monkeypatch.setattr(reading, "run_in_workers", run)
    return failing


@pytest.mark.parametrize(("cause", "runs"), [("crashed", 1), ("raised", 1), ("late", 3)])
def test_a_photo_that_is_at_fault_is_not_read_for_ever(photos, index, failing, cause, runs):
    """A crash is remembered at once, a hang in the third run: until then a disk may have slept."""
    failing.causes["a.png"] = cause
    for run in range(5):
        failing.read.clear()
        report = index_photos(photos, index=index)
        assert report.summary() == {f"was {cause}": 1}
        assert ("a.png" in failing.read) == (run < runs)
        assert len(failing.read) == (4 if run == 0 else int(run < runs))
    save(photos / "a.png", 41, 60)
    failing.causes.clear()
    assert index_photos(photos, index=index).taken == 4


def test_many_photos_that_hang_do_not_stop_every_run(photos, index, failing):
    """A folder of them is given up in three runs, like one of them."""
    names = [f"hangs-{number:02}.png" for number in range(30)]
    for shade, name in enumerate(names):
        save(photos / name, 8, 8, shade=shade)
    failing.causes.update(dict.fromkeys(names, "late"))
    for _ in range(3):
        assert index_photos(photos, index=index).summary() == {"was late": 30}
    failing.read.clear()
    assert index_photos(photos, index=index).taken == 4
    assert failing.read == []


@pytest.mark.parametrize("cause", ["killed", "late", "memory"])
def test_what_came_from_outside_is_no_fault_of_the_photo(photos, index, failing, cause):
    """The same command takes it once the machine is well again, although the file is the same."""
    failing.causes["a.png"] = cause
    for _ in range(2):
        assert index_photos(photos, index=index).taken == 3
    failing.causes.clear()
    report = index_photos(photos, index=index)
    assert (report.taken, report.skipped) == (4, ())


@pytest.mark.parametrize("cause", ["killed", "memory"])
def test_death_from_outside_is_never_remembered(photos, index, failing, cause):
    """However often it happens."""
    failing.causes["a.png"] = cause
    for _ in range(6):
        failing.read.clear()
        assert index_photos(photos, index=index).taken == 3
        assert "a.png" in failing.read


def test_a_full_disk_leaves_the_index_intact(photos, index, in_process, monkeypatch):
    """What was committed stays; the same command completes once there is room."""
    index_photos(photos, index=index)
    save(photos / "new.png", 64, 64, shade=7)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("mosaic_anim.library.small_pictures.os.fsync", full)
        with pytest.raises(StoppedError, match="disk is full"):
            index_photos(photos, index=index)
    in_process.clear()
    assert len(index_photos(photos, index=index).library) == 5
    assert in_process == ["new.png"]


def test_a_pulled_disk_is_not_many_bad_photos(photos, index, monkeypatch):
    """Photos that all fail with I/O errors stop the run and stay in the index."""
    index_photos(photos, index=index)
    for number in range(12):
        save(photos / f"new-{number}.png", 8, 8, shade=number)
    refusal = reading.Refusal(reason="input/output error", lasting=False)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "read_small", lambda _: refusal)
        with pytest.raises(StoppedError, match="connect its disk"):
            index_photos(photos, index=index)
    assert len(index_photos(photos, index=index).library) == 16


def test_bad_places_on_a_disk_are_not_a_pulled_disk(photos, index, monkeypatch):
    """Photos that cannot be read, run after run, do not keep the others from being used."""
    for number in range(12):
        save(photos / f"bad-{number}.png", 8, 8, shade=number)
    real = reading.read_small
    refusal = reading.Refusal(reason="input/output error", lasting=False)
    monkeypatch.setattr(
        reading, "read_small", lambda task: refusal if "bad" in task.photo.path else real(task)
    )
    for _ in range(3):
        report = index_photos(photos, index=index)
        assert (report.taken, report.summary()) == (4, {"input/output error": 12})


def test_the_second_indexer_learns_who_the_first_is(photos, index):
    """Two runs never write one index at once."""
    index.mkdir()
    with (
        only_indexer(index, photos),
        pytest.raises(CannotStartError, match=f"being indexed by process {os.getpid()} on "),
        only_indexer(index, photos),
    ):
        pass
    assert len(index_photos(photos, index=index).library) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_run_loses_one_batch_at_most(tmp_path, index):
    """After kill -9 the index is whole, the lock is free, and only the rest is read."""
    photos = tmp_path / "many"
    for number in range(120):
        save(photos / f"{number:03}.png", 64, 64, shade=number)
    program = (
        "import sys; sys.path[:] = sys.argv[3:]\n"
        "from pathlib import Path; from mosaic_anim.library import index, reading_batches\n"
        "reading_batches.BATCH = 10\n"
        "index.index_photos(Path(sys.argv[1]), index=Path(sys.argv[2]), workers=1,\n"
        "                   progress=lambda what, done, total: print(done, flush=True))\n"
    )
    command = [sys.executable, "-c", program, photos, index, *sys.path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        done = 0
        while done < 45:
            done = int(run.stdout.readline())
        os.kill(run.pid, signal.SIGKILL)
        rest = run.stdout.read().split()
        done = int(rest[-1]) if rest else done
    known = update.Update.of(photos, index, scan_photos(photos)).entries
    assert done - 20 <= len(known) <= done + 1
    report = index_photos(photos, index=index)
    assert (report.reused, len(report.library)) == (len(known), 120)
    for i, name in enumerate(report.library.photo):
        assert (report.library.small(i)[..., 2] == int(Path(name).stem)).all()


def test_a_store_that_is_mostly_unused_is_copied(photos, index):
    """Photos that come and go do not let the index grow without end."""
    index_photos(photos, index=index)
    before = (index / "pixels-1.u8").stat().st_size
    shutil.rmtree(photos / "b")
    (photos / "wide.png").unlink()
    library = index_photos(photos, index=index).library
    stores = list(index.glob("pixels-*"))
    assert [store.name for store in stores] == ["pixels-2.u8"]
    assert stores[0].stat().st_size < before / 2
    np.testing.assert_array_equal(library.small(0), np.asarray(Image.open(photos / "a.png")))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_wild_names_survive_in_the_index(photos, index):
    """Newlines and bytes that are no text come back from the manifest as they were."""
    names = [b"a\nb.png", b"caf\xe9.png"]
    for shade, name in enumerate(names, start=1):
        save(photos / os.fsdecode(name), 20, 20, shade=shade)
    index_photos(photos, index=index)
    library = index_photos(photos, index=index).library
    assert {os.fsencode(path) for path in library.photo} >= set(names)
    assert library.original(library.find(os.fsdecode(names[1]))).is_file()


def test_the_default_index_lies_in_the_cache(photos, monkeypatch, tmp_path):
    """A photo folder stays as it is; each has an index of its own."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    before = sorted(photos.rglob("*"))
    library = index_photos(photos).library
    assert library.index == default_index(photos)
    assert library.index.is_relative_to(tmp_path / "cache")
    assert default_index(photos) != default_index(photos / "b")
    assert sorted(photos.rglob("*")) == before


def test_a_manifest_without_rows_is_new(photos, index):
    """A run that died before its first commit leaves nothing in the way."""
    index.mkdir()
    (index / "manifest.sqlite").write_bytes(b"")
    with Manifest.open(index / "manifest.sqlite", photos):
        pass
    assert len(index_photos(photos, index=index).library) == 4

"""Indexing photos: against a bare loop over the same files, and at the size of a life's photos.

The bare loop decodes each file with Pillow's `draft` and `thumbnail`, in as many processes, and
stores nothing. All is processor time, of the processes that read too, the least of some rounds,
taken in turns. The store of 100,000 photos is simulated: files of one byte, and pictures of 16 px;
of a million photos there are not even files, only what a scan of them would return.
"""

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import numpy as np

from mosaic_anim.library import library as opening
from mosaic_anim.library import update
from mosaic_anim.library.impression import Impression
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.photo_reading import SmallPicture
from mosaic_anim.library.refresh import refresh_index
from mosaic_anim.library.scan import PhotoFile, Scan, scan_photos
from mosaic_anim.library.update import Update
from mosaic_anim.values.geometry import Rect, Size
from tests.benchmarks.material import write_photos
from tests.benchmarks.table import Row

COMMAND = "python -m tests.benchmarks index"
PROCESSES = 2
SIZES = {"256 px": (2000, 192, 256), "12 megapixels": (60, 3000, 4000)}
"""Photos, and their height and width [px]."""
MANY = 100_000

_BARE = """
import sys
from pathlib import Path
from PIL import Image
folder, part, parts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for path in sorted(path for path in Path(folder).rglob("*.jpg"))[part::parts]:
    with Image.open(path) as picture:
        picture.draft("RGB", (256, 256))
        picture.thumbnail((256, 256))
        picture.convert("RGB")
"""


def rows(folder: Path, *, rounds: int, photos: int) -> Iterator[Row]:
    """Yield rates against the bare loop, the cost of bad files, and figures of 100,000 photos."""
    for name, (count, height, width) in SIZES.items():
        written = write_photos(
            folder / f"index {name}", count=min(count, photos), height=height, width=width
        )
        yield from _rates(name, written, folder / "index", rounds)
    yield from _bad_files(folder / f"index {next(iter(SIZES))}", folder / "index", rounds)
    yield from _many(folder, min(MANY, 10 * photos))
    yield from _without_files(folder, 10 * min(MANY, 10 * photos))


def _rates(name: str, photos: Path, index: Path, rounds: int) -> Iterator[Row]:
    count = len(list(photos.rglob("*.jpg")))
    bare, ours = _least(rounds, lambda: _bare_loop(photos), lambda: _cold(photos, index))
    yield Row(name=f"{name}: bare loop", value=count / bare, unit="photos/CPU s", command=COMMAND)
    yield Row(
        name=f"{name}: cold index",
        value=count / ours,
        unit="photos/CPU s",
        ratio=bare / ours,
        to="the bare loop",
        command=COMMAND,
    )


def _bad_files(photos: Path, index: Path, rounds: int) -> Iterator[Row]:
    """Compare a folder with itself when every twentieth photo is cut."""
    bad = photos.with_name(f"{photos.name} bad")
    shutil.copytree(photos, bad, dirs_exist_ok=True)
    for path in sorted(bad.rglob("*.jpg"))[::20]:
        path.write_bytes(path.read_bytes()[:1500])
    good, worse = _least(rounds, lambda: _cold(photos, index), lambda: _cold(bad, index))
    yield Row(
        name="5 % cut photos: cold index",
        value=worse,
        unit="CPU s",
        ratio=worse / good,
        to="that of good ones",
        command=COMMAND,
    )


def _many(folder: Path, count: int) -> Iterator[Row]:
    """Simulate the store of many photos; open it and look for changes."""
    photos, index = folder / "many", folder / "many index"
    for number in range(count):
        path = photos / f"{number % 100:02d}" / f"{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    reading, update.read_photos = update.read_photos, _made
    try:
        refresh_index(photos, index=index, workers=1)
    finally:
        update.read_photos = reading
    name = f"{count:,} unchanged photos"
    for what, run in {
        "index again": lambda: opening.library_of(refresh_index(photos, index=index)),
        "scan alone": lambda: scan_photos(photos),
        "index alone": partial(_opened, photos, index, scan_photos(photos)),
    }.items():
        (seconds,) = _least(2, run)
        yield Row(name=f"{name}: {what}", value=seconds, unit="CPU s", command=COMMAND)
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    yield Row(name=f"{name}: peak memory", value=peak, unit="MB", command=COMMAND)


def _without_files(folder: Path, count: int) -> Iterator[Row]:
    """Simulate the index of so many photos that their files would fill the disk's table."""
    photos, index = folder / "no files", folder / "no files index"
    photos.mkdir(parents=True, exist_ok=True)
    index.mkdir(parents=True, exist_ok=True)
    names = (f"{number // 1000:04}/{number:07}.jpg" for number in range(count))
    files = tuple(PhotoFile(name, 1, 1) for name in names)
    scan = Scan(photos=files, skipped=(), others=0)
    (seconds,) = _least(1, lambda: _write_index(photos, index, scan))
    yield Row(name=f"{count:,} photos: write", value=seconds, unit="CPU s", command=COMMAND)
    (seconds,) = _least(2, lambda: _opened(photos, index, scan))
    yield Row(name=f"{count:,} photos: index alone", value=seconds, unit="CPU s", command=COMMAND)
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    yield Row(name=f"{count:,} photos: peak memory", value=peak, unit="MB", command=COMMAND)


def _write_index(photos: Path, index: Path, scan: Scan) -> None:
    update = Update.of(photos, index, scan)
    update.run(workers=1, progress=None, reader=partial(_made, workers=1))


def _opened(photos: Path, index: Path, scan: Scan) -> None:
    """Open an index whose photos were scanned, and find that nothing has changed."""
    known = Update.of(photos, index, scan)
    if not known.is_current():
        raise RuntimeError("the index is not that of these photos")
    opening.library_of(known)


def _made(folder, photos, *, workers):  # noqa: ARG001 - as `read_photos`
    """Yield what reading photos would."""
    pixels = np.zeros((16, 16, 3), np.uint8)
    for photo in photos:
        content = hashlib.sha256(photo.path.encode()).hexdigest()
        number = int(content[:15], 16)
        impression = Impression(phash=number, colour=number & 0xFFFFFF, flatness=number % 1000)
        yield (
            photo,
            SmallPicture(
                content=content,
                full_size=Size(height=3000, width=4000),
                taken="2020-01-01T00:00:00",
                kind="JPEG",
                impression=impression,
                pixels=pixels,
                rect=Rect(row=0, col=0, height=1, width=1),
            ),
        )


def _bare_loop(photos: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _BARE, str(photos), str(part), str(PROCESSES)])
        for part in range(PROCESSES)
    ]
    for process in running:
        if process.wait():
            raise RuntimeError("the bare loop failed")


def _cold(photos: Path, index: Path) -> None:
    shutil.rmtree(index, ignore_errors=True)
    index_photos(photos, index=index, workers=PROCESSES)


def _least(rounds: int, *runs: Callable[[], object]) -> list[float]:
    """Return the least processor time of each run, taken in turns [s]."""
    times = [[_timed(run) for run in runs] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _timed(run: Callable[[], object]) -> float:
    before, children = time.process_time(), getrusage(RUSAGE_CHILDREN)
    run()
    after = getrusage(RUSAGE_CHILDREN)
    own = time.process_time() - before
    return own + after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime

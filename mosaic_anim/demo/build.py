"""Draw the demo library into the cache folder: whole, once, by several processes.

The pictures are drawn into a folder of another name, which takes its right name when it is
complete. A lock of the operating system keeps two builds apart, so what an ended build left behind
is known to be nobody's and is removed. A list of what was drawn lies beside the pictures: one that
is found changed later is drawn again.
"""

import contextlib
import ctypes
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.disk import disk_errors, disk_full, is_full
from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.io.user_cache import CACHE_VARIABLE
from mosaic_anim.io.worker_process import WorkerFailure
from mosaic_anim.io.workers import Progress, run_in_workers, usable_cores
from mosaic_anim.lazy import Image, LazyModule, filelock

if TYPE_CHECKING:
    from mosaic_anim.demo import cover, plan
    from mosaic_anim.demo.plan import Picture
else:  # a hundred kinds of pictures, drawn once
    plan = LazyModule("mosaic_anim.demo.plan")
    cover = LazyModule("mosaic_anim.demo.cover")

CONTENTS = ".contents.json"
"""File that lists the pictures of a folder with their hashes, sealed by its own."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h

_ROOM = 40 << 20  # [bytes] of all pictures
_LONGEST = 120.0
"""A picture that takes longer to draw than this has gone wrong [s]."""


@lru_cache(maxsize=1)
def demo_version() -> str:
    """Return a name for what is drawn: it changes with the drawing code."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def plan_library() -> tuple["Picture", ...]:
    """Return all pictures, the slow ones first so that no process is left with one at the end."""
    return plan.plan_heroes() + plan.plan_tiles()


def build_folder(
    folder: Path,
    plan: Callable[[], Sequence["Picture"]],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Make `folder` with one JPEG file a picture and a list of them, unless both are there.

    Parameters
    ----------
    folder : Path
        Appears complete or not at all; its parent must exist. One without a sound list goes.
    plan : Callable
        Returns what to draw; asked where it has to be drawn.
    workers : int, optional
        Processes, by default one a core.
    progress : Progress, optional
        Called after each picture.

    Raises
    ------
    StoppedError
        A picture cannot be drawn or saved.
    CannotStartError
        The folder's parent cannot be written.
    """
    if listed_contents(folder) is not None:
        return
    try:
        _build_once(folder, plan(), workers or usable_cores(), progress)
    except OSError as error:
        raise CannotStartError(
            f"the demo library cannot be made: {error.strerror or error}",
            remedy=f"name another cache folder with {CACHE_VARIABLE}",
            place=str(folder),
        ) from error


def _build_once(
    folder: Path, pictures: Sequence["Picture"], workers: int, progress: Progress | None
) -> None:
    part = folder.with_name(f"{folder.name}.part")
    with filelock.FileLock(folder.with_name(f"{folder.name}.lock")):
        if listed_contents(folder) is not None:
            return
        for old in (folder, part):
            shutil.rmtree(old, ignore_errors=True)
        try:
            with disk_errors(part, lambda: _ROOM):
                part.mkdir(parents=True)
                _list_contents(part, _draw_all(part, pictures, workers, progress))
                part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def listed_contents(folder: Path) -> Mapping[str, str] | None:
    """Return what was drawn into a folder: SHA-256 by file name; None without a sound list."""
    try:
        about = json.loads((folder / CONTENTS).read_bytes())
        contents: dict[str, str] = about["contents"]
        return contents if about["seal"] == _seal(contents) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def draw_again(folder: Path, name: str, pictures: Iterable["Picture"]) -> None:
    """Draw one file of a folder again, if it is one of `pictures`."""
    for picture in pictures:
        if f"{picture.name}.jpg" == name:
            with atomic_file(folder / name, overwrite=True) as part:
                part.write_bytes(_jpeg_of(picture))


def stored_cover(store: ContentStore, name: str = BUILT_IN) -> Path:
    """Return the file of one of the demo's covers from `store`, drawn if it is not there.

    Raises
    ------
    StoppedError
        It cannot be written, or is not what was written.
    """

    def draw(file: Path) -> None:
        pixels = cover.draw_cover(name)
        Image.fromarray(pixels).save(file, format="JPEG", quality=93, subsampling=0)

    return store.find_or_make(name.replace("-", "_"), ".jpg", draw)  # its names have no hyphen


def save_picture(job: tuple[str, "Picture"]) -> str:
    """Draw one picture into a folder; return the SHA-256 of its file."""
    _keep_memory()
    folder, picture = job
    data = _jpeg_of(picture)
    Path(folder, f"{picture.name}.jpg").write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _jpeg_of(picture: "Picture") -> bytes:
    """Draw one picture as a JPEG."""
    pixels = picture.draw()
    big = min(picture.height, picture.width) > 1000
    # Full colour resolution where a zoom ends; tiles are seen small.
    jpeg = io.BytesIO()
    Image.fromarray(pixels).save(
        jpeg, "JPEG", quality=91 if big else 89, subsampling=0 if big else 2
    )
    return jpeg.getvalue()


@lru_cache(maxsize=1)
def _keep_memory() -> None:
    """Ask glibc not to give freed arrays back: fetching them again is a quarter of the time."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in ((_MMAP_THRESHOLD, 1 << 30), (_TRIM_THRESHOLD, 1 << 30)):
            mallopt(option, value)


def _draw_all(
    folder: Path, pictures: Sequence["Picture"], workers: int, progress: Progress | None
) -> dict[str, str]:
    """Draw pictures into a folder; return their hashes by file name."""
    jobs: Iterable[tuple[str, Picture]] = ((str(folder), picture) for picture in pictures)
    contents: dict[str, str] = {}
    for (_, picture), result in run_in_workers(
        save_picture, jobs, workers=workers, timeout=_LONGEST
    ):
        if isinstance(result, WorkerFailure):
            if is_full(folder):
                raise disk_full(folder)
            raise StoppedError(
                f"demo picture {picture.name} cannot be made: {result.reason}",
                remedy="run the same command again",
                place=str(folder.parent),
            )
        contents[f"{picture.name}.jpg"] = result
        if progress is not None:
            progress("drawing the demo library", len(contents), len(pictures))
    return contents


def _list_contents(folder: Path, contents: Mapping[str, str]) -> None:
    about = {"contents": contents, "seal": _seal(contents)}
    (folder / CONTENTS).write_text(json.dumps(about, sort_keys=True, indent=0), encoding="utf-8")


def _seal(contents: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()

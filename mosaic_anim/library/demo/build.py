"""Draw the demo library into the cache folder: whole, once, by several processes.

The pictures are drawn into a folder of another name, which takes its right name when it is
complete. A lock of the operating system keeps two builds apart, so what an ended build left behind
is known to be nobody's and is removed.
"""

import contextlib
import ctypes
import hashlib
import shutil
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.files import CACHE_VARIABLE, whole_file
from mosaic_anim.library.demo.plan import Picture, plan_heroes, plan_tiles
from mosaic_anim.workers import Progress, WorkerFailure, run_in_workers, usable_cores

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h

_LONGEST = 120.0
"""A picture that takes longer to draw than this has gone wrong [s]."""


@lru_cache(maxsize=1)
def demo_version() -> str:
    """Return a name for what is drawn: it changes with the drawing code."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def plan_library() -> tuple[Picture, ...]:
    """Return all pictures, the slow ones first so that no process is left with one at the end."""
    return plan_heroes() + plan_tiles()


def build_folder(
    folder: Path,
    pictures: Sequence[Picture],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Make `folder` with one JPEG file a picture, unless it is there.

    Parameters
    ----------
    folder : Path
        Appears complete or not at all; its parent must exist.
    pictures : sequence of Picture
        What to draw.
    workers : int, optional
        Processes, by default one a core.
    progress : Progress, optional
        Is told about every picture.

    Raises
    ------
    StoppedError
        A picture cannot be drawn or saved.
    CannotStartError
        The folder's parent cannot be written.
    """
    if folder.is_dir():
        return
    try:
        _build_once(folder, pictures, workers or usable_cores(), progress)
    except OSError as error:
        raise CannotStartError(
            f"the demo library cannot be made: {error.strerror or error}",
            remedy=f"name another cache folder with {CACHE_VARIABLE}",
            place=str(folder),
        ) from error


def _build_once(
    folder: Path, pictures: Sequence[Picture], workers: int, progress: Progress | None
) -> None:
    from filelock import FileLock

    part = folder.with_name(f"{folder.name}.part")
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if folder.is_dir():
            return
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            _draw_all(part, pictures, workers, progress)
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def build_cover(path: Path) -> None:
    """Make the file of the demo's cover, unless it is there."""
    if path.is_file():
        return
    from PIL import Image

    from mosaic_anim.library.demo.cover import draw_cover

    with whole_file(path, overwrite=True) as part:
        Image.fromarray(draw_cover()).save(part, format="JPEG", quality=93, subsampling=0)


def save_picture(job: tuple[str, Picture]) -> None:
    """Draw one picture into a folder."""
    from PIL import Image

    _keep_memory()
    folder, picture = job
    pixels = picture.draw()
    big = min(picture.height, picture.width) > 1000
    # Full colour resolution where a zoom ends; tiles are seen small.
    Image.fromarray(pixels).save(
        Path(folder, f"{picture.name}.jpg"), quality=91 if big else 89, subsampling=0 if big else 2
    )


@lru_cache(maxsize=1)
def _keep_memory() -> None:
    """Ask glibc not to give freed arrays back: fetching them again is a quarter of the time."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        for option, value in ((_MMAP_THRESHOLD, 1 << 30), (_TRIM_THRESHOLD, 1 << 30)):
            mallopt(option, value)


def _draw_all(
    folder: Path, pictures: Sequence[Picture], workers: int, progress: Progress | None
) -> None:
    jobs: Iterable[tuple[str, Picture]] = ((str(folder), picture) for picture in pictures)
    done = run_in_workers(save_picture, jobs, workers=workers, timeout=_LONGEST)
    for count, ((_, picture), result) in enumerate(done, start=1):
        if isinstance(result, WorkerFailure):
            raise StoppedError(
                f"demo picture {picture.name} cannot be made: {result.reason}",
                remedy="see that the cache folder has 300 MB of room, then run it again",
                place=str(folder.parent),
            )
        if progress is not None:
            progress("drawing the demo library", count, len(pictures))

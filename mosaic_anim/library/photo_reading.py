"""Read photo files for the index: in worker processes, big ones one at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.decoding_cost import MAX_DECODING
from mosaic_anim.io.file_identity import file_state
from mosaic_anim.io.picture_files import (
    CHANGED,
    FORBIDDEN,
    TOO_LARGE,
    UNREADABLE,
    VANISHED,
    UnreadablePictureError,
)
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.video_moments import file_of
from mosaic_anim.io.worker_process import WorkerFailure, begin_step
from mosaic_anim.io.workers import run_in_workers
from mosaic_anim.library.impression import Impression
from mosaic_anim.library.scan import PhotoFile
from mosaic_anim.values.geometry import Rect, Size

SMALL_SIDE = 128
"""Short side of a small picture [px]; smaller photos are stored as they are."""

SMALL_ASPECT = 2
"""Largest aspect of a small picture; longer ones lose their ends."""

FETCHING_LIMIT = 60.0
BIG_FETCHING_LIMIT = 240.0
"""Longest time that the disk may take for one photo [s], and for one of those that are read one by
one: network disks and disks that sleep are slow."""

DECODING_LIMIT = 30.0
BIG_DECODING_LIMIT = 120.0
"""Longest time that decoding may take then [s]."""

SLOW = "the disk is too slow"
"""Reason of a photo that the disk did not deliver in time."""

READING_MEMORY = 512 << 20
"""Pixel memory of all workers together [bytes]; a photo that needs more waits for its turn."""


class ReadingTask(NamedTuple):
    """A photo to read, and the memory [bytes] and time [s] that its decoding may take.

    Tasks and readings are tuples: they travel between processes four times as fast.
    """

    folder: Path
    photo: PhotoFile
    memory: int
    limit: float = DECODING_LIMIT


class SmallPicture(NamedTuple):
    """What the index stores of a photo.

    Attributes
    ----------
    content : str
        SHA-256 of the file.
    full_size : Size
        Size of the upright photo [px].
    taken : str or None
        Capture date, ISO 8601.
    kind : str
        Format of the file.
    impression : Impression
        What `pixels` look like.
    pixels : (h, w, 3) uint8
        Encoded sRGB.
    rect : Rect
        The part of the photo that `pixels` shows [unit].
    """

    content: str
    full_size: Size
    taken: str | None
    kind: str
    impression: Impression
    pixels: NDArray[np.uint8]
    rect: Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a photo is not used.

    Attributes
    ----------
    reason : str
    lasting : bool
        Whether the same bytes will be refused again.
    late : bool
        Whether it took too long to decode: memory may have been short, but a decoder that hangs
        each time is a fault of the photo.
    """

    reason: str
    lasting: bool
    late: bool = False


Reading: TypeAlias = SmallPicture | Refusal
"""What comes of reading a photo."""

Reader: TypeAlias = Callable[[Path, Sequence[PhotoFile]], Iterator[tuple[PhotoFile, Reading]]]
"""Takes a folder and photos in it, and yields each with what came of it: here or elsewhere."""


def read_photos(
    folder: Path, photos: Sequence[PhotoFile], *, workers: int
) -> Iterator[tuple[PhotoFile, Reading]]:
    """Read photos in worker processes; yield each as it is done.

    A picture too big for its share of the memory is put off, and read alone after the others.
    """
    share = READING_MEMORY // workers
    tasks = [ReadingTask(folder=folder, photo=photo, memory=share) for photo in photos]
    big: list[ReadingTask] = []
    for task, reading in _run(tasks, workers=workers, timeout=FETCHING_LIMIT):
        if isinstance(reading, Refusal) and reading.reason == TOO_LARGE and not reading.lasting:
            big.append(task._replace(memory=MAX_DECODING, limit=BIG_DECODING_LIMIT))
        else:
            yield task.photo, reading
    for task, reading in _run(big, workers=1, timeout=BIG_FETCHING_LIMIT):
        yield task.photo, reading


def _run(
    tasks: Sequence[ReadingTask], *, workers: int, timeout: float
) -> Iterator[tuple[ReadingTask, Reading]]:
    """Run `read_small`; a crash is a lasting refusal, a cause from outside may pass."""
    processes = min(workers, len(tasks))
    if not processes:
        return
    for task, result in run_in_workers(read_small, tasks, workers=processes, timeout=timeout):
        yield task, _refusal(result) if isinstance(result, WorkerFailure) else result


def _refusal(failure: WorkerFailure) -> Refusal:
    """Return why a photo whose worker failed is not used."""
    if failure.cause == "late" and not failure.step:
        return Refusal(reason=SLOW, lasting=False)
    return Refusal(
        reason=failure.reason,
        lasting=failure.cause in {"raised", "crashed"},
        late=failure.cause == "late",
    )


def read_small(task: ReadingTask) -> Reading:
    """Read a photo's small picture and the hash of what it was made from.

    Its size and time, by which the index knows it again, are those of one state of its file.
    """
    path = task.folder / task.photo.path
    try:
        file = file_of(path)
        before = file_state(file)
        if before[:2] != (task.photo.size, task.photo.mtime_ns):
            return Refusal(reason=CHANGED, lasting=False)
        picture = read_picture(
            path,
            short_side=SMALL_SIDE,
            memory=task.memory,
            only_foreign=True,
            when_fetched=partial(begin_step, task.limit),
        )
        if file_state(file) != before:
            return Refusal(reason=CHANGED, lasting=False)
    except UnreadablePictureError as error:
        return Refusal(reason=error.reason, lasting=error.lasting)
    except (FileNotFoundError, NotADirectoryError):
        return Refusal(reason=VANISHED, lasting=False)
    except PermissionError:
        return Refusal(reason=FORBIDDEN, lasting=False)
    except OSError:
        return Refusal(reason=UNREADABLE, lasting=False)
    pixels, rect = clip_aspect(picture.pixels)
    return SmallPicture(
        content=picture.content,
        full_size=picture.full_size,
        taken=picture.taken,
        kind=picture.format,
        impression=Impression.of(pixels),
        pixels=pixels,
        rect=rect,
    )


def clip_aspect(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], Rect]:
    """Cut the ends off a picture longer than `SMALL_ASPECT`; return it and what it shows [unit]."""
    height, width = pixels.shape[:2]
    kept_height, kept_width = min(height, SMALL_ASPECT * width), min(width, SMALL_ASPECT * height)
    top, left = (height - kept_height) // 2, (width - kept_width) // 2
    rect = Rect(
        row=top / height,
        col=left / width,
        height=kept_height / height,
        width=kept_width / width,
    )
    return pixels[top : top + kept_height, left : left + kept_width], rect

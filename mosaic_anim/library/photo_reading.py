"""Read photo files for the index: in worker processes, big ones one at a time."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.io.decoding_cost import MAX_DECODING
from mosaic_anim.io.picture_files import TOO_LARGE
from mosaic_anim.io.worker_process import WorkerFailure
from mosaic_anim.io.workers import run_in_workers
from mosaic_anim.library.impression import Impression
from mosaic_anim.library.plain_reading import PlainPicture, ReadingTask, Refusal, read_plain
from mosaic_anim.library.scan import PhotoFile
from mosaic_anim.values.geometry import Rect, Size

FETCHING_LIMIT = 60.0
BIG_FETCHING_LIMIT = 240.0
"""Longest time that the disk may take for one photo [s], and for one of those that are read one by
one: network disks and disks that sleep are slow."""

BIG_DECODING_LIMIT = 120.0
"""Longest time that decoding one of these may take then [s]."""

SLOW = "the disk is too slow"
"""Reason of a photo that the disk did not deliver in time."""

READING_MEMORY = 512 << 20
"""Pixel memory of all workers together [bytes]; a photo that needs more waits for its turn."""

TOGETHER = 64
"""Photos that a worker gets in one message, if they are small and whole."""

WORTH_NUMPY = 5000
"""Photos from which each worker measures what it reads. Numpy takes longer to load than a thousand
photos to measure: those of a small folder are measured here."""


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
    """Read in processes; a crash is a lasting refusal, a cause from outside may pass."""
    processes = min(workers, len(tasks))
    if not processes:
        return
    read = read_small if len(tasks) >= WORTH_NUMPY else read_plain
    for task, result in run_in_workers(
        read, tasks, workers=processes, timeout=timeout, together=TOGETHER
    ):
        if isinstance(result, WorkerFailure):
            yield task, _refusal(result)
        else:
            yield task, _measured(result) if isinstance(result, PlainPicture) else result


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
    """Read a photo's small picture, measure it, and hash what it was made from."""
    reading = read_plain(task)
    return _measured(reading) if isinstance(reading, PlainPicture) else reading


def _measured(plain: PlainPicture) -> SmallPicture:
    """Return the small picture of a photo, with what it looks like."""
    pixels = np.frombuffer(plain.data, np.uint8).reshape(plain.height, plain.width, 3)
    return SmallPicture(
        content=plain.content,
        full_size=plain.full_size,
        taken=plain.taken,
        kind=plain.kind,
        impression=Impression.of(pixels, plain.lightness),
        pixels=pixels,
        rect=plain.rect,
    )

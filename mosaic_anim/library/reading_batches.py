"""Batches of photos that were read, each worth a commit to the index."""

import time
from collections.abc import Iterator
from pathlib import Path

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.photo_reading import Reader, Reading, SmallPicture
from mosaic_anim.library.scan import PhotoFile

BATCH = 256
BATCH_SECONDS = 5.0
"""Photos, or time [s], between two commits: the most that a killed run loses."""

_ROW = 300  # [bytes] of a photo in the manifest

PhotoReading = tuple[PhotoFile, Reading]
"""A file, and what was read of it."""


def room_for(batch: list[PhotoReading], left: int) -> int:
    """Estimate the size of the small pictures of `left` photos by those of a batch [bytes]."""
    sizes = [reading.pixels.nbytes for _, reading in batch if isinstance(reading, SmallPicture)]
    return round(left * (_ROW + sum(sizes) / max(1, len(sizes))))


def reading_batches(
    folder: Path, wanted: list[PhotoFile], *, reader: Reader, progress: Progress | None
) -> Iterator[list[PhotoReading]]:
    """Read photos; yield them in batches worth a commit, also what was read until an error.

    Raises
    ------
    StoppedError
        If workers are killed or late one after another.
    """
    batch: list[PhotoReading] = []
    begin = time.monotonic()
    try:
        for done, reading in enumerate(reader(folder, wanted), start=1):
            batch.append(reading)
            if progress is not None:
                progress("reading photos", done, len(wanted))
            if len(batch) >= BATCH or time.monotonic() - begin > BATCH_SECONDS:
                yield batch
                batch, begin = [], time.monotonic()
    except StoppedError as error:
        if batch:
            yield batch
        (problem,) = error.problems
        raise StoppedError(problem.what, remedy=problem.remedy, place=str(folder)) from error
    if batch:
        yield batch

"""Read the tiles that frames will show, level by level, before any frame is drawn.

Each photo file is read once, for all of its tiles, and only if its small picture has too few
pixels; one whose content has changed since it was indexed counts as lost. A level is one
file of pixels, written plainly and then memory-mapped: its pages belong to the system's cache, not
to this process.
"""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.level_plan import LevelPlan, level_plans
from mosaic_anim.library.library import Library
from mosaic_anim.library.tile_cutting import Box, Bytes, TileCut, cut_tile
from mosaic_anim.library.tile_store import (
    LevelPart,
    level_store,
    mapped_level,
    written_level,
)
from mosaic_anim.library.tiles import Tiles, Variants
from mosaic_anim.values.geometry import Size

_WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Job:
    """The pictures of one photo: their places and how they are cut."""

    photo: int
    parts: list[tuple["_Sink", int, TileCut]]


class _Sink:
    """A level's pixels while they are made: a file, or memory. Threads write to it in turn.

    Attributes
    ----------
    memory : (size,) uint8 or None
        The pixels, if they are in memory.
    has_stand_ins : bool
        Whether some are of a small picture that stands in for a lost photo.
    """

    def __init__(self, size: int, part: LevelPart | None = None) -> None:
        self.has_stand_ins = False
        self.memory = np.zeros(size, np.uint8) if part is None else None
        self._file = part.file if part is not None else None
        self._lock = threading.Lock()

    def write(self, offset: int, picture: Bytes) -> None:
        """Write a picture (h, w, 3) as pixels of 4 bytes."""
        height, width = picture.shape[:2]
        wide = np.zeros((height, width, 4), np.uint8)
        wide[..., :3] = picture
        flat = wide.reshape(-1)
        if self.memory is not None:
            self.memory[offset : offset + flat.size] = flat
        elif self._file is not None:
            with self._lock:
                self._file.seek(offset)
                self._file.write(flat.data)


def materialise(
    library: Library,
    variants: Variants,
    needs: Mapping[int, NDArray[np.int32]],
    *,
    cell_aspect: float,
    folder: Path | None,
    progress: Progress | None = None,
    workers: int = 1,
) -> Tiles:
    """Read the tiles that will be drawn, each at the sizes it will be drawn at.

    Parameters
    ----------
    needs : mapping of int to (k,) int32
        Level height [px] to the sorted ids of the variants needed there.
    cell_aspect : float
        Width of a cell over its height.
    folder : Path or None
        Folder of the levels, which are named by their content; None keeps them in memory.
    workers : int
        Photos that are read at the same time.

    Returns
    -------
    Tiles
        `skipped` lists photos that could not be read again; their small pictures are shown.

    Raises
    ------
    StoppedError
        If the disk is full.
    """
    plans = level_plans(library, variants, needs, cell_aspect)
    if folder is None:
        sinks = [_Sink(plan.size) for plan in plans]
        skipped = _fill(library, variants, plans, sinks, progress=progress, workers=workers)
        pictures = [sink.memory for sink in sinks]
    else:
        pictures, skipped = _through_files(
            library, variants, plans, folder=folder, progress=progress, workers=workers
        )
    pairs = zip(plans, pictures, strict=True)
    levels = tuple(plan.level(pixels) for plan, pixels in pairs if pixels is not None)
    return Tiles(variants=variants, levels=levels, skipped=skipped)


def are_materialised(
    library: Library,
    variants: Variants,
    needs: Mapping[int, NDArray[np.int32]],
    *,
    cell_aspect: float,
    folder: Path,
) -> bool:
    """Return whether files of all these levels are there; parameters as of `materialise`."""
    plans = level_plans(library, variants, needs, cell_aspect)
    return all((folder / plan.name).is_file() for plan in plans)


def _through_files(
    library: Library,
    variants: Variants,
    plans: list[LevelPlan],
    *,
    folder: Path,
    progress: Progress | None,
    workers: int,
) -> tuple[list[Bytes | None], tuple[str, ...]]:
    """Map the levels that are there; write the others."""
    skipped: tuple[str, ...] = ()
    with level_store(folder).pinned(plan.name for plan in plans):
        pixels: list[Bytes | None] = []
        damaged = 0
        for plan in plans:
            level, is_damaged = mapped_level(folder, plan.name, plan.size, threads=workers)
            pixels.append(level)
            damaged += is_damaged
        if damaged and progress is not None:
            progress("damaged tiles removed", damaged, damaged)
        missing = [number for number, level in enumerate(pixels) if level is None]
        if missing:
            level_store(folder).trim(sum(plans[number].size for number in missing))
            new_levels, skipped = _write(
                library,
                variants,
                [plans[number] for number in missing],
                folder=folder,
                progress=progress,
                workers=workers,
            )
            for number, new in zip(missing, new_levels, strict=True):
                pixels[number] = new
    return pixels, skipped


def _write(
    library: Library,
    variants: Variants,
    plans: list[LevelPlan],
    *,
    folder: Path,
    progress: Progress | None,
    workers: int,
) -> tuple[list[Bytes | None], tuple[str, ...]]:
    """Write levels; those with stand-ins, whose pixels do not match their names, are not stored."""
    with ExitStack() as stack:
        needed = sum(plan.size for plan in plans)
        parts = [
            stack.enter_context(written_level(folder, plan.name, plan.size, needed=needed))
            for plan in plans
        ]
        sinks = [_Sink(plan.size, part) for plan, part in zip(plans, parts, strict=True)]
        skipped = _fill(library, variants, plans, sinks, progress=progress, workers=workers)
        pixels: list[Bytes | None] = [None] * len(plans)
        for number, (part, sink) in enumerate(zip(parts, sinks, strict=True)):
            if sink.has_stand_ins:
                part.is_kept = False
                pixels[number] = part.pixels()
    for number, plan in enumerate(plans):
        if pixels[number] is None:
            pixels[number], _ = mapped_level(folder, plan.name, plan.size, threads=workers)
    if any(level is None for level in pixels):
        raise StoppedError(
            "tiles that were written just now have gone or were changed",
            remedy="run the same command again",
            place=str(folder),
        )
    return pixels, skipped


def _fill(
    library: Library,
    variants: Variants,
    plans: list[LevelPlan],
    sinks: list[_Sink],
    *,
    progress: Progress | None,
    workers: int,
) -> tuple[str, ...]:
    """Cut all pictures of `plans`, each photo once; return the photos that could not be read."""
    jobs = list(_jobs(variants, plans, sinks))
    skipped = []
    with ThreadPoolExecutor(max(1, workers), thread_name_prefix="tiles") as pool:
        try:
            running = [pool.submit(_cut_photo, library, job) for job in jobs]
            for done, future in enumerate(as_completed(running), start=1):
                lost = future.result()
                if lost is not None:
                    skipped.append(lost)
                if progress is not None:
                    progress("reading tiles", done, len(jobs))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(sorted(skipped))


def _jobs(variants: Variants, plans: list[LevelPlan], sinks: list[_Sink]) -> Iterator[_Job]:
    """Sort the pictures of all levels by photo."""
    parts: dict[int, list[tuple[_Sink, int, TileCut]]] = {}
    for plan, sink in zip(plans, sinks, strict=True):
        for v, offset, cut in zip(plan.ids, plan.offset[:-1], plan.cuts, strict=True):
            parts.setdefault(int(variants.tile[v]), []).append((sink, int(offset), cut))
    for photo in sorted(parts):
        yield _Job(photo=photo, parts=parts[photo])


def _cut_photo(library: Library, job: _Job) -> str | None:
    """Write all pictures of a photo; return its name if its file could not be read."""
    small = library.small(job.photo)
    shown: Box = tuple(float(edge) for edge in library.small_rect[job.photo])  # type: ignore[assignment]
    tall, wide = (int(side) for side in library.full_size[job.photo])
    full = Size(height=tall, width=wide)
    scales = [_scale(cut, full) for _, _, cut in job.parts]
    own = small.shape[0] / (shown[2] * full.height)
    # A pixel more or less by rounding is no reason to open the file.
    large = [scale > own * 1.02 for scale in scales]
    original, lost = None, None
    if any(large):
        original = read_original(library, job.photo, full, max(scales))
        lost = library.photo[job.photo] if original is None else None
    for (sink, offset, cut), is_large in zip(job.parts, large, strict=True):
        if is_large and original is not None:
            sink.write(offset, cut_tile(original, _WHOLE, cut))
        else:
            sink.has_stand_ins |= is_large
            sink.write(offset, cut_tile(small, shown, cut))
    return lost


def _scale(cut: TileCut, full: Size) -> float:
    """Return how many pixels of the tile's picture a pixel of the photo becomes, at most 1."""
    high = cut.width if cut.turn & 2 else cut.height
    return min(1.0, high / (cut.box[2] * full.height))


def read_original(library: Library, photo: int, full: Size, scale: float) -> Bytes | None:
    """Read a photo with at least twice the pixels of `scale`; None if it is lost.

    Parameters
    ----------
    full : Size
        Its size [px].
    scale : float
        Pixels that are wanted for each of its own, along each side.
    """
    # A coarse reduction comes from the decoder; the last one is ours, by a better filter.
    short_side = min(full.height, full.width) * scale * 2
    whole = short_side >= min(full.height, full.width)
    reduced_to = None if whole else int(np.ceil(short_side))
    pixels = _read_as_indexed(library, photo, reduced_to)
    if pixels is None and library.make_again is not None:
        library.make_again(library.photo[photo])
        pixels = _read_as_indexed(library, photo, reduced_to)
    return pixels


def _read_as_indexed(library: Library, photo: int, short_side: int | None) -> Bytes | None:
    """Read a photo; None if it cannot be read, or holds another content than when it was indexed.

    Tiles are named by the contents of photos: they are cut from exactly those, or not stored.
    """
    try:
        return read_picture(
            library.original(photo), short_side=short_side, content=library.photo_hash[photo]
        ).pixels
    except UnreadablePictureError:
        return None

"""Memory: an estimate of what a render takes, so that one that cannot fit is refused at once."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.errors import CannotStartError, option
from mosaic_anim.io.decoding_cost import BIG_DECODING, usual_decoding_cost
from mosaic_anim.lazy import resource
from mosaic_anim.rendering.shared_frames import MOST_WAITING
from mosaic_anim.scene.marks import TextMark
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.geometry import Grid, Size
from mosaic_anim.values.wording import count_of

MAX_FRAMES = 1_000_000
"""Frames of one output: nine hours at 30 frames a second."""

_UNKNOWN_BYTES = 170 * 2**20  # a process whose photos are matched, where it cannot be asked
_LATER_BYTES = 64 * 2**20  # code and tables that planning and drawing add to that; measured 50
_BYTES_PER_CELL = 40  # what planning adds for a cell
_BYTES_PER_PIXEL = 6  # drawing, once for all workers, such as the levels of tiles; measured 5
_BYTES_PER_PIXEL_AND_WORKER = 5  # a frame of each worker, drawn and packed; measured 4.3
_BYTES_PER_FLIGHT = 450  # where a tile is, how it is drawn and from what; measured 430
_BYTES_PER_PIXEL_IN_FLIGHT = 8 + 4  # colour and coverage of a layer over something else
_BYTES_PER_PIXEL_SOFTENED = 8  # copies of small pictures, at most two pixels for each of a frame
_BYTES_PER_PIXEL_TURNED = 5 * 4  # tiles at home, joined: at most five pixels for each of a frame
_BYTES_PER_PIXEL_EXPOSED = 12 + 3  # the sum of a frame's moments in linear light, and one of them
_BYTES_PER_PIXEL_CLEAR = 3 + 3 + 4 + 4 + 4 + 6  # over black, over white, with alpha, for the codec
_BYTES_PER_PIXEL_CLEAR_EXPOSED = 4 * 8  # the sum of a frame's moments
_LIBRARIES = 1000 * 2**20  # addresses that matching and drawing take at first; measured 890
_LOADED = 128 * 2**20  # the same, where most is loaded already
_TEXT_LINES = 4.0  # with what is around them, that are taken into account
_BYTES_PER_TEXT_PIXEL = 64  # letters and rims four times as fine, and planes of floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLoad:
    """What a scene needs beyond the still mosaic.

    Attributes
    ----------
    flies : bool
        Whether tiles leave the grid, or the camera turns.
    turns : bool
        Whether the camera turns.
    exposes : bool
        Whether there is motion blur.
    is_clear : bool
        Whether frames have alpha.
    pictures : int
        Memory of pictures such as the cover [bytes].
    largest_photo : int
        Pixels of the largest photo.
    """

    flies: bool = False
    turns: bool = False
    exposes: bool = False
    is_clear: bool = False
    pictures: int = 0
    largest_photo: int = 0

    def drawing(self, *, pixels: int, cells: int) -> int:
        """Return a worker's extra memory for frames of so many pixels [bytes]."""
        each = 0
        if self.flies:
            each += cells * _BYTES_PER_FLIGHT + pixels * _BYTES_PER_PIXEL_IN_FLIGHT
        if self.exposes:
            each += pixels * _BYTES_PER_PIXEL_EXPOSED
        if self.is_clear:
            each += pixels * _BYTES_PER_PIXEL_CLEAR
            each += pixels * _BYTES_PER_PIXEL_CLEAR_EXPOSED if self.exposes else 0
        return each

    def drawing_once(self, *, pixels: int) -> int:
        """Return the extra memory for frames of so many pixels that workers share [bytes]."""
        softened = _BYTES_PER_PIXEL_SOFTENED if self.flies else 0
        return pixels * (softened + (_BYTES_PER_PIXEL_TURNED if self.turns else 0))

    def reading(self, *, workers: int) -> int:
        """Return the memory for reading tiles, where one photo at a time is whole [bytes]."""
        whole = usual_decoding_cost(self.largest_photo, reduced=False)
        reduced = usual_decoding_cost(self.largest_photo, reduced=True)
        return whole + (workers - 1) * min(reduced, BIG_DECODING)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEstimate:
    """The estimated cost of a render.

    Attributes
    ----------
    frames, workers : int
        Frames to draw, and how many segments are made at once.
    memory : int
        Peak private memory of all processes [bytes].
    """

    frames: int
    workers: int
    memory: int

    def __str__(self) -> str:
        """Write both for a person."""
        return f"{count_of(self.frames, 'frame')}, about {format_bytes(self.memory)} of memory"


def estimate(
    workers: int,
    *,
    frames: int,
    size: Size,
    grids: Mapping[str, Grid],
    encoders: Sequence[EncodingMemory],
    segments: int = 1,
    load: SceneLoad = SceneLoad(),
    process: int = _UNKNOWN_BYTES,
    compiling: int = 0,
) -> MemoryEstimate:
    """Estimate a render of `frames` frames of `size` [px] over `grids`, once photos are matched.

    First tiles are read, then frames are drawn: the larger of the two counts.

    Parameters
    ----------
    workers : int
        How many cores make segments, draw frames ahead of their encoders, and decode photos.
    encoders : sequence of EncodingMemory
        Memory of each encoder that a worker feeds. Several take the same frames, some of which wait
        for the others.
    segments : int
        Number of segments: no more encoders than that work.
    load : SceneLoad
        What the scene needs beyond the still mosaic.
    process : int
        Memory of this process now [bytes].
    compiling : int
        Memory for compiling kernels, if that is still to be done [bytes].
    """
    pixels = size.height * size.width
    counts = [grid.rows * grid.cols for grid in grids.values()]
    encoding = EncodingMemory.total(encoders)
    drawn = pixels * _BYTES_PER_PIXEL_AND_WORKER
    drawn += load.drawing(pixels=pixels, cells=max(counts, default=0))
    if len(encoders) > 1:
        shared = (MOST_WAITING + len(encoders)) * 3 * pixels
        encoding = replace(encoding, each=encoding.each + shared)
    drawing = pixels * _BYTES_PER_PIXEL + load.drawing_once(pixels=pixels) + workers * drawn
    drawing += encoding.whole(workers=workers, segments=segments)
    most = max(drawing, load.reading(workers=workers))
    later = _LATER_BYTES + sum(counts) * _BYTES_PER_CELL + load.pictures
    return MemoryEstimate(frames=frames, workers=workers, memory=process + compiling + later + most)


def overlay_memory(scene: Scene, size: Size) -> int:
    """Return roughly the memory for drawing the largest text of `scene` [bytes].

    It is drawn on some planes as wide as the frame, and higher the larger its letters are.
    """
    texts = [text for clip in scene.timeline for text in clip.text]
    texts += [mark for mark in scene.marks if isinstance(mark, TextMark)]
    largest = max((text.size for text in texts), default=0.0)
    return round(min(1.0, _TEXT_LINES * largest) * size.height * size.width * _BYTES_PER_TEXT_PIXEL)


def estimate_that_fits(
    needed: Callable[[int], MemoryEstimate], workers: int, *, max_memory: int | None, place: str
) -> MemoryEstimate:
    """Estimate a render by as many of `workers` as fit; refuse it if not even one does.

    Parameters
    ----------
    needed : Callable
        Takes the number of workers; returns the estimate.

    Raises
    ------
    CannotStartError
        As `require_possible`.
    """
    limit = max_memory or machine_memory()
    while workers > 1 and needed(workers).memory > limit:
        workers -= 1
    require_possible(needed(workers), max_memory=max_memory, place=place)
    return needed(workers)


def require_possible(needed: MemoryEstimate, *, max_memory: int | None, place: str) -> None:
    """Refuse a render that cannot fit, with the estimate.

    Raises
    ------
    CannotStartError
        If it needs more memory than `max_memory` [bytes] (default: the machine's), or more frames
        than anyone watches.
    """
    limit = max_memory or machine_memory()
    if needed.memory > limit:
        raise CannotStartError(
            f"this render takes {needed}; {format_bytes(limit)} are allowed",
            remedy=f"a smaller size, fewer columns, or {option('max_memory')}",
            place=place,
        )
    if needed.frames > MAX_FRAMES:
        raise CannotStartError(
            f"this render takes {needed}; at most {MAX_FRAMES:,} frames are drawn",
            remedy="shorter clips, or fewer frames a second",
            place=place,
        )


def require_addresses() -> None:
    """Refuse to start if the process may not map the libraries that it draws with.

    If `ulimit -v` is too low they do not fail: OpenBLAS asks for memory endlessly, LLVM aborts.

    Raises
    ------
    CannotStartError
        If less address space is left than they take.
    """
    free = _free_addresses()
    needed = _LOADED if "numba" in sys.modules else _LIBRARIES
    if free is not None and free < needed:
        raise CannotStartError(
            f"not enough memory: {free >> 20} MiB of addresses are left, {needed >> 20} are needed",
            remedy=f"raise `ulimit -v`; {option('max_memory')} bounds what is used",
        )


def _free_addresses() -> int | None:
    """Return how much more this process may map [bytes]; None if no limit is known."""
    try:
        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return None
    if limit == resource.RLIM_INFINITY:
        return None
    return max(0, limit - used * resource.getpagesize())


def process_memory() -> int:
    """Return the private memory of this process: neither shared nor backed by a file [bytes]."""
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass  # another system than Linux
    return _UNKNOWN_BYTES


def machine_memory() -> int:
    """Return the machine's memory [bytes]; 8 GiB if it is unknown."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 * 2**30

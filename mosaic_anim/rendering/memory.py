"""Memory: what a render will take, so that it is refused before it starts where it cannot fit."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import CannotStartError
from mosaic_anim.rendering.shared_frames import MOST_WAITING
from mosaic_anim.scene.marks import TextMark
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.geometry import Grid, Size

MAX_FRAMES = 1_000_000
"""Frames of one output: nine hours at 30 frames a second."""

_BASE_BYTES = 350 * 2**20  # the program, its libraries and compiled kernels
_BYTES_PER_CELL = 400  # placement, features and candidates, while a cell is matched
_BYTES_PER_PIXEL = 2 * (3 + 2)  # two frames of a worker, as RGB and packed for its encoder
_ENCODER_BYTES = 40 * 2**20  # each worker's ffmpeg before it has seen a frame
_ENCODER_FRAMES = 90  # in 4:2:0: queues, look-ahead, references; measured 68 to 90
_BYTES_PER_FLIGHT = 450  # where a tile is, how it is drawn and from what; measured 430
_BYTES_PER_PIXEL_IN_FLIGHT = 8 + 4  # colour and coverage of a layer over something else
_BYTES_PER_PIXEL_EXPOSED = 12 + 3  # the sum of a frame's moments in linear light, and one of them
_LIBRARIES = 1000 * 2**20  # addresses that matching and drawing take at first; measured 890
_LOADED = 128 * 2**20  # the same, where most is loaded already
_TEXT_LINES = 4.0  # with what is around them, that are taken into account
_BYTES_PER_TEXT_PIXEL = 64  # letters and rims four times as fine, and planes of floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneLoad:
    """What a scene asks for besides the still mosaic.

    Attributes
    ----------
    flies : bool
        Whether tiles leave the grid, or the camera turns.
    exposes : bool
        Whether there is motion blur.
    pictures : int
        Pictures in memory, such as the cover [bytes].
    """

    flies: bool = False
    exposes: bool = False
    pictures: int = 0

    def memory(self, *, pixels: int, cells: int, workers: int) -> int:
        """Return what it takes over frames of so many pixels [bytes]."""
        each = 0
        if self.flies:
            each += cells * _BYTES_PER_FLIGHT + pixels * _BYTES_PER_PIXEL_IN_FLIGHT
        if self.exposes:
            each += pixels * _BYTES_PER_PIXEL_EXPOSED
        return workers * each + self.pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryEstimate:
    """What a render will take.

    Attributes
    ----------
    frames, workers : int
        Frames to draw, and how many segments are made at once.
    memory : int
        Private memory of all processes at the most [bytes].
    """

    frames: int
    workers: int
    memory: int

    def __str__(self) -> str:
        """Write both for a person."""
        return f"{self.frames:,} frames, about {self.memory / 2**30:,.1f} GiB of memory"


def estimate(
    workers: int,
    *,
    frames: int,
    size: Size,
    grids: Mapping[str, Grid],
    load: SceneLoad = SceneLoad(),
    encoders: int = 1,
) -> MemoryEstimate:
    """Estimate a render of `frames` frames of `size` [px] over `grids` by so many workers.

    Parameters
    ----------
    encoders : int
        How many each worker feeds with the same frames, some of which wait for the others.
    """
    pixels = size.height * size.width
    counts = [grid.rows * grid.cols for grid in grids.values()]
    each = _ENCODER_BYTES + pixels * (_BYTES_PER_PIXEL + _ENCODER_FRAMES * 3 // 2)
    each *= encoders
    if encoders > 1:
        each += (MOST_WAITING + encoders) * 3 * pixels
    memory = (
        _BASE_BYTES
        + sum(counts) * _BYTES_PER_CELL
        + workers * each
        + load.memory(pixels=pixels, cells=max(counts, default=0), workers=workers)
    )
    return MemoryEstimate(frames=frames, workers=workers, memory=memory)


def overlay_memory(scene: Scene, size: Size) -> int:
    """Return about what the largest text of `scene` takes while it is drawn [bytes].

    It is drawn on some planes as wide as the frame, and higher the larger its letters are.
    """
    texts = [text for clip in scene.timeline for text in clip.text]
    texts += [mark for mark in scene.marks if isinstance(mark, TextMark)]
    largest = max((text.size for text in texts), default=0.0)
    return round(min(1.0, _TEXT_LINES * largest) * size.height * size.width * _BYTES_PER_TEXT_PIXEL)


def estimate_that_fits(
    needed: Callable[[int], MemoryEstimate], workers: int, *, max_memory: int | None, place: str
) -> MemoryEstimate:
    """Estimate a render by as many of `workers` as fit at once; refuse where one alone does not.

    Parameters
    ----------
    needed : Callable
        Estimates a render by so many workers.

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
    """Refuse what cannot fit, with the estimate.

    Raises
    ------
    CannotStartError
        If it needs more memory than `max_memory` [bytes] (default: the machine's), or more frames
        than anyone watches.
    """
    limit = max_memory or machine_memory()
    if needed.memory > limit:
        raise CannotStartError(
            f"this render takes {needed}; {limit / 2**30:.1f} GiB are allowed",
            remedy="a smaller size, fewer columns, or --max-memory",
            place=place,
        )
    if needed.frames > MAX_FRAMES:
        raise CannotStartError(
            f"this render takes {needed}; at most {MAX_FRAMES:,} frames are drawn",
            remedy="shorter clips, or fewer frames a second",
            place=place,
        )


def require_addresses() -> None:
    """Refuse a process that may not map the libraries that it draws with.

    Where `ulimit -v` is too low they do not fail: OpenBLAS asks for memory endlessly, LLVM aborts.

    Raises
    ------
    CannotStartError
        If fewer addresses are left than they take.
    """
    free = _free_addresses()
    needed = _LOADED if "numba" in sys.modules else _LIBRARIES
    if free is not None and free < needed:
        raise CannotStartError(
            f"not enough memory: {free >> 20} MiB of addresses are left, {needed >> 20} are needed",
            remedy="raise `ulimit -v`; --max-memory bounds what is used",
        )


def _free_addresses() -> int | None:
    """Return how many more this process may map [bytes]; None if no limit is known."""
    try:
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return None
    if limit == resource.RLIM_INFINITY:
        return None
    return max(0, limit - used * resource.getpagesize())


def machine_memory() -> int:
    """Return the machine's memory [bytes]; 8 GiB where it cannot be asked."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 * 2**30

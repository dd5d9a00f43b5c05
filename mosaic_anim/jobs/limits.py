"""What a render will take, told and refused before it starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from mosaic_anim.errors import CannotStartError
from mosaic_anim.geometry import Grid, Size
from mosaic_anim.jobs.frames import FRAMES_AHEAD_PER_THREAD

MAX_FRAMES = 1_000_000
"""Frames of one output: nine hours at 30 frames a second."""

_BASE_BYTES = 350 * 2**20
"""The program, its libraries and compiled kernels, and ffmpeg's own [bytes]."""
_BYTES_PER_CELL = 400
"""Placement, features and candidates of a cell while it is matched [bytes]."""
_BYTES_PER_PIXEL = 3 + 2
"""A frame as RGB and packed for the encoder [bytes]."""
_ENCODER_FRAMES = 80
"""Frames that ffmpeg holds: look-ahead, references, in 4:2:0."""
_BYTES_PER_FLIGHT = 450
"""Where a tile is, how it is drawn and from what, in each thread [bytes]; measured 430."""
_BYTES_PER_PIXEL_IN_FLIGHT = 8 + 4
"""Colour and coverage of a layer that has something below it, in each thread [bytes]."""
_BYTES_PER_PIXEL_EXPOSED = 12 + 3
"""The sum of a frame's moments in linear light, and one of them, in each thread [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a scene asks for besides the still mosaic.

    Attributes
    ----------
    flies : bool
        Whether tiles leave the grid, or the camera turns.
    exposes : bool
        Whether there is motion blur.
    pictures : int
        Pictures that are held in memory, such as the cover [bytes].
    """

    flies: bool = False
    exposes: bool = False
    pictures: int = 0

    def memory(self, *, pixels: int, cells: int, threads: int) -> int:
        """Return what it takes over frames of so many pixels [bytes]."""
        each = 0
        if self.flies:
            each += cells * _BYTES_PER_FLIGHT + pixels * _BYTES_PER_PIXEL_IN_FLIGHT
        if self.exposes:
            each += pixels * _BYTES_PER_PIXEL_EXPOSED
        return threads * each + self.pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a render will take.

    Attributes
    ----------
    frames : int
        Frames to draw.
    memory : int
        Private memory of all processes at the most [bytes].
    """

    frames: int
    memory: int

    def __str__(self) -> str:
        """Write both for a person."""
        return f"{self.frames:,} frames, about {self.memory / 2**30:,.1f} GiB of memory"


def estimate(
    *,
    frames: int,
    size: Size,
    grids: Mapping[str, Grid],
    threads: int,
    load: Load = Load(),
) -> Estimate:
    """Estimate a render of `frames` frames of `size` over `grids`."""
    pixels = size.height * size.width
    counts = [grid.rows * grid.cols for grid in grids.values()]
    ahead = threads * (FRAMES_AHEAD_PER_THREAD + 1)
    memory = (
        _BASE_BYTES
        + sum(counts) * _BYTES_PER_CELL
        + pixels * (ahead * _BYTES_PER_PIXEL + _ENCODER_FRAMES * 3 // 2)
        + load.memory(pixels=pixels, cells=max(counts, default=0), threads=threads)
    )
    return Estimate(frames=frames, memory=memory)


def require_possible(needed: Estimate, *, max_memory: int | None, place: str) -> None:
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


def machine_memory() -> int:
    """Return the machine's memory [bytes]; 8 GiB where it cannot be asked."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 * 2**30

"""Cover shape: the frame size that a cover suggests, known from the header of its file alone."""

from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.names import existing_path
from mosaic_anim.lazy import LazyModule
from mosaic_anim.schema.problem import invalid, quoted
from mosaic_anim.schema.value import is_auto
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from mosaic_anim.io import pictures
else:  # numpy and Pillow
    pictures = LazyModule("mosaic_anim.io.pictures")

SHORT_SIDE = 1080
LONG_SIDE = 1920
"""Sides of full HD, which all platforms take [px]."""

MOST_ASPECT = 2.4
"""Longer over shorter side of the longest frame: that of wide films. A cover that is longer still
is shown whole in such a frame."""


def cover_size(cover: str) -> Size:
    """Return the upright size of a cover [px]; only its header is read.

    Raises
    ------
    PartError
        If it cannot be read.
    """
    if cover in COVER_SIZES:
        return COVER_SIZES[cover]
    try:
        return pictures.read_picture_size(existing_path(Path(cover)))
    except CannotStartError as error:
        (problem,) = error.problems
        why = problem.what.removeprefix("unreadable picture: ")
        remedy = problem.remedy or "name another picture"
        raise invalid(f"{quoted(Path(cover).name)} cannot be read: {why}", remedy) from None


def size_of_shape(cover: Size, *, longest: int = LONG_SIDE) -> Size:
    """Return the frame size for a cover [px].

    Both sides are even. The shorter one has 1080 pixels, or fewer where the longer one would have
    more than `longest`.
    """
    aspect = min(max(cover.aspect, 1 / MOST_ASPECT), MOST_ASPECT)
    stretch = max(aspect, 1 / aspect)
    short = min(SHORT_SIDE, longest // 2 * 2 / stretch)
    sides = max(2, _even(short)), max(2, _even(short * stretch))
    width, height = sides if aspect < 1 else sides[::-1]
    return Size(height=height, width=width)


def wanted_size(wanted: Size, shape: Size) -> Size:
    """Return the frame size that is wanted [px].

    Parameters
    ----------
    wanted : Size
        As a scene says: one that `is_auto` for the shape of the cover.
    shape : Size
        Frame size in that shape.
    """
    if not is_auto(wanted):
        return wanted
    return size_of_shape(shape, longest=wanted.width) if wanted.width else shape


def _even(pixels: float) -> int:
    return 2 * round(pixels / 2)

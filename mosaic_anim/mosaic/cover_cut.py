"""Cover cut: a picture cut to the shape of another one, around what it is about."""

import hashlib
from pathlib import Path

from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.lazy import Image
from mosaic_anim.library.appeal import measuring_code, store_numbers, stored_numbers
from mosaic_anim.subject.attention import Attention
from mosaic_anim.values.geometry import Rect, Size

LIMIT = 1 << 28
"""Most bytes of cut covers in the user's cache."""

_SHORT_SIDE = 2880
"""Larger ones are reduced to this short side [px]."""

_LOOK = 432
"""Short side of the picture in which a subject is looked for [px]."""

_HAIR = 0.01
"""Share of a side that is not worth a cut."""


def cut_window(
    cover: Path, shape: Size, *, centre: tuple[float, float] | None = None
) -> Rect | None:
    """Return the part of a cover [shares] that has the shape of `shape`; None if all of it has.

    The part that draws the most attention is taken, faces first. Its edges are those of pixels.

    Parameters
    ----------
    centre : (float, float), optional
        Row and column [shares] of what it lies around instead, as far as the cover reaches.

    Raises
    ------
    UnreadablePictureError
        If the cover cannot be read.
    """
    look = read_picture(cover, short_side=_LOOK)
    full = look.full_size
    height = min(1.0, full.width / shape.aspect / full.height)
    width = min(1.0, full.height * shape.aspect / full.width)
    if min(height, width) > 1 - _HAIR:
        return None
    if centre is None:
        about = ("cut", look.content, round(height, 6), round(width, 6), measuring_code())
        stored = stored_numbers(about)
        if stored is None:
            part = Attention.of(look.pixels).window(height, width)
            stored = [part.row, part.col]
            store_numbers(about, stored)
        top, left = stored
    else:
        top, left = centre[0] - height / 2, centre[1] - width / 2
    rows, cols = round(height * full.height), round(width * full.width)
    row = min(max(0, round(top * full.height)), full.height - rows)
    col = min(max(0, round(left * full.width)), full.width - cols)
    return Rect(
        row=row / full.height,
        col=col / full.width,
        height=rows / full.height,
        width=cols / full.width,
    )


def cut_to_shape(cover: Path, shape: Size, *, centre: tuple[float, float] | None = None) -> Path:
    """Return a file of a cover that has the shape of `shape`: itself, if it has; see `cut_window`.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    StoppedError
        If the file cannot be written.
    """
    window = cut_window(cover, shape, centre=centre)
    return cover if window is None else cut_out(cover, window)


def cut_out(cover: Path, window: Rect) -> Path:
    """Return a file of a part of a cover [shares]; it is kept in the user's cache.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    StoppedError
        If the file cannot be written.
    """
    picture = read_picture(cover, short_side=_SHORT_SIDE)
    about = repr((picture.content, window))
    name = hashlib.sha256(about.encode()).hexdigest()

    def cut(file: Path) -> None:
        rows, cols = picture.pixels.shape[:2]
        top, left = round(window.row * rows), round(window.col * cols)
        end, right = top + round(window.height * rows), left + round(window.width * cols)
        pixels = picture.pixels[top:end, left:right]
        Image.fromarray(pixels).save(file, format="PNG", compress_level=1)

    store = ContentStore(folder=cache_folder() / "covers", limit=LIMIT)
    return store.find_or_make(name, ".png", cut)

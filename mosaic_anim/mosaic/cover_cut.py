"""Cover cut: a picture cut to the shape of another one, around what it is about."""

import hashlib
from pathlib import Path

from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.lazy import Image
from mosaic_anim.subject.attention import Attention
from mosaic_anim.values.geometry import Size

LIMIT = 1 << 28
"""Most bytes of cut covers in the user's cache."""

_SHORT_SIDE = 2880
"""Larger ones are reduced to this short side [px]."""

_LOOK = 432
"""Short side of the picture in which a subject is looked for [px]."""

_HAIR = 0.01
"""Share of a side that is not worth a cut."""


def cut_to_shape(cover: Path, shape: Size) -> Path:
    """Return a file of a cover that has the shape of `shape`: itself, if it has.

    The part that draws the most attention is taken, faces first; it is kept in the user's cache.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    StoppedError
        If the file cannot be written.
    """
    picture = read_picture(cover, short_side=_SHORT_SIDE)
    full = picture.full_size
    height = min(1.0, full.width / shape.aspect / full.height)
    width = min(1.0, full.height * shape.aspect / full.width)
    if min(height, width) > 1 - _HAIR:
        return cover
    about = repr((picture.content, round(height, 6), round(width, 6)))
    name = hashlib.sha256(about.encode()).hexdigest()

    def cut(file: Path) -> None:
        look = read_picture(cover, short_side=_LOOK, content=picture.content)
        part = Attention.of(look.pixels).window(height, width)
        rows, cols = picture.pixels.shape[:2]
        top, left = round(part.row * rows), round(part.col * cols)
        pixels = picture.pixels[top : top + round(height * rows), left : left + round(width * cols)]
        Image.fromarray(pixels).save(file, format="PNG", compress_level=1)

    store = ContentStore(folder=cache_folder() / "covers", limit=LIMIT)
    return store.find_or_make(name, ".png", cut)

"""Thumbnail: the small picture in which a subject is looked for."""

from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.lazy import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray


def thumbnail(pixels: "NDArray[np.uint8]", side: int) -> "NDArray[np.uint8]":
    """Scale a picture until its longer side is `side` [px].

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        Picture [sRGB].

    Returns
    -------
    (h, w, 3) uint8
        The picture, reduced or, if it is smaller than that, enlarged.
    """
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    scale = side / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    filter_ = Image.Resampling.BOX if scale <= 1 else Image.Resampling.BICUBIC
    return np.asarray(picture.resize((width, height), filter_))

"""Expose a frame: the mean of the pictures that an open shutter sees, in linear light."""

from collections.abc import Iterable

import numpy as np

from mosaic_anim.drawing.light import Pixels, light_tables
from mosaic_anim.lazy import LazyModule

kernels = LazyModule("mosaic_anim.drawing.kernels.exposure")


def mean_light(pictures: Iterable[Pixels]) -> Pixels:
    """Return the mean of pictures (H, W, 3) in linear light.

    Pictures are taken one after another and not kept. Equal pictures have that picture as their
    mean, bit for bit.

    Raises
    ------
    ValueError
        If there is no picture, or if they differ in size.
    """
    decode, encode = light_tables()
    light = np.zeros((0, 0, 0), np.uint32)
    count = 0
    for picture in pictures:
        if not count:
            light = np.zeros(picture.shape, np.uint32)
        if picture.shape != light.shape:
            raise ValueError(f"pictures of one size, not {light.shape} and {picture.shape}")
        kernels.add_light(light.reshape(-1), np.ascontiguousarray(picture).reshape(-1), decode)
        count += 1
    if not count:
        raise ValueError("an exposure needs a picture")
    mean = np.empty(light.shape, np.uint8)
    kernels.share_light(mean.reshape(-1), light.reshape(-1), count, encode)
    return mean

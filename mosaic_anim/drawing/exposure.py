"""Expose a frame: the mean of the pictures that an open shutter sees, in linear light.

Where nothing moves but the tiles of one layer, they are smeared along their ways, all at once;
otherwise the pictures of all moments are drawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from mosaic_anim.drawing.light import Pixels, light_tables
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.smears import Shutter, Smear, smear_layer
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.frame_state import Exposure, FrameState, Layer
from mosaic_anim.values.geometry import Size

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


def smear_of(
    exposure: Exposure, size: Size, mosaics: Mapping[str, Mosaic]
) -> tuple[Layer, Smear] | None:
    """Return the layer whose tiles move, as the middle moment has it, and how to smear them.

    None if anything else moves, or if tiles turn so much that the moments have to be drawn.
    """
    moments = exposure.moments
    middle = moments[len(moments) // 2]
    if len({_still(one) for one in moments}) > 1:
        return None
    moving = [
        number
        for number, layers in enumerate(zip(*(one.layers for one in moments), strict=True))
        if len({layer.motions for layer in layers}) > 1
    ]
    if len(moving) != 1:
        return None
    number = moving[0]
    layers = [one.layers[number] for one in moments]
    if not all(one.motions for one in layers) or layers[0].opening is not None:
        return None
    shutter = Shutter(opens=layers[0], closes=layers[-1], count=len(moments))
    layer = middle.layers[number]
    smear = smear_layer(layer, shutter, size, mosaics[layer.mosaic].layout)
    return None if smear is None else (layer, smear)


def _still(state: FrameState) -> FrameState:
    """Return what must not move for tiles to be smeared; what only fades may.

    Of what fades, the middle moment is as good as the mean.
    """
    layers = tuple(replace(one, motions=(), tint=1.0, opacity=1.0) for one in state.layers)
    return replace(state, layers=layers, overlays=(), marks=(), opacity=1.0)

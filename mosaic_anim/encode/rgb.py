"""Frames as they are drawn, for the encoders that take RGB."""

import numpy as np

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels, require_frame


def pack_rgb(encoding: Encoding) -> Pack:
    """Return what the drawing threads do with a frame: check it."""
    size = encoding.size

    def pack(pixels: Pixels) -> Pixels:
        require_frame(pixels, size)
        return np.ascontiguousarray(pixels)

    return pack

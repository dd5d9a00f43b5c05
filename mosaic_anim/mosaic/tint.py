"""Tint: a tile's mean colour moves towards its cell's.

One gain and offset for the whole tile. A gain and offset for each quarter, interpolated between
their middles, was measured against it: for the same change of the photos the error is 4 % less and
the SSIM 8 % more, which a tint that is stronger by 0.07 gives too, while every drawing kernel would
have to interpolate them for each pixel; without interpolation, the quarters show in plain photos.
Nor does a tint make colours in dark and white areas: no gain is above 1, and the stray chroma of
neutral cells falls as the tint grows.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def tint_map(tile_mean: Floats, cell_mean: Floats, amount: float) -> tuple[Floats, Floats]:
    """Return the gain and offset that move each mean `amount` of the way to its cell's.

    A channel that becomes darker is scaled towards black, one that becomes lighter towards white:
    shown = g * photo, or 255 - g * (255 - photo), g <= 1. Nothing is clipped, so the mean arrives
    exactly where it should, and the contrast gives way only as far as it must.

    Parameters
    ----------
    tile_mean, cell_mean : (n, 3) float32
        Mean colour of each cell's tile and of the cell [encoded sRGB, 0 to 255].
    amount : float
        0 (gain 1, offset 0) to 1 (the cell's mean).

    Returns
    -------
    gain, offset : (n, 3) float32
        shown = gain * photo + offset [encoded sRGB, 0 to 255].
    """
    wanted = tile_mean + np.float32(amount) * (cell_mean - tile_mean)
    lighter = wanted > tile_mean
    # Distance of the mean from the end of the scale that stays fixed, before and after
    before = np.where(lighter, 255 - tile_mean, tile_mean)
    after = np.where(lighter, 255 - wanted, wanted)
    gain = np.divide(after, before, out=np.ones_like(before), where=before > 0)
    offset = np.where(lighter, 255 * (1 - gain), 0)
    return gain.astype(np.float32), offset.astype(np.float32)

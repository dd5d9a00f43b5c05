"""The palette of a frame, by the pixels that change."""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.gif.kernels.histogram import BINS, UNIT, count_colors, few_colors
from mosaic_anim.encode.gif.kernels.palette import cut_boxes, move_to_means

_ROUNDS = 6


class PaletteMaker:
    """Finds palettes; its room to work in is used again."""

    def __init__(self) -> None:
        self._sums = np.zeros((BINS, 4), np.int32)

    def palette(
        self, pixels: NDArray[np.uint8], counted: NDArray[np.bool_], most: int
    ) -> NDArray[np.int64]:
        """Return at most `most` colours (k, 3) for the `counted` of `pixels` (N, 3).

        Where no more colours than that are there, they are themselves the palette.
        """
        colors: NDArray[np.int64] = few_colors(pixels, counted, most)
        if len(colors) <= most:
            return colors
        points = count_colors(pixels, counted, self._sums)
        means = cut_boxes(points, most)
        move_to_means(points, means, _ROUNDS)
        return np.unique((means + UNIT // 2) // UNIT, axis=0)

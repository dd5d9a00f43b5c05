"""Frame parts: nine parts of a large frame, side by side, stand for all of it.

To encode a few large frames whole would take longer than all else that a sample of a film needs.
What a frame takes grows with its area; the parts are spread over the frame, for its edges may show
another picture than its middle.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.encoding import Pixels
from mosaic_anim.values.geometry import Size

_ENOUGH = 400_000
"""Pixels that say what a frame takes; of one with less than four times as many, all are taken."""

_PARTS = 3  # along each side

_EDGES = 0.85
"""Bytes of a pixel over those in parts, where what comes in at an edge was not seen before:
measured 0.77 in zooms, 1.0 in disperses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameParts:
    """How parts of a frame are put together.

    Attributes
    ----------
    frame, part : Size
        Size of a frame, and of each of its parts [px]. One part is the whole frame.
    """

    frame: Size
    part: Size

    @classmethod
    def of(cls, frame: Size) -> Self:
        """Choose parts of about the same number of pixels for frames of any size."""
        fewer = isqrt(frame.height * frame.width // _ENOUGH)
        if fewer < 2:
            return cls(frame=frame, part=frame)
        sides = (2 * max(1, side // (2 * _PARTS * fewer)) for side in (frame.height, frame.width))
        height, width = sides  # even, as videos are
        return cls(frame=frame, part=Size(height=height, width=width))

    @property
    def size(self) -> Size:
        """Size of all parts side by side [px]."""
        if self.part == self.frame:
            return self.frame
        return Size(height=_PARTS * self.part.height, width=_PARTS * self.part.width)

    @property
    def scale(self) -> float:
        """How many times as many pixels the frame has."""
        return self.frame.height * self.frame.width / (self.size.height * self.size.width)

    @property
    def byte_scale(self) -> float:
        """How many times as many bytes the frame takes."""
        return self.scale if self.part == self.frame else self.scale * _EDGES

    def taken_from(self, pixels: Pixels) -> Pixels:
        """Put the parts of a frame (H, W, C) side by side, each from the middle of its ninth."""
        if self.part == self.frame:
            return pixels
        rows = np.concatenate(list(_middles(self.frame.height, self.part.height)))
        cols = np.concatenate(list(_middles(self.frame.width, self.part.width)))
        parts: Pixels = pixels[rows[:, None], cols]
        return parts


def _middles(length: int, part: int) -> Iterator[NDArray[np.int64]]:
    """Yield the indices of each part along a side."""
    for number in range(_PARTS):
        start = (2 * number + 1) * length // (2 * _PARTS) - part // 2
        yield np.arange(start, start + part)

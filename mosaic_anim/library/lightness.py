"""Lightness: how light the parts of a small picture are, and how many are equally light.

Pillow measures it of the picture as it was decoded: no array is made, no numpy needed.
"""

from itertools import accumulate
from operator import sub
from typing import TYPE_CHECKING, NamedTuple

from mosaic_anim.lazy import Image

if TYPE_CHECKING:
    import PIL
    import PIL.Image

SIDE = 32
"""Averages in each direction."""

SHADE = 4
"""Levels of a channel that are one shade; its pixels have at most as many levels of lightness."""


class Lightness(NamedTuple):
    """The lightness of a picture.

    Attributes
    ----------
    averages : bytes
        Of `SIDE` x `SIDE` parts, row by row [levels].
    equal : int
        Number of pixels in the commonest `SHADE` levels that follow each other.
    """

    averages: bytes
    equal: int

    @classmethod
    def of(cls, picture: "PIL.Image.Image") -> "Lightness":
        """Measure a picture of mode RGB."""
        grey = picture.convert("L")
        counts = [0, *accumulate(grey.histogram())]
        return cls(
            averages=grey.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes(),
            equal=max(map(sub, counts[SHADE:], counts)),
        )

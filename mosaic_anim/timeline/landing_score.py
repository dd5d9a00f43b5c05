"""How good it is to land on a photo, in one number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.subject.appeal import Appeal

ENLARGED = 1.5
"""A photo that is shown more than this much larger than it is looks soft."""

_SOFT = 0.05
"""How much is left of the score of such a photo: less than of a decent one that is large enough."""

_NEARLY = 1.02  # an original that is 2 % too small counts as large enough

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DisplaySizes:
    """How a frame shows each photo of a placement.

    Attributes
    ----------
    enlargement : (T,) float64
        How much larger than its original.
    coverage : (T,) float64
        How much of the frame it fills, 0 to 1.
    """

    enlargement: Doubles
    coverage: Doubles

    @property
    def is_soft(self) -> NDArray[np.bool_]:
        """Whether each photo is enlarged more than `ENLARGED` times (T,)."""
        return self.enlargement > ENLARGED

    @property
    def score(self) -> Doubles:
        """What is left of the score of each photo, for its size alone, 0 to 1 (T,).

        One that is enlarged 1.4 times keeps 0.7; one that is enlarged more than `ENLARGED` times
        keeps a twentieth of that, so that it loses against any decent photo that is not. One that
        fills half of the frame keeps 0.7: a blurred picture of itself or of its neighbours fills
        the rest.
        """
        size = np.minimum(1.0, _NEARLY / self.enlargement) * np.sqrt(self.coverage)
        return np.where(self.is_soft, _SOFT * size, size)


def landing_score(appeal: Appeal, *, size: float, nearness: float, rarity: float) -> float:
    """Return how good it is to land on a photo, 0 to 1: the product of all that counts.

    Parameters
    ----------
    appeal : Appeal
        The photo, at the size at which it is shown: a blurred one keeps a fifth of its score, a
        badly exposed one a quarter, a texture a twentieth, a grey one three tenths.
    size : float
        What its size leaves of it, as in `DisplaySizes`.
    nearness : float
        How near it is in colour among the photos of the mosaic, from 1, the nearest, to 0; the
        farthest keeps three quarters.
    rarity : float
        How unlike the others it is, 0 to 1; the commonest of many keeps a twentieth.
    """
    sharp = 0.2 + 0.8 * appeal.sharpness
    exposed = 0.25 + 0.75 * appeal.exposure
    shows = 0.05 + 0.95 * appeal.subject
    colourful = 0.3 + 0.7 * appeal.colour
    rare = 0.05 + 0.95 * rarity**4
    return float(size * sharp * exposed * shows * colourful * rare * (0.75 + 0.25 * nearness))

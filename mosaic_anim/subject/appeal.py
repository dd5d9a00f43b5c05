"""Appeal: what makes a photo worth a look, in numbers from 0 to 1."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from mosaic_anim.subject.faces import GLANCE_SIDE, sure_faces
from mosaic_anim.subject.quality import colourfulness, exposure, sharpness, texture
from mosaic_anim.subject.saliency import saliency
from mosaic_anim.subject.skin import is_skin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EVEN, _ONE = 0.4, 0.8
"""Share of the attention that the strongest quarter of a picture draws: of a picture without a
subject, and of one with nothing else."""

_PLAIN, _TEXTURED = 0.1, 0.55
"""How evenly detail is spread, as `texture` says, around a subject, and over a heap of things."""

_FACELESS = 0.75
"""How much of a subject a picture without a face has, at most."""

_QUARTER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What makes a photo worth a look, each from 0 to 1.

    Attributes
    ----------
    sharpness : float
        How sharp it is.
    exposure : float
        How well exposed it is.
    colour : float
        How colourful it is.
    subject : float
        Whether it shows something: 0 a texture, 1 a face.
    """

    sharpness: float
    exposure: float
    colour: float
    subject: float

    @classmethod
    def of(cls, pixels: "NDArray[np.uint8]") -> Self:
        """Measure a picture (H, W, 3) [sRGB] at the size at which it is shown."""
        return cls(
            sharpness=sharpness(pixels),
            exposure=exposure(pixels),
            colour=colourfulness(pixels),
            subject=1.0
            if any(is_skin(pixels, face) for face in sure_faces(pixels))
            else subject(pixels, saliency(pixels)),
        )


def is_portrait(pixels: "NDArray[np.uint8]") -> bool:
    """Return whether a picture (H, W, 3) shows a face of a third of its height, at a glance."""
    return any(is_skin(pixels, face) for face in sure_faces(pixels, side=GLANCE_SIDE))


def subject(pixels: "NDArray[np.uint8]", attention: "NDArray[np.float64]") -> float:
    """Return how much a picture (H, W, 3) without a face is of one thing, 0 to `_FACELESS`.

    Parameters
    ----------
    attention : (h, w) float64
        Share of the attention that each part of it draws.
    """
    shares = sorted(attention.ravel().tolist(), reverse=True)
    drawn = sum(shares[: max(1, len(shares) // _QUARTER)])
    alone = min(max((drawn - _EVEN) / (_ONE - _EVEN), 0.0), 1.0)
    smooth = min(max((_TEXTURED - texture(pixels)) / (_TEXTURED - _PLAIN), 0.0), 1.0)
    return _FACELESS * (alone + 2 * smooth) / 3

"""Attention: where in a picture people look, and which part of it to show for that."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from mosaic_anim.subject.faces import find_faces
from mosaic_anim.subject.saliency import saliency
from mosaic_anim.values.geometry import Rect

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FACES = 0.8
"""Share of the attention that faces draw, where there are any."""

_HEAD = 0.5
"""How far a head reaches beyond its face, on each side [sides of the face]."""

_FOCUS = 0.5
"""Sides of the part of a picture that is in focus [shares of the picture]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attention:
    """Where in a picture people look.

    Attributes
    ----------
    shares : (h, w) float64
        Share of the attention that each part of the picture draws; they add up to 1.
    faces : tuple of Rect
        The faces [shares of the picture], the largest first.
    """

    shares: "NDArray[np.float64]"
    faces: tuple[Rect, ...]

    @classmethod
    def of(cls, pixels: "NDArray[np.uint8]") -> Self:
        """Find out where people look in a picture (H, W, 3) [sRGB]."""
        faces, shares = find_faces(pixels), saliency(pixels)
        if faces:
            drawn = np.sum([_head(face, shares.shape) for face in faces], axis=0)
            shares = _FACES * drawn / drawn.sum() + (1 - _FACES) * shares
        return cls(shares=shares, faces=faces)

    def inside(self, rect: Rect) -> float:
        """Return the share of the attention that `rect` [shares of the picture] draws."""
        rows, cols = (np.linspace(0, 1, length + 1) for length in self.shares.shape)
        down = _overlap(rows, rect.row, rect.bottom)
        across = _overlap(cols, rect.col, rect.right)
        return float(down @ self.shares @ across)

    def in_grid(self, rows: int, cols: int) -> "NDArray[np.float64]":
        """Return the share of the attention that each of (rows, cols) equal parts draws."""
        down, across = (
            np.stack(
                [_overlap(np.linspace(0, 1, length + 1), i / n, (i + 1) / n) for i in range(n)]
            )
            for length, n in zip(self.shares.shape, (rows, cols), strict=True)
        )
        drawn: NDArray[np.float64] = down @ self.shares @ across.T
        return drawn

    def window(self, height: float, width: float) -> Rect:
        """Return the part of the picture of a given size that draws the most attention.

        Parameters
        ----------
        height, width : float
            Its size [shares of the picture], 0 to 1.

        Returns
        -------
        Rect
            The part; of several equally good ones, the one nearest to the middle.
        """
        tops, lefts = _starts(height, self.shares.shape[0]), _starts(width, self.shares.shape[1])
        rows, cols = (np.linspace(0, 1, length + 1) for length in self.shares.shape)
        down = np.stack([_overlap(rows, top, top + height) for top in tops])
        across = np.stack([_overlap(cols, left, left + width) for left in lefts])
        drawn = down @ self.shares @ across.T  # (tops, lefts)
        middle = np.hypot(*np.meshgrid(tops - tops.mean(), lefts - lefts.mean(), indexing="ij"))
        best = np.argmax(np.round(drawn, 9) - 1e-6 * middle)
        top, left = np.unravel_index(best, drawn.shape)
        return Rect(row=float(tops[top]), col=float(lefts[left]), height=height, width=width)

    @property
    def focus(self) -> tuple[float, float]:
        """(row, col) of what people look at first [shares of the picture]."""
        if self.faces:
            return self.faces[0].centre
        return self.window(_FOCUS, _FOCUS).centre


def _head(face: Rect, shape: tuple[int, ...]) -> "NDArray[np.float64]":
    """Return a map (h, w) of the head around a face: how much of each part it covers."""
    rows, cols = (np.linspace(0, 1, length + 1) for length in shape)
    margin_y, margin_x = _HEAD * face.height, _HEAD * face.width
    down = _overlap(rows, face.row - margin_y, face.bottom + margin_y)
    across = _overlap(cols, face.col - margin_x, face.right + margin_x)
    return np.outer(down, across)


def _overlap(edges: "NDArray[np.float64]", start: float, end: float) -> "NDArray[np.float64]":
    """Return how much of each part between `edges` (n + 1) lies between `start` and `end`."""
    inside = np.minimum(edges[1:], end) - np.maximum(edges[:-1], start)
    return np.clip(inside / np.diff(edges), 0, 1)


def _starts(length: float, parts: int) -> "NDArray[np.float64]":
    """Return where a window of a length can begin [shares], a part of the map apart at most."""
    free = max(0.0, 1 - length)
    return np.linspace(0, free, max(1, int(np.ceil(free * parts))) + 1) if free else np.zeros(1)

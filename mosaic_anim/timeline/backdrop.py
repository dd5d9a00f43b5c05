"""Backdrop: the picture behind the mosaic of a film.

Where it is made of the cover, tiles that morph come to another cover, and the picture behind them
becomes that of the other one on their way: in a frame of another shape it goes on being seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mosaic_anim.motion.camera import frame_target
from mosaic_anim.values.frame_state import Layer
from mosaic_anim.values.geometry import Rect

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement

BACKDROP = "background"
"""Name of the picture behind everything: a mosaic of one cell."""


def backdrop_of(mosaic: str) -> str:
    """Return the name of the picture behind a mosaic that tiles morph to."""
    return f"{BACKDROP}/{mosaic}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """What lies behind the mosaics of a film: as large as the frame, never moved.

    Attributes
    ----------
    layer : Layer or None
        The picture; None where there is a colour, or nothing.
    morphed : mapping of str to Layer
        Those behind mosaics that have one of their own, by the mosaics' names.
    """

    layer: Layer | None = None
    morphed: Mapping[str, Layer] = field(default_factory=dict)

    @classmethod
    def of(cls, placements: "Mapping[str, Placement]", frame_aspect: float) -> "Backdrop":
        """Return the pictures that there are among the mosaics of a film."""

        def layer(name: str) -> Layer:
            grid = placements[name].grid
            whole = Rect(row=0, col=0, height=grid.rows, width=grid.cols)
            return Layer(mosaic=name, camera=frame_target(whole, "cover", grid, frame_aspect))

        if BACKDROP not in placements:
            return cls()
        own = {name: backdrop_of(name) for name in placements if backdrop_of(name) in placements}
        return cls(
            layer=layer(BACKDROP), morphed={name: layer(behind) for name, behind in own.items()}
        )

    @property
    def names(self) -> frozenset[str]:
        """Names of the pictures."""
        layers = (*self.morphed.values(), *([self.layer] if self.layer else []))
        return frozenset(layer.mosaic for layer in layers)

    def layers(self, start: str = "", end: str = "", share: float = 0.0) -> tuple[Layer, ...]:
        """Return what is seen at a share [0 to 1] of the way from one mosaic to another."""
        if self.layer is None:
            return ()
        first, last = (self.morphed.get(name, self.layer) for name in (start, end))
        if first == last or share <= 0:
            return (first,)
        return (last,) if share >= 1 else (first, replace(last, opacity=share))

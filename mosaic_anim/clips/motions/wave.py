"""Wave: a swell runs over the canvas as over water; it loops."""

from dataclasses import dataclass
from math import radians
from typing import Literal

from mosaic_anim.clips.motions.motion import motion_name
from mosaic_anim.clips.motions.periodic import Periodic
from mosaic_anim.clips.point import Place, point
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import number, optional
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout, smooth


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave(Periodic):
    """Runs waves over the mosaic; its edges stay in place."""

    motion: str = motion_name("wave")
    direction: float = key(
        number(least=-360.0, most=360.0),
        unit="degrees",
        default=25.0,
        description="Where the waves run to, clockwise: 0 is right, 90 down.",
    )
    from_: Literal["center"] | Place | None = key(
        optional(point("center")),
        default=None,
        description="Run rings from this point instead.",
        otherwise="straight waves",
    )
    amplitude: float = key(
        number(least=0.0, most=1.0),
        unit="of the wavelength",
        default=0.1,
        description="How far a tile moves to either side. Coarse and fine mosaics look alike.",
    )
    wavelength: float = key(
        number(least=0.01, most=100.0),
        unit="diagonals of the mosaic",
        default=0.25,
        description="Distance from crest to crest.",
    )
    turn: float = key(
        number(least=0.0, most=360.0),
        unit="degrees",
        default=16.0,
        description="How far a tile turns to either side.",
    )

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: pushed along the wave, larger where it draws them apart."""
        waves, down, across = tiles.remember(
            ("wave", self.direction, self.from_, self.wavelength), lambda: self._ways(tiles)
        )
        phase = 2 * np.float32(np.pi) * (waves - self.turned(progress))
        rise = self.amplitude * self.strength(progress)
        pushed = rise * (self.wavelength * tiles.diagonal) * np.sin(phase)
        crest = np.cos(phase)
        share = np.hypot(down, across)
        return Flight(
            y=pushed * down,
            x=pushed * across,
            angle=radians(self.turn) * self.strength(progress) * share * crest,
            # Less than the full change where they crowd: gaps stay narrow across the wave.
            scale=np.maximum(1 + 2 * np.pi * rise * share * (0.75 * crest + 0.25), 0),
        )

    def _ways(self, tiles: "TileLayout") -> "tuple[Floats, Floats, Floats]":
        """Return the number of waves from the start, and the direction down and across, each (n,).

        The direction has length 1, and fades to 0 at the edges of the canvas and where rings begin.
        """
        length = np.float32(self.wavelength * tiles.diagonal)
        if self.from_ is None:
            angle = np.radians(self.direction)
            down = np.full(len(tiles), np.sin(angle), np.float32)
            across = np.full(len(tiles), np.cos(angle), np.float32)
            far: Floats = tiles.y * down + tiles.x * across
            free = smooth(tiles.inset() / (length / 2))
        else:
            y, x = tiles.origin(self.from_)
            down, across = tiles.y - np.float32(y), tiles.x - np.float32(x)
            far = np.hypot(down, across)
            free = smooth(np.minimum(tiles.inset(), far) / (length / 2))
            free /= np.maximum(far, np.float32(1e-6))
        return far / length, down * free, across * free

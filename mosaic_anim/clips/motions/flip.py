"""Flip: tiles turn over, from the cover on their backs to their photos."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from mosaic_anim.clips.flight_path import path_lift
from mosaic_anim.clips.motions.motion import Motion, motion_name
from mosaic_anim.clips.stagger import Stagger
from mosaic_anim.lazy import np
from mosaic_anim.schema.kind import choice
from mosaic_anim.schema.part import key
from mosaic_anim.values.flight import Flight, Floats, TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip(Motion):
    """Turns the cover into the mosaic, cell by cell, as cards are turned over."""

    HOME: ClassVar[tuple[float, ...]] = (1.0,)
    SHOWS_BACK: ClassVar[bool] = True
    STAGGER: ClassVar[Stagger | None] = Stagger(from_="center", jitter=0.08)

    motion: str = motion_name("flip")
    axis: Literal["vertical", "horizontal", "diagonal"] = key(
        choice("vertical", "horizontal", "diagonal"),
        default="vertical",
        description="What a tile turns about: its `vertical` or `horizontal` middle, or its "
        "`diagonal` from lower left to upper right.",
    )
    lift: float = path_lift(0.35)

    def flight(self, tiles: "TileLayout", progress: "Floats") -> "Flight":
        """Return where tiles are: half a turn away from home, until that is used up."""
        axes = {
            "vertical": 0.0,
            "horizontal": np.pi / 2,
            "diagonal": np.arctan(tiles.grid.cell_aspect),
        }
        turn = np.float32(np.pi) * (1 - progress)
        raised = np.clip(np.sin(turn), 0, 1) * ((progress > 0) & (progress < 1))
        return Flight(
            scale=1 + self.lift * raised,
            flip=turn,
            axis=axes[self.axis],
            # Edge-on, where the change cannot be seen.
            face=(progress < 0.5).astype(np.float32),
            depth=raised,
        )

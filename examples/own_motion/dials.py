"""A motion of one's own: rings of the mosaic turn like the dials of a safe and click into place.

python examples/own_motion/dials.py [PHOTOS COVER]

A package offers its motion to every scene by an entry point, then nothing needs registering::

    [project.entry-points."mosaic_anim.motions"]
    dials = "its_package.dials:Dials"
"""

import sys
from dataclasses import dataclass

import numpy as np

from mosaic_anim import RenderOptions, Scene, render
from mosaic_anim.motions import MOTIONS, Flight, Motion, TileLayout, key, motion_name, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Dials(Motion):
    """Turns rings of the mosaic once around, each against its neighbours."""

    HOME = (0.0, 1.0)  # every tile is at home at the start and at the end

    motion: str = motion_name("dials")
    rings: float = key(number(least=1, most=100), default=6.0, description="How many rings.")

    def flight(self, tiles: TileLayout, progress: np.ndarray) -> Flight:
        """Return where tiles are at their progress, from 0 to 1, as changes from their homes."""
        y, x = tiles.y - tiles.height / 2, tiles.x - tiles.width / 2
        ring = np.floor(2 * self.rings * np.hypot(y, x) / tiles.diagonal)
        turn = 2 * np.pi * np.where(ring % 2, 1, -1) * (progress % 1)  # 1 is home again
        sin, cos = np.sin(turn), np.cos(turn)
        return Flight(y=x * sin + y * cos - y, x=x * cos - y * sin - x, angle=turn)


MOTIONS["dials"] = Dials


def main(photos: str = "demo", cover: str = "demo") -> None:
    """Render a draft of it."""
    scene = Scene(
        mosaic_anim=1,
        mosaic={"library": photos, "cover": cover},
        timeline=[{"duration": "4s", "tiles": {"motion": "dials", "ease": "in_out_cubic"}}],
        outputs=[{"file": "out/dials.mp4"}],
    )
    for file in render(scene, options=RenderOptions(draft=True, overwrite=True)):
        print("wrote", file.path)


if __name__ == "__main__":
    main(*sys.argv[1:])

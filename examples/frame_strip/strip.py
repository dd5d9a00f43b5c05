"""Draw five moments of a scene side by side: any frame can be drawn alone.

python examples/frame_strip/strip.py [SCENE]
"""

import sys
from pathlib import Path

import numpy as np

from mosaic_anim import Frame, Scene, frame_at
from mosaic_anim.geometry import Size

SCENE = Path(__file__).parents[2] / "scenes" / "zoom_in.yaml"
MOMENTS = ["0s", "2s", "3s", "4s", "5s"]


def main(path: str = str(SCENE)) -> None:
    """Write out/strip.png."""
    scene = Scene.load(path)
    frames = [frame_at(scene, at, size=Size(height=180, width=320)).pixels for at in MOMENTS]
    Frame(np.hstack(frames)).save("out/strip.png", overwrite=True)
    print("wrote out/strip.png")


if __name__ == "__main__":
    main(*sys.argv[1:])

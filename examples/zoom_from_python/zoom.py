"""Render the shipped zoom-in scene from Python, with your own photos if you name them.

python examples/zoom_from_python/zoom.py [PHOTOS COVER]
"""

import sys
from pathlib import Path

from mosaic_anim import RenderOptions, Scene, render

SCENE = Path(__file__).parents[2] / "scenes" / "zoom_in.yaml"


def main(photos: str = "demo", cover: str = "demo") -> None:
    """Render half-size drafts: quick to look at."""
    scene = Scene.load(
        SCENE,
        sets=[f"mosaic.library={photos}", f"mosaic.cover={cover}"],
        output="out/zoom_from_python.mp4",
    )
    for file in render(scene, options=RenderOptions(draft=True, overwrite=True)):
        print(f"{file.path}: {file.frames} frames in {file.seconds:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])

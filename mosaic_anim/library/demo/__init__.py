"""A photo library for those who have none at hand: pictures drawn by the program, and a cover.

`sheet`, `colors` and `noise` are the paper and the paints; `skies` ... hold families of pictures;
`plan` says which pictures there are; `build` draws them into the cache folder once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mosaic_anim.workers import Progress


def demo_library_folder(progress: "Progress | None" = None) -> Path:
    """Return the folder of the demo's photos, drawn at the first call (some 15 s on two cores)."""
    from mosaic_anim.files import cache_folder
    from mosaic_anim.library.demo.build import build_folder, demo_version, plan_library

    folder = cache_folder() / f"demo-{demo_version()}"
    build_folder(folder, plan_library(), progress=progress)
    return folder


def demo_cover() -> Path:
    """Return the demo's cover picture, drawn at the first call."""
    from mosaic_anim.files import cache_folder
    from mosaic_anim.library.demo.build import build_cover, demo_version

    path = cache_folder() / f"demo-{demo_version()}-cover.jpg"
    build_cover(path)
    return path

"""A photo library for those who have none at hand: pictures drawn by the program, and a cover.

`sheet`, `colors` and `noise` are the paper and the paints; `skies` ... hold families of pictures;
`plan` says which pictures there are; `build` draws them into the cache folder once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mosaic_anim.io.workers import Progress


def demo_library_folder(progress: "Progress | None" = None) -> Path:
    """Return the folder of the demo's photos, drawn at the first call."""
    from mosaic_anim.demo.build import build_folder, demo_version, plan_library
    from mosaic_anim.io.files import cache_folder

    folder = cache_folder() / f"demo-{demo_version()}"
    build_folder(folder, plan_library, progress=progress)
    return folder


def demo_cover() -> Path:
    """Return the demo's cover picture, drawn at the first call."""
    from mosaic_anim.demo.build import demo_version, kept_cover
    from mosaic_anim.io.content_store import ContentStore
    from mosaic_anim.io.files import cache_folder

    return kept_cover(ContentStore(folder=cache_folder() / f"demo-{demo_version()}-cover"))


def redraw(folder: Path, name: str) -> None:
    """Draw one picture of the demo in `folder` again."""
    from mosaic_anim.demo.build import draw_again, plan_library

    draw_again(folder, name, plan_library())

"""A photo library for those who have none at hand: pictures made by the program, and a cover.

`paint`, `colors` and `noise` are the paper and the paints; `skies` ... hold families of drawn
pictures. `sources` are real photographs in packages that are installed in any case; `photographs`
crops them, `painting` paints them large in oil, for zooms to land on. `plan` says which pictures
there are; `build` makes them in the cache folder once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.io.names import BUILT_IN
from mosaic_anim.lazy import LazyModule

if TYPE_CHECKING:
    from mosaic_anim.demo import build as _build
    from mosaic_anim.io import content_store, user_cache
    from mosaic_anim.io.workers import Progress
else:  # only where pictures are drawn: others ask for a cover's size
    # Not called `build`: `from mosaic_anim.demo import build` is the room itself.
    _build = LazyModule("mosaic_anim.demo.build")
    content_store = LazyModule("mosaic_anim.io.content_store")
    user_cache = LazyModule("mosaic_anim.io.user_cache")


def demo_library_folder(progress: "Progress | None" = None) -> Path:
    """Return the folder of the demo's photos, drawn at the first call."""
    folder = user_cache.cache_folder() / f"demo-{_build.demo_version()}"
    _build.build_folder(folder, _build.plan_library, progress=progress)
    return folder


def demo_cover(name: str = BUILT_IN) -> Path:
    """Return one of the demo's covers, drawn at the first call."""
    store = content_store.ContentStore(
        folder=user_cache.cache_folder() / f"demo-{_build.demo_version()}-cover"
    )
    return _build.stored_cover(store, name)


def redraw(folder: Path, name: str) -> None:
    """Draw one picture of the demo in `folder` again."""
    _build.draw_again(folder, name, _build.plan_library())

"""A photo library for those who have none at hand: pictures drawn by the program, and a cover.

`sheet`, `colors` and `noise` are the paper and the paints; `skies` ... hold families of pictures;
`plan` says which pictures there are; `build` draws them into the cache folder once.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mosaic_anim.library.library import Library
    from mosaic_anim.workers import Progress


def demo_library(
    progress: "Progress | None" = None, workers: int | None = None, index: Path | None = None
) -> "Library":
    """Open the demo library, drawn at the first call (some 15 s on two cores).

    Pictures that were changed or removed since then are drawn again, here and whenever one of them
    is read.

    Parameters
    ----------
    progress, workers, index
        As in `Library.open`.
    """
    from dataclasses import replace
    from functools import partial

    from mosaic_anim.library.demo.build import listed_contents
    from mosaic_anim.library.index import index_photos

    folder = demo_library_folder(progress)
    again = partial(_draw_again, folder)

    def opened() -> "Library":
        return index_photos(folder, index=index, workers=workers, progress=progress).library

    library = opened()
    found = library.contents
    damaged = {
        name
        for name, content in (listed_contents(folder) or {}).items()
        if found.get(name) != content
    }
    for name in damaged:
        again(name)
    return replace(opened() if damaged else library, make_again=again)


def demo_library_folder(progress: "Progress | None" = None) -> Path:
    """Return the folder of the demo's photos, drawn at the first call."""
    from mosaic_anim.files import cache_folder
    from mosaic_anim.library.demo.build import build_folder, demo_version, plan_library

    folder = cache_folder() / f"demo-{demo_version()}"
    build_folder(folder, plan_library, progress=progress)
    return folder


def demo_cover() -> Path:
    """Return the demo's cover picture, drawn at the first call."""
    from mosaic_anim.files import cache_folder
    from mosaic_anim.library.demo.build import demo_version, kept_cover
    from mosaic_anim.store import Store

    return kept_cover(Store(folder=cache_folder() / f"demo-{demo_version()}-cover"))


def _draw_again(folder: Path, name: str) -> None:
    from mosaic_anim.library.demo.build import draw_again, plan_library

    draw_again(folder, name, plan_library())

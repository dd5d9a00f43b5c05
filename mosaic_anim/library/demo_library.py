"""The demo as a library, made whole again where its pictures were changed."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mosaic_anim.io.workers import Progress
    from mosaic_anim.library.library import Library


def demo_library(
    progress: "Progress | None" = None,
    workers: int | None = None,
    index: Path | None = None,
    *,
    rebuild: bool = False,
) -> "Library":
    """Open the demo library, drawn at the first call (some 15 s on two cores).

    Pictures that were changed or removed since then are drawn again, here and whenever one of them
    is read.

    Parameters
    ----------
    progress, workers, index, rebuild
        As in `Library.open`.
    """
    from dataclasses import replace
    from functools import partial

    from mosaic_anim.demo import demo_library_folder, redraw
    from mosaic_anim.demo.build import listed_contents
    from mosaic_anim.library.index import index_photos

    folder = demo_library_folder(progress)
    again = partial(redraw, folder)

    def open_index(*, rebuild: bool = False) -> "Library":
        return index_photos(
            folder, index=index, workers=workers, progress=progress, rebuild=rebuild
        ).library

    library = open_index(rebuild=rebuild)
    contents = library.contents
    damaged = {
        name
        for name, content in (listed_contents(folder) or {}).items()
        if contents.get(name) != content
    }
    for name in damaged:
        again(name)
    return replace(open_index() if damaged else library, make_again=again)

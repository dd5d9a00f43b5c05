"""The demo's index, with pictures that were changed or removed drawn again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from mosaic_anim.demo import demo_library_folder, redraw
from mosaic_anim.demo.build import listed_contents
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.refresh import refresh_index
from mosaic_anim.library.update import Update


def refresh_demo(
    progress: Progress | None = None,
    workers: int | None = None,
    index: Path | None = None,
    *,
    rebuild: bool = False,
) -> tuple[Update, Callable[[str], None]]:
    """Bring the demo's index up to date; its pictures are drawn at the first call (some 15 s).

    Pictures that were changed or removed since then are drawn again, here and whenever one of them
    is read.

    Parameters
    ----------
    progress, workers, index, rebuild
        As in `Library.open`.

    Returns
    -------
    update : Update
        The index.
    redraw : callable
        Draws a picture again, given its path.
    """
    folder = demo_library_folder(progress)
    again, listed = partial(redraw, folder), listed_contents(folder) or {}

    def refresh(*, rebuild: bool = False) -> Update:
        return refresh_index(
            folder, index=index, workers=workers, progress=progress, rebuild=rebuild
        )

    update = refresh(rebuild=rebuild)
    photos = update.photos()
    contents = dict(zip(photos["path"], photos["content"], strict=True))
    damaged = {name for name, content in listed.items() if contents.get(name) != content}
    for name in damaged:
        again(name)
    return (refresh() if damaged else update), again

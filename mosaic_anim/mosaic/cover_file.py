"""The file of a cover: a path, or the picture that is built in."""

from pathlib import Path

from mosaic_anim.demo import demo_cover
from mosaic_anim.io.names import BUILT_IN, existing_path


def cover_path(cover: str | Path) -> Path:
    """Return the cover's file; "demo" is the built-in one."""
    if str(cover) != BUILT_IN:
        return existing_path(Path(cover))
    return demo_cover()

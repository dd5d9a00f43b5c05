"""The file of a cover: a path, or one of the pictures that are built in."""

from os.path import isdir, isfile
from pathlib import Path

from mosaic_anim.demo import demo_cover
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.errors import UsageError
from mosaic_anim.io.names import existing_path
from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.io.pictures import read_picture_size


def cover_path(cover: str | Path) -> Path:
    """Return the cover's file; "demo" and "demo-portrait" are the built-in ones."""
    if str(cover) in COVER_SIZES:
        return demo_cover(str(cover))
    return existing_path(Path(cover))


def require_cover(cover: str | Path) -> Path:
    """Return the cover's file, before anything is done for it.

    Raises
    ------
    UsageError
        If there is no such file, or it is no picture.
    """
    path = cover_path(cover)
    what = "this is a folder, no picture" if isdir(path) else "there is no such file"  # noqa: PTH112 - Path raises for a name that is too long
    if isfile(path):  # noqa: PTH113 - as above
        try:
            read_picture_size(path)
        except UnreadablePictureError as error:
            what = error.problems[0].what
        else:
            return path
    raise UsageError(what, remedy="the cover is a picture, demo or demo-portrait", place=str(cover))

"""The formats, by the suffix of a file's name. One more format is a folder and a line here."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.errors import UsageError
from mosaic_anim.values.lazy_table import LazyTable

if TYPE_CHECKING:
    from mosaic_anim.encode.format import Format


@cache
def _format(place: str) -> "Format":
    """Import a format by its folder and class: the same one for all of its suffixes."""
    folder, _, name = place.partition(".")
    chosen: Format = getattr(import_module(f"mosaic_anim.encode.{folder}.format"), name)()
    return chosen


FORMATS: "LazyTable[Format]" = LazyTable(
    {
        ".mp4": "mp4.Mp4Format",
        ".mov": "mov.MovFormat",
        ".webm": "webm.WebmFormat",
        ".gif": "gif.GifFormat",
        ".webp": "webp.WebPFormat",
        ".jpg": "picture.JpegFormat",
        ".jpeg": "picture.JpegFormat",
        ".png": "picture.PngFormat",
    },
    _format,
)
"""Formats of one file, by its suffix."""


def sequence_format() -> "Format":
    """Return the format of numbered pictures, `frames/####.png`: chosen by the # in the name."""
    return _format("sequence.SequenceFormat")


def format_of(path: Path) -> "Format":
    """Return the format that the name of `path` asks for.

    Raises
    ------
    UsageError
        If there is none.
    """
    if is_sequence(path):
        return sequence_format()
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(
            f"no format for files that end in '{path.suffix}'",
            remedy=f"end the name in one of {', '.join(FORMATS)}",
            place=str(path),
        )
    return FORMATS[suffix]

"""The formats, by the suffix of a file's name. One more format is a folder and a line here."""

from pathlib import Path

from mosaic_anim.encode.format import Format
from mosaic_anim.encode.gif.format import GifFormat
from mosaic_anim.encode.mov.format import MovFormat
from mosaic_anim.encode.mp4.format import Mp4Format
from mosaic_anim.encode.picture.format import JpegFormat, PngFormat
from mosaic_anim.encode.sequence.format import SequenceFormat
from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.encode.webm.format import WebmFormat
from mosaic_anim.encode.webp.format import WebPFormat
from mosaic_anim.errors import UsageError

SEQUENCE = SequenceFormat()
"""Numbered pictures, `frames/dive-####.png`: chosen by the # in the name."""

FORMATS: dict[str, Format] = {
    suffix: chosen
    for chosen in (
        Mp4Format(),
        MovFormat(),
        WebmFormat(),
        GifFormat(),
        WebPFormat(),
        JpegFormat(),
        PngFormat(),
    )
    for suffix in chosen.suffixes
}


def format_of(path: Path) -> Format:
    """Return the format that the name of `path` asks for.

    Raises
    ------
    UsageError
        If there is none.
    """
    if is_sequence(path):
        return SEQUENCE
    chosen = FORMATS.get(path.suffix.lower())
    if chosen is None:
        raise UsageError(
            f"no format for files that end in '{path.suffix}'",
            remedy=f"end the name in one of {', '.join(FORMATS)}",
            place=str(path),
        )
    return chosen

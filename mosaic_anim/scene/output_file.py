"""The file of an output: its suffix chooses what is written."""

from pathlib import Path
from typing import Any

from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.schema.problem import invalid, quoted, suggest

SUFFIXES = tuple(FORMATS)


def read_output_file(value: Any) -> Path:
    """Read the name of an output; its suffix chooses the format."""
    if not isinstance(value, str | Path) or not str(value):
        raise invalid(f"not a file name: {quoted(value)}", "for example out/zoom.mp4")
    path = Path(value)
    if path.suffix.lower() not in SUFFIXES:
        near = suggest(path.suffix.lower(), SUFFIXES) if path.suffix else "end it in .mp4 or .gif"
        raise invalid(f"{quoted(str(value))} names no format", near)
    if "#" in path.stem and not is_sequence(path):
        what = f"#### stands for the number of a frame, and {quoted(path.name)} is no PNG"
        raise invalid(what, "write frames as .png, or leave # out")
    return path


def is_picture(file: Path) -> bool:
    """Return whether `file` is one picture."""
    return format_of(file).kind == "picture"

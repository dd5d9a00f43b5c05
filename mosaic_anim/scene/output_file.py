"""The file of an output: its suffix chooses what is written."""

from pathlib import Path
from typing import Any

from mosaic_anim.clips.fault import choose, said, wrong
from mosaic_anim.encode.numbered import is_sequence

ANIMATED = (".mp4", ".gif", ".webp")
PICTURES = (".jpg", ".jpeg", ".png")
SUFFIXES = (*ANIMATED, *PICTURES)

LOOPING = (".gif", ".webp")
"""They are played for ever unless they say otherwise, and each frame has its own time."""


def read_output_file(value: Any) -> Path:
    """Read the name of an output; its suffix chooses the format."""
    if not isinstance(value, str | Path) or not str(value):
        raise wrong(f"not a file name: {said(value)}", "for example out/zoom.mp4")
    path = Path(value)
    if path.suffix.lower() not in SUFFIXES:
        near = choose(path.suffix.lower(), SUFFIXES) if path.suffix else "end it in .mp4 or .gif"
        raise wrong(f"no format for the file name {said(str(value))}", near)
    if "#" in path.stem and path.suffix.lower() != ".png":
        what = f"#### stands for the number of a frame, and {said(path.name)} is no PNG"
        raise wrong(what, "write frames as .png, or leave # out")
    return path


def is_picture(file: Path) -> bool:
    """Tell whether `file` is one picture."""
    return file.suffix.lower() in PICTURES and not is_sequence(file)

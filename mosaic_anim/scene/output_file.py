"""The file of an output: its suffix chooses what is written."""

from pathlib import Path
from re import search, sub
from typing import Any

from mosaic_anim.clips.fault import choose, said, wrong

ANIMATED = (".mp4", ".gif", ".webp")
PICTURES = (".jpg", ".jpeg", ".png")
SUFFIXES = (*ANIMATED, *PICTURES)

LOOPING = (".gif", ".webp")
"""They are played for ever unless they say otherwise, and each frame has its own time."""

_NUMBER = r"#+"


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


def is_sequence(file: Path) -> bool:
    """Tell whether `file` is a sequence of pictures: `frames/dive-####.png`."""
    return file.suffix.lower() == ".png" and "#" in file.stem


def is_picture(file: Path) -> bool:
    """Tell whether `file` is one picture."""
    return file.suffix.lower() in PICTURES and not is_sequence(file)


def frame_file(file: Path, index: int) -> Path:
    """Return the file of a frame of a sequence: `####` becomes its number, `0007`."""
    found = search(_NUMBER, file.stem)
    digits = len(found.group()) if found else 0
    return file.with_name(sub(_NUMBER, f"{index:0{digits}d}", file.stem, count=1) + file.suffix)

"""A sequence of pictures, named by one pattern: `frames/dive-####.png`, # for each digit."""

from pathlib import Path
from re import search, sub

_NUMBER = r"#+"


def is_sequence(file: Path) -> bool:
    """Tell whether `file` is a sequence of pictures: `frames/dive-####.png`."""
    return file.suffix.lower() == ".png" and "#" in file.stem


def frame_file(file: Path, index: int) -> Path:
    """Return the file of a frame of a sequence: `####` becomes its number, `0007`."""
    found = search(_NUMBER, file.stem)
    digits = len(found.group()) if found else 0
    return file.with_name(sub(_NUMBER, f"{index:0{digits}d}", file.stem, count=1) + file.suffix)

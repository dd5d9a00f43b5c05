"""Written: the files that an output becomes, and the comment by which each is known again."""

from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.sequence.names import frame_file, is_sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """One file.

    Attributes
    ----------
    path : Path
    comment : str
        What stands in it: the scene, and of a sequence which frame.
    """

    path: Path
    comment: str


def output_files(encoding: Encoding) -> tuple[OutputFile, ...]:
    """Return the files of an output: one, but for a sequence, which has one for each frame."""
    if not is_sequence(encoding.path):
        return (OutputFile(path=encoding.path, comment=encoding.comment),)
    numbers = range(encoding.first, encoding.first + encoding.frames)
    return tuple(
        OutputFile(
            path=frame_file(encoding.path, number), comment=f"{encoding.comment} frame {number}"
        )
        for number in numbers
    )

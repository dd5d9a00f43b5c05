"""Output files: the files of an output, and the comment by which later runs recognise each."""

from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.sequence.names import frame_file, is_sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """One file of an output.

    Attributes
    ----------
    path : Path
    comment : str
        Its comment: the scene, and in a sequence the number of the frame.
    """

    path: Path
    comment: str


def output_files(encoding: Encoding) -> tuple[OutputFile, ...]:
    """Return the files of an output: one, or in a sequence one for each frame."""
    if not is_sequence(encoding.path):
        return (OutputFile(path=encoding.path, comment=encoding.comment),)
    numbers = range(encoding.first, encoding.first + encoding.frames)
    return tuple(
        OutputFile(
            path=frame_file(encoding.path, number), comment=f"{encoding.comment} frame {number}"
        )
        for number in numbers
    )

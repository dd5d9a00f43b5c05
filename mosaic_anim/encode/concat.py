"""Segment files as one input of ffmpeg: a list that its concat demuxer reads from a pipe."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mosaic_anim.errors import StoppedError
from mosaic_anim.ffmpeg import file_name

CONCAT = ("-f", "concat", "-safe", "0", "-auto_convert", "0")
"""Options of the demuxer. Without `auto_convert 0` it repeats H.264's headers at key frames."""

FROM_LIST = (*CONCAT, "-protocol_whitelist", "file,pipe,fd", "-xerror", "-i", "pipe:0")
"""Arguments of ffmpeg that read the list from standard input."""


@contextmanager
def listing(segments: Sequence[Path], *, place: str) -> Iterator[bytes]:
    """Yield the list of `segments` to write to ffmpeg's standard input.

    The list has a file on each line and no way to write the end of a line within a name: a file
    whose name has one gets another name, a link, for the time.

    Raises
    ------
    StoppedError
        If a segment is not there; ffmpeg itself would go on without it.
    """
    for segment in segments:
        if not segment.is_file():
            raise StoppedError(
                f"the segment {segment.name} has gone",
                remedy="run the same command again",
                place=place,
            )
    with tempfile.TemporaryDirectory(prefix="mosaic_anim-") as folder:
        lines = ["ffconcat version 1.0"]
        for number, segment in enumerate(segments):
            name = file_name(segment)
            if "\n" in name or "\r" in name:
                link = Path(folder) / f"{number}{segment.suffix}"
                link.symlink_to(segment.absolute())
                name = file_name(link)
            lines.append(f"file {_quoted(name)}")
        yield "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def _quoted(name: str) -> str:
    """Quote as ffmpeg's utilities read it: nothing is special within quotes but their end."""
    return "'" + name.replace("'", "'\\''") + "'"

"""Numbered pictures, `frames/dive-####.png`: each appears whole, and later runs recognise it.

A file that exists and whose comment names the same frame of the same scene is left alone, so that
a run continues where another stopped.
"""

import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar, Literal

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.picture.format import PictureFormat
from mosaic_anim.lazy import LazyModule, futures

if TYPE_CHECKING:
    from mosaic_anim.encode import output_files
    from mosaic_anim.encode.output_files import OutputFile
    from mosaic_anim.encode.picture import archive, png
    from mosaic_anim.encode.picture.archive import StoredPicture
    from mosaic_anim.io import atomic_files
    from mosaic_anim.io.disk import Need
else:  # only where files are written
    archive = LazyModule("mosaic_anim.encode.picture.archive")
    atomic_files = LazyModule("mosaic_anim.io.atomic_files")
    output_files = LazyModule("mosaic_anim.encode.output_files")
    png = LazyModule("mosaic_anim.encode.picture.png")

_WRITERS = 4
"""Files written at the same time: they wait for the disk, not for a processor."""


class SequenceFormat(PictureFormat):
    """A PNG for each frame."""

    name: ClassVar[str] = "PNG sequence"
    suffixes: ClassVar[tuple[str, ...]] = (".png",)
    kind: ClassVar[Literal["sequence"]] = "sequence"
    pillow: ClassVar[str] = "PNG"
    holds_alpha: ClassVar[bool] = True

    def join(
        self,
        encoding: Encoding,
        segments: Sequence[Path],
        part: Path,  # noqa: ARG002 - the pattern, which is `encoding.path`
    ) -> None:
        """Write each frame of `segments` as a file, except those that exist already.

        Raises
        ------
        CannotStartError
            If another file is in the way.
        StoppedError
            If a segment is missing or damaged, or the disk is full; whole files stay.
        """
        frames = list(
            zip(
                output_files.output_files(encoding),
                archive.stored_pictures(encoding, segments),
                strict=True,
            )
        )
        pool = futures.ThreadPoolExecutor(_WRITERS, thread_name_prefix="picture")
        each = sum(segment.stat().st_size for segment in segments) / len(frames)

        def write(number: int, file: "OutputFile", picture: "StoredPicture") -> None:
            left = len(frames) - number
            _write(encoding, file, picture, needed=lambda: round(left * each))

        try:
            for done in [pool.submit(write, number, *frame) for number, frame in enumerate(frames)]:
                done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with the first bad file of a sequence."""
        del path
        for file in output_files.output_files(encoding):
            if what := super().problem(file.path, encoding):
                return f"{file.path.name}: {what}"
        return ""

    def has_signature(self, head: bytes) -> bool:
        """Return False: a frame of a sequence counts as a PNG."""
        del head
        return False

    def comment(self, file: BinaryIO) -> str | None:
        """Read the comment of one of its pictures.

        Raises
        ------
        OSError, struct.error, IndexError, UnicodeDecodeError
            If the file is damaged.
        """
        return png.png_comment(file)


def _write(
    encoding: Encoding, file: "OutputFile", picture: "StoredPicture", *, needed: "Need"
) -> None:
    """Write one frame; `needed` is what it and all that follow take."""
    if not encoding.overwrite and _has_comment(file):
        return
    data = archive.read_stored(encoding, picture)
    with atomic_files.atomic_file(file.path, overwrite=encoding.overwrite, needed=needed) as part:
        part.write_bytes(png.with_texts(data, Title=encoding.title, Comment=file.comment))


def _has_comment(file: "OutputFile") -> bool:
    """Return whether the file of a frame exists, and is of this frame."""
    with suppress(OSError, struct.error, IndexError, UnicodeDecodeError):
        if file.path.is_file():
            with file.path.open("rb") as picture:
                return png.png_comment(picture) == file.comment
    return False

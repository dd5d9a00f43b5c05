"""A sequence of PNG files, `frames/dive-####.png`: each appears whole, and is known again.

A file that is there and tells of the same frame of the same scene is kept, so that a run goes on
where another stopped.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.output_files import OutputFile, output_files
from mosaic_anim.encode.picture import picture, pictures
from mosaic_anim.encode.png import Place, with_texts
from mosaic_anim.io.disk import Need
from mosaic_anim.io.files import atomic_file

_WRITERS = 4
"""Files written at the same time: they wait for the disk, not for a processor."""


def join_sequence(
    encoding: Encoding,
    segments: Sequence[Path],
    part: Path,  # noqa: ARG001 - the pattern, which is `encoding.path`
) -> None:
    """Write each frame of `segments` as a file, but those that are there already.

    Raises
    ------
    CannotStartError
        If another file is in the way.
    StoppedError
        If a segment is missing or damaged, or the disk is full; whole files stay.
    """
    frames = list(zip(output_files(encoding), pictures(encoding, segments), strict=True))
    pool = ThreadPoolExecutor(_WRITERS, thread_name_prefix="picture")
    each = sum(segment.stat().st_size for segment in segments) / len(frames)

    def write(number: int, file: OutputFile, place: Place) -> None:
        _write(encoding, file, place, needed=lambda: round((len(frames) - number) * each))

    try:
        for done in [pool.submit(write, number, *frame) for number, frame in enumerate(frames)]:
            done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _write(encoding: Encoding, file: OutputFile, place: Place, *, needed: Need) -> None:
    """Write one frame; `needed` is what all that are left take."""
    if not encoding.overwrite and read_comment(file.path) == file.comment:
        return
    data = picture(encoding, place)
    with atomic_file(file.path, overwrite=encoding.overwrite, needed=needed) as part:
        part.write_bytes(with_texts(data, Title=encoding.title, Comment=file.comment))

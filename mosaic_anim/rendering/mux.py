"""Output: the file of an output, joined from its segments."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io.files import atomic_file
from mosaic_anim.rendering.production import Made, Production, production_of, segment_store
from mosaic_anim.rendering.scheduler import finish_all, finished
from mosaic_anim.rendering.segment_lookup import found, in_order
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.origin import STAND_INS

__all__ = [
    "Made",
    "Production",
    "TooLargeError",
    "all_found",
    "finish_all",
    "finished",
    "joined",
    "production_of",
    "segment_store",
]


class TooLargeError(StoppedError):
    """A file that is larger than it may be; it was not kept.

    Attributes
    ----------
    size : int
        What it would have been [bytes].
    """

    def __init__(self, size: int, *, limit: int, place: str) -> None:
        super().__init__(
            f"the file would take {format_bytes(size)}, {format_bytes(limit)} are allowed",
            remedy="a smaller size, fewer frames a second, or a larger max_size",
            place=place,
        )
        self.size = size


def joined(production: Production, made: Made) -> None:
    """Join segments to the file of the output, or to its many: each appears whole, or not at all.

    Where photos were lost, its comment tells so: once they are back, it is not taken for done.

    Raises
    ------
    TooLargeError
        If it would be larger than it may be; there is no file then.
    """
    encoding = production.encoding
    if made.missing:
        encoding = replace(encoding, comment=encoding.comment + STAND_INS)
    if format_of(encoding.path).kind == "sequence":
        format_of(encoding.path).join(encoding, made.files, encoding.path)
        return

    def needed() -> int:
        return sum(file.stat().st_size for file in made.files)

    with atomic_file(encoding.path, overwrite=encoding.overwrite, needed=needed) as part:
        format_of(encoding.path).join(encoding, made.files, part)
        size = part.stat().st_size
        if production.most_bytes is not None and size > production.most_bytes:
            raise TooLargeError(size, limit=production.most_bytes, place=str(encoding.path))


@contextmanager
def all_found(production: Production) -> Iterator[Made]:
    """Find the segments of an output, all of them, and keep them from removal.

    Raises
    ------
    CannotStartError
        If some are missing.
    """
    store, segments = production.store, production.segments
    with store.pinned(segment.name for segment in segments):
        files = found(production).files
        missing = [segment.frames for segment in segments if segment.name not in files]
        if missing:
            raise CannotStartError(
                f"{len(missing)} of {len(segments)} segments are missing, "
                f"the first with frames {missing[0].start} to {missing[0].stop - 1}",
                remedy="render all shards to the folder that --segments names",
                place=str(store.folder),
            )
        yield Made(files=in_order(segments, files))

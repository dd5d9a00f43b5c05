"""Mux: the segments of an output become its file."""

import time
from dataclasses import replace
from pathlib import Path

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.errors import StoppedError
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.rendering.landed_photos import landed_photos
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.rendered_file import RenderedFile
from mosaic_anim.rendering.segment_cache import SegmentFiles
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.origin import STAND_INS


class TooLargeError(StoppedError):
    """A file would be larger than allowed; it was not written."""

    def __init__(self, size: int, *, limit: int, place: str) -> None:
        super().__init__(
            f"the file would take {format_bytes(size)}, {format_bytes(limit)} are allowed",
            remedy="a smaller size, fewer frames a second, or a larger max_size",
            place=place,
        )


def join_output(plan: OutputPlan, segments: SegmentFiles, *, since: float) -> RenderedFile:
    """Join segments into an output's file or files: each appears whole, or not at all.

    If photos were lost, its comment says so: once they are back, it does not count as done.

    Parameters
    ----------
    since : float
        When the work on the output began, by `time.monotonic` [s].

    Raises
    ------
    TooLargeError
        If the file would be larger than the output's `max_size`; then it is not written.
    """
    encoding = plan.encoding
    if segments.lost_photos:
        encoding = replace(encoding, comment=encoding.comment + STAND_INS)
    chosen = format_of(encoding.path)
    if chosen.kind == "sequence":
        chosen.join(encoding, segments.paths, encoding.path)
    else:
        with atomic_file(
            encoding.path, overwrite=encoding.overwrite, needed=segments.total_bytes
        ) as part:
            chosen.join(encoding, segments.paths, part)
            _require_size(part, plan)
    return replace(
        rendered_file(plan),
        already_done=False,
        seconds=time.monotonic() - since,
        segments=len(segments.paths),
        drawn=segments.drawn,
        missing=segments.lost_photos,
        encodes=int(plan.output.max_size is not None),
    )


def rendered_file(plan: OutputPlan) -> RenderedFile:
    """Describe an output that already exists."""
    encoding = plan.encoding
    return RenderedFile(
        path=encoding.path,
        size=encoding.size,
        fps=encoding.fps,
        frames=encoding.frames,
        bytes=sum(file.path.stat().st_size for file in output_files(encoding)),
        seconds=0.0,
        already_done=True,
        skipped=plan.project.skipped,
        relaxed=plan.project.all_relaxed,
        chosen=plan.project.chosen,
        landed=landed_photos(plan.project, plan.timeline),
    )


def _require_size(part: Path, plan: OutputPlan) -> None:
    size, limit = part.stat().st_size, plan.output.max_size
    if limit is not None and size > limit:
        raise TooLargeError(size, limit=limit, place=str(plan.encoding.path))

"""Production: one output on its way, cut into segments, and what has been made of it."""

from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.files import cache_folder
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.executors.dask import Cluster
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.segments import Fingerprints, Segment, segments_of
from mosaic_anim.timeline import Timeline

SEGMENTS_LIMIT = 4 << 30
"""Most that is kept of segments in the cache, unless one render needs more [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Production:
    """One output on its way.

    Attributes
    ----------
    stage : Project
    timeline : Timeline
    encoding : Encoding
        Of the whole file.
    segments : tuple of Segment
        All that the file is joined from.
    store : ContentStore
        Where they are kept.
    workers : int
        How many are made at once.
    progress : Progress or None
    cluster : Cluster or None
        Who makes them, if not this machine.
    most_bytes : int or None
        How large the file may be [bytes].
    """

    stage: Project
    timeline: Timeline
    encoding: Encoding
    segments: tuple[Segment, ...]
    store: ContentStore
    workers: int
    progress: Progress | None
    cluster: Cluster | None = None
    most_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Finished segments.

    Attributes
    ----------
    files : tuple of Path
        In the order of the output.
    drawn : int
        How many were made now.
    missing : tuple of str
        Photos that have gone or changed since they were indexed; their small pictures were drawn.
    """

    files: tuple[Path, ...]
    drawn: int = 0
    missing: tuple[str, ...] = ()


def production_of(
    stage: Project,
    timeline: Timeline,
    frames: range,
    encoding: Encoding,
    *,
    folder: Path | None,
    workers: int,
    progress: Progress | None,
    cluster: Cluster | None = None,
    look: Fingerprints | None = None,
) -> Production:
    """Cut an output into segments; they are kept in `folder`, or in the user's cache."""
    return Production(
        stage=stage,
        timeline=timeline,
        encoding=encoding,
        segments=segments_of(stage, timeline, frames, encoding, look=look),
        store=segment_store(folder),
        workers=workers,
        progress=progress,
        cluster=cluster,
    )


def segment_store(folder: Path | None = None) -> ContentStore:
    """Return the store of the segments: in the user's cache, or in a folder of their own."""
    if folder is not None:
        return ContentStore(folder=folder)
    return ContentStore(folder=cache_folder() / "segments", limit=SEGMENTS_LIMIT)

"""Output: one file of a scene, from its segments that are there and those that are made now."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mosaic_anim.amount import format_bytes
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output import Encoding
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.files import cache_folder, whole_file
from mosaic_anim.jobs.cluster import Cluster, make_on_cluster
from mosaic_anim.jobs.manifest import write_manifest
from mosaic_anim.jobs.segments import Segment, cells_of, segments_of
from mosaic_anim.jobs.stage import Stage
from mosaic_anim.jobs.work import make_all, order_of
from mosaic_anim.store import Findings, Kept, Store
from mosaic_anim.timeline import Timeline
from mosaic_anim.workers import Progress

SEGMENTS_LIMIT = 4 << 30
"""Most that is kept of segments in the cache, unless one render needs more [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Production:
    """One output on its way.

    Attributes
    ----------
    stage : Stage
    timeline : Timeline
    encoding : Encoding
        Of the whole file.
    segments : tuple of Segment
        All that the file is joined from.
    store : Store
        Where they are kept.
    workers : int
        How many are made at once.
    progress : Progress or None
    cluster : Cluster or None
        Who makes them, if not this machine.
    most_bytes : int or None
        How large the file may be [bytes].
    """

    stage: Stage
    timeline: Timeline
    encoding: Encoding
    segments: tuple[Segment, ...]
    store: Store
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
        Photos that have gone since they were indexed; their small pictures were drawn.
    """

    files: tuple[Path, ...]
    drawn: int = 0
    missing: tuple[str, ...] = ()


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


def production_of(
    stage: Stage,
    timeline: Timeline,
    frames: range,
    encoding: Encoding,
    *,
    folder: Path | None,
    workers: int,
    progress: Progress | None,
    cluster: Cluster | None = None,
) -> Production:
    """Cut an output into segments; they are kept in `folder`, or in the user's cache."""
    return Production(
        stage=stage,
        timeline=timeline,
        encoding=encoding,
        segments=segments_of(stage, timeline, frames, encoding),
        store=segment_store(folder),
        workers=workers,
        progress=progress,
        cluster=cluster,
    )


def segment_store(folder: Path | None = None) -> Store:
    """Return the store of the segments: in the user's cache, or in a folder of their own."""
    if folder is not None:
        return Store(folder=folder)
    return Store(folder=cache_folder() / "segments", limit=SEGMENTS_LIMIT)


@contextmanager
def finished(production: Production) -> Iterator[Made]:
    """Find the segments of an output, make those that are missing, and keep all from removal.

    Raises
    ------
    StoppedError
        If one cannot be made; those that are finished stay for the next run.
    """
    store, segments = production.store, production.segments
    manifest = _manifest(production)
    with store.pinned([manifest.name, *(segment.name for segment in segments)]):
        store.trim()
        found = _found(production, segments)
        missing = [segment for segment in segments if segment.name not in found.files]
        if not missing:
            yield Made(files=_in_order(segments, found.files))
            return
        mosaics = _mosaics(production, missing)
        segments = _with_stand_ins(production, segments, missing, mosaics)
        with store.pinned(segment.name for segment in segments):
            if any(mosaic.tiles.skipped for mosaic in mosaics.values()):
                found = store.find_all(segment.name for segment in segments)
            files = _completed(production, segments, found.files, mosaics, manifest)
            photos = [photo for mosaic in mosaics.values() for photo in mosaic.tiles.skipped]
            yield Made(files=_in_order(segments, files), drawn=len(missing), missing=tuple(photos))
    store.trim()


def joined(production: Production, made: Made) -> None:
    """Join segments to the file of the output, or to its many: each appears whole, or not at all.

    Raises
    ------
    TooLargeError
        If it would be larger than it may be; there is no file then.
    """
    encoding = production.encoding
    if format_of(encoding.path).many:
        format_of(encoding.path).join(encoding, made.files, encoding.path)
        return
    with whole_file(encoding.path, overwrite=encoding.overwrite) as part:
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
        files = _found(production, segments).files
        missing = [segment.frames for segment in segments if segment.name not in files]
        if missing:
            raise CannotStartError(
                f"{len(missing)} of {len(segments)} segments are missing, "
                f"the first with frames {missing[0].start} to {missing[0].stop - 1}",
                remedy="render all shards to the folder that --segments names",
                place=str(store.folder),
            )
        yield Made(files=_in_order(segments, files))


def _found(production: Production, segments: Sequence[Segment]) -> Findings:
    """Look for segments, and tell what there is."""
    found = production.store.find_all(segment.name for segment in segments)
    progress = production.progress
    if progress and found.damaged:
        progress("damaged segments removed", len(found.damaged), len(found.damaged))
    if progress and found.files:
        progress("segments found", len(found.files), len(segments))
    return found


def _mosaics(production: Production, segments: Sequence[Segment]) -> dict[str, Mosaic]:
    """Read the tiles that `segments` show, and no others."""
    stage = production.stage
    counts = {name: len(placement.tile) for name, placement in stage.placements.items()}
    return stage.mosaics_of(
        stage.variants(production.timeline.size),
        cells_of(segments, counts),
        progress=production.progress,
        workers=production.workers,
    )


def _with_stand_ins(
    production: Production,
    segments: Sequence[Segment],
    missing: Sequence[Segment],
    mosaics: Mapping[str, Mosaic],
) -> tuple[Segment, ...]:
    """Rename those of the `missing` segments that show small pictures for photos that have gone.

    Once the photos are back, nobody asks for them under these names.
    """
    lost = {name: set(mosaic.tiles.skipped) for name, mosaic in mosaics.items()}
    if not any(lost.values()):
        return tuple(segments)
    wanted = {segment.name for segment in missing}
    libraries = production.stage.libraries
    counts = {name: len(mosaic.placement.tile) for name, mosaic in mosaics.items()}

    def renamed(segment: Segment) -> Segment:
        gone: set[str] = set()
        for name, levels in cells_of([segment], counts).items():
            if lost[name] and segment.name in wanted:
                variants = mosaics[name].tiles.variants
                for mask in levels.values():
                    tiles = set(variants.tile[variants.index[mask]].tolist())
                    gone |= lost[name] & {libraries[name].photo[tile] for tile in tiles}
        if not gone:
            return segment
        about = "\n".join([segment.name, *sorted(gone)])
        return replace(
            segment,
            name=hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest(),
        )

    return tuple(renamed(segment) for segment in segments)


def _completed(
    production: Production,
    segments: Sequence[Segment],
    files: Mapping[str, Kept],
    mosaics: Mapping[str, Mosaic],
    manifest: Path,
) -> Mapping[str, Kept]:
    """Make the segments that are not there, and return the files of all."""
    store, encoding, progress = production.store, production.encoding, production.progress
    write_manifest(manifest, encoding, segments, files)
    missing = [segment for segment in segments if segment.name not in files]
    total = sum(len(segment.frames) for segment in segments)
    there = total - sum(len(segment.frames) for segment in missing)
    what = f"drawing {encoding.path.name}"
    # Equal names, as of two holds that show the same, are one file.
    if production.cluster is None:
        make = partial(make_all, workers=production.workers)
    else:
        make = partial(make_on_cluster, cluster=production.cluster)
    make(
        list({segment.name: segment for segment in missing}.values()),
        partial(order_of, timeline=production.timeline, encoding=encoding),
        mosaics,
        store,
        on_frames=partial(_tell_frames, progress, what, there, total) if progress else None,
    )
    files = store.find_all(segment.name for segment in segments).files
    write_manifest(manifest, encoding, segments, files)
    return files


def _tell_frames(progress: Progress, what: str, there: int, total: int, drawn: int) -> None:
    progress(what, there + drawn, total)


def _in_order(segments: Sequence[Segment], files: Mapping[str, Kept]) -> tuple[Path, ...]:
    for segment in segments:
        if segment.name not in files:
            raise StoppedError(
                f"the segment of frames {segment.frames.start} to {segment.frames.stop - 1} "
                "has gone or was changed",
                remedy="run the same command again",
            )
    return tuple(files[segment.name].path for segment in segments)


def _manifest(production: Production) -> Path:
    """Name the manifest of these segments of an output; shards have one each."""
    about = [production.encoding.comment, *(segment.name for segment in production.segments)]
    name = hashlib.sha256("\n".join(about).encode()).hexdigest()
    return production.store.folder / f"{name}.json"

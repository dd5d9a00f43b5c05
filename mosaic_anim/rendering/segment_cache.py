"""Segment cache: which segments of an output are stored, and what the missing ones are drawn from.

A manifest beside the segments lists what an output is made of. A segment that shows small pictures
in place of lost photos is stored under another name: once the photos are back, it is not used any
more.
"""

import hashlib
import json
import platform
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import CannotStartError, StoppedError, option
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.content_store import ContentStore, StoredFile
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.disk_space import space_needed
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.project import lost_photos
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.tile_sources import PhotoTiles, TileSource
from mosaic_anim.values.wording import count_of
from mosaic_anim.version import __version__

if TYPE_CHECKING:
    from mosaic_anim.timeline.needs import CellsSeen

SEGMENTS_LIMIT = 4 << 30
"""Size limit of the cached segments, unless one render needs more [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentFiles:
    """All segments of an output, finished.

    Attributes
    ----------
    paths : tuple of Path
        In the order of the output.
    drawn : int
        Number of segments made now.
    lost_photos : tuple of str
        Photos that have gone or changed since they were indexed; their small pictures were drawn.
    """

    paths: tuple[Path, ...]
    drawn: int = 0
    lost_photos: tuple[str, ...] = ()

    def total_bytes(self) -> int:
        """Return the size of all files [bytes]."""
        return sum(path.stat().st_size for path in self.paths)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentLookUp:
    """What the cache holds of an output.

    Attributes
    ----------
    plan : OutputPlan
    store : ContentStore
    segments : tuple of Segment
        All of the plan's; those that show stand-ins for lost photos have other names.
    hits : Mapping[str, StoredFile]
        Segments that were already stored, by name.
    mosaics : Mapping[str, Mosaic]
        Mosaics that the missing ones are drawn from; empty if none is missing.
    lost_photos : tuple of str
        Photos for which they show stand-ins.
    """

    plan: OutputPlan
    store: ContentStore
    segments: tuple[Segment, ...]
    hits: Mapping[str, StoredFile] = field(default_factory=dict)
    mosaics: Mapping[str, Mosaic] = field(default_factory=dict)
    lost_photos: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Segment, ...]:
        """The segments to be made; equal names, as those of two equal holds, are one file."""
        missing = (segment for segment in self.segments if segment.name not in self.hits)
        return tuple({segment.name: segment for segment in missing}.values())

    @property
    def drawn(self) -> int:
        """Number of segments that were not stored at first."""
        return sum(segment.name not in self.hits for segment in self.segments)

    def files(self) -> SegmentFiles:
        """Return the files of all segments, which must be stored by now.

        Raises
        ------
        StoppedError
            If one is not, or was changed.
        """
        files = self.hits
        if self.drawn:
            files = self.store.find_all(_names([self])).files
            self.write_manifest(files)
        for segment in self.segments:
            if segment.name not in files:
                raise StoppedError(
                    f"the segment of frames {segment.frames.start} to {segment.frames.stop - 1} "
                    "has gone or was changed",
                    remedy="run the same command again",
                )
        return SegmentFiles(
            paths=tuple(files[segment.name].path for segment in self.segments),
            drawn=self.drawn,
            lost_photos=self.lost_photos,
        )

    def space_needed(self) -> int:
        """Return about how much space the output still needs where segments are stored [bytes]."""
        return space_needed(self.plan.encoding, self.segments, self.store)

    @property
    def manifest(self) -> Path:
        """The manifest of these segments of an output; shards have one each."""
        about = [self.plan.encoding.comment, *(segment.name for segment in self.plan.segments)]
        name = hashlib.sha256("\n".join(about).encode()).hexdigest()
        return self.store.folder / f"{name}.json"

    def write_manifest(self, files: Mapping[str, StoredFile]) -> None:
        """Write what the output is made of, by which program, and the hash of each stored segment.

        Raises
        ------
        StoppedError
            If the disk is full or fails.
        """
        encoding = self.plan.encoding
        about = {
            "program": __version__,
            "ffmpeg": ffmpeg_version(find_ffmpeg()),
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "numba": version("numba"),
            "platform": f"{platform.system()} {platform.machine()}",
            "comment": encoding.comment,
            "options": format_of(encoding.path).options(encoding),
            "segments": [
                {
                    "name": segment.name,
                    "frames": [segment.frames.start, segment.frames.stop],
                    "sha256": files[segment.name].sha256 if segment.name in files else None,
                }
                for segment in self.segments
            ],
        }
        with atomic_file(self.manifest, overwrite=True, needed=self.space_needed) as part:
            part.write_text(json.dumps(about, indent=1), encoding="utf-8")


def segment_store(folder: Path | None = None) -> ContentStore:
    """Return the store of the segments: in the user's cache, or in a folder of their own."""
    if folder is not None:
        return ContentStore(folder=folder)
    return ContentStore(folder=cache_folder() / "segments", limit=SEGMENTS_LIMIT)


@contextmanager
def look_up_segments(
    plans: Sequence[OutputPlan], store: ContentStore, progress: Progress | None
) -> Iterator[tuple[SegmentLookUp, ...]]:
    """Find the segments of outputs, read the tiles of missing ones, and protect all from removal.

    What outputs show in frames of equal size is read once, if their projects share mosaics.
    """
    look_ups = [SegmentLookUp(plan=plan, store=store, segments=plan.segments) for plan in plans]
    with store.pinned([*(one.manifest.name for one in look_ups), *_names(look_ups)]):
        store.trim()
        look_ups = [_search(one, progress) for one in look_ups]
        kins = dict.fromkeys(map(_kin, look_ups))
        mosaics = {kin: _read_tiles(look_ups, kin, progress) for kin in kins}
        look_ups = [_with_stand_ins(replace(one, mosaics=mosaics[_kin(one)])) for one in look_ups]
        with store.pinned(_names(look_ups)):
            for one in look_ups:
                if one.drawn:
                    one.write_manifest(one.hits)
            yield tuple(look_ups)
    if any(one.drawn for one in look_ups):
        store.trim()


@contextmanager
def all_segments(
    plan: OutputPlan, store: ContentStore, progress: Progress | None
) -> Iterator[SegmentFiles]:
    """Find all segments of an output, and protect them from removal.

    Raises
    ------
    CannotStartError
        If some are missing.
    """
    look_up = SegmentLookUp(plan=plan, store=store, segments=plan.segments)
    with store.pinned(_names([look_up])):
        look_up = _search(look_up, progress)
        if look_up.missing:
            first = look_up.missing[0].frames
            raise CannotStartError(
                f"{look_up.drawn:,} of {count_of(len(plan.segments), 'segment')} "
                f"{'is' if look_up.drawn == 1 else 'are'} missing, "
                f"the first with frames {first.start} to {first.stop - 1}",
                remedy=f"render all shards to the folder that {option('segments')} names",
                place=str(store.folder),
            )
        yield look_up.files()


def _search(one: SegmentLookUp, progress: Progress | None) -> SegmentLookUp:
    """Look for segments, and report what there is."""
    stored = one.store.find_all(_names([one]))
    if progress and stored.damaged:
        progress("damaged segments removed", len(stored.damaged), len(stored.damaged))
    if progress and stored.files:
        progress("segments found", len(stored.files), len(one.segments))
    return replace(one, hits=stored.files)


def _names(look_ups: Iterable[SegmentLookUp]) -> Iterator[str]:
    return (segment.name for one in look_ups for segment in one.segments)


def _kin(one: SegmentLookUp) -> Hashable:
    """Return what is equal for outputs whose tiles are read together."""
    return one.plan.timeline.size, one.plan.project.kin


def _read_tiles(
    look_ups: Sequence[SegmentLookUp], kin: Hashable, progress: Progress | None
) -> Mapping[str, Mosaic]:
    """Read the tiles that missing segments of some outputs show, and no others."""
    same = [one for one in look_ups if one.missing and _kin(one) == kin]
    seen: dict[str, CellsSeen] = {}
    for one in same:
        for segment in one.missing:
            for name, levels in one.plan.fingerprints.cells(segment.seen).items():
                union = seen.setdefault(name, {})
                for level, cells in levels.items():
                    union[level] = union[level] | cells if level in union else cells
    if not seen:
        return {}
    first, sources = same[0].plan, dict[str, TileSource]()
    for one in same:
        sources = {**one.plan.project.sources, **sources}
    project = replace(first.project, sources=sources)
    return project.read_mosaics(first.timeline.size, seen, progress=progress, workers=first.workers)


def _with_stand_ins(one: SegmentLookUp) -> SegmentLookUp:
    """Rename those of the missing segments that show small pictures for lost photos."""
    lost = {segment.name: _lost_photos(segment, one) for segment in one.missing}
    if not any(lost.values()):
        return one
    segments = tuple(_renamed(segment, lost.get(segment.name)) for segment in one.segments)
    shown = tuple(sorted(set().union(*lost.values())))
    return _search(replace(one, segments=segments, lost_photos=shown), None)


def _lost_photos(segment: Segment, one: SegmentLookUp) -> set[str]:
    """Return the lost photos that a segment should show."""
    lost: set[str] = set()
    if not lost_photos(one.mosaics):
        return lost
    for name, levels in one.plan.fingerprints.cells(segment.seen).items():
        source, tiles = one.plan.project.sources[name], one.mosaics[name].tiles
        if tiles.skipped and isinstance(source, PhotoTiles):
            photo, variants = source.library.photo, tiles.variants
            shown = (variants.tile[variants.index[cells]].tolist() for cells in levels.values())
            lost |= {photo[tile] for tile in chain.from_iterable(shown)} & set(tiles.skipped)
    return lost


def _renamed(segment: Segment, lost: set[str] | None) -> Segment:
    if not lost:
        return segment
    about = "\n".join([segment.name, *sorted(lost)])
    name = hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(segment, name=name)

"""Begun: outputs whose segments were looked for, and whose tiles are there for what is missing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.errors import StoppedError
from mosaic_anim.io.content_store import LookUp, StoredFile
from mosaic_anim.rendering.production import Made, Production
from mosaic_anim.rendering.room import room_needed
from mosaic_anim.rendering.segment_manifest import write_manifest
from mosaic_anim.rendering.segments import Segment, cells_seen_by
from mosaic_anim.values.geometry import Size


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Begun:
    """An output that is being made.

    Attributes
    ----------
    production : Production
    segments : tuple of Segment
        All of it; those that show stand-ins for lost photos have other names.
    found : Mapping[str, StoredFile]
        Those that were there, by name.
    drawn : int
        How many were not there, at first.
    mosaics : Mapping[str, Mosaic]
        What the missing ones are drawn from; empty if there are none.
    lost : tuple of str
        Photos for which they show stand-ins.
    """

    production: Production
    segments: tuple[Segment, ...]
    found: Mapping[str, StoredFile]
    drawn: int
    mosaics: Mapping[str, Mosaic]
    lost: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[Segment, ...]:
        """The segments that are to be made; equal names, as of two equal holds, are one file."""
        there = self.found
        missing = (segment for segment in self.segments if segment.name not in there)
        return tuple({segment.name: segment for segment in missing}.values())

    def made(self) -> Made:
        """Return the files of all segments, which are there now.

        Raises
        ------
        StoppedError
            If one is not, or was changed.
        """
        if not self.drawn:
            return Made(files=in_order(self.segments, self.found))
        files = self.production.store.find_all(segment.name for segment in self.segments).files
        self.tell(files)
        return Made(
            files=in_order(self.segments, files),
            drawn=self.drawn,
            missing=self.lost,
        )

    def tell(self, files: Mapping[str, StoredFile]) -> None:
        """Write the manifest: what this output is made of, and which of that is there."""
        write_manifest(
            manifest_of(self.production),
            self.production.encoding,
            self.segments,
            files,
            needed=partial(room_needed, self.production, self.segments),
        )


@contextmanager
def begun(productions: Sequence[Production]) -> Iterator[tuple[Begun, ...]]:
    """Find the segments of outputs, read the tiles of those that are missing, and keep all.

    What two outputs show in frames of equal size is read once.
    """
    if not productions:
        yield ()
        return
    store = productions[0].store
    names = (segment.name for production in productions for segment in production.segments)
    manifests = (manifest_of(production).name for production in productions)
    with store.pinned([*manifests, *names]):
        store.trim()
        looked = [_looked(production) for production in productions]
        mosaics = _mosaics(looked)
        ready = [_with_stand_ins(one, mosaics[_size(one)]) for one in looked]
        with store.pinned(segment.name for one in ready for segment in one.segments):
            yield tuple(_told(one) for one in ready)
    if any(one.drawn for one in ready):
        store.trim()


def found(production: Production) -> LookUp:
    """Look for the segments of an output, and tell what there is."""
    segments, progress = production.segments, production.progress
    there = production.store.find_all(segment.name for segment in segments)
    if progress and there.damaged:
        progress("damaged segments removed", len(there.damaged), len(there.damaged))
    if progress and there.files:
        progress("segments found", len(there.files), len(segments))
    return there


def lost_photos(mosaics: Mapping[str, Mosaic]) -> tuple[str, ...]:
    """Return the photos that have gone or changed since they were indexed."""
    return tuple(photo for mosaic in mosaics.values() for photo in mosaic.tiles.skipped)


def in_order(segments: Sequence[Segment], files: Mapping[str, StoredFile]) -> tuple[Path, ...]:
    """Return the file of each segment.

    Raises
    ------
    StoppedError
        If one is not there.
    """
    for segment in segments:
        if segment.name not in files:
            raise StoppedError(
                f"the segment of frames {segment.frames.start} to {segment.frames.stop - 1} "
                "has gone or was changed",
                remedy="run the same command again",
            )
    return tuple(files[segment.name].path for segment in segments)


def manifest_of(production: Production) -> Path:
    """Name the manifest of these segments of an output; shards have one each."""
    about = [production.encoding.comment, *(segment.name for segment in production.segments)]
    name = hashlib.sha256("\n".join(about).encode()).hexdigest()
    return production.store.folder / f"{name}.json"


def _looked(production: Production) -> Begun:
    there = found(production).files
    segments = production.segments
    missing = sum(segment.name not in there for segment in segments)
    return Begun(production=production, segments=segments, found=there, drawn=missing, mosaics={})


def _told(one: Begun) -> Begun:
    if one.drawn:
        one.tell(one.found)
    return one


def _size(one: Begun) -> Size:
    return one.production.timeline.size


def _mosaics(looked: Sequence[Begun]) -> dict[Size, dict[str, Mosaic]]:
    """Read the tiles that missing segments show, and no others, for each size of frames."""
    missing: dict[Size, list[Segment]] = {_size(one): [] for one in looked}
    for one in looked:
        missing[_size(one)] += one.missing
    first = {_size(one): one.production for one in reversed(looked)}
    return {
        size: _mosaics_of(first[size], segments) if segments else {}
        for size, segments in missing.items()
    }


def _mosaics_of(production: Production, segments: Sequence[Segment]) -> dict[str, Mosaic]:
    stage = production.stage
    return stage.mosaics_of(
        stage.variants(production.timeline.size),
        cells_seen_by(segments, stage.sources),
        progress=production.progress,
        workers=production.workers,
    )


def _with_stand_ins(one: Begun, mosaics: Mapping[str, Mosaic]) -> Begun:
    """Rename those of the missing segments that show small pictures for lost photos.

    Once the photos are back, nobody asks for them under these names.
    """
    one = replace(one, mosaics=mosaics)
    lost = {name: set(mosaic.tiles.skipped) for name, mosaic in mosaics.items()}
    if not any(lost.values()):
        return one
    wanted = {segment.name for segment in one.missing}
    libraries = one.production.stage.libraries
    shown: set[str] = set()

    def renamed(segment: Segment) -> Segment:
        gone: set[str] = set()
        seen = cells_seen_by([segment], mosaics) if segment.name in wanted else {}
        for name, levels in seen.items():
            if lost[name]:
                variants = mosaics[name].tiles.variants
                for mask in levels.values():
                    tiles = set(variants.tile[variants.index[mask]].tolist())
                    gone |= lost[name] & {libraries[name].photo[tile] for tile in tiles}
        if not gone:
            return segment
        shown.update(gone)
        about = "\n".join([segment.name, *sorted(gone)])
        return replace(
            segment,
            name=hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest(),
        )

    segments = tuple(renamed(segment) for segment in one.segments)
    there = one.production.store.find_all(segment.name for segment in segments).files
    return replace(one, segments=segments, found=there, lost=tuple(sorted(shown)))

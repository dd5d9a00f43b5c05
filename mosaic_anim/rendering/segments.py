"""Segments: an output cut into ranges of frames, each named by all that its bytes depend on.

A render is cut at the starts of its clips and every second, never by the number of workers. A
name holds no absolute frame number, and of the mosaics only the cells that the frames see: a clip
that is edited renames its own segments only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path

import numpy as np

from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.clips.motions.source import source_of
from mosaic_anim.drawing.levels import is_still
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.rendering.project import Project
from mosaic_anim.timeline import Timeline
from mosaic_anim.timeline.needs import CellsSeen, cells_seen
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import FrameContent, FrameState, Layer, pictures

LENGTH = Fraction(1)
"""Longest segment, but for the one frame more at the end of an output [s]."""

_PACKAGE = Path(__file__).parents[1]
_CODE = (
    "values",
    "io",
    "text",
    "schema",
    "clips",
    "library",
    "mosaic",
    "motion",
    "drawing",
    "encode",
)
"""Rooms whose code makes pixels or bytes, besides the files of the package itself."""


class Fingerprints:
    """Looks at the frames of one output, and hashes what they show; each stretch of them once.

    Frames are forgotten at once, however many there are: a scene of 50,000 frames is a few hundred
    hashes.
    """

    def __init__(self, stage: Project, timeline: Timeline) -> None:
        self._timeline = timeline
        self._placements = stage.placements
        self._variants = stage.variants(timeline.size)
        self._homes = stage.homes
        self._shown: dict[range, bytes] = {}
        self._whole: dict[str, bytes] = {}

    def shown(self, frames: range) -> bytes:
        """Hash what `frames` show: their states, the code of own motions, the cells in view.

        Of mosaics whose tiles fly, all cells count: to follow each tile costs as much as a tenth
        of the drawing, and few are never seen.
        """
        if frames not in self._shown:
            self._shown[frames] = self._hashed(self._states(frames))
        return self._shown[frames]

    def cells(self, frames: range) -> dict[str, CellsSeen]:
        """Return the cells that `frames` see, by mosaic, those under tiles in flight too."""
        timeline, states = self._timeline, self._states(frames)
        return cells_seen(
            states, timeline.size, self._variants, self._homes, quality=timeline.quality
        )

    def _states(self, frames: range) -> list[FrameContent]:
        return [self._timeline.frame_state(index) for index in frames]

    def _hashed(self, states: Sequence[FrameContent]) -> bytes:
        digest = hashlib.sha256(motion_code(states))
        digest.update(repr(states).encode())
        layers = set(_layers(states))
        moved = [layer for layer in layers if not is_still(layer)]
        flying = {name for layer in moved for name in (layer.mosaic, layer.back) if name}
        lying = tuple(layer for layer in layers if layer.mosaic not in flying)
        seen = cells_seen(
            [FrameState(background=(0, 0, 0), layers=lying)],
            self._timeline.size,
            {name: one for name, one in self._variants.items() if name not in flying},
            self._homes,
        )
        for name in sorted(flying | {name for name, levels in seen.items() if levels}):
            digest.update(name.encode())
            digest.update(self._all_of(name) if name in flying else self._part_of(name, seen[name]))
        return digest.digest()

    def _part_of(self, name: str, seen: CellsSeen) -> bytes:
        return _shown(self._placements[name], self._variants[name], seen)

    def _all_of(self, name: str) -> bytes:
        """Hash all cells of a mosaic, and the facts by which its tiles set out."""
        if name not in self._whole:
            everywhere = {0: np.ones(len(self._placements[name].tile), dtype=bool)}
            self._whole[name] = self._part_of(name, everywhere) + _facts(self._homes[name])
        return self._whole[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Some frames of an output.

    Attributes
    ----------
    number : int
        Which it is, from 0.
    frames : range
        Their indices in the output.
    seen : range
        The same, and the frames before them that the encoder wants to see.
    name : str
        SHA-256 of all that its bytes depend on, in hexadecimal.
    look : Fingerprints or None
        What looks at them.
    """

    number: int
    frames: range
    seen: range
    name: str
    look: Fingerprints | None = field(default=None, repr=False, compare=False)


def cut_frames(timeline: Timeline, frames: range) -> tuple[range, ...]:
    """Cut `frames` at the starts of clips, and each clip every second from its start.

    The one frame more at the end of an output belongs to the last segment.
    """
    step = max(1, round(LENGTH * timeline.fps))
    end = max(1, timeline.frame_count - (0 if timeline.loops else 1))
    starts = sorted({0, *(ceil(time * timeline.fps) for time in _clip_starts(timeline))})
    edges = {
        edge
        for start, after in pairwise([*(start for start in starts if start < end), end])
        for edge in range(start, after, step)
    }
    inner = sorted(edge for edge in edges if frames.start < edge < frames.stop)
    return tuple(range(a, b) for a, b in pairwise([frames.start, *inner, frames.stop]))


def segments_of(
    stage: Project,
    timeline: Timeline,
    frames: range,
    encoding: Encoding,
    *,
    within: range | None = None,
    look: Fingerprints | None = None,
) -> tuple[Segment, ...]:
    """Cut `frames` of an output and name what it is cut into.

    Parameters
    ----------
    within : range, optional
        Frames of the output; encoders may see those before `frames` too. By default, none.
    look : Fingerprints, optional
        Of this stage and timeline, if they were looked at before.
    """
    look = look or Fingerprints(stage, timeline)
    common, lead = _common(timeline, encoding), format_of(encoding.path).lead
    first = (frames if within is None else within).start
    found = []
    for number, part in enumerate(cut_frames(timeline, frames)):
        seen = range(max(part.start - lead, first), part.stop)
        digest = hashlib.sha256(common)
        digest.update(repr((len(part), len(seen))).encode())
        digest.update(look.shown(seen))
        name = digest.hexdigest()
        found.append(Segment(number=number, frames=part, seen=seen, name=name, look=look))
    return tuple(found)


def cells_seen_by(segments: Iterable[Segment], mosaics: Iterable[str]) -> dict[str, CellsSeen]:
    """Return the cells of each of `mosaics` that any of `segments` sees."""
    found: dict[str, CellsSeen] = {name: {} for name in mosaics}
    for segment in segments:
        seen = segment.look.cells(segment.seen) if segment.look else {}
        for name, levels in seen.items():
            for level, mask in levels.items():
                before = found[name].get(level)
                found[name][level] = mask if before is None else before | mask
    return found


def _clip_starts(timeline: Timeline) -> Iterator[Fraction]:
    """Yield when clips begin in the output [s]."""
    for play in timeline.plays:
        yield play.start
        for clip in play.clips:
            yield max(play.start, play.start + timeline.film.shot(clip).start - play.begins)


def _common(timeline: Timeline, encoding: Encoding) -> bytes:
    """Return what all segments depend on: code, encoder, size, rate."""
    options = format_of(encoding.path).options(encoding)
    versions = (code_hash(), ffmpeg_version(find_ffmpeg()))
    return repr((versions, options, timeline.size, timeline.fps, timeline.quality)).encode()


def _shown(placement: Placement, variants: Variants, seen: CellsSeen) -> bytes:
    """Hash what lies in the cells that are seen."""
    digest = hashlib.sha256(repr((placement.grid, sorted(seen))).encode())
    cells = np.flatnonzero(np.logical_or.reduce([*seen.values()]))
    tiles, which = np.unique(placement.tile[cells], return_inverse=True)
    arrays = [cells, which, variants.native[variants.index[cells]]]
    arrays += [placement.crop[cells], placement.turn[cells]]
    arrays += [placement.gain[cells], placement.offset[cells]]
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    digest.update("\n".join(placement.photo_hash[tiles].tolist()).encode())
    return digest.digest()


def _facts(homes: TileLayout) -> bytes:
    """Hash the facts of all photos: tiles set out by their rank among all."""
    facts = homes.facts
    orders = () if facts is None else (facts.brightness, facts.hue, facts.date)
    return hashlib.sha256(b"".join(order.tobytes() for order in orders)).digest()


def _layers(states: Iterable[FrameContent]) -> Iterator[Layer]:
    for shown in states:
        for state in pictures(shown):
            yield from state.layers


@cache
def code_hash() -> str:
    """Hash the code that draws and encodes."""
    files = list(_PACKAGE.glob("*.py"))
    for room in _CODE:
        files += (_PACKAGE / room).rglob("*.py")
    contents = b"\0".join(file.read_bytes() for file in sorted(files))
    return hashlib.sha256(contents).hexdigest()


def motion_code(states: Sequence[FrameContent]) -> bytes:
    """Return hashes of the code of motions that are not this package's, as it was loaded."""
    motions = list(_motions(states))
    kinds = {kind for motion in motions for kind in type(motion).__mro__}
    sources = {vars(kind).get("SOURCE", "") for kind in kinds}
    sources |= {source_of(type(other)) for other in motions if not isinstance(other, Motion)}
    return "".join(sorted(sources)).encode()


def _motions(states: Iterable[FrameContent]) -> Iterator[object]:
    for layer in _layers(states):
        for recipe in layer.motions:
            yield getattr(recipe, "motion", recipe)

"""Segments: an output cut into ranges of frames, each named by all that its bytes depend on.

A render is cut at the starts of its clips and every second, never by the number of workers. A
name holds no absolute frame number, and of the mosaics only the cells that the frames see: a clip
that is edited renames its own segments only.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output import Encoding
from mosaic_anim.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.flight import Homes
from mosaic_anim.jobs.stage import Stage
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.state import Layer, Shown, pictures
from mosaic_anim.timeline import Timeline
from mosaic_anim.timeline.needs import CellsSeen, cells_seen

LENGTH = Fraction(1)
"""Longest segment, but for the one frame more at the end of an output [s]."""

_PACKAGE = Path(__file__).parents[1]
_CODE = ("drawing", "encode", "motion", "clips", "library", "mosaic")
"""Rooms whose code makes pixels or bytes, besides the files of the package itself."""

Cells = Mapping[str, Mapping[int, NDArray[np.uint8]]]
"""Mosaic and level height [px] -> which cells are seen, one bit each (n / 8,)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
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
    cells : Mapping
        The cells that its frames see, by mosaic and level.
    """

    number: int
    frames: range
    seen: range
    name: str
    cells: Cells


def cut(timeline: Timeline, frames: range) -> tuple[range, ...]:
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
    stage: Stage,
    timeline: Timeline,
    frames: range,
    encoding: Encoding,
    *,
    within: range | None = None,
) -> tuple[Segment, ...]:
    """Cut `frames` of an output and name what it is cut into.

    Encoders may see the frames before them that are `within` the output; by default, none.
    """
    variants, homes = stage.variants(timeline.size), stage.homes
    common, lead = _common(timeline, encoding), format_of(encoding.path).lead
    first = (frames if within is None else within).start
    found = []
    for number, part in enumerate(cut(timeline, frames)):
        wanted = range(max(part.start - lead, first), part.stop)
        states = [timeline.frame_state(index) for index in wanted]
        seen = cells_seen(states, timeline.size, variants, homes, quality=timeline.quality)
        digest = hashlib.sha256(common)
        digest.update(repr((len(part), len(wanted))).encode())
        digest.update(own_code(states))
        digest.update(repr(states).encode())
        moved = {layer.mosaic for layer in _layers(states) if layer.motions}
        for name in sorted(seen):
            if seen[name]:
                shown = _shown(stage.placements[name], variants[name], seen[name])
                digest.update(name.encode())
                digest.update(shown)
            if name in moved:
                digest.update(_facts(homes[name]))
        cells = {
            name: {level: np.packbits(mask) for level, mask in levels.items()}
            for name, levels in seen.items()
        }
        name = digest.hexdigest()
        found.append(Segment(number=number, frames=part, seen=wanted, name=name, cells=cells))
    return tuple(found)


def cells_of(segments: Iterable[Segment], counts: Mapping[str, int]) -> dict[str, CellsSeen]:
    """Return the cells that any of `segments` sees.

    Parameters
    ----------
    counts : Mapping[str, int]
        Number of cells of each mosaic, by name.
    """
    packed: dict[str, dict[int, NDArray[np.uint8]]] = {name: {} for name in counts}
    for segment in segments:
        for name, levels in segment.cells.items():
            for level, bits in levels.items():
                before = packed[name].get(level)
                packed[name][level] = bits if before is None else before | bits
    return {
        name: {
            level: np.unpackbits(bits, count=counts[name]).astype(bool)
            for level, bits in levels.items()
        }
        for name, levels in packed.items()
    }


def _clip_starts(timeline: Timeline) -> Iterator[Fraction]:
    """Yield when clips begin in the output [s]."""
    for play in timeline.plays:
        yield play.start
        for clip in play.clips:
            yield max(play.start, play.start + timeline.film.shot(clip).start - play.begins)


def _common(timeline: Timeline, encoding: Encoding) -> bytes:
    """Return what all segments depend on: code, encoder, size, rate."""
    options = format_of(encoding.path).options(encoding)
    versions = (code(), ffmpeg_version(find_ffmpeg()))
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


def _facts(homes: Homes) -> bytes:
    """Hash the facts of all photos: tiles set out by their rank among all."""
    facts = homes.facts
    orders = () if facts is None else (facts.brightness, facts.hue, facts.date)
    return hashlib.sha256(b"".join(order.tobytes() for order in orders)).digest()


def _layers(states: Iterable[Shown]) -> Iterator[Layer]:
    for shown in states:
        for state in pictures(shown):
            yield from state.layers


@cache
def code() -> str:
    """Hash the code that draws and encodes."""
    files = list(_PACKAGE.glob("*.py"))
    for room in _CODE:
        files += (_PACKAGE / room).rglob("*.py")
    contents = b"\0".join(file.read_bytes() for file in sorted(files))
    return hashlib.sha256(contents).hexdigest()


def own_code(states: Sequence[Shown]) -> bytes:
    """Return the code of motions that are not this package's."""
    modules = {type(motion).__module__ for motion in _motions(states)}
    own = sorted(name for name in modules if name.partition(".")[0] != __name__.partition(".")[0])
    files = (getattr(sys.modules.get(name), "__file__", None) for name in own)
    return b"\0".join(Path(file).read_bytes() for file in files if file)


def _motions(states: Iterable[Shown]) -> Iterator[object]:
    for layer in _layers(states):
        for recipe in layer.motions:
            yield getattr(recipe, "motion", recipe)

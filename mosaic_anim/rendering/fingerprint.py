"""Fingerprints: the hashes that name segments and files, by all that their bytes depend on.

A segment's name holds no absolute frame number, and of the mosaics only the cells that its frames
see: an edited clip renames its own segments only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np

from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.clips.motions.source import source_of
from mosaic_anim.drawing.levels import is_still
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.rendering.cell_hashes import CellHashes
from mosaic_anim.rendering.project import Project
from mosaic_anim.text.versions import library_versions
from mosaic_anim.timeline import Timeline
from mosaic_anim.timeline.needs import CellsSeen, cells_seen
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import FrameContent, FrameState, Layer, Title, pictures

_NOT_IN_FILE_HASH = {"path", "comment", "overwrite"}

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
"""Rooms whose code affects pixels or bytes, besides the top-level files of the package."""


class Fingerprints:
    """Hashes what the frames of one output show; each range of them once.

    Frames are not kept: a scene of 50,000 frames takes a few hundred hashes.
    """

    def __init__(self, project: Project, timeline: Timeline) -> None:
        self._timeline = timeline
        self._placements = project.placements
        self._variants = project.variants(timeline.size)
        self._layouts = project.layouts
        self._shown: dict[range, bytes] = {}
        self._cells: dict[str, CellHashes] = {}
        self._whole: dict[str, bytes] = {}

    def segment_name(self, seen: range, count: int, encoding: Encoding) -> str:
        """Hash all that a segment's bytes depend on: what its frames show, code, encoder and size.

        Parameters
        ----------
        seen : range
            The frames that its encoder sees.
        count : int
            How many of them, the last ones, are the segment's own.

        Returns
        -------
        str
            SHA-256 in hexadecimal.
        """
        timeline = self._timeline
        versions = (code_hash(), ffmpeg_version(find_ffmpeg()))
        options = format_of(encoding.path).options(encoding)
        common = repr((versions, options, timeline.size, timeline.fps, timeline.quality))
        digest = hashlib.sha256(common.encode())
        digest.update(repr((count, len(seen))).encode())
        digest.update(self._shown_by(seen))
        return digest.hexdigest()

    def cells(self, frames: range) -> dict[str, CellsSeen]:
        """Return the cells that `frames` see, by mosaic, including those under tiles in flight."""
        timeline, states = self._timeline, self._states(frames)
        return cells_seen(
            states, timeline.size, self._variants, self._layouts, quality=timeline.quality
        )

    def _states(self, frames: range) -> list[FrameContent]:
        return [self._timeline.frame_state(index) for index in frames]

    def _shown_by(self, frames: range) -> bytes:
        """Hash what `frames` show: their states, the code of own motions, the cells in view.

        Where the tiles of a mosaic fly, all its cells count: following each tile would cost a tenth
        of the drawing time, and few are never seen.
        """
        if frames not in self._shown:
            self._shown[frames] = self._hash_of(self._states(frames))
        return self._shown[frames]

    def _hash_of(self, states: Sequence[FrameContent]) -> bytes:
        digest = hashlib.sha256(motion_code(states) + lettering_code(states))
        digest.update(repr(states).encode())
        layers = dict.fromkeys(_layers(states))
        moving = [layer for layer in layers if not is_still(layer)]
        flying = {name for layer in moving for name in _mosaics(layer)}
        flying |= {name for layer in layers if layer.mosaic in flying for name in _mosaics(layer)}
        lying = tuple(layer for layer in layers if flying.isdisjoint(_mosaics(layer)))
        seen = cells_seen(
            [FrameState(background=(0, 0, 0), layers=lying)],
            self._timeline.size,
            {name: one for name, one in self._variants.items() if name not in flying},
            self._layouts,
        )
        digest.update(self._open_cells(layers))
        for name in sorted(flying | {name for name, levels in seen.items() if levels}):
            digest.update(name.encode())
            digest.update(self._all_of(name) if name in flying else self._part_of(name, seen[name]))
        return digest.digest()

    def _open_cells(self, layers: Iterable[Layer]) -> bytes:
        """Hash the cells that open: of a photo that fills the frame, no cell is seen."""
        cells = sorted({(one.mosaic, one.opening.cell) for one in layers if one.opening})
        digest = hashlib.sha256()
        for name, cell in cells:
            placement = self._placements[name]
            for array in (placement.crop, placement.turn, placement.gain, placement.offset):
                digest.update(np.ascontiguousarray(array[cell]).tobytes())
        return digest.digest()

    def _part_of(self, name: str, seen: CellsSeen) -> bytes:
        if name not in self._cells:
            self._cells[name] = CellHashes(self._placements[name], self._variants[name])
        return self._cells[name].of(seen)

    def _all_of(self, name: str) -> bytes:
        """Hash all cells of a mosaic, and what motions know of its tiles."""
        if name not in self._whole:
            everywhere = {0: np.ones(len(self._placements[name].tile), dtype=bool)}
            self._whole[name] = self._part_of(name, everywhere) + _known_of(self._layouts[name])
        return self._whole[name]


def file_hash(encoding: Encoding, names: Iterable[str], *, limit: tuple[object, ...] = ()) -> str:
    """Hash what a file is joined from, and how.

    The names of its segments stand for the frames, the encoder and the code of this program: a file
    by other code does not count as done, even if the version number is the same.

    Parameters
    ----------
    encoding : Encoding
        The file, as the scene asks for it.
    names : iterable of str
        The segments that it would be joined from, as the scene asks for it.
    limit : tuple, optional
        For an output with `max_size`: that size, and what may be given up for it.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    about = {
        field.name: getattr(encoding, field.name)
        for field in fields(encoding)
        if field.name not in _NOT_IN_FILE_HASH
    }
    if encoding.sound is not None:
        about["sound"] = replace(encoding.sound, path=None)  # its content has a hash of its own
    lines = [encoding.path.suffix.lower(), repr(sorted(about.items())), *names]
    lines += [repr(limit)] if limit else []
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


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


def lettering_code(states: Sequence[FrameContent]) -> bytes:
    """Return the versions of the libraries that shape and draw titles; nothing without titles."""
    shown = [state for content in states for state in pictures(content)]
    overlays = (overlay for state in shown for overlay in (*state.overlays, *state.marks))
    if not any(isinstance(overlay, Title) for overlay in overlays):
        return b""
    return repr(library_versions()).encode()


def _known_of(layout: TileLayout) -> bytes:
    """Hash what motions know of all tiles: their ranks in every order, and their destinations."""
    keys = layout.facts
    orders = () if keys is None else (keys.brightness, keys.hue, keys.date)
    digest = hashlib.sha256(b"".join(order.tobytes() for order in orders))
    for one in layout.destinations:
        digest.update(one.mosaic.encode() + one.cell.tobytes())
    return digest.digest()


def _layers(states: Iterable[FrameContent]) -> Iterator[Layer]:
    for shown in states:
        for state in pictures(shown):
            yield from state.layers


def _mosaics(layer: Layer) -> Iterator[str]:
    """Yield the mosaics that a layer shows."""
    yield layer.mosaic
    if layer.back:
        yield layer.back
    if layer.opening is not None:
        yield layer.opening.mosaic


def _motions(states: Iterable[FrameContent]) -> Iterator[object]:
    for layer in _layers(states):
        for recipe in layer.motions:
            yield getattr(recipe, "motion", recipe)

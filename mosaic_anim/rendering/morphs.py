"""Morphs of a scene: the same tiles placed for several covers, and what shows them on their way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.pictures import read_picture_size
from mosaic_anim.mosaic.cache import cached_placements
from mosaic_anim.mosaic.cover_cut import cut_to_shape
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.morph import SharedTiles, destinations
from mosaic_anim.rendering.tile_sources import CoverTiles, PhotoTiles, TileSource
from mosaic_anim.scene.named_mosaic import NamedMosaic
from mosaic_anim.timeline.morphs import cover_names, dressing, name_shown
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.flight import Destination

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mosaic_anim.io.workers import Progress
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Morphs:
    """Mosaics of the same tiles.

    Attributes
    ----------
    placements : mapping of str to Placement
        By the name of the mosaic, the scene's own first; empty where nothing morphs.
    covers : mapping of str to Path
        The cover of each, cut to the shape of the first.
    """

    placements: "Mapping[str, Placement]" = field(default_factory=dict)
    covers: "Mapping[str, Path]" = field(default_factory=dict)

    @property
    def first(self) -> "Placement | None":
        """The placement of the scene's own mosaic."""
        return next(iter(self.placements.values()), None)

    def photos(self, library: "Library", *, sorts: bool) -> dict[str, PhotoTiles]:
        """Return the tiles of each mosaic, and of each as it is dressed for another one.

        sorts : bool
            Whether a motion sorts tiles by their photos.
        """
        photos, ways = {}, self._ways()
        for name, placement in self.placements.items():
            there = {other: ways[name, other] for other in self.placements if other != name}
            photos[name] = PhotoTiles(
                placement=placement,
                library=library,
                sorts=sorts,
                destinations=tuple(Destination(mosaic=n, cell=c) for n, c in there.items()),
            )
            for other, cells in there.items():
                end = self.placements[other]
                dressed = replace(placement, gain=end.gain[cells], offset=end.offset[cells])
                photos[dressing(name, other)] = PhotoTiles(placement=dressed, library=library)
        return photos

    def _ways(self) -> "dict[tuple[str, str], NDArray[np.int32]]":
        """Return where tiles of one mosaic go in another (n,) [cell]; the way back is the same."""
        ways = {}
        for (one, start), (other, end) in combinations(self.placements.items(), 2):
            there = ways[one, other] = destinations(start, end)
            ways[other, one] = np.argsort(there).astype(np.int32)
        return ways

    def cover_tiles(self, name: str) -> TileSource:
        """Return the cover of a mosaic, cut into its cells."""
        placement = self.placements[name]
        return CoverTiles.opened(self.covers[name], placement.grid, cover_hash=placement.cover_hash)

    def targets(self, scene: "Scene", photos: Mapping[str, PhotoTiles]) -> dict[str, Targets]:
        """Return what finds targets on each mosaic but the scene's own."""
        return {
            name: Targets(
                photos[name].placement, photos[name].library, frame=scene.frame.size, name=name
            )
            for name in list(self.placements)[1:]
        }


def open_morphs(
    scene: "Scene",
    library: "Library",
    main: str,
    must_appear: Sequence[int],
    *,
    progress: "Progress | None" = None,
) -> Morphs:
    """Match the tiles of a scene to all covers that it morphs to.

    A scene that does not morph has none.

    Parameters
    ----------
    main : str
        Name of the scene's own mosaic.
    must_appear : sequence of int
        Photos that appear in all of them.

    Raises
    ------
    SceneError
        If two of the covers are the same picture.
    CannotStartError
        If a cover cannot be read, or the photos are too few.
    """
    names = cover_names(scene, main)
    if len(names) < 2:
        return Morphs()
    _require_different(scene, main)
    own, settings = cover_path(scene.mosaic.cover), scene.settings
    others, shape = _others(scene), read_picture_size(own)
    covers = [
        own,
        *(cut_to_shape(cover_path(one.cover), shape, centre=one.centre) for one in others),
    ]
    tiles = SharedTiles(
        covers=covers,
        library=library,
        settings=[settings, *(other.settings(settings) for other in others)],
        must_appear=must_appear,
    )
    placements = cached_placements(tiles, progress=progress)
    return Morphs(
        placements=dict(zip(names.values(), placements, strict=True)),
        covers=dict(zip(names.values(), covers, strict=True)),
    )


def morph_inputs(scene: "Scene") -> tuple[object, ...]:
    """Return what the placements of a scene depend on, besides its main mosaic and library."""
    return _others(scene)


def _others(scene: "Scene") -> tuple[NamedMosaic, ...]:
    """Return what the tiles of a scene morph to, besides its own cover."""
    return tuple(_described(scene, to) for to in scene.other_covers)


def _described(scene: "Scene", to: str) -> NamedMosaic:
    """Return the mosaic that a morph goes to: one with a name, or a picture."""
    return scene.mosaics[to] if to in scene.mosaics else NamedMosaic(cover=to)


def _require_different(scene: "Scene", main: str) -> None:
    """Refuse a picture under two names: tiles would only change places with their like."""
    known = {sha256_of(cover_path(scene.mosaic.cover)): main}
    for path, channel in scene.morphs:
        name = name_shown(scene, channel, main)
        if name == main:
            continue
        content = sha256_of(cover_path(_described(scene, channel.to).cover))
        if known.setdefault(content, name) != name:
            problem = Problem(
                what="this picture is also the cover of another of the scene's mosaics",
                remedy="another picture, or the same name for both",
                place=scene.place(*path, "to"),
            )
            raise SceneError([problem])

"""Nested mosaics: what an endless zoom goes through, chosen, matched and put into each other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.pictures import read_picture_size
from mosaic_anim.mosaic.automatic import columns_for
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.cells import cover_crop
from mosaic_anim.mosaic.nesting import LEAST_SIDE, nesting_cell, with_nested
from mosaic_anim.mosaic.rules import relaxed_rules
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import SettingError
from mosaic_anim.rendering.nest_covers import Cover, NestCovers
from mosaic_anim.rendering.tile_sources import CoverTiles, PhotoTiles, TileSource
from mosaic_anim.timeline.endless import NestedMosaics
from mosaic_anim.timeline.film import BACK
from mosaic_anim.values.geometry import Grid, Size

if TYPE_CHECKING:
    from mosaic_anim.io.workers import Progress
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Scene

_SHARP = 1.5
"""Pixels that a cover has along each side at least, for each of a frame that it fills."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nest:
    """Mosaics that lie in each other.

    Attributes
    ----------
    mosaics : NestedMosaics or None
        Their names, and which cell of each holds the next one; None where there are none.
    first : Placement or None
        The placement of the scene's own mosaic.
    sources : mapping of str to TileSource
        The others by name, and the covers of all.
    relaxed : tuple of str
        Rules that named mosaics cannot keep with their own photos, one line each.
    """

    mosaics: NestedMosaics | None = None
    first: "Placement | None" = None
    sources: Mapping[str, TileSource] = field(default_factory=dict)
    relaxed: tuple[str, ...] = ()


def nest_inputs(scene: "Scene") -> tuple[object, ...]:
    """Return what the nested mosaics of a scene depend on, besides its main mosaic and library."""
    if not scene.endless:
        return ()
    _, zoom = scene.endless[0]
    named = (scene.mosaics[name] for name in zoom.names if name in scene.mosaics)
    return (zoom, *named, *_frames(scene))


def open_nest(
    scene: "Scene",
    library: "Library",
    main: str,
    must_appear: Sequence[int],
    *,
    progress: "Progress | None" = None,
) -> Nest:
    """Match all mosaics of an endless zoom, each with the next one's cover in one of its cells.

    A scene without such a zoom has none.

    Parameters
    ----------
    main : str
        Name of the scene's own mosaic.
    must_appear : sequence of int
        Photos that appear in the scene's own mosaic.

    Raises
    ------
    SceneError
        If a cover is not in the library, or named twice.
    CannotStartError
        If the library or the covers do not suffice.
    """
    if not scene.endless:
        return Nest()
    (path, zoom), frames = scene.endless[0], (*_frames(scene),)
    grid = _grid(scene, library, must_appear)
    seen = _shown_shares(frames, grid)
    settings = replace(scene.settings, columns=grid.cols, frame=None)
    finder = NestCovers(scene=scene, library=library, path=path, settings=settings)
    covers = finder.covers(zoom, max(frames, key=lambda size: size.height * size.width))
    cells, placements = [], []
    for number, outer in enumerate(covers):
        inner = covers[(number + 1) % len(covers)]
        cell = nesting_cell(outer.file, inner.file, outer.settings, grid.rows, seen=seen)
        placement = _match(
            scene,
            library,
            outer,
            {} if inner.photo is None else {inner.photo: cell[0] * grid.cols + cell[1]},
            must_appear=() if number else must_appear,
            progress=progress,
        )
        cells.append(cell)
        placements.append(_showing(placement, cell, inner, library))
    names = (main, *(f"{main}/mosaic-{number}" for number in range(2, len(covers) + 1)))
    return Nest(
        mosaics=NestedMosaics(
            mosaics=names, covers=tuple(name + BACK for name in names), cells=tuple(cells)
        ),
        first=replace(placements[0], cover_hash=covers[0].content),  # of the picture, not its part
        sources=_sources(names, covers, placements, library, frames),
        relaxed=_relaxed(scene, covers, placements),
    )


def _sources(
    names: Sequence[str],
    covers: Sequence[Cover],
    placements: Sequence["Placement"],
    library: "Library",
    frames: Sequence[Size],
) -> dict[str, TileSource]:
    """Return the tiles of all mosaics but the first, and those of all covers, by name."""
    sources: dict[str, TileSource] = {
        name: PhotoTiles(placement=placement, library=library)
        for name, placement in zip(names[1:], placements[1:], strict=True)
    }
    for name, cover, placement in zip(names, covers, placements, strict=True):
        sources[name + BACK] = CoverTiles(
            cover=cover.file,
            grid=placement.grid,
            cover_hash=sha256_of(cover.file),
            short_side=_short_side(frames, cover.file, placement.grid),
        )
    return sources


def _relaxed(
    scene: "Scene", covers: Sequence[Cover], placements: Sequence["Placement"]
) -> tuple[str, ...]:
    """Return the rules that mosaics with photos of their own cannot keep."""
    return tuple(
        f"mosaic {cover.name}: {rule}"
        for cover, placement in zip(covers, placements, strict=True)
        if cover.settings.include != scene.settings.include
        for rule in relaxed_rules(cover.settings, placement)
    )


def _match(
    scene: "Scene",
    library: "Library",
    cover: Cover,
    pins: Mapping[int, int],
    *,
    must_appear: Sequence[int],
    progress: "Progress | None",
) -> "Placement":
    """Return the placement of one mosaic; what is wrong with its own photos names its line."""
    try:
        return cached_placement(
            cover.file,
            library,
            cover.settings,
            must_appear=must_appear,
            pins=pins,
            progress=progress,
        )
    except SettingError as error:
        if error.key != "include" or not cover.name or scene.mosaics[cover.name].include is None:
            raise
        (problem,) = error.problems
        place = scene.place("mosaics", cover.name, "include")
        raise CannotStartError(problem.what, remedy=problem.remedy, place=place) from error


def _grid(scene: "Scene", library: "Library", must_appear: Sequence[int]) -> Grid:
    """Return the cells of all mosaics.

    Raises
    ------
    CannotStartError
        If they are too few for one to lie away from the border.
    """
    settings = scene.settings
    photos = len(select_photos(library, settings, must_appear).photos)
    side = columns_for(settings, photos, Size(height=1, width=1))
    if side < LEAST_SIDE:
        raise CannotStartError(
            f"{side} columns leave an endless zoom no tile to go into",
            remedy=f"at least {LEAST_SIDE} columns",
            place=scene.place("mosaic", "columns"),
        )
    return Grid(rows=side, cols=side, cell_aspect=settings.cell_aspect)


def _frames(scene: "Scene") -> Iterator[Size]:
    """Yield the sizes of all outputs; that of the scene's frame if there are none."""
    yield from (output.size for output in scene.outputs)
    if not scene.outputs:
        yield scene.frame.size


def _shown_shares(frames: Sequence[Size], grid: Grid) -> tuple[float, float]:
    """Return how much of the height and width of a mosaic frames of all sizes show [shares]."""
    shares = [size.aspect / grid.aspect for size in frames]
    return min(1.0, *(1 / share for share in shares)), min(1.0, *shares)


def _short_side(frames: Sequence[Size], cover: Path, grid: Grid) -> int:
    """Return the most pixels of a cover's shorter side that frames show."""
    full = read_picture_size(cover)
    part = cover_crop(full, grid)
    filled = max(max(size.height, size.width / grid.aspect) for size in frames)
    return ceil(_SHARP * filled * min(full.height, full.width) / part.height)


def _showing(
    placement: "Placement", cell: tuple[int, int], inner: Cover, library: "Library"
) -> "Placement":
    """Return a placement whose cell shows a photo as it is seen when it is a cover itself."""
    if inner.photo is None:
        return placement
    height, width = (int(side) for side in library.full_size[inner.photo])
    full = Size(height=height, width=width)
    return with_nested(placement, cell, inner.photo, full, window=inner.window)

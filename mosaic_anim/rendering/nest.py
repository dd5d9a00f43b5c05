"""Nested mosaics: what an endless zoom goes through, chosen, matched and put into each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.clips.endless import EndlessChannel
from mosaic_anim.clips.focus import CENTRE, FocusPoint
from mosaic_anim.errors import CannotStartError, SceneError
from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.pictures import read_picture, read_picture_size
from mosaic_anim.mosaic.automatic import columns_for
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.cells import cover_crop
from mosaic_anim.mosaic.cover_cut import cut_out, cut_window
from mosaic_anim.mosaic.cover_cycle import choose_covers
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.nesting import LEAST_SIDE, nesting_cell, with_nested
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.rendering.tile_sources import CoverTiles, PhotoTiles, TileSource
from mosaic_anim.scene.photos import cover_twice, covers_named, photo_targets
from mosaic_anim.timeline.endless import NestedMosaics
from mosaic_anim.timeline.film import BACK
from mosaic_anim.values.geometry import Grid, Rect, Size
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.io.workers import Progress
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.schema.problem import Path as KeyPath

_SHARP = 1.5
"""Pixels that a cover has along each side at least, for each of a frame that it fills."""

_SHAPE = 10_000
"""Height by which the shape of a cell is written in whole numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The cover of one of the mosaics.

    Attributes
    ----------
    file : Path
        Its file, cut to the shape of a cell.
    content : str
        SHA-256 of the picture that it was cut from.
    photo : int or None
        Its number in the library; None if it is not there.
    window : Rect or None
        The part [shares] that was cut from it; None for all of it.
    """

    file: Path
    content: str
    photo: int | None
    window: Rect | None = None


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
    """

    mosaics: NestedMosaics | None = None
    first: "Placement | None" = None
    sources: Mapping[str, TileSource] = field(default_factory=dict)


def nest_inputs(scene: "Scene") -> tuple[object, ...]:
    """Return what the nested mosaics of a scene depend on, besides its main mosaic and library."""
    return tuple((zoom, *_frames(scene)) for _, zoom in scene.endless[:1])


def open_nest(
    scene: "Scene", library: "Library", main: str, *, progress: "Progress | None" = None
) -> Nest:
    """Match all mosaics of an endless zoom, each with the next one's cover in one of its cells.

    A scene without such a zoom has none.

    Parameters
    ----------
    main : str
        Name of the scene's own mosaic.

    Raises
    ------
    SceneError
        If a cover is not in the library, or named twice.
    CannotStartError
        If the library or the covers do not suffice.
    """
    if not scene.endless:
        return Nest()
    covers = _covers(scene, library, *scene.endless[0])
    settings, grid = scene.settings, _grid(scene, library)
    seen = _shown_shares(scene, grid)
    pairs = [(cover, covers[(number + 1) % len(covers)]) for number, cover in enumerate(covers)]
    names = [main, *(f"{main}/mosaic-{number}" for number in range(2, len(covers) + 1))]
    placements, cells = [], []
    for number, (outer, inner) in enumerate(pairs):
        cell = nesting_cell(outer.file, inner.file, settings, grid.rows, seen=seen)
        at = cell[0] * grid.cols + cell[1]
        placement = cached_placement(
            outer.file,
            library,
            settings,
            must_appear=() if number else photo_targets(scene, library),
            pins={} if inner.photo is None else {inner.photo: at},
            progress=progress,
        )
        cells.append(cell)
        placements.append(_showing(placement, cell, inner, library))
    sources: dict[str, TileSource] = {
        name: PhotoTiles(placement=placement, library=library)
        for name, placement in zip(names[1:], placements[1:], strict=True)
    }
    for name, cover in zip(names, covers, strict=True):
        sources[name + BACK] = CoverTiles(
            cover=cover.file,
            grid=grid,
            cover_hash=sha256_of(cover.file),
            short_side=_short_side(scene, cover.file, grid),
        )
    nested = NestedMosaics(
        mosaics=tuple(names), covers=tuple(name + BACK for name in names), cells=tuple(cells)
    )
    first = replace(placements[0], cover_hash=covers[0].content)  # of the picture, not of its part
    return Nest(mosaics=nested, first=first, sources=sources)


def _covers(
    scene: "Scene", library: "Library", path: "KeyPath", channel: EndlessChannel
) -> list[Cover]:
    """Return the covers: the scene's own, then those that are named or chosen."""
    first = _first_cover(scene, library)
    if channel.names:
        photos = _named(scene, library, (*path, "covers"), first)
    else:
        photos = choose_covers(
            first.file,
            first.content,
            library,
            scene.settings,
            count=channel.count - 1,
            frame=_frame(scene),
        )
        if len(photos) < channel.count - 1:
            raise CannotStartError(
                f"{channel.count} covers are asked for, and "
                f"{count_of(len(photos), 'photo is', 'photos are')} fit to be one",
                remedy=f"covers: {len(photos) + 1}, more photos, or the names of some",
                place=scene.place(*path, "covers"),
            )
    chosen = (
        Cover(file=_file(library, photo), content=library.photo_hash[photo], photo=photo)
        for photo in photos
    )
    focus = scene.mosaic.focus
    point = (focus.row, focus.col) if isinstance(focus, FocusPoint) and focus != CENTRE else None
    return [_cut(first, scene, point), *(_cut(cover, scene) for cover in chosen)]


def _cut(cover: Cover, scene: "Scene", centre: tuple[float, float] | None = None) -> Cover:
    """Return a cover cut to the shape of a cell, around faces and what stands out, or a place."""
    shape = Size(height=_SHAPE, width=round(_SHAPE * scene.settings.cell_aspect))
    window = cut_window(cover.file, shape, centre=centre)
    if window is None:
        return cover
    return replace(cover, file=cut_out(cover.file, window), window=window)


def _first_cover(scene: "Scene", library: "Library") -> Cover:
    """Return the scene's own cover."""
    file = cover_path(scene.mosaic.cover)
    if not file.is_file():
        read_picture(file)  # says what it is instead
    content = sha256_of(file)
    photos = library.photo_hash
    return Cover(
        file=file, content=content, photo=photos.index(content) if content in photos else None
    )


def _named(scene: "Scene", library: "Library", path: "KeyPath", first: Cover) -> list[int]:
    """Return the photos that a scene names as covers, at a path.

    Raises
    ------
    SceneError
        With every name of no photo, of several, or of one that is a cover already.
    """
    photos = list(covers_named(scene, library.names))
    if first.photo in photos:
        index = photos.index(first.photo)
        raise SceneError([cover_twice(scene.place(*path, index))])
    return photos


def _file(library: "Library", photo: int) -> Path:
    """Return the file of a photo; of one that the program draws, it is drawn if it has gone."""
    file = library.original(photo)
    if library.make_again is not None and not file.is_file():
        library.make_again(library.photo[photo])
    return file


def _grid(scene: "Scene", library: "Library") -> Grid:
    """Return the cells of all mosaics.

    Raises
    ------
    CannotStartError
        If they are too few for one to lie away from the border.
    """
    settings = scene.settings
    photos = len(select_photos(library, settings, photo_targets(scene, library)).photos)
    side = columns_for(settings, photos, Size(height=1, width=1))
    if side < LEAST_SIDE:
        raise CannotStartError(
            f"{side} columns leave an endless zoom no tile to go into",
            remedy=f"at least {LEAST_SIDE} columns",
            place=scene.place("mosaic", "columns"),
        )
    return Grid(rows=side, cols=side, cell_aspect=settings.cell_aspect)


def _frame(scene: "Scene") -> Size:
    """Return the size of the largest output."""
    return max(_frames(scene), key=lambda size: size.height * size.width)


def _frames(scene: "Scene") -> Iterator[Size]:
    """Yield the sizes of all outputs; that of the scene's frame if there are none."""
    yield from (output.size for output in scene.outputs)
    if not scene.outputs:
        yield scene.frame.size


def _shown_shares(scene: "Scene", grid: Grid) -> tuple[float, float]:
    """Return how much of the height and width of a mosaic all outputs show [shares]."""
    shares = [size.aspect / grid.aspect for size in _frames(scene)]
    return min(1.0, *(1 / share for share in shares)), min(1.0, *shares)


def _short_side(scene: "Scene", cover: Path, grid: Grid) -> int:
    """Return the most pixels of a cover's shorter side that frames show."""
    full = read_picture_size(cover)
    part = cover_crop(full, grid)
    filled = max(max(size.height, size.width / grid.aspect) for size in _frames(scene))
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

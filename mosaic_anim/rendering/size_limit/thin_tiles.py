"""Thin tiles: a few hundred pictures of tiles stand in for thousands that look nearly the same.

What a frame takes to draw and to encode does not depend on which photo lies in a cell, as long as
it is about as light, as colourful and as rich in detail. Reading every tile that a wide view shows
would take longer than all else that a sample of frames needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import Tiles, Variants
from mosaic_anim.rendering.tile_sources import PhotoTiles

MOST = 192
"""Most pictures that are read for a level [small pictures, see `reading_cost`]."""

_FEWEST = 6
"""Pictures that are read of any level."""

_DETAIL = 4.0
"""Weight of detail, which takes bytes, beside colour."""

Needs = Mapping[int, NDArray[np.int32]]
"""Level height [px] to the sorted ids of variants (k,)."""


def thin_tiles(source: PhotoTiles, variants: Variants, needs: Needs, *, workers: int) -> Tiles:
    """Read some of the pictures that are needed; each of the others looks like one of those."""
    chosen = thinned(needs)
    tiles = source.tiles(variants, chosen, progress=None, workers=workers)
    thin = [ids for height, ids in needs.items() if len(ids) > len(chosen[height])]
    shown = np.unique(np.concatenate([variants.tile[ids] for ids in thin])) if thin else ()
    looks = looks_of(source.library, shown)
    levels = []
    for level in tiles.levels:
        ids, read = needs[level.height], chosen[level.height]
        slot = level.slot.copy()
        if len(read) < len(ids):
            wanted, known = (looks[variants.tile[which]] for which in (ids, read))
            slot[ids] = level.slot[read][_nearest(wanted, known)]
        levels.append(replace(level, slot=slot))
    return replace(tiles, levels=tuple(levels))


def thinned(needs: Needs) -> dict[int, NDArray[np.int32]]:
    """Return some variants of each level, spread evenly: of large pictures fewer."""
    return {
        height: ids[np.linspace(0, len(ids) - 1, min(len(ids), _most(height))).astype(np.int64)]
        for height, ids in needs.items()
    }


def reading_cost(needs: Needs) -> float:
    """Return what reading pictures takes, in units of a small one: it grows with their area."""
    return sum(len(ids) * _cost(height) for height, ids in needs.items())


def _most(height: int) -> int:
    return max(_FEWEST, int(MOST / _cost(height)))


def _cost(height: int) -> float:
    return 1 + (height / 64) ** 2


def looks_of(library: Library, photos: Iterable[int]) -> NDArray[np.float32]:
    """Return mean colour [encoded sRGB] and detail of each photo (T, 4); 0 of those not asked for.

    Detail is how much pixels differ from the next ones. A quarter of the rows of their small
    pictures are looked at.
    """
    looks = np.zeros((len(library), 4), np.float32)
    for photo in photos:
        rows = library.small(int(photo))[::4].astype(np.float32)
        looks[photo, :3] = rows[:, ::4].mean(axis=(0, 1))
        looks[photo, 3] = _DETAIL * np.abs(np.diff(rows, axis=1)).mean()
    return looks


def _nearest(looks: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return for each look (n, 4) the index of the nearest of those known (k, 4)."""
    squares = (known**2).sum(axis=1) - 2 * looks @ known.T
    nearest: NDArray[np.int64] = squares.argmin(axis=1)
    return nearest

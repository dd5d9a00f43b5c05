"""Thin tiles: a few hundred pictures of tiles stand in for thousands of nearly the same colour.

What a frame takes to draw and to encode does not depend on which photo lies in a cell, as long as
it is about as light and as colourful. Reading every tile that a wide view shows would take longer
than all else that a sample of frames needs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import Tiles, Variants
from mosaic_anim.rendering.tile_sources import PhotoTiles

MOST = 128
"""Most pictures that are read for a level."""

Needs = Mapping[int, NDArray[np.int32]]
"""Level height [px] to the sorted ids of variants (k,)."""


def thin_tiles(source: PhotoTiles, variants: Variants, needs: Needs, *, workers: int) -> Tiles:
    """Read some of the pictures that are needed; each of the others is the nearest of those."""
    chosen = thinned(needs)
    tiles = source.tiles(variants, chosen, progress=None, workers=workers)
    thin = [ids for height, ids in needs.items() if len(ids) > len(chosen[height])]
    shown = np.unique(np.concatenate([variants.tile[ids] for ids in thin])) if thin else ()
    colours = mean_colours(source.library, shown)
    levels = []
    for level in tiles.levels:
        ids, read = needs[level.height], chosen[level.height]
        slot = level.slot.copy()
        if len(read) < len(ids):
            wanted, known = (colours[variants.tile[which]] for which in (ids, read))
            slot[ids] = level.slot[read][_nearest(wanted, known)]
        levels.append(replace(level, slot=slot))
    return replace(tiles, levels=tuple(levels))


def thinned(needs: Needs) -> dict[int, NDArray[np.int32]]:
    """Return at most so many variants of each level, spread evenly."""
    return {
        height: ids[np.linspace(0, len(ids) - 1, min(len(ids), MOST)).astype(np.int64)]
        for height, ids in needs.items()
    }


def reading_cost(needs: Needs) -> float:
    """Return what reading pictures takes, in units of a small one: it grows with their area."""
    return sum(len(ids) * (1 + (height / 64) ** 2) for height, ids in needs.items())


def mean_colours(library: Library, photos: Iterable[int]) -> NDArray[np.float32]:
    """Return the mean colour of each photo (T, 3) [encoded sRGB]; 0 of those not asked for.

    A sixteenth of the pixels of their small pictures is looked at.
    """
    colours = np.zeros((len(library), 3), np.float32)
    for photo in photos:
        colours[photo] = library.small(int(photo))[::4, ::4].mean(axis=(0, 1))
    return colours


def _nearest(colours: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return for each colour (n, 3) the index of the nearest of those known (k, 3)."""
    squares = (known**2).sum(axis=1) - 2 * colours @ known.T
    nearest: NDArray[np.int64] = squares.argmin(axis=1)
    return nearest

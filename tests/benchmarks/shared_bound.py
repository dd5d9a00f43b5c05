"""What one set of photos for several covers costs at least.

Whatever it costs more to show a photo on one cover, and less on others, sets that are shared cost
the same: prices (Lagrange multipliers) that add up to nothing. So what all cells cost that choose
by such prices alone, without any rule, is no more than what any shared set costs. Each cover may
even show its own crop of a photo there. Prices that say much are found on some of the cells, by
letting those rise that more cells choose than on other covers.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import cover_features, cover_grid_of, measure_tiles
from mosaic_anim.mosaic.crops import crop_choice
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import CROPS, TURNS, MosaicSettings

Floats = NDArray[np.float32]

_SAMPLE = 2000
"""Cells of each cover that prices are found with; all cells then pay them."""
_ROUNDS = 400
_AT_ONCE = 2000


def least_shared(
    covers: Sequence, library: Library, settings: MosaicSettings
) -> tuple[float, float]:
    """Return what photos are away from cells at least, each cover's own and shared ones.

    Both as root of the mean square over all cells of all covers, without rules.
    """
    photos = select_photos(library, settings, ()).photos
    grid = cover_grid_of(covers[0], settings, len(photos))
    every = np.arange(grid.rows * grid.cols, dtype=np.int32)
    cells = [cover_features(cover, grid, settings)[0].features_at(every) for cover in covers]
    sizes = library.full_size[photos], library.small_rect[photos]
    crops = crop_choice(*sizes, settings.cell_aspect, CROPS[settings.crop], TURNS[settings.turn])
    index = measure_tiles(library, photos, crops, settings).index
    prices = _prices(cells, index)
    own = [_least(one, index, np.zeros(index.photos, np.float32)) for one in cells]
    shared = [_least(one, index, price) for one, price in zip(cells, prices, strict=True)]
    return float(np.mean(own)) ** 0.5, float(np.mean(shared)) ** 0.5


def _prices(cells: Sequence[Floats], index: TileIndex) -> Floats:
    """Return prices of photos for each cover (K, T): the best of all rounds."""
    random = np.random.default_rng(0)
    every = np.arange(index.photos, dtype=np.int32)
    costs = [index.distances(random.permutation(one)[:_SAMPLE], every) for one in cells]
    prices = np.zeros((len(cells), index.photos), np.float32)
    best, most, moves = prices, -np.inf, np.zeros_like(prices)
    for number in range(_ROUNDS):
        paid = [cost + price for cost, price in zip(costs, prices, strict=True)]
        total = sum(float(one.min(axis=1).mean()) for one in paid)
        if total > most:
            best, most = prices, total
        wanted = np.array([np.bincount(one.argmin(axis=1), minlength=len(every)) for one in paid])
        moves = 0.7 * moves + (wanted - wanted.mean(axis=0)).astype(np.float32)
        step = np.float32(2 / (1 + number / 40))
        prices = prices + step * np.clip(moves, -3, 3)
        prices -= prices.mean(axis=0)
    return best


def _least(cells: Floats, index: TileIndex, prices: Floats) -> float:
    """Return what cells pay on average that choose the photo that is cheapest for them."""
    every = np.arange(index.photos, dtype=np.int32)
    parts: Iterator[Floats] = (
        index.distances(cells[start : start + _AT_ONCE], every)
        for start in range(0, len(cells), _AT_ONCE)
    )
    return float(np.concatenate([(part + prices).min(axis=1) for part in parts]).mean())

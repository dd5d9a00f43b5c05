"""Which tile each cell gets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic import assign, objective
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.pattern import photos_needed
from mosaic_anim.mosaic.settings import FEATURES, FREE, MosaicSettings
from tests.mosaic.libraries import cells_of_colours, colours


def assigned(picture, tiles, *, pinned=None, **choices):
    """Assign plain tiles of the colours `tiles` (T, 3) to the pixels of `picture` (R, C, 3)."""
    return assign_tiles(
        cells_of_colours(picture),
        TileIndex(tiles=tiles.astype(np.float32)),
        MosaicSettings(columns=picture.shape[1], **{"use_least": 0, **choices}),
        pinned=pinned,
    )


def nearest_repeat(tiles):
    """Return how near the nearest two cells with the same tile are [cells]; 10**9 if none."""
    rows, cols = tiles.shape
    found = 10**9
    for down in range(rows):
        for right in range(-cols + 1, cols):
            if (down, right) <= (0, 0):
                continue
            ahead = tiles[down:, max(0, right) : cols + min(0, right)]
            behind = tiles[: rows - down, max(0, -right) : cols - max(0, right)]
            if (ahead == behind).any():
                found = min(found, max(down, abs(right)))
    return found


def flat(rows, cols):
    return np.full((rows, cols, 3), 100, np.uint8)


def test_without_a_rule_every_cell_gets_its_nearest_tile(monkeypatch):
    """With no rule, no penalty and no look from afar, that is all there is."""
    monkeypatch.setattr(objective, "COLOUR_FROM_AFAR", 0.0)
    picture, tiles = colours(60).reshape(6, 10, 3), colours(25, seed=1)
    gap = picture.reshape(-1, 1, 3).astype(float) - tiles
    expected = (gap**2).sum(axis=2).argmin(axis=1).reshape(6, 10)
    placed = assigned(picture, tiles, repeat_distance=0, max_uses=60, repeat_penalty=0)
    np.testing.assert_array_equal(placed, expected)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    shape=st.tuples(st.integers(1, 14), st.integers(1, 14)),
    repeat_distance=st.integers(0, 4),
    spare=st.integers(0, 40),
    neighbours=st.integers(1, 60),
)
def test_the_repeat_distance_always_holds(seed, shape, repeat_distance, spare, neighbours):
    """No tile lies twice within the distance, with as few tiles as are possible at all."""
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    count = photos_needed(shape, repeat_distance) + spare
    tiles = rng.integers(0, 256, (count, 3), dtype=np.uint8)
    placed = assigned(picture, tiles, repeat_distance=repeat_distance, neighbours=neighbours)
    assert placed.min() >= 0
    assert nearest_repeat(placed) > repeat_distance


def test_fifty_photos_make_a_mosaic_with_the_default_settings():
    """The default distance of 3 leaves a free one of 50 photos, even on a flat cover."""
    placed = assigned(flat(30, 40), colours(50))
    assert placed.min() >= 0
    assert nearest_repeat(placed) > 3


def test_the_search_widens_when_all_neighbours_are_taken():
    """With one neighbour only, the rule still holds, and near tiles are used before far ones."""
    tiles = np.arange(200)[:, None] * np.ones(3)
    placed = assigned(flat(12, 12), tiles, neighbours=1, repeat_distance=2)
    assert nearest_repeat(placed) > 2
    assert np.abs(tiles[placed] - 100).max() <= 13


def forbidden(*_):
    raise AssertionError("this way was not needed")


def test_cells_that_find_nothing_near_look_at_twice_as_many(monkeypatch):
    """Enough photos never need the tighter arrangements, however few neighbours are asked for."""
    monkeypatch.setattr(assign, "choose_in_reading_order", forbidden)
    placed = assigned(flat(12, 12), colours(49), neighbours=1, repeat_distance=3)
    assert nearest_repeat(placed) > 3


def test_reading_order_needs_half_the_photos_and_no_pattern(monkeypatch):
    """2 d (d + 1) + 1 photos suffice for cells that all may choose among all of them."""
    monkeypatch.setattr(assign, "fill_in_pattern", forbidden)
    placed = assigned(flat(14, 14), colours(25), repeat_distance=3)
    assert nearest_repeat(placed) > 3


def test_widening_in_small_parts_changes_nothing(monkeypatch):
    """Bounded memory gives the result of unbounded memory."""
    picture, tiles = colours(400).reshape(20, 20, 3), colours(60, seed=1)
    whole = assigned(picture, tiles, neighbours=2, repeat_distance=3)
    monkeypatch.setattr(assign, "ENTRIES_AT_ONCE", 50)
    parts = assigned(picture, tiles, neighbours=2, repeat_distance=3)
    assert nearest_repeat(parts) > 3
    np.testing.assert_array_equal(parts, whole)


def test_too_few_photos_are_reported_with_what_would_do():
    """Fifteen photos cannot keep a distance of 3, which needs 16, but can keep one of 2."""
    with pytest.raises(
        CannotStartError,
        match=r"15 photos are too few for repeat_distance 3, which needs 16 at least "
        r"— repeat_distance <= 2 or more photos",
    ):
        assigned(flat(9, 9), colours(15), repeat_distance=3, strict=True)


def test_detailed_cells_choose_first():
    """Of two cells that want the same tile, the one with structure gets it, though it is last."""
    picture = np.zeros((4, 8, 3), np.uint8)
    picture[:2, 4:] = 255  # left cell: plain; right cell: bright above, dark below
    source = CellFeatures(cells=cut_cover(picture, 2, 1.0), kind=FEATURES["lab-4x4"])
    plain, halves = source.features(range(1))
    tiles = np.stack(((plain + halves) / 2, plain - 500, halves + 500))
    placed = assign_tiles(
        source, TileIndex(tiles=tiles), MosaicSettings(columns=2, repeat_distance=1)
    )
    assert placed.tolist() == [[1, 0]]


def test_pinned_tiles_stay_and_keep_others_away():
    """A given tile keeps its cell, and the rule holds around it."""
    pinned = np.full((8, 8), FREE, np.int32)
    pinned[4, 4] = 7
    placed = assigned(flat(8, 8), colours(60), pinned=pinned, repeat_distance=3)
    assert placed[4, 4] == 7
    assert nearest_repeat(placed) > 3


def test_a_pinned_tile_may_make_a_tight_rule_impossible():
    """Sixteen photos only fit in a pattern; a pinned one that breaks it is reported."""
    pinned = np.full((9, 9), FREE, np.int32)
    pinned[4, 4], pinned[0, 1] = 0, 1
    choices = {"pinned": pinned, "repeat_distance": 3}
    with pytest.raises(CannotStartError, match="too few for repeat_distance 3 with"):
        assigned(flat(9, 9), colours(16), **choices, strict=True)
    assert nearest_repeat(assigned(flat(9, 9), colours(16), **choices)) == 3


def test_seeds_change_only_how_equal_cells_take_turns():
    """The same seed gives the same mosaic; another one shuffles a flat cover."""
    tiles = colours(60)
    first, again = (assigned(flat(9, 9), tiles, seed=1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (assigned(flat(9, 9), tiles, seed=2) != first).any()

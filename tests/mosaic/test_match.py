"""The nearest tiles, against brute force in float64."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.mosaic import clusters, match, products
from mosaic_anim.mosaic.match import TileIndex


def brute_force(cells, tiles, count):
    """Return the `count` nearest tiles of each cell and their distances, in float64."""
    gap = cells[:, None, :].astype(float) - tiles[None].astype(float)
    distance = np.sqrt((gap**2).sum(axis=2))
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :count]
    return nearest, np.take_along_axis(distance, nearest, axis=1)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    cells=st.integers(1, 30),
    tiles=st.integers(1, 60),
    length=st.sampled_from([3, 12, 48]),
)
def test_neighbours_equal_those_of_brute_force(seed, cells, tiles, length):
    """The k nearest are the nearest, in their order, at their distances."""
    rng = np.random.default_rng(seed)
    some = rng.normal(0, 30, (cells, length)).astype(np.float32)
    others = rng.normal(0, 30, (tiles, length)).astype(np.float32)
    count = int(rng.integers(1, tiles + 1))
    nearest, distance = TileIndex(tiles=others).nearest(some, count)
    expected, expected_distance = brute_force(some, others, count)
    np.testing.assert_array_equal(nearest, expected)
    np.testing.assert_allclose(distance, expected_distance**2, rtol=1e-5)


@pytest.mark.parametrize("length", [3, 48])
def test_ties_go_to_the_earlier_tile(length):
    """Equal tiles come in the order of their indices, also at the last place."""
    tiles = np.zeros((12, length), np.float32)
    tiles[[2, 7]] = 5
    cells = np.zeros((4, length), np.float32)
    nearest, _ = TileIndex(tiles=tiles).nearest(cells, 6)
    assert nearest.tolist() == [[0, 1, 3, 4, 5, 6]] * 4


@pytest.mark.parametrize("length", [3, 48])
def test_ties_at_the_last_place_go_to_the_earlier_tile(length):
    """Of six equal tiles among 300, in any leaf of a tree, the two earliest are taken."""
    rng = np.random.default_rng(8)
    tiles = rng.normal(0, 30, (300, length)).astype(np.float32)
    equal = np.sort(rng.choice(300, 6, replace=False))
    tiles[equal] = 1
    cells = np.full((3, length), 1, np.float32)
    nearest, _ = TileIndex(tiles=tiles).nearest(cells, 2)
    assert nearest.tolist() == [equal[:2].tolist()] * 3


def test_chunks_change_nothing(monkeypatch):
    """Many small searches give what one large search gives."""
    rng = np.random.default_rng(5)
    cells = rng.normal(size=(50, 12)).astype(np.float32)
    index = TileIndex(tiles=rng.normal(size=(40, 12)).astype(np.float32))
    whole = index.nearest(cells, 5)
    monkeypatch.setattr(match, "ENTRIES_AT_ONCE", 40)
    for one, other in zip(index.nearest(cells, 5), whole, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("search", ["products", "clusters"])
def test_photos_count_by_their_best_variants(monkeypatch, search):
    """The nearest, the best variants and all distances are those of brute force."""
    monkeypatch.setattr(match, "EXACT", 10**9 if search == "products" else 0)
    monkeypatch.setattr(clusters, "PROBES", 1000)
    rng = np.random.default_rng(3)
    cells = rng.normal(0, 30, (12, 27)).astype(np.float32)
    tiles = rng.normal(0, 30, (90, 27)).astype(np.float32)
    photo = (np.arange(90) // 3).astype(np.int32)
    index = TileIndex(tiles=tiles, photo=photo, cells=12)
    assert index.search == search
    cost = ((cells[:, None].astype(float) - tiles) ** 2).sum(axis=2)
    by_photo = cost.reshape(12, 30, 3)
    nearest, distance = index.nearest(cells, 10)
    order = np.argsort(by_photo.min(axis=2), axis=1)[:, :10]
    np.testing.assert_array_equal(photo[nearest], order)
    np.testing.assert_allclose(distance, np.take_along_axis(cost, nearest, axis=1), rtol=1e-5)
    asked = np.arange(12, dtype=np.int32)
    variant, _ = index.best(cells, asked)
    np.testing.assert_array_equal(variant, 3 * asked + by_photo[asked, asked].argmin(axis=1))
    some = np.array([2, 7, 29], np.int32)
    least = by_photo.min(axis=2)[:, some]
    np.testing.assert_allclose(index.distances(cells, some), least, rtol=1e-4)
    hosts, _ = index.hosts(some, iter([(asked, cells, np.zeros(12, np.float32))]), 2)
    np.testing.assert_array_equal(hosts, np.argsort(least.T, axis=1, kind="stable")[:, :2])


@pytest.mark.parametrize("count", [1, 25])
def test_hosts_are_the_same_looked_up_and_computed(monkeypatch, count):
    """What the search has compared, band after band, is what a second search would compare."""
    monkeypatch.setattr(products, "LISTED", 20)
    rng = np.random.default_rng(8)
    cells = rng.normal(0, 30, (50, 27)).astype(np.float32)
    tiles = rng.normal(0, 30, (90, 27)).astype(np.float32)
    index = TileIndex(tiles=tiles, photo=(np.arange(90) // 3).astype(np.int32))
    costs = np.full((30, 50), np.nan, np.float32)
    for band in (slice(0, 21), slice(21, 50)):
        near = index.nearest(cells[band], count, costs[:, band])
        for one, other in zip(near, index.nearest(cells[band], count), strict=True):
            np.testing.assert_array_equal(one, other)
    asked, some = np.arange(3, 50, 2, dtype=np.int32), np.array([2, 7, 29], np.int32)
    worth = rng.uniform(0, 900, len(asked)).astype(np.float32)
    computed = index.hosts(some, iter([(asked, cells[asked], worth)]), 4)
    looked_up = index.hosts(some, iter([(asked, cells[asked], worth)]), 4, costs)
    np.testing.assert_array_equal(looked_up[0], computed[0])
    np.testing.assert_allclose(looked_up[1], computed[1], rtol=1e-4)


@pytest.mark.parametrize("search", ["products", "clusters"])
def test_a_later_variant_is_taken_only_where_it_is_better(monkeypatch, search):
    """Variants that differ by less than products are off by give the first of their photo."""
    monkeypatch.setattr(match, "EXACT", 10**9 if search == "products" else 0)
    rng = np.random.default_rng(4)
    photos = rng.normal(60, 20, (40, 48)).astype(np.float32)
    tiles = np.repeat(photos, 5, axis=0)
    tiles *= 1 + rng.uniform(-1e-7, 1e-7, tiles.shape).astype(np.float32)
    photo = np.repeat(np.arange(40, dtype=np.int32), 5)
    cells = rng.normal(60, 20, (300, 48)).astype(np.float32)
    nearest, _ = TileIndex(tiles=tiles, photo=photo, cells=300).nearest(cells, 12)
    assert (nearest % 5 == 0).all()


def test_blocks_of_any_size_give_the_same(monkeypatch):
    """Neither cells nor variants at once change what products find."""
    rng = np.random.default_rng(6)
    cells = rng.normal(0, 30, (70, 27)).astype(np.float32)
    tiles = rng.normal(0, 30, (200, 27)).astype(np.float32)
    photo = np.sort(rng.integers(0, 40, 200)).astype(np.int32)
    photo = np.unique(photo, return_inverse=True)[1].astype(np.int32)
    whole = TileIndex(tiles=tiles, photo=photo).nearest(cells, 15)
    some = np.array([3, 4, 20], np.int32)
    distances = TileIndex(tiles=tiles, photo=photo).distances(cells, some)
    monkeypatch.setattr(products, "CELLS_AT_ONCE", 9)
    monkeypatch.setattr(products, "VARIANTS_AT_ONCE", 3)
    for sorted_from in (512, 1):
        monkeypatch.setattr(products, "LISTED", sorted_from)
        index = TileIndex(tiles=tiles, photo=photo)
        for one, other in zip(index.nearest(cells, 15), whole, strict=True):
            np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(index.distances(cells, some), distances, rtol=1e-4)

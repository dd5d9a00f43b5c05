"""The approximate search, against brute force."""

import numpy as np
import pytest

from mosaic_anim.mosaic import clusters, match
from mosaic_anim.mosaic.clusters import clusters_of
from mosaic_anim.mosaic.match import TileIndex


def pictures(count, seed):
    """Draw features like those of photos (count, 48): a few directions hold most of them."""
    rng = np.random.default_rng(seed)
    basis = np.random.default_rng(0).normal(size=(8, 48))
    weights = rng.normal(0, 30, (count, 8)) * np.linspace(1, 0.2, 8)
    return (weights @ basis + rng.normal(0, 2, (count, 48))).astype(np.float32)


def nearest_by_brute_force(cells, tiles, photo, count):
    """Return the `count` nearest photos of each cell, each by its best variant."""
    distance = ((cells[:, None].astype(float) - tiles) ** 2).sum(axis=2)
    best = np.stack([distance[:, photo == p].min(axis=1) for p in range(photo.max() + 1)], axis=1)
    return np.argsort(best, axis=1, kind="stable")[:, :count]


def recall(found, true):
    """Return the share of the true neighbours that was found."""
    return np.mean([np.isin(t, f).mean() for f, t in zip(found, true, strict=True)])


@pytest.mark.parametrize("variants", [1, 3])
def test_nearly_all_nearest_photos_are_found(variants):
    """At least 95 % of the 16 nearest, whether photos have one variant or several."""
    tiles, cells = pictures(3000, 1), pictures(200, 2)
    photo = np.arange(3000, dtype=np.int32) // variants
    near = photo[clusters_of(tiles, photo).nearest(cells, 16)]
    assert recall(near, nearest_by_brute_force(cells, tiles, photo, 16)) >= 0.95
    assert all(len(set(row)) == 16 for row in near.tolist())


def test_looking_into_all_clusters_is_exact(monkeypatch):
    """What is missed is only what lies in other clusters."""
    monkeypatch.setattr(clusters, "PROBES", 1000)
    tiles, cells = pictures(500, 3), pictures(50, 4)
    photo = np.arange(500, dtype=np.int32) // 2
    near = photo[clusters_of(tiles, photo).nearest(cells, 10)]
    np.testing.assert_array_equal(near, nearest_by_brute_force(cells, tiles, photo, 10))


def test_cells_whose_clusters_hold_too_few_photos_look_at_all(monkeypatch):
    """Asked for all photos, an index finds them, in the exact order."""
    monkeypatch.setattr(match, "EXACT", 0)
    monkeypatch.setattr(clusters, "PROBES", 1)
    tiles, cells = pictures(60, 5), pictures(7, 6)
    exact, approximate = TileIndex(tiles=tiles), TileIndex(tiles=tiles, cells=7)
    assert (exact.search, approximate.search) == ("products", "clusters")
    for one, other in zip(approximate.nearest(cells, 60), exact.nearest(cells, 60), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_is_found_has_its_exact_distance_and_order(monkeypatch):
    """Only which photos are found is approximate."""
    monkeypatch.setattr(match, "EXACT", 0)
    tiles, cells = pictures(2000, 7), pictures(40, 8)
    near, distance = TileIndex(tiles=tiles, cells=40).nearest(cells, 20)
    expected = ((cells[:, None].astype(float) - tiles[near]) ** 2).sum(axis=2)
    np.testing.assert_allclose(distance, expected, rtol=1e-5)
    assert (np.diff(distance, axis=1) >= 0).all()


def test_parts_of_any_size_give_the_same(monkeypatch):
    """Neither bands of cells nor bounded memory change what is found."""
    tiles, cells = pictures(1500, 9), pictures(90, 10)
    index = clusters_of(tiles, np.arange(1500, dtype=np.int32))
    whole = index.nearest(cells, 12)
    monkeypatch.setattr(clusters, "ENTRIES_AT_ONCE", 100)
    monkeypatch.setattr(clusters, "_CENTRES_AT_ONCE", 100)
    np.testing.assert_array_equal(index.nearest(cells[30:], 12), whole[30:])


def test_the_number_of_pairs_decides(monkeypatch):
    """An index is exact until cells times variants are many."""
    monkeypatch.setattr(match, "EXACT", 1000)
    tiles = pictures(100, 11)
    assert TileIndex(tiles=tiles, cells=10).search == "products"
    assert TileIndex(tiles=tiles, cells=11).search == "clusters"
    assert TileIndex(tiles=tiles[:, :3], cells=10**6).search == "tree"

"""Thin tiles: some pictures of tiles stand in for all, each for those that look nearly like it."""

from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.rendering.size_limit import thin_tiles as module
from mosaic_anim.rendering.size_limit.thin_tiles import (
    looks_of,
    reading_cost,
    thin_tiles,
    thinned,
)
from mosaic_anim.rendering.tile_sources import PhotoTiles


@pytest.fixture
def source(photo_folder: Path, cover_file: Path, tmp_path: Path) -> PhotoTiles:
    """Return the tiles of a small mosaic, which are stored in a folder of their own."""
    library = Library.open(photo_folder)
    placement = build_placement(cover_file, library, MosaicSettings(columns=16, repeat_distance=0))
    return PhotoTiles(placement=placement, library=library, folder=tmp_path)


def read(source: PhotoTiles, most: int, monkeypatch: pytest.MonkeyPatch) -> Tiles:
    """Read all tiles at one level, at most so many of them themselves."""
    monkeypatch.setattr(module, "MOST", most * reading_cost({16: np.zeros(1, np.int32)}))
    monkeypatch.setattr(module, "_FEWEST", 1)
    variants = source.placement.variants(source.library)
    needs = {16: np.arange(len(variants), dtype=np.int32)}
    return thin_tiles(source, variants, needs, workers=1)


def test_few_tiles_are_all_read(source: PhotoTiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pixel by pixel what a render reads."""
    variants = source.placement.variants(source.library)
    needs = {16: np.arange(len(variants), dtype=np.int32)}
    whole = source.tiles(variants, needs, progress=None, workers=1)
    tiles = read(source, len(variants), monkeypatch)
    for variant in range(len(variants)):
        assert np.array_equal(tiles.level(16).picture(variant), whole.level(16).picture(variant))


def test_the_picture_that_looks_most_alike_stands_in(
    source: PhotoTiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every tile has a picture; compared with all distances, one by one."""
    tiles = read(source, 3, monkeypatch)
    level, variants = tiles.level(16), tiles.variants
    assert len(level.offset) == 3
    assert (level.slot >= 0).all()
    looks = looks_of(source.library, range(len(source.library)))[variants.tile]
    chosen = thinned({16: np.arange(len(variants), dtype=np.int32)})[16]
    for variant, slot in enumerate(level.slot):
        distances = [float(((looks[variant] - looks[one]) ** 2).sum()) for one in chosen]
        assert distances[slot] == pytest.approx(min(distances), rel=1e-3, abs=0.1)


def test_fewer_large_pictures_are_read_than_small_ones() -> None:
    """But some of each level."""
    many = np.arange(10_000, dtype=np.int32)
    counts = [len(ids) for ids in thinned({16: many, 64: many, 2048: many}).values()]
    assert counts[0] > counts[1] > counts[2] > 1


def test_reading_costs_grow_with_number_and_area() -> None:
    """In units of a small picture."""
    few, many = np.arange(2, dtype=np.int32), np.arange(20, dtype=np.int32)
    assert reading_cost({8: many}) == 10 * reading_cost({8: few})
    assert reading_cost({512: few}) > reading_cost({8: many})
    assert reading_cost({}) == 0

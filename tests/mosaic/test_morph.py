"""One set of tiles shows several covers, each nearly as well as tiles of its own."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.morph import SharedTiles, destinations
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import colours, library_of

SETTINGS = MosaicSettings(columns=24, features="mean-lab", tint="auto", crop="centre")


@pytest.fixture(scope="module")
def library():
    """Make a library of 150 pictures with a slope of light each."""
    rng = np.random.default_rng(4)
    slope = np.linspace(-20, 20, 16)[:, None, None]
    pictures = [np.clip(colour + slope * rng.uniform(-1, 1), 0, 255) for colour in colours(150)]
    return library_of([np.broadcast_to(p, (16, 16, 3)).astype(np.uint8) for p in pictures])


@pytest.fixture(scope="module")
def covers(tmp_path_factory):
    """Make three covers of the same colours: a disc, its mirror image, and stripes."""
    folder = tmp_path_factory.mktemp("covers")
    row, col = np.mgrid[:96, :96]
    disc = ((row - 40) ** 2 + (col - 30) ** 2 < 26**2)[..., None]
    ground = np.stack((row * 2, 90 + col, 220 - row), axis=-1)
    picture = np.where(disc, (240, 200, 60), ground).astype(np.uint8)
    stripes = np.where((row // 12 % 3 == 0)[..., None], (230, 190, 70), ground).astype(np.uint8)
    files = []
    for number, one in enumerate((picture, picture[::-1, ::-1], stripes)):
        files.append(folder / f"{number}.png")
        Image.fromarray(one).save(files[-1])
    return files


@pytest.fixture(scope="module")
def placements(library, covers):
    """Place the same tiles for all three."""
    return placed(covers, library)


def placed(covers, library, **about):
    """Place the same tiles for some covers."""
    return SharedTiles(
        covers=covers, library=library, settings=[SETTINGS] * len(covers), **about
    ).placements()


def tiles_of(placement):
    """Return the tiles of a placement, sorted: photo, crop, turn."""
    rows = np.column_stack((placement.tile, placement.crop, placement.turn))
    return rows[np.lexsort(rows.T[::-1])]


def test_all_placements_are_of_the_same_tiles(placements):
    """As many of each, in the same grid."""
    for placement in placements[1:]:
        assert placement.grid == placements[0].grid
        np.testing.assert_array_equal(tiles_of(placement), tiles_of(placements[0]))


def test_tiles_go_to_their_like(placements):
    """Each to a cell of its own, where the other placement has the same photo, crop and turn."""
    for start in placements:
        for end in placements:
            there = destinations(start, end)
            assert sorted(there) == list(range(len(there)))
            assert (end.tile[there] == start.tile).all()
            assert (end.crop[there] == start.crop).all()
            assert (end.turn[there] == start.turn).all()


def test_tiles_that_look_alike_go_the_shortest_ways(placements):
    """No two of them gain by changing places."""
    start, end = placements[:2]
    there = destinations(start, end)
    place = np.stack(np.divmod(np.arange(len(there)), start.grid.cols), axis=1).astype(float)
    way = ((place[:, None] - place[there]) ** 2).sum(axis=2)  # (from, place of another's end)
    own = way.diagonal()
    alike = start.tile[:, None] == start.tile
    gain = own[:, None] + own - way - way.T
    assert gain[alike].max() <= 1e-9


def test_each_cover_is_shown_nearly_as_well_as_by_tiles_of_its_own(covers, library):
    """Covers of the same colours: at most a tenth more distance than alone."""
    pair = placed(covers[:2], library)
    for cover, shown in zip(covers, pair, strict=False):
        alone = build_placement(cover, library, SETTINGS)
        assert rms(shown) <= 1.1 * rms(alone)
        assert shown.cover_hash == alone.cover_hash


def rms(placement):
    """Return the root of the mean squared distance."""
    return float(np.sqrt((placement.distance.astype(float) ** 2).mean()))


def test_photos_that_must_appear_are_among_the_tiles(library, covers):
    """In every placement."""
    for placement in placed(covers, library, must_appear=[7, 99]):
        assert {7, 99} <= set(placement.tile.tolist())


def test_other_tiles_have_no_destinations(placements):
    """Nor have those of another grid."""
    start, end = placements[:2]
    with pytest.raises(ValueError, match="not of the same tiles"):
        destinations(start, replace(end, tile=(end.tile + 1) % 150))
    with pytest.raises(ValueError, match="different grids"):
        destinations(start, replace(end, grid=replace(end.grid, rows=12, cols=48)))

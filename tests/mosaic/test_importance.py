"""Where people look, cells may show closer crops."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.crops import CropChoice
from mosaic_anim.mosaic.features import CellFeatures, tile_features
from mosaic_anim.mosaic.importance import wanted_closeness
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import FEATURES, MosaicSettings
from tests.mosaic.libraries import colours, library_of


def disc():
    """Draw a red disc on the left of a green ground."""
    y, x = np.mgrid[:90, :120]
    pixels = np.tile(np.array([60, 140, 50], np.uint8), (90, 120, 1))
    pixels[np.hypot(y - 45, x - 30) < 14] = (220, 30, 30)
    return pixels


def test_cells_that_stand_out_want_closer_crops():
    """The disc and what is around it; in all, cells want as much of their photos as before."""
    closeness = wanted_closeness(cut_cover(disc(), 12, 1.0), 1.0).reshape(9, 12)
    assert closeness[:, :6].mean() > 0 > closeness[:, 6:].mean()
    assert closeness[4, 2:4].min() > np.median(closeness)
    assert closeness.mean() == pytest.approx(0, abs=0.01)
    assert not wanted_closeness(cut_cover(disc(), 12, 1.0), 0.0).any()


def test_an_even_cover_is_important_nowhere():
    """Nothing stands out of one colour."""
    flat = np.full((60, 80, 3), 90, np.uint8)
    np.testing.assert_allclose(wanted_closeness(cut_cover(flat, 8, 1.0), 1.0), 0, atol=0.01)


def test_the_part_of_the_cover_that_cells_fill_counts():
    """What the grid cuts off moves nothing."""
    cells = cut_cover(disc(), 12, 1.0)
    wider = np.concatenate((disc(), np.zeros((5, 120, 3), np.uint8)))
    cut = replace(cells, pixels=wider)
    np.testing.assert_array_equal(wanted_closeness(cut, 1.0), wanted_closeness(cells, 1.0))


def test_closeness_is_weighed_against_likeness_as_the_objective_says():
    """Each cell gets the variant of least distance and (z - y)^2, by brute force."""
    picture, kind = colours(40, seed=1).reshape(5, 8, 3), FEATURES["mean-rgb"]
    cells = cut_cover(picture, 8, 1.0)
    wanted = np.random.default_rng(2).uniform(-40, 40, 40).astype(np.float32)
    means = colours(90, seed=3).astype(np.float32).reshape(90, 1, 3)
    closeness = np.tile(np.array([0, 60, 90], np.float32), 30)
    crops = CropChoice(
        photo=np.repeat(np.arange(30, dtype=np.int32), 3),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (90, 1)),
        turn=np.zeros(90, np.uint8),
        closeness=closeness,
    )
    settings = MosaicSettings(
        columns=8,
        features="mean-rgb",
        repeat_distance=0,
        repeat_penalty=0,
        use_least=0,
        max_uses=40,
    )
    index = TileIndex(tiles=tile_features(means, crops, kind), photo=crops.photo)
    source = CellFeatures(cells=cells, kind=kind, closeness=wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mosaic_anim.mosaic.objective.COLOUR_FROM_AFAR", 0.0)
        placed = assign_tiles(source, index, settings).ravel()
    cost = ((picture.reshape(-1, 1, 3).astype(float) - means[:, 0]) ** 2).sum(axis=2)
    cost += (closeness - wanted[:, None]) ** 2
    np.testing.assert_array_equal(placed, cost.argmin(axis=1))


def test_important_cells_show_less_of_their_photos(tmp_path):
    """With importance crops are closer on the disc than elsewhere, and on average as before."""
    Image.fromarray(disc()).save(tmp_path / "cover.png")
    rng = np.random.default_rng(5)
    library = library_of(
        [
            np.clip(colour + rng.normal(0, 40, (12, 12, 3)), 0, 255).astype(np.uint8)
            for colour in colours(60, seed=6)
        ]
    )
    shown = {}
    for importance in (0.0, 1.0):
        settings = MosaicSettings(columns=24, importance=importance)
        placed = build_placement(tmp_path / "cover.png", library, settings)
        shown[importance] = placed.crop[:, 2:].prod(axis=1).reshape(18, 24)
    change = shown[1.0] - shown[0.0]
    assert change[6:12, 3:9].mean() < -0.05 < change[:, 12:].mean()

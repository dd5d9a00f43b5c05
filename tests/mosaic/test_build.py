"""A cover, a library and settings become a placement."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic import build
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.settings import CROPS, MosaicSettings
from tests.mosaic.libraries import colours, library_of, plain_library

SETTINGS = MosaicSettings(columns=24, neighbours=8, repeat_distance=2, features="lab-2x2")


def noisy_library(count=80, seed=4):
    """Make a library of noise around different colours, some wide, some tall."""
    rng = np.random.default_rng(seed)
    shapes = [(8, 8), (8, 13), (15, 8)]
    return library_of(
        [
            np.clip(colour + rng.normal(0, 20, (*shapes[i % 3], 3)), 0, 255).astype(np.uint8)
            for i, colour in enumerate(colours(count, seed=seed))
        ]
    )


def permuted(library, order):
    """Return the library with its photos in another order."""
    pictures = [library.small(i) for i in order]
    return library_of(pictures, names=[library.photo[i] for i in order])


def test_library_order_does_not_change_the_mosaic(cover):
    """Every cell shows the same photo whatever the order of the library."""
    library = noisy_library()
    order = np.random.default_rng(6).permutation(len(library))
    one = build_placement(cover, library, SETTINGS, must_appear=[7])
    other_library = permuted(library, order)
    where = int(np.flatnonzero(order == 7)[0])
    other = build_placement(cover, other_library, SETTINGS, must_appear=[where])
    np.testing.assert_array_equal(one.photo_hash[one.tile], other.photo_hash[other.tile])
    np.testing.assert_array_equal(one.distance, other.distance)


def test_equal_tiles_are_taken_in_the_order_of_their_hashes(cover):
    """Photos that match equally well, of different sizes, are chosen by content, not by name."""
    twins = [np.full((side, side, 3), 90, np.uint8) for side in (4, 5, 6, 7)]
    library = library_of(twins)
    settings = replace(SETTINGS, repeat_distance=0, repeat_penalty=0, use_least=0, max_uses=432)
    placed = build_placement(cover, library, settings)
    assert set(placed.photo_hash[placed.tile]) == {min(library.photo_hash)}


def test_a_placement_says_what_it_shows(cover):
    """Shapes, crops, the cover's hash and the distances are those of the photos shown."""
    library = noisy_library()
    placed = build_placement(cover, library, SETTINGS)
    count = 24 * 18
    assert (placed.grid.rows, placed.grid.cols, len(placed.tile)) == (18, 24, count)
    assert placed.rect[25].tolist() == [1, 1, 1, 1]
    assert placed.cover_hash == hashlib.sha256(cover.read_bytes()).hexdigest()
    assert placed.photo.tolist() == list(library.photo)
    assert placed.candidates == len(library)
    fewer = build_placement(cover, library, replace(SETTINGS, exclude=(library.photo[3],)))
    assert fewer.candidates == len(library) - 1
    sizes = library.full_size[placed.tile]
    np.testing.assert_allclose(
        placed.crop[:, 2] * sizes[:, 0], placed.crop[:, 3] * sizes[:, 1], rtol=1e-5
    )
    assert not placed.tile.flags.writeable


def test_distance_is_that_of_the_tile_shown(tmp_path):
    """A plain cover and plain tiles: the distance is the difference of the means."""
    Image.new("RGB", (20, 10), (100, 100, 100)).save(tmp_path / "cover.png")
    settings = MosaicSettings(columns=2, features="mean-rgb", repeat_distance=0)
    library = plain_library([(103, 104, 100), (0, 0, 0)])
    placed = build_placement(tmp_path / "cover.png", library, settings)
    assert placed.tile.tolist() == [0, 0]
    assert placed.distance.tolist() == pytest.approx([5, 5])


def test_full_tint_gives_the_cover_back(cover):
    """With tint 1 the mean of every tile is that of its cell."""
    settings = replace(SETTINGS, tint=1.0, features="mean-rgb")
    library = plain_library(colours(60, seed=3))
    placed = build_placement(cover, library, settings)
    shown = placed.gain * colours(60, seed=3)[placed.tile] + placed.offset
    expected = np.asarray(Image.open(cover)).reshape(-1, 3)
    np.testing.assert_allclose(shown, expected, atol=0.01)


def test_photos_that_must_appear_do(cover):
    """Photos that no cell would choose by itself lie in the mosaic all the same."""
    settings = replace(SETTINGS, repeat_distance=0, features="mean-rgb", use_least=0)
    library = plain_library([*np.asarray(Image.open(cover)).reshape(-1, 3), (1, 2, 3), (9, 9, 9)])
    unwanted = [len(library) - 2, len(library) - 1]
    without = build_placement(cover, library, settings)
    assert not np.isin(unwanted, without.tile).any()
    placed = build_placement(cover, library, settings, must_appear=unwanted)
    assert np.isin(unwanted, placed.tile).all()


def test_an_empty_library_is_refused(cover):
    """There is no mosaic without photos."""
    with pytest.raises(CannotStartError, match="no usable photo"):
        build_placement(cover, plain_library(np.empty((0, 3))), SETTINGS)


def test_a_cover_that_is_no_picture_is_refused(tmp_path):
    """The error names the cover's file."""
    (tmp_path / "cover.jpg").write_text("hello")
    with pytest.raises(CannotStartError, match=r"cover\.jpg"):
        build_placement(tmp_path / "cover.jpg", plain_library(colours(60)), SETTINGS)


def test_progress_counts_up_to_all_cells(cover):
    """The last report of each kind says that all is done."""
    told = {}
    build_placement(
        cover,
        noisy_library(),
        SETTINGS,
        progress=lambda what, done, total: told.update({what: (done, total)}),
    )
    assert told == {"averaging photos": (80, 80), "matching": (432, 432), "improving": (8, 8)}


def test_photos_of_a_huge_library_are_chosen_by_fewer_crops_and_shown_at_the_best(
    cover, monkeypatch
):
    """What is shown is no worse than what they were chosen by, and crops differ."""
    library = noisy_library()
    asked = replace(SETTINGS, use_least=0, repeat_distance=0, repeat_penalty=0, max_uses=432)
    plain = build_placement(cover, library, replace(asked, crop="slide"))
    used = len(np.unique(plain.tile))
    assert used < len(library)
    monkeypatch.setattr(build, "VARIANTS", used * len(CROPS["best"].places))
    better = build_placement(cover, library, asked)
    np.testing.assert_array_equal(better.tile, plain.tile)
    assert (better.distance <= plain.distance + 1e-4).all()
    assert (better.crop != plain.crop).any()
    monkeypatch.setattr(build, "VARIANTS", len(library) * len(CROPS["slide"].places))
    np.testing.assert_array_equal(build_placement(cover, library, asked).tile, plain.tile)


def test_a_closer_crop_has_to_be_worth_it(cover):
    """With the penalty of `best` cells show more of their photos than without, and fit less."""
    library = noisy_library()
    placed = {
        name: build_placement(cover, library, replace(SETTINGS, crop=name, repeat_penalty=0))
        for name in ("best", "close")
    }
    shown = {name: one.crop[:, 2:].prod(axis=1).mean() for name, one in placed.items()}
    assert shown["best"] > 1.2 * shown["close"]
    assert placed["best"].distance.mean() > placed["close"].distance.mean()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"crop": "middle"}, "crop must be one of centre"),
        ({"turn": "over"}, "turn must be one of upright"),
        ({"structure": -1}, "structure must be"),
        ({"max_uses": 0}, "max_uses must be"),
        ({"use_least": 1.1}, "use_least must be"),
        ({"repeat_penalty": -1}, "repeat_penalty must be"),
        ({"columns": 0}, "columns must be"),
        ({"cell_aspect": float("nan")}, "cell_aspect must be"),
        ({"features": "lab-9x9"}, "features must be one of mean-rgb"),
        ({"neighbours": 0}, "neighbours must be"),
        ({"repeat_distance": -1}, "repeat_distance must be"),
        ({"tint": 1.5}, "tint must be"),
    ],
)
def test_settings_out_of_range_are_refused(change, message):
    """Each setting says its range."""
    with pytest.raises(ValueError, match=message):
        MosaicSettings(**change)

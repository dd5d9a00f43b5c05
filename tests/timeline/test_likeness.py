"""Likeness: a photo that is the cover again, and photos that look alike from afar."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.library.library import Library
from mosaic_anim.timeline.likeness import Likeness
from tests.timeline.conftest import make_placement

SIDE = 8


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    """Make a library of 64 flat photos, and three that show what a mosaic of these shows."""
    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(5)
    colors = random.integers(30, 220, (SIDE, SIDE, 3), np.uint8)
    for row, col in np.ndindex(SIDE, SIDE):
        save(folder / f"{row}{col}.png", np.full((40, 40, 3), colors[row, col], np.uint8))
    whole = np.kron(colors, np.ones((40, 40, 1), np.uint8))
    save(folder / "whole.png", whole)
    save(folder / "wide.png", np.repeat(whole, 2, axis=1))
    save(folder / "mirror.png", whole[:, ::-1])
    return Library.open(folder, index=tmp_path_factory.mktemp("index"), workers=1)


@pytest.fixture
def likeness(photos):
    """Return the likeness of a mosaic of 8 x 8 flat photos."""
    tile = [[photos.photo.index(f"{row}{col}.png") for col in range(SIDE)] for row in range(SIDE)]
    placement = make_placement(np.array(tile), photos=len(photos))
    placement = replace(placement, photo_hash=np.array(photos.photo_hash))
    return Likeness(placement, photos, range(len(photos)))


def save(path, pixels):
    Image.fromarray(pixels).save(path)


def test_the_cover_is_found_among_the_photos(likeness, photos):
    """By what it shows, not by its file; neither its mirror image nor a stretched one is it."""
    found = [name for number, name in enumerate(photos.photo) if likeness.is_cover(number)]
    assert found == ["whole.png"]


def test_a_photo_that_is_gone_is_not_the_cover(photos, likeness):
    """There is nothing to compare."""
    gone = Likeness(likeness._placement, photos, [-1] * len(photos))
    assert not any(gone.is_cover(number) for number in range(len(photos)))


def test_photos_of_nearly_the_same_colours_are_alike(likeness, photos):
    """Each with itself and with its own colours in another shape; others are not."""
    number = {name: index for index, name in enumerate(photos.photo)}
    assert likeness.alike(number["00.png"], number["00.png"])
    assert likeness.alike(number["whole.png"], number["wide.png"])
    assert not likeness.alike(number["whole.png"], number["mirror.png"])


def test_a_photo_is_strange_by_colours_that_the_mosaic_has_not(likeness, photos):
    """Wherever they lie: the mirror image has the mosaic's colours, one flat colour has not."""
    strange = {name: likeness.strangeness(number) for number, name in enumerate(photos.photo)}
    assert strange["mirror.png"] == pytest.approx(strange["whole.png"])
    assert strange["00.png"] > 2 * strange["whole.png"]


def test_kinship_is_a_rank_that_no_photo_has_with_all_covers(photos, likeness, monkeypatch):
    """A photo of the mosaic's colours is nearer to it than to all others; a flat one to few."""
    number = {name: index for index, name in enumerate(photos.photo)}
    assert likeness.kinship(number["mirror.png"]) > 0.9
    flat = {name: likeness.kinship(number[name]) for name in ("00.png", "11.png", "22.png")}
    assert max(flat.values()) < likeness.kinship(number["mirror.png"])
    monkeypatch.setattr(Likeness, "_mosaic", likeness._colors(number["00.png"]))
    likeness = Likeness(likeness._placement, photos, range(len(photos)))
    assert likeness.kinship(number["00.png"]) > 0.9

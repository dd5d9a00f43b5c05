"""Rarity: which photos are unlike the others of a library."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.library.library import Library
from mosaic_anim.library.rarity import FEW, rarity


@pytest.fixture
def rarities(tmp_path):
    """Return a function that makes a library and returns the rarity of each photo, by name."""

    def measured(photos):
        folder = tmp_path / "photos"
        folder.mkdir()
        for name, pixels in photos.items():
            path = folder / f"{name}.png"
            path.parent.mkdir(exist_ok=True)
            Image.fromarray(pixels).save(path)
        library = Library.open(folder, index=tmp_path / "index", workers=1)
        names = [name.removesuffix(".png") for name in library.photo]
        rare = rarity(library, range(len(library)))
        backwards = rarity(library, range(len(library))[::-1])
        assert rare.tolist() == backwards[::-1].tolist()  # the order does not count
        return dict(zip(names, rare.tolist(), strict=True))

    return measured


def heaps():
    """Photos of noise around one grey."""
    return {f"heap-{n}": heap(n) for n in range(FEW)}


def heap(seed):
    return np.random.default_rng(seed).integers(100, 157, (24, 36, 3), np.uint8)


def test_a_photo_of_another_colour_is_the_rarest(rarities):
    """All others are commoner."""
    red = heap(FEW) // 2
    red[..., 0] += 120
    assert rarities(heaps() | {"red": red})["red"] == 1


def test_a_photo_of_other_edges_is_the_rarest(rarities):
    """A house among heaps of the same colour."""
    house = np.full((24, 36, 3), 128, np.uint8)
    house[:, ::8] = 40
    house[:, 4::8] = 216
    assert rarities(heaps() | {"house": house})["house"] == 1


def test_photos_of_a_small_folder_are_rarer_than_of_a_large_one(rarities):
    """They show the same kind of thing."""
    photos = {f"jackets/{n}": heap(n) for n in range(FEW)} | {
        f"trip/{n}": heap(FEW + n) for n in (0, 1)
    }
    rare = rarities(photos)
    for n in (0, 1):
        assert rare[f"trip/{n}"] > 2 * rare[f"jackets/{n}"]


def test_a_few_photos_are_all_rare(rarities):
    """They make no kinds: a blurred one is not better because the others are sharp."""
    flat = np.full((24, 36, 3), 90, np.uint8)
    assert set(rarities(dict(list(heaps().items())[:9]) | {"flat": flat}).values()) == {1}

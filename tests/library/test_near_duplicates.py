"""Copies that look the same are found, and different photos are left alone."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.library import near_duplicates
from mosaic_anim.library.impression import Impression
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.near_duplicates import group_near_duplicates, largest_of_each


def scene(seed, *, height=150, width=200):
    """Draw a picture of soft shapes, like a photo from afar (height, width, 3)."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (5, 6, 3), np.uint8))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def pressed(picture):
    """Return a picture as JPEG of a low quality has it."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=30)
    return Image.open(file)


COPIES = {
    "smaller": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "pressed": pressed,
    "moved": lambda picture: picture.crop((2, 0, picture.width, picture.height - 2)),
}
OTHERS = {
    "mirrored": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "upside down": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "tinted": lambda picture: Image.blend(picture, Image.new("RGB", picture.size, "red"), 0.4),
    "stretched": lambda picture: picture.resize((picture.width, picture.height * 2)),
}


@pytest.fixture
def indexed(tmp_path):
    """Return a function that indexes pictures by their names."""

    def index(pictures, name="photos"):
        (tmp_path / name).mkdir()
        for file, picture in pictures.items():
            picture.save(tmp_path / name / file)
        return index_photos(tmp_path / name, index=tmp_path / f"{name}-index", workers=1).library

    return index


@pytest.mark.parametrize("seed", range(3))
def test_copies_are_one_group(indexed, seed):
    """A photo is found again resized, compressed, and moved by a hand's tremor."""
    pictures = {f"{name}.png": copy(scene(seed)) for name, copy in COPIES.items()}
    photos = indexed({"original.png": scene(seed), "other.png": scene(seed + 100), **pictures})
    groups = dict(zip(photos.photo, group_near_duplicates(photos), strict=True))
    assert len({groups[name] for name in ("original.png", *pictures)}) == 1
    assert groups["other.png"] != groups["original.png"]


@pytest.mark.parametrize("seed", range(3))
def test_different_pictures_are_no_copies(indexed, seed):
    """Turned, tinted, of another shape: each is a photo of its own."""
    pictures = {f"{name}.png": change(scene(seed)) for name, change in OTHERS.items()}
    photos = indexed({"original.png": scene(seed), **pictures})
    assert len(set(group_near_duplicates(photos))) == 1 + len(OTHERS)


def test_plain_colours_are_no_copies_of_each_other(indexed):
    """They have nothing by which to tell that two show the same."""
    greys = (100, 101, 103, 104)
    photos = indexed({f"{grey}.png": Image.new("RGB", (40, 30), (grey,) * 3) for grey in greys})
    assert len(set(group_near_duplicates(photos))) == len(greys)


def test_the_largest_stands_for_all_whatever_the_names(indexed):
    """Names decide nothing: the content's hash does, between equally large ones."""
    copies = [scene(1), COPIES["smaller"](scene(1)), COPIES["moved"](scene(1))]
    for names in (("a", "b", "c"), ("c", "a", "b"), ("b", "c", "a")):
        files = {f"{name}.png": copy for name, copy in zip(names, copies, strict=True)}
        photos = indexed(files, name="".join(names))
        (first,) = largest_of_each(
            photos, np.arange(3, dtype=np.int32), group_near_duplicates(photos)
        )
        assert photos.photo[first] == f"{names[0]}.png"


def test_a_chain_of_copies_is_one_group(indexed):
    """A burst moves on: its first and last picture may differ more than neighbours do."""
    wide = scene(5, height=300, width=400)
    burst = {f"{k}.png": wide.crop((4 * k, 0, 340 + 4 * k, 260)) for k in range(8)}
    assert len(set(group_near_duplicates(indexed(burst)))) == 1


def page(ink, paper):
    """Draw a page of text: lines of dashes."""
    pixels = np.full((300, 200, 3), paper, np.uint8)
    for row in range(20, 280, 12):
        pixels[row : row + 4, 20:180:3] = ink
    return pixels


@pytest.mark.parametrize("colours", [(20, 250), (230, 18)])
def test_a_page_is_flat_and_a_photo_is_not(colours):
    """The share of one flat colour tells screenshots and documents from photos."""
    assert Impression.of(page(*colours)).flatness > 400
    assert Impression.of(np.asarray(scene(2))).flatness < 100


def test_an_impression_has_the_mean_colour():
    """It is rounded to whole levels."""
    pixels = np.zeros((2, 2, 3), np.uint8)
    pixels[0] = (255, 10, 1)
    assert Impression.of(pixels).colour == 0x800500


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60), st.integers(1, 200))
def test_photos_are_compared_in_blocks_of_bounded_size(lightness, most):
    """One dark photo alone must not open a block of all others: 100,000 took 24 GB."""
    light = np.sort(lightness)
    end = np.searchsorted(light, light + 10, side="right")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_duplicates, "_PAIRS_AT_ONCE", most)
        start = 0
        while start < len(light):
            stop = near_duplicates._block_end(end, start)
            pairs = (stop - start) * int(end[stop - 1] - start)
            assert start < stop <= len(light)
            assert pairs <= most or stop == start + 1
            start = stop


def test_the_size_of_blocks_changes_no_group(indexed, monkeypatch):
    """Each photo is still compared with all that it may resemble."""
    pictures = {
        f"{seed}-{name}.png": copy(scene(seed))
        for seed in range(4)
        for name, copy in COPIES.items()
    }
    photos = indexed({**pictures, **{f"{seed}.png": scene(seed) for seed in range(9)}})
    wanted = group_near_duplicates(photos)
    assert len(set(wanted.tolist())) == 9
    monkeypatch.setattr(near_duplicates, "_PAIRS_AT_ONCE", 3)
    np.testing.assert_array_equal(group_near_duplicates(photos), wanted)

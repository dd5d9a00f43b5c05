"""The demo's photographs: where they come from, and what is cropped and painted from them."""

import dataclasses
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.demo import sources
from mosaic_anim.demo.paint import Sheet, finish
from mosaic_anim.demo.painting import PAINTINGS
from mosaic_anim.demo.photographs import Crop
from mosaic_anim.demo.plan import plan_heroes, plan_tiles
from mosaic_anim.demo.sources import (
    CC0,
    CC_BY,
    PHOTOGRAPHS,
    PUBLIC_DOMAIN,
    photograph,
    planes,
    recolored,
)
from mosaic_anim.errors import CannotStartError
from mosaic_anim.subject.faces import find_faces

GREY = np.full(3, 0.5, np.float32)
README = Path(__file__).parents[2] / "README.md"


def painted(name: str, *, scale: float, seed: int = 1) -> np.ndarray:
    """Return a painting (H, W, 3), `scale` times as large as planned."""
    painting = PAINTINGS[name]
    sheet = Sheet.blank(round(painting.height * scale), round(painting.width * scale), GREY)
    return finish(painting.paint(np.random.default_rng(seed), sheet))


def enlarged(name: str, size: tuple[int, int]) -> Image.Image:
    """Return the part of the photograph that a painting shows, at (width, height)."""
    painting = PAINTINGS[name]
    photo = recolored(photograph(painting.source), painting.order)
    return photo.resize(size, Image.Resampling.LANCZOS, box=painting.box)


def sharpness(pixels: np.ndarray) -> float:
    """Return the variance of the Laplacian of a picture's grey."""
    grey = pixels.astype(float).mean(axis=2)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float((around - 4 * middle).var())


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_every_photograph_may_be_changed_and_shared(name):
    """Its author, its licence and its source are on record, and the README names its author."""
    about = PHOTOGRAPHS[name]
    assert about.license in {PUBLIC_DOMAIN, CC0, CC_BY}
    assert about.url.startswith("http")
    assert about.title
    assert about.author in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_every_photograph_lies_in_its_package(name):
    """It is read from the installed files, in colour, without loading the package."""
    about = PHOTOGRAPHS[name]
    package = Path(find_spec(about.package).origin).parent
    with Image.open(package / about.path) as image:
        assert photograph(name).size == image.size
    assert photograph(name).mode == "RGB"
    assert min(photograph(name).size) >= 300


def test_every_photograph_is_used():
    """As crops, and nearly all as paintings; nothing else is cropped or painted."""
    families = {tile.family for tile in plan_tiles()}
    assert set(PHOTOGRAPHS) <= families
    assert {painting.source for painting in PAINTINGS.values()} == set(PHOTOGRAPHS) - {"galaxies"}


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"package": "no_such_package"}, "scikit-none is missing"),
        ({"path": "data/no_such.png"}, "scikit-image came without a picture of the demo"),
    ],
)
def test_a_missing_photograph_is_refused_with_the_remedy(monkeypatch, about, says):
    """A package may be stripped of its pictures."""
    gone = dataclasses.replace(PHOTOGRAPHS["cat"], **about)
    monkeypatch.setitem(PHOTOGRAPHS, "cat", gone)
    monkeypatch.setitem(sources._WHEELS, "no_such_package", "scikit-none")
    photograph.cache_clear()
    with pytest.raises(CannotStartError, match=says) as caught:
        photograph("cat")
    assert "pip install" in str(caught.value)
    photograph.cache_clear()


def test_channels_change_places():
    """GBR shows green as red, blue as green and red as blue."""
    photo = Image.new("RGB", (1, 1), (10, 20, 30))
    assert recolored(photo, "GBR").getpixel((0, 0)) == (20, 30, 10)
    assert recolored(photo, "RGB") is photo


def test_a_crop_is_a_part_of_the_photograph():
    """One of the whole height shows what the photograph shows there, mildly graded."""
    sheet = Sheet.blank(32, 32, GREY)
    whole = Image.fromarray(finish(planes(photograph("astronaut"))))
    small = np.asarray(whole.resize((8, 8), Image.Resampling.BOX), float)
    best = 255.0
    for seed in range(24):
        crop = finish(Crop("astronaut", mirrored=False)(np.random.default_rng(seed), sheet))
        reduced = np.asarray(Image.fromarray(crop).resize((8, 8), Image.Resampling.BOX), float)
        best = min(best, float(np.abs(reduced - small).mean()))
    assert best < 24


@pytest.mark.parametrize("name", PAINTINGS)
def test_a_painting_is_large_enough_to_land_on(name):
    """Shown whole in a full-HD frame it is not enlarged, and it has the shape of its part."""
    painting = PAINTINGS[name]
    left, top, right, bottom = painting.box
    assert painting.height >= 1080 or painting.width >= 1920
    assert painting.width / painting.height == pytest.approx((right - left) / (bottom - top), 0.01)
    width, height = photograph(painting.source).size
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@pytest.mark.parametrize("name", PAINTINGS)
def test_a_painting_shows_what_the_photograph_shows(name):
    """Reduced, the two are alike."""
    pixels = painted(name, scale=0.2)
    height, width, _ = pixels.shape
    small = (width // 12, height // 12)
    own = Image.fromarray(pixels).resize(small, Image.Resampling.BOX)
    photo = enlarged(name, (width, height)).resize(small, Image.Resampling.BOX)
    assert np.abs(np.asarray(own, float) - np.asarray(photo, float)).mean() < 9


def test_a_painting_is_sharper_than_the_enlarged_photograph():
    """That is why it is painted."""
    pixels = painted("painted-cat", scale=0.7)
    photo = np.asarray(enlarged("painted-cat", pixels.shape[1::-1]))
    assert sharpness(pixels) > 3 * sharpness(photo)


@pytest.mark.parametrize("name", ["painted-astronaut", "painted-portrait"])
def test_a_painted_face_is_a_face(name):
    """So a landing that looks for faces finds it."""
    (face,) = find_faces(painted(name, scale=0.4))
    (expected,) = find_faces(np.asarray(enlarged(name, (500, 500))))
    np.testing.assert_allclose(face.centre, expected.centre, atol=0.06)


def test_what_is_large_enough_to_fill_a_frame_is_painted():
    """The largest pictures are those that one wants to see: a zoom lands on one of them."""
    heroes = plan_heroes()
    large = {hero.family for hero in heroes if hero.height * hero.width > 1080 * 1080}
    assert large == set(PAINTINGS)

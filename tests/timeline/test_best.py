"""`cell: best`: of made libraries, the photo that one would want to land on."""

from dataclasses import replace

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageFilter

from mosaic_anim.clips.target import CellTarget
from mosaic_anim.library.library import Library
from mosaic_anim.library.rarity import FEW
from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.timeline import best_landings
from mosaic_anim.timeline.best import LOOKED_AT
from mosaic_anim.timeline.landing_score import DisplaySizes
from mosaic_anim.timeline.likeness import Likeness, _reduced
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import noise_pictures
from tests.timeline.conftest import make_placement

FRAME = Size(height=200, width=300)


@pytest.fixture
def rated(tmp_path, monkeypatch):
    """Return a function that makes a library and returns its photos, the best first."""

    def best(photos, *, rank=3, size=FRAME, cover=None, **about):
        folder = tmp_path / "photos"
        for name, pixels in photos.items():
            path = folder / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(path)
        library = Library.open(folder, index=tmp_path / "index", workers=1)
        if cover is not None:
            monkeypatch.setattr(Likeness, "_mosaic", _reduced(cover))
            monkeypatch.setattr(best_landings, "stored_numbers", lambda about: None)  # noqa: ARG005
        targets = Targets(placement_of(library), library, frame=size)
        cells = targets.best_cells(CellTarget(cell="best", **about), rank)
        placement = targets._placement
        return [str(placement.photo[placement.tile[cell]]).removesuffix(".png") for cell in cells]

    return best


def placement_of(library):
    """All photos of a library, over and over, at one distance."""
    count = len(library)
    placement = make_placement(np.arange(384).reshape(16, 24) % count, photos=count)
    return replace(
        placement, photo=np.array(library.photo), photo_hash=np.array(library.photo_hash)
    )


def scene(seed, tall=200, wide=300):
    """One thing on a plain ground."""
    random = np.random.default_rng(seed)
    picture = np.empty((tall, wide, 3), np.uint8)
    picture[:] = random.integers(40, 90, 3)
    top, left = tall // 4, wide // 3
    thing = noise_pictures(1, tall // 2, wide // 3, seed=seed, contrast=60)[0]
    picture[top : top + tall // 2, left : left + wide // 3] = thing
    return picture


def soft(pixels):
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(4)))


def test_a_sharp_photo_is_better_than_blurred_ones(rated):
    """They show the same."""
    photos = {f"soft-{n}": soft(scene(n)) for n in range(4)} | {"sharp": scene(2)}
    assert rated(photos)[0] == "sharp"


def test_a_large_photo_is_better_than_small_ones(rated):
    """Small ones look as good, but would be enlarged six times."""
    photos = {f"small-{n}": scene(n, 32, 48) for n in range(4)} | {"large": scene(7)}
    assert rated(photos)[0] == "large"


def test_a_decent_large_photo_is_better_than_a_small_face(rated):
    """The portrait would be enlarged twice; among photos that are large enough, a face wins."""
    small = skimage.data.astronaut()[20:220:2, 80:380:2]
    photos = {f"large-{n}": scene(n) // 3 for n in range(4)}
    assert rated(photos | {"small-face": small})[0].startswith("large")
    face = skimage.data.astronaut()[20:220, 80:380]
    assert rated(photos | {"small-face": small, "face": face})[0] == "face"


def test_of_photos_about_as_good_one_in_the_colours_of_the_cover_is_the_best(rated):
    """What the mosaic shows most is blue in one, red in the other."""
    tints = {"blue": (20, 30, 110), "red": (110, 30, 20)}
    pair = {name: scene(1) // 2 + np.array(tint, np.uint8) for name, tint in tints.items()}
    for name, tint in tints.items():
        flat = np.full((200, 300, 3), tint, np.uint8)
        plain = {f"plain-{n}": flat + np.uint8(n) for n in range(9)}
        assert rated(pair | plain)[0] == name


def test_covers_of_other_colours_land_on_other_photos(rated):
    """Of many, each of three that are worth it takes the cover in its own colours."""
    tints = {"blue": (20, 30, 110), "red": (110, 30, 20), "green": (20, 110, 30)}
    worth = {name: scene(1) // 2 + np.array(tint, np.uint8) for name, tint in tints.items()}
    random = np.random.default_rng(4)
    flat = {
        f"plain-{n}": np.full((30, 45, 3), random.integers(0, 255, 3), np.uint8) for n in range(FEW)
    }
    for name, tint in tints.items():
        cover = np.full((30, 45, 3), tint, np.uint8)
        assert rated(worth | flat, cover=cover, rank=1) == [name]


@pytest.mark.parametrize("better", [3, 12])
def test_the_colours_of_the_cover_are_nothing_where_a_dozen_photos_are_better(
    rated, monkeypatch, better
):
    """Where there are three, one that shows a third as much and has them is a better landing."""
    random = np.random.default_rng(4)
    photos = {f"good-{n}": scene(n) // 2 + np.array((0, 9 * n, 100), "B") for n in range(better)}
    photos["common"] = scene(90, 210, 315) // 2 + np.array((110, 30, 20), "B")
    for number in range(FEW):
        color = random.integers(0, 255, 3)
        photos[f"plain-{number}"] = np.full((30, 45, 3), color, np.uint8)

    def look(library, photo, _):
        subject = 0.3 if library.photo[photo] == "common.png" else 1.0
        return Appeal(sharpness=1, exposure=1, colour=1, subject=subject)

    monkeypatch.setattr(best_landings, "photo_appeal", look)
    (best,) = rated(photos, cover=np.full((30, 45, 3), (110, 30, 20), np.uint8), rank=1)
    assert (best == "common") == (better < 12)


def test_a_face_is_better_than_textures(rated):
    """A portrait among photos of noise, all of one size."""
    photos = {f"heap-{n}": noise_pictures(1, 200, 300, seed=n)[0] for n in range(4)}
    face = skimage.data.astronaut()[20:220, 80:380]
    assert rated(photos | {"face": face})[0] == "face"


def test_the_next_best_photo_looks_like_none_before_it(rated):
    """Of about as good ones: of six in blue and one in red, the red one is first or second."""
    blue, red = (np.array(color, np.uint8) for color in ((20, 30, 110), (110, 30, 20)))
    photos = {f"blue-{n}": scene(1) // 2 + blue - n for n in range(6)}
    photos["red"] = scene(1) // 2 + red
    ranks = rated(photos)
    assert "red" in ranks[:2]


def test_a_photo_with_tones_is_better_than_dark_ones(rated):
    """They show the same."""
    photos = {f"dark-{n}": scene(n) // 8 for n in range(4)} | {"light": scene(2)}
    assert rated(photos)[0] == "light"


def test_a_photo_of_the_frame_s_shape_is_better_than_an_upright_one(rated):
    """It is shown larger; in an upright frame it is the other way round."""
    photos = {"across": scene(1), "upright": np.rot90(scene(1)).copy()}
    assert rated(photos)[0] == "across"
    assert rated(photos, size=Size(height=300, width=200))[0] == "upright"


@pytest.mark.parametrize("pattern", ["trip", "trip/", "trip/*", "*/beach*", "beach*"])
def test_favoured_photos_come_first(rated, pattern):
    """However they look; then the others."""
    photos = {"a": scene(1), "b": scene(2), "trip/beach": soft(scene(3))}
    assert rated(photos)[0] != "trip/beach"
    assert rated(photos, favour=pattern)[0] == "trip/beach"
    assert len(rated(photos, favour=(pattern,))) == 3


def test_excluded_photos_never_come(rated):
    """Neither first nor last."""
    photos = {"a": scene(1), "b": scene(2), "trip/beach": scene(3)}
    assert sorted(rated(photos, exclude=("trip", "b.png"))) == ["a"]
    assert rated(photos, exclude="*") == []


@pytest.mark.parametrize("key", ["favour", "exclude"])
def test_a_pattern_that_means_no_photo_is_an_error(rated, key):
    """It is misspelt, most likely."""
    with pytest.raises(TargetError, match="the library has no photo 'tripp'"):
        rated({"trip/a": scene(1)}, **{key: "tripp"})


def test_what_was_looked_at_is_not_looked_at_again(rated, monkeypatch):
    """Neither by the next render nor, photo by photo, for another cover."""
    looks = []
    measure = Appeal.of

    def look(pixels):
        looks.append(pixels.shape)
        return measure(pixels)

    monkeypatch.setattr(Appeal, "of", look)
    photos = {name: scene(100 + n) for n, name in enumerate("abc")}
    first = rated(photos)
    assert len(looks) == 3
    assert rated(photos) == first
    assert rated(photos, favour="b")[0] == "b"
    assert len(looks) == 3


def test_few_photos_are_read(rated, monkeypatch):
    """The index chooses which of many are worth it."""
    read = []
    monkeypatch.setattr(
        best_landings,
        "photo_appeal",
        lambda _, photo, __: (
            read.append(photo) or Appeal(sharpness=1, exposure=1, colour=1, subject=1)
        ),
    )
    photos = {f"p-{n}": scene(200 + n, 24, 36) for n in range(LOOKED_AT + 9)}
    rated(photos)
    assert len(set(read)) == LOOKED_AT


def test_half_a_frame_costs_three_tenths() -> None:
    """And all of it nothing."""
    sizes = DisplaySizes(enlargement=np.ones(2), coverage=np.array([1.0, 0.5]))
    np.testing.assert_allclose(sizes.score, [1, 0.5**0.5])

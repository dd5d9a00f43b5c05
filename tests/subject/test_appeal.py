"""Appeal: what is sharp, well exposed, colourful and shows something has more of it."""

from dataclasses import astuple

import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageFilter

from mosaic_anim.subject.appeal import Appeal, is_portrait
from mosaic_anim.subject.faces import sure_faces
from mosaic_anim.subject.quality import colourfulness, exposure, sharpness, texture
from mosaic_anim.subject.skin import is_skin
from mosaic_anim.values.geometry import Rect
from tests.drawing.reference import noise_pictures


@pytest.fixture(scope="module")
def portrait():
    """Return an astronaut before a flag [sRGB]."""
    return skimage.data.astronaut()[:400, :400]


def blurred(pixels, sigma):
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma)))


def test_a_blurred_picture_is_less_sharp(portrait):
    """The more it is blurred, the less."""
    shares = [sharpness(blurred(portrait, sigma)) for sigma in (0, 1, 3)]
    assert shares[0] > 0.8
    assert shares == sorted(shares, reverse=True)
    assert shares[2] == 0


def test_a_sharp_subject_before_a_soft_background_is_sharp(portrait):
    """A quarter of the picture is enough."""
    soft = blurred(portrait, 6).copy()
    soft[100:300, 100:300] = portrait[100:300, 100:300]
    assert sharpness(soft) > 0.8


@pytest.mark.parametrize("scale", [0.15, 4.0])
def test_a_dark_and_a_washed_out_picture_are_badly_exposed(portrait, scale):
    """Tones that are gone do not come back."""
    wrong = np.clip(portrait * scale, 0, 255).astype(np.uint8)
    assert exposure(wrong) < 0.5 * exposure(portrait)


def test_a_flat_picture_has_neither_tones_nor_colours():
    """Grey in grey."""
    flat = np.full((90, 60, 3), 120, np.uint8)
    assert exposure(flat) == 0
    assert colourfulness(flat) == 0
    assert sharpness(flat) == 0
    assert texture(flat) == 1


def test_grey_pictures_are_not_colourful(portrait):
    """The portrait has orange, blue and red."""
    grey = np.repeat(portrait.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    assert colourfulness(grey) < 0.05
    assert colourfulness(portrait) > 0.4


def test_a_face_has_more_of_a_subject_than_one_thing_and_that_more_than_a_heap(portrait):
    """A disc on a plain ground, and noise all over."""
    heap = noise_pictures(1, 200, seed=3)[0]
    row, col = np.mgrid[:200, :200]
    disc = (row - 100) ** 2 + (col - 120) ** 2 < 40**2
    one = np.where(disc[..., None], heap, 90).astype(np.uint8)
    face, thing, texture_ = (Appeal.of(one).subject for one in (portrait, one, heap))
    assert face == 1
    assert 0.5 < thing < 1
    assert texture_ < 0.3


def test_every_measure_is_a_share(portrait):
    """From 0 to 1, of odd sizes too."""
    for pixels in (portrait, portrait[:1, :1], portrait[:3, :200], portrait[:30, :7]):
        assert all(0 <= value <= 1 for value in astuple(Appeal.of(pixels)))


def test_a_face_is_sure_if_the_mirror_image_shows_it(portrait):
    """At the mirrored place."""
    (face,), (mirrored,) = sure_faces(portrait), sure_faces(portrait[:, ::-1])
    assert mirrored.centre == pytest.approx((face.centre[0], 1 - face.centre[1]), abs=0.03)


def test_a_portrait_is_seen_at_a_glance(portrait):
    """A face that is small in the picture takes a longer look, and noise has none."""
    assert is_portrait(portrait[:250, 80:380])
    assert not is_portrait(skimage.data.astronaut())
    assert sure_faces(skimage.data.astronaut())
    assert not is_portrait(noise_pictures(1, 200, seed=4)[0])


def test_skin_has_the_colour_and_the_features_of_a_face(portrait):
    """A plain wall of the same colour has no features, a blue face the wrong colour."""
    (face,) = sure_faces(portrait)
    assert is_skin(portrait, face)
    assert not is_skin(portrait[..., ::-1], face)
    row, col = (round(centre * 400) for centre in face.centre)
    wall = np.full_like(portrait, portrait[row, col])
    assert not is_skin(wall, Rect(row=0.25, col=0.25, height=0.5, width=0.5))

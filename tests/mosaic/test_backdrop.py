"""Backdrops: gradients and pictures that fill the frame, in fine steps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import wanted_level
from mosaic_anim.mosaic.backdrop import (
    backdrop_placement,
    backdrop_size,
    backdrop_tiles,
    backdrop_variants,
    fill_frame,
    gradient,
)
from mosaic_anim.motion.camera import frame_target
from mosaic_anim.values.color import linear_from_srgb, srgb_from_linear
from mosaic_anim.values.geometry import Rect, Size

SIZE = Size(height=60, width=90)
DARK, LIGHT = (10, 20, 200), (250, 120, 40)


@pytest.mark.parametrize(
    ("angle", "first", "last"),
    [
        (0, (-1, 45), (0, 45)),
        (90, (30, 0), (30, -1)),
        (180, (0, 45), (-1, 45)),
        (270, (30, -1), (30, 0)),
        (-90, (30, -1), (30, 0)),
        (45, (-1, 0), (0, -1)),
        (135, (0, 0), (-1, -1)),
    ],
)
def test_a_gradient_runs_as_in_css(angle, first, last) -> None:
    """0 is up, 90 to the right, 180 down; at the end of the line is the last colour."""
    drawn = gradient(SIZE, [DARK, LIGHT], angle).astype(int)
    assert np.abs(drawn[first] - DARK).max() <= 3
    assert np.abs(drawn[last] - LIGHT).max() <= 3
    assert np.abs(drawn[30, 45] - np.add(DARK, LIGHT) / 2).max() <= 4


def test_colours_are_spread_evenly() -> None:
    """The middle one of three lies in the middle; between two they mix as encoded sRGB."""
    drawn = gradient(SIZE, [(0, 0, 0), (200, 100, 0), (255, 255, 255)], 90).astype(int)
    assert np.abs(drawn[:, 45] - (200, 100, 0)).max() <= 4
    assert np.abs(drawn[:, 22] - (100, 50, 0)).max() <= 4


def test_a_gradient_does_not_band() -> None:
    """Over 40 px a step, the mean of a few pixels rises all the way, by no whole step at once."""
    drawn = gradient(Size(height=64, width=400), [(20, 20, 20), (30, 30, 30)], 90)[..., 0]
    means = drawn.reshape(64, 50, 8).mean(axis=(0, 2))
    assert (np.diff(means) > 0).all()
    assert np.diff(means).max() < 0.4
    assert np.array_equal(
        drawn, gradient(Size(height=64, width=400), [(20,) * 3, (30,) * 3], 90)[..., 0]
    )


def test_greys_stay_grey_and_one_colour_stays_plain() -> None:
    """No channel is rounded in another way, and whole levels are not touched."""
    grey = gradient(SIZE, [(20, 20, 20), (30, 30, 30)], 120)
    assert (grey == grey[..., :1]).all()
    assert (gradient(SIZE, [DARK, DARK], 33) == DARK).all()


def noise(height, width):
    """Return a picture with detail everywhere."""
    return np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("sigma", [1.5, 6.0, 15.0])
def test_a_blur_is_the_gaussian_of_the_light(sigma) -> None:
    """Wide ones too, though they are made on a reduced picture; edges go on beyond the frame."""
    picture = np.kron(noise(6, 9), np.ones((10, 10, 1), np.uint8))
    light = linear_from_srgb(picture.astype(np.float32) / 255)
    soft = gaussian_filter(light, (sigma, sigma, 0), mode="nearest")
    exact = srgb_from_linear(soft) * 255
    blurred = fill_frame(picture, SIZE, sigma / SIZE.height)
    assert np.abs(blurred - exact).max() < 6
    assert np.abs(blurred - exact).mean() < 1


@pytest.mark.parametrize("blur", [0.0, 0.02])
@pytest.mark.parametrize("shape", [(300, 90), (60, 400), (7, 5)])
def test_a_picture_fills_the_frame_with_its_middle(shape, blur) -> None:
    """What does not fit is cut off on both sides, whatever its shape; a small one is enlarged."""
    height, width = shape
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2] = 200
    drawn = fill_frame(picture, SIZE, blur)
    assert drawn.shape == (60, 90, 3)
    assert (drawn[5] > 150).all()
    assert (drawn[-5] < 50).all()


@pytest.mark.parametrize("blur", [0.0, 0.1])
@pytest.mark.parametrize("dim", [0.0, 0.25, 0.6, 1.0])
def test_a_darker_picture_has_less_light(blur, dim) -> None:
    """By the share that is asked for, everywhere."""
    picture = np.kron(noise(6, 9), np.ones((10, 10, 1), np.uint8))
    light, dimmed = (
        linear_from_srgb(fill_frame(picture, SIZE, blur, share).astype(np.float32) / 255)
        for share in (0.0, dim)
    )
    assert np.abs(dimmed - (1 - dim) * light).max() < 0.015


@pytest.mark.parametrize("height", [60, 270])
def test_the_drawer_shows_the_pixels_as_they_are(height) -> None:
    """A backdrop in the frame's own shape is drawn bit for bit."""
    frame = Size(height=height, width=height * 3 // 2)
    size = backdrop_size(frame, frame.aspect)
    assert size == frame
    picture = noise(size.height, size.width)
    placement, variants = backdrop_placement(frame.aspect, "hash"), backdrop_variants(size)
    whole = Rect(row=0, col=0, height=1, width=1)
    camera = frame_target(whole, "cover", placement.grid, frame.aspect)
    view = camera.viewport(frame, placement.grid)
    level = wanted_level(view, frame, variants, placement.grid)
    tiles = backdrop_tiles(picture, variants, [level])
    drawn = draw_canvas(placement, tiles, view, frame, background=(0, 0, 0))
    assert np.array_equal(drawn, picture)


def test_a_backdrop_of_another_shape_covers_the_frame() -> None:
    """It has the pixels that the frame shows, and those that it cuts off."""
    assert backdrop_size(Size(height=480, width=480), 9 / 16) == Size(height=853, width=480)
    assert backdrop_size(Size(height=480, width=480), 2.0) == Size(height=480, width=960)


@given(
    shape=st.tuples(st.integers(1, 200), st.integers(1, 200)),
    frame=st.builds(Size, height=st.integers(1, 90), width=st.integers(1, 90)),
    blur=st.sampled_from([0.0, 0.01, 0.06, 0.5]),
    color=st.tuples(*[st.integers(0, 255)] * 3),
)
@settings(max_examples=60, deadline=None)
def test_a_flat_picture_fills_the_frame_flat(shape, frame, blur, color) -> None:
    """To the last pixel, out of focus or not; light that is rounded may be off by one level."""
    picture = np.full((*shape, 3), color, np.uint8)
    drawn = fill_frame(picture, frame, blur).astype(int)
    assert abs(drawn - color).max() <= (1 if blur else 0)

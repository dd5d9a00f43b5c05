"""What people look at is found, wherever in the picture it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from skimage.data import astronaut

from mosaic_anim.subject.attention import Attention
from mosaic_anim.subject.faces import find_faces
from mosaic_anim.subject.saliency import saliency
from mosaic_anim.values.geometry import Rect

FACE = Rect(row=0.13, col=0.34, height=0.2, width=0.2)
"""The astronaut's face, measured by hand [shares of the picture]."""


def disc(height: int, width: int, row: float, col: float) -> np.ndarray:
    """Return a blurred red disc on grass."""
    y, x = np.mgrid[:height, :width]
    rng = np.random.default_rng(1)
    pixels = np.tile([60, 140, 50], (height, width, 1)) + rng.normal(0, 8, (height, width, 1))
    radius = 0.08 * max(height, width)
    pixels[np.hypot(y - row * height, x - col * width) < radius] = (220, 30, 30)
    return np.clip(pixels, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("size", [96, 200, 512])
def test_a_face_is_found_at_every_size(size) -> None:
    """It is one face, and lies where it is seen."""
    pixels = np.asarray(Image.fromarray(astronaut()).resize((size, size)))
    (face,) = find_faces(pixels)
    assert face.centre == pytest.approx(FACE.centre, abs=0.06)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_face_is_found_where_it_is(side) -> None:
    """In a wide picture it draws most of the attention."""
    wide = np.full((400, 800, 3), 120, np.uint8)
    start = 0 if side == "left" else 400
    wide[:, start : start + 400] = Image.fromarray(astronaut()).resize((400, 400))
    attention = Attention.of(wide)
    assert attention.focus == pytest.approx((0.23, (start + 176) / 800), abs=0.06)
    window = attention.window(1, 0.5)
    assert abs(window.centre[1] - (start + 176) / 800) < 0.2


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 300, 3), (300, 20, 3)])
def test_what_is_too_small_has_no_face(shape) -> None:
    """It is searched without an error."""
    assert find_faces(np.zeros(shape, np.uint8)) == ()


@settings(max_examples=25)
@given(
    height=st.integers(90, 400), width=st.integers(90, 400),
    row=st.floats(0.2, 0.8), col=st.floats(0.2, 0.8),
)  # fmt: skip
def test_what_stands_out_is_in_focus(height, width, row, col) -> None:
    """A disc on grass draws the eye, and the window around it holds it."""
    attention = Attention.of(disc(height, width, row, col))
    window = attention.window(0.5, 0.5)
    assert window.row <= row <= window.bottom
    assert window.col <= col <= window.right


@given(height=st.integers(1, 90), width=st.integers(1, 90))
def test_attention_adds_up_to_one(height, width) -> None:
    """And no part draws less than nothing."""
    pixels = np.random.default_rng(height).integers(0, 256, (height, width, 3), np.uint8)
    shares = saliency(pixels)
    assert shares.sum() == pytest.approx(1)
    assert shares.min() >= 0


@given(height=st.floats(0.01, 1), width=st.floats(0.01, 1))
def test_a_flat_picture_is_shown_from_its_middle(height, width) -> None:
    """Nothing stands out, so that the middle is as good as any other part."""
    attention = Attention.of(np.full((60, 80, 3), 90, np.uint8))
    assert attention.window(height, width).centre == pytest.approx((0.5, 0.5), abs=0.02)


@given(
    row=st.floats(0, 0.6), col=st.floats(0, 0.6),
    height=st.floats(0.1, 0.4), width=st.floats(0.1, 0.4),
)  # fmt: skip
def test_parts_share_the_attention(row, col, height, width) -> None:
    """What two halves draw adds up to what the whole draws; all of it is everything."""
    attention = Attention.of(disc(60, 90, 0.4, 0.6))
    whole = Rect(row=row, col=col, height=height, width=width)
    left = Rect(row=row, col=col, height=height, width=width / 2)
    right = Rect(row=row, col=col + width / 2, height=height, width=width / 2)
    assert attention.inside(left) + attention.inside(right) == pytest.approx(
        attention.inside(whole)
    )
    assert attention.inside(Rect(row=0, col=0, height=1, width=1)) == pytest.approx(1)

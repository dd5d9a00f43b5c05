"""encode/yuv.py: planes as BT.709 says, exactly rounded."""

import numpy as np
import pytest

from mosaic_anim.encode.mp4.yuv import pack_yuv420

KR, KG, KB = 0.2126, 0.7152, 0.0722


def planes(packed, height, width):
    luma, rest = np.split(packed, [height * width])
    u, v = np.split(rest, 2)
    half = (height // 2, width // 2)
    return luma.reshape(height, width), u.reshape(half), v.reshape(half)


def exact_planes(pixels):
    """Rec. BT.709-6 in float64; chroma sited left, rows averaged, the left edge repeated."""
    rgb = pixels.astype(np.float64) / 255
    luma = 16 + 219 * (rgb @ [KR, KG, KB])
    rows = (rgb[0::2] + rgb[1::2]) / 2
    left = np.concatenate([rows[:, :1], rows[:, 1:-1:2]], axis=1)
    sited = (left + 2 * rows[:, 0::2] + rows[:, 1::2]) / 4
    grey = sited @ [KR, KG, KB]
    u = 128 + 224 * (sited[..., 2] - grey) / (2 * (1 - KB))
    v = 128 + 224 * (sited[..., 0] - grey) / (2 * (1 - KR))
    return luma, u, v


@pytest.mark.parametrize("size", [(2, 2), (2, 16), (6, 34), (90, 160)])
def test_planes_are_the_formula_rounded(size):
    """No value is further than half a level from float64, at all sizes and edges."""
    pixels = np.random.default_rng(1).integers(0, 256, (*size, 3), dtype=np.uint8)
    for found, exact in zip(planes(pack_yuv420(pixels), *size), exact_planes(pixels), strict=True):
        assert np.abs(found - exact).max() < 0.5002


def test_every_grey_has_no_colour_and_its_own_luma():
    """Black is 16, white 235, chroma 128 throughout."""
    grey = np.repeat(np.arange(256, dtype=np.uint8), 2)
    pixels = np.broadcast_to(grey[None, :, None], (2, 512, 3))
    luma, u, v = planes(pack_yuv420(pixels), 2, 512)
    np.testing.assert_array_equal(luma[0, ::2], np.floor(16 + np.arange(256) * 219 / 255 + 0.5))
    assert set(u.flat) == set(v.flat) == {128}


def test_primaries_are_those_of_the_standard():
    """Red, green, blue of BT.709 at 8 bits, limited range."""
    for colour, expected in (
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ):
        pixels = np.full((2, 2, 3), colour, np.uint8)
        assert tuple(p[0, 0] for p in planes(pack_yuv420(pixels), 2, 2)) == expected


def test_chroma_lies_on_the_left_column():
    """A red column weighs 1/4, 1/2, 1/4 at its three distances from a sample."""
    amounts = []
    for column in (1, 2, 3):
        pixels = np.zeros((2, 8, 3), np.uint8)
        pixels[:, column, 0] = 255
        amounts.append(planes(pack_yuv420(pixels), 2, 8)[2][0, 1] - 128)
    assert amounts == [28, 56, 28]


def test_a_view_gives_what_its_copy_gives():
    """Frames need not be contiguous."""
    wide = np.random.default_rng(2).integers(0, 256, (8, 32, 3), dtype=np.uint8)
    view = wide[:, ::2]
    np.testing.assert_array_equal(pack_yuv420(view), pack_yuv420(view.copy()))

"""Frame parts: of a large frame, nine parts are encoded in its place."""

import numpy as np
import pytest

from mosaic_anim.rendering.size_limit.frame_parts import FrameParts
from mosaic_anim.values.geometry import Size


def test_of_a_small_frame_all_is_taken() -> None:
    """Whatever its sides."""
    frame = Size(height=480, width=853)
    parts = FrameParts.of(frame)
    pixels = np.zeros((480, 853, 3), np.uint8)
    assert (parts.size, parts.scale) == (frame, 1)
    assert parts.taken_from(pixels) is pixels


@pytest.mark.parametrize("sides", [(1080, 1920), (1920, 1080), (1440, 1440), (4320, 7680)])
def test_parts_of_large_frames_are_even_and_few(sides: tuple[int, int]) -> None:
    """Videos have even sides; they have as many pixels, whatever the frame, and stand for all."""
    height, width = sides
    parts = FrameParts.of(Size(height=height, width=width))
    assert parts.part.height % 2 == parts.part.width % 2 == 0
    assert 250_000 < parts.size.height * parts.size.width < 1_000_000
    assert parts.scale * parts.size.height * parts.size.width == pytest.approx(height * width)


def test_each_part_is_the_middle_of_its_ninth() -> None:
    """The middle of a part is that of a ninth of the frame; alpha is taken with colours."""
    frame = Size(height=1080, width=1920)
    parts = FrameParts.of(frame)
    row, col = np.indices((1080, 1920))
    pixels = np.stack((row >> 8, row & 255, col >> 8, col & 255), axis=-1).astype(np.uint8)
    taken = parts.taken_from(pixels).astype(int)
    assert taken.shape == (parts.size.height, parts.size.width, 4)
    rows, cols = taken[..., 0] * 256 + taken[..., 1], taken[..., 2] * 256 + taken[..., 3]
    high, wide = parts.part.height, parts.part.width
    for i in range(3):
        for j in range(3):
            here = slice(i * high, (i + 1) * high), slice(j * wide, (j + 1) * wide)
            assert rows[here].mean() == pytest.approx(180 + 360 * i, abs=1)
            assert cols[here].mean() == pytest.approx(320 + 640 * j, abs=1)
            assert np.ptp(rows[here]) == high - 1

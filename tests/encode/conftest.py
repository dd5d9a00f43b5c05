"""A short smooth clip and what is needed to encode and decode it."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.values.geometry import Size

FRAMES = 6
SIZE = Size(height=48, width=80)


def smooth_frame(index):
    """Return a slow drift of soft colours: what a codec can keep."""
    row, col = np.mgrid[: SIZE.height, : SIZE.width]
    waves = [
        np.sin(col / 25 + index / 9),
        np.cos(row / 20 + index / 8),
        np.sin((row + col) / 40 - index / 7),
    ]
    return (128 + 60 * np.stack(waves, axis=-1)).round().astype(np.uint8)


@pytest.fixture
def clip():
    return np.stack([smooth_frame(index) for index in range(FRAMES)])


@pytest.fixture
def encoding(tmp_path):
    return Encoding(
        path=tmp_path / "clip.mp4",
        size=SIZE,
        fps=Fraction(25),
        frames=FRAMES,
        title="A clip",
        comment="mosaic_anim:0123456789abcdef",
    )


@pytest.fixture
def variant(encoding):
    """Return the encoding with some of its values changed."""

    def make(**changes):
        return replace(encoding, **changes)

    return make

"""Lanes: tiles at home are laid over a picture as they are behind tiles in flight."""

import numpy as np

from mosaic_anim.drawing.kernels.lanes import lay
from mosaic_anim.drawing.kernels.sprites import Sprites, draw_sprites


def test_lanes_lie_over_a_picture_as_they_lie_behind_no_sprites() -> None:
    """For all coverages and colours, byte for byte, and in a width that is no multiple of 8."""
    rng = np.random.default_rng(3)
    height, width = 40, 117
    below = rng.integers(0, 256, (height, width, 3), np.uint8)
    cover = rng.integers(0, 65281, (height, width, 1))
    cover[:8], cover[8:16] = 0, 65280
    cover[16:24] = rng.integers(64400, 65281, (8, width, 1))  # closed but for what rounding leaves
    colour = rng.integers(0, 65281, (height, width, 3)) * cover // 65280
    grid = np.concatenate((colour, cover), axis=-1).astype(np.uint16).reshape(-1)
    nothing = Sprites(
        place=np.empty((0, 6)),
        tile=np.empty(0, np.int64),
        table=np.empty((0, 8)),
        row=np.empty(0, np.int64),
        weight=np.empty((0, 2)),
        kind=np.empty(0, np.uint8),
        tint=np.empty(0, np.int32),
    )
    expected, out = below.copy(), below.copy()
    draw_sprites(expected, nothing, grid, False, False, 2)
    lay(out.reshape(-1), grid)
    assert np.array_equal(out, expected)
    assert np.array_equal(out[:8], below[:8])

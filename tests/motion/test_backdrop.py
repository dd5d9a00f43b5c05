"""The camera of a background shows nothing but the background."""

import pytest

from mosaic_anim.geometry import Grid, Size
from mosaic_anim.motion.backdrop import backdrop_camera


@pytest.mark.parametrize("aspect", [0.5, 1.0, 16 / 9, 3.0])
@pytest.mark.parametrize("size", [Size(height=1080, width=1920), Size(height=64, width=36)])
def test_the_frame_is_filled_and_no_more_cut_than_needed(aspect: float, size: Size) -> None:
    """One pair of sides meets the picture's, the other lies inside; both are centred."""
    grid = Grid(rows=1, cols=1, cell_aspect=aspect)
    seen = backdrop_camera(grid, size.aspect).viewport(size, grid)
    assert seen.centre == pytest.approx((0.5, 0.5))
    assert max(seen.height, seen.width) == pytest.approx(1)
    assert min(seen.height, seen.width) == pytest.approx(
        min(size.aspect / aspect, aspect / size.aspect)
    )


def test_a_background_of_the_frames_own_shape_is_seen_whole() -> None:
    """Exactly: then its pixels are the frame's."""
    size = Size(height=1080, width=1920)
    grid = Grid(rows=1, cols=1, cell_aspect=size.aspect)
    seen = backdrop_camera(grid, size.aspect).viewport(size, grid)
    assert (seen.row, seen.col, seen.height, seen.width) == (0, 0, 1, 1)

"""Close-ups: pictures of sizes of their own, side by side."""

import numpy as np
import pytest

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.library.tiles import PADDING, TileLevel, Tiles, Variants
from mosaic_anim.values.geometry import Rect, Size
from tests.drawing.reference import decibels, filter_matrix, noise_pictures, placement_of

SIDES = (150, 90, 31, 170)
SIZE = Size(height=107, width=190)


def close_up(pictures, windows=None):
    """Make tiles of square pictures, one variant each, kept as they are at level 181."""
    flat = [np.dstack((p, np.zeros(p.shape[:2], np.uint8))).ravel() for p in pictures]
    count = len(pictures)
    shape = np.array([p.shape[:2] for p in pictures], np.int32)
    whole = np.concatenate((np.zeros((count, 2)), shape), axis=1)
    level = TileLevel(
        height=181,
        width=181,
        slot=np.arange(count, dtype=np.int32),
        offset=np.cumsum([0] + [f.size for f in flat[:-1]]),
        shape=shape,
        window=whole if windows is None else np.array(windows, float),
        pixels=np.concatenate([*flat, np.zeros(PADDING, np.uint8)]),
    )
    variants = Variants(
        index=np.arange(count, dtype=np.int32),
        tile=np.arange(count, dtype=np.int32),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1)),
        turn=np.zeros(count, np.uint8),
        native=shape[:, 0].copy(),
    )
    return Tiles(variants=variants, levels=(level,))


def draw(tiles, view, *, background=(0, 0, 0), **placed):
    placement = placement_of([0, 1, 2, 3], 2, 2, **placed)
    return draw_canvas(placement, tiles, view, SIZE, background=background, level=181)


def test_neighbours_of_all_sizes_meet_without_a_seam():
    """Where pictures of different sizes and the background meet, coverage adds to one."""
    colour = (180, 90, 40)
    tiles = close_up([np.full((side, side, 3), colour, np.uint8) for side in SIDES])
    view = Rect(row=-0.23, col=-0.41, height=2.5, width=2.5 * SIZE.aspect)
    frame = draw(tiles, view, background=colour)
    assert (frame == colour).all()


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("height", [0.31, 0.9])
def test_each_cell_is_filtered_at_its_own_resolution(n, height):
    """Enlarged or reduced, a cell shows its picture filtered once, exactly."""
    pictures = [noise_pictures(1, side, seed=side)[0] for side in SIDES]
    width = height * SIZE.aspect
    view = Rect(row=n // 2 + 0.05, col=n % 2 + 0.03, height=height, width=width)
    frame = draw(close_up(pictures), view)
    side = SIDES[n]
    rows, down = filter_matrix(0.05, height, SIZE.height, side)
    cols, across = filter_matrix(0.03, width, SIZE.width, side)
    picture = pictures[n].astype(float)
    picture = picture[rows.clip(0, side - 1)][:, cols.clip(0, side - 1)]
    truth = np.einsum("yr,rcd,xc->yxd", down, picture, across, optimize=True)
    inside = int(0.94 / width * SIZE.width)  # columns of this cell alone
    assert decibels(frame[:, :inside], truth[:, :inside]) >= 38


def test_a_window_shows_a_part_of_a_picture():
    """What lies around the window is not seen, but for the filter's reach."""
    framed = np.full((60, 60, 3), 200, np.uint8)
    framed[10:50, 20:55] = 50
    plain = np.full((40, 40, 3), 50, np.uint8)
    windows = [(10, 20, 40, 35)] + [(0, 0, 40, 40)] * 3
    view = Rect(row=0, col=0, height=1, width=1)
    shown = draw(close_up([framed, plain, plain, plain], windows), view)
    assert (shown[6:-6, 8:-8] == 50).all()


def test_tint_of_close_ups():
    """Each cell has its own gain and offset here too."""
    tiles = close_up([np.full((side, side, 3), 100, np.uint8) for side in SIDES])
    gain = np.array([[1, 1, 1], [2, 1, 0.5], [3, 1, 1], [0, 0, 0]])
    offset = np.array([[0, 0, 0], [0, 10, 0], [0, -200, 5.4], [7, 8, 9]])
    view = Rect(row=0, col=0, height=2, width=2)
    frame = draw(tiles, view, gain=gain, offset=offset)
    shown = [frame[row, col].tolist() for row in (20, 80) for col in (40, 140)]
    assert shown == [[100, 100, 100], [200, 110, 50], [255, 0, 105], [7, 8, 9]]

"""What a small layer changes of a frame is drawn as a frame of its own."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.drawing import frame_window as module
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.drawing.frame_window import frame_window
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Grid, Size
from tests.drawing.reference import canvas_of, noise_pictures

SIZE = Size(height=54, width=96)
GRID = Grid(rows=9, cols=16)


@pytest.fixture(scope="module")
def mosaics():
    """Return two mosaics of noise."""
    made = {}
    for name, seed in (("below", 1), ("above", 2)):
        placement, tiles = canvas_of(noise_pictures(6, 16, seed=seed), GRID.rows, GRID.cols)
        made[name] = Mosaic(placement=placement, tiles=tiles)
    return made


@settings(max_examples=40, deadline=None)
@given(
    row=st.floats(-30, 40),
    col=st.floats(-60, 80),
    height=st.floats(9, 400),
    opacity=st.sampled_from([0.3, 1.0]),
)
def test_a_small_layer_is_drawn_as_in_the_whole_frame(mosaics, row, col, height, opacity):
    """Whatever it covers, to a level of rounding."""
    below = Layer(mosaic="below", camera=Camera(row=4.5, col=8, height=6))
    above = Layer(mosaic="above", camera=Camera(row=row, col=col, height=height), opacity=opacity)
    state = FrameState(background=(0, 0, 0), layers=(below, above))
    found = draw(state, SIZE, mosaics).pixels
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST", -1.0)
        wanted = draw(state, SIZE, mosaics).pixels
    assert np.abs(found.astype(int) - wanted).max() <= 1


@given(row=st.floats(-30, 40), col=st.floats(-60, 80), height=st.floats(9, 400))
def test_a_window_shows_what_is_seen_there(row, col, height):
    """A pixel of it sees what that pixel of the frame sees."""
    camera = Camera(row=row, col=col, height=height)
    window = frame_window(Layer(mosaic="above", camera=camera), SIZE, GRID)
    whole = camera.viewport(SIZE, GRID)
    part = window.camera.viewport(window.size, GRID)
    pixel = whole.height / SIZE.height
    assert part.height / window.size.height == pytest.approx(pixel)
    assert part.row == pytest.approx(whole.row + window.rows.start * pixel, abs=1e-9)
    assert part.col == pytest.approx(whole.col + window.cols.start * pixel, abs=1e-9)
    area = window.size.height * window.size.width
    assert area <= ceil(GRID.rows / pixel + 4) * ceil(GRID.cols / pixel + 4) or window.size == SIZE

"""What a small layer changes of a frame is drawn as a frame of its own."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.drawing import frame_window as module
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.drawing.frame_window import frame_window, split_frame
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


def one_over_another(camera, opacity):
    """Return a frame of a mosaic, seen by a camera, over another one that fills it."""
    below = Layer(mosaic="below", camera=Camera(row=4.5, col=8, height=6))
    above = Layer(mosaic="above", camera=camera, opacity=opacity)
    return FrameState(background=(0, 0, 0), layers=(below, above))


@settings(max_examples=40, deadline=None)
@given(
    row=st.floats(-30, 40),
    col=st.floats(-60, 80),
    height=st.floats(9, 400),
    opacity=st.sampled_from([0.3, 1.0]),
)
def test_a_small_layer_is_drawn_as_in_the_whole_frame(mosaics, row, col, height, opacity):
    """Whatever it covers, to a level of rounding."""
    state = one_over_another(Camera(row=row, col=col, height=height), opacity)
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


@settings(max_examples=40, deadline=None)
@given(
    row=st.floats(-4, 12),
    col=st.floats(-8, 24),
    height=st.floats(2, 40),
    opacity=st.sampled_from([0.3, 1.0]),
)
def test_a_layer_is_drawn_alike_where_it_hides_all_below(mosaics, row, col, height, opacity):
    """Apart from its border, and whole: to a level of rounding."""
    state = one_over_another(Camera(row=row, col=col, height=height), opacity)
    pictures = []
    for least in (1, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_LEAST", least)
            pictures.append(draw(state, SIZE, mosaics).pixels.astype(int))
    assert np.abs(pictures[0] - pictures[1]).max() <= 1


@given(row=st.floats(-4, 12), col=st.floats(-8, 24), height=st.floats(2, 40))
def test_a_frame_is_split_into_what_is_hidden_and_the_rest(row, col, height):
    """Each pixel lies in one part; inside, filters read nothing but the mosaic."""
    viewport = Camera(row=row, col=col, height=height).viewport(SIZE, GRID)
    pixel = viewport.height / SIZE.height
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LEAST", 1)
        inside, around = split_frame(viewport, SIZE, GRID)
    count = np.zeros((SIZE.height, SIZE.width), int)
    for part in (*around, *([inside] if inside else [])):
        count[part.rows, part.cols] += 1
        assert part.viewport.row == pytest.approx(viewport.row + part.rows.start * pixel, abs=1e-9)
        assert part.viewport.col == pytest.approx(viewport.col + part.cols.start * pixel, abs=1e-9)
        assert part.viewport.width == pytest.approx(part.size.width * pixel)
    assert (count == 1).all()
    if inside is not None:
        seen = inside.viewport
        assert seen.row >= pixel - 1e-9 or inside.rows.start == 0
        assert seen.col >= pixel - 1e-9 or inside.cols.start == 0
        assert seen.bottom <= GRID.rows - pixel + 1e-9 or inside.rows.stop == SIZE.height
        assert seen.right <= GRID.cols - pixel + 1e-9 or inside.cols.stop == SIZE.width
        assert min(seen.row, seen.col) >= -1e-9
        assert seen.bottom <= GRID.rows + 1e-9
        assert seen.right <= GRID.cols + 1e-9

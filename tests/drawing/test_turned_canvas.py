"""Tiles at home under a turned camera are joined and read at an angle."""

from dataclasses import replace

import numpy as np
import pytest

from mosaic_anim.drawing import turned_canvas
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, decibels, noise_pictures
from tests.drawing.sprite_reference import reference_frame

SIZE = Size(height=54, width=96)


@pytest.fixture
def busy():
    """Make a mosaic of 9x16 pictures of 96 px."""
    placement, tiles = canvas_of(noise_pictures(12, 96), 9, 16)
    return {"main": Mosaic(placement=placement, tiles=tiles)}


@pytest.fixture
def joins(monkeypatch):
    """Return a list that gets a tint for each time that tiles are joined."""
    tints, join = [], turned_canvas._join

    def counted(mosaic, level, tint, cells, most):
        tints.append(tint)
        return join(mosaic, level, tint, cells, most)

    monkeypatch.setattr(turned_canvas, "_join", counted)
    return tints


def seen_from(angle, px=12.0, row=4.47, col=8.1, tint=1.0):
    camera = Camera(row=row, col=col, height=SIZE.height / px, angle=angle)
    layer = Layer(mosaic="main", camera=camera, tint=tint)
    return FrameState(background=(20, 30, 60), layers=(layer,))


@pytest.mark.parametrize("px", [3.0, 6.0, 11.0, 12.0, 22.0, 40.0])
@pytest.mark.parametrize("angle", [7.0, -33.0, 90.0, 171.0])
def test_a_turned_canvas_comes_near_the_reference(busy, joins, px, angle):
    """Inside and at its border: >= 35 dB."""
    state = seen_from(angle, px=px, row=2.2, col=3.1)
    truth = reference_frame(busy, state, SIZE)
    assert decibels(draw(state, SIZE, busy).pixels.astype(float), truth) >= 35
    assert len(joins) == 1


def test_tiles_are_joined_once_for_all_frames_of_a_level(busy, joins):
    """Whatever the angle; anew for another tint, and for another level."""
    for angle in (7.0, 8.0, 9.0):
        draw(seen_from(angle), SIZE, busy)
    assert joins == [1.0]
    draw(seen_from(9.0, tint=0.5), SIZE, busy)
    draw(seen_from(9.0, px=20.0), SIZE, busy)
    assert joins == [1.0, 0.5, 1.0]


def test_a_frame_does_not_depend_on_those_before(busy):
    """Of a canvas too large to join whole, what is in view is joined, and joined again."""
    states = [seen_from(7.0, px=22.0, row=row, col=col) for row, col in ((2, 3), (6, 11), (2, 4))]
    alone = []
    for state in states:
        turned_canvas._joined_pictures.clear()
        alone.append(draw(state, SIZE, busy).pixels)
    turned_canvas._joined_pictures.clear()
    for state, pixels in zip(states, alone, strict=True):
        assert np.array_equal(draw(state, SIZE, busy).pixels, pixels)


def test_what_is_too_large_to_join_is_drawn_as_sprites(busy, joins, monkeypatch):
    """And so are levels of large pictures, and high quality."""
    monkeypatch.setattr(turned_canvas, "MOST", 0.5)
    state = seen_from(7.0)
    small = draw(state, SIZE, busy).pixels
    assert decibels(small.astype(float), reference_frame(busy, state, SIZE)) >= 35
    assert len(joins) == 1
    draw(seen_from(7.0, px=90.0), SIZE, busy)
    draw(state, SIZE, busy, quality="high")
    assert len(joins) == 1


def test_a_picture_in_view_that_is_missing_is_named(busy):
    """One beside the frame is not asked for."""
    main = busy["main"]
    levels = main.tiles.levels
    index = main.tiles.variants.index.reshape(9, 16)
    lost = np.isin(np.arange(12), np.setdiff1d(np.arange(12), index[3:6, 7:10]))
    gone = tuple(replace(one, slot=np.where(lost, -1, one.slot).astype(np.int32)) for one in levels)
    tiles = Tiles(variants=main.tiles.variants, levels=gone)
    lacking = {"main": Mosaic(placement=main.placement, tiles=tiles)}
    near = seen_from(7.0, px=60.0, row=4.5, col=8.5)
    assert lost.any()
    assert np.array_equal(draw(near, SIZE, lacking).pixels, draw(near, SIZE, busy).pixels)
    with pytest.raises(ValueError, match="lacks the pictures of"):
        draw(seen_from(7.0, px=6.0), SIZE, lacking)

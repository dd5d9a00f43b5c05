"""drawing/clear.py: a frame over nothing, laid over any colour, is the frame drawn over it."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.clear import over_checks
from mosaic_anim.drawing.frame import Frame, draw
from mosaic_anim.drawing.overlays import lay_overlays
from mosaic_anim.text.assets import add_asset
from mosaic_anim.values.frame_state import Exposure, Fade, FrameState, Mark
from tests.drawing.test_frame import mixed
from tests.drawing.test_sprites import SIZE, busy, chance, fixed, plain, state_of

__all__ = ["busy"]  # a fixture

COLOURS = [(0, 0, 0), (255, 255, 255), (200, 30, 90)]
STATES = {
    "at home": state_of(px=3.0),
    "in flight": state_of(
        chance(y=(-4, 4), x=(-4, 4), angle=(-3.0, 3.0), depth=(0.0, 1.0), opacity=(0.2, 1.0))
    ),
    "turned": state_of(px=4.0, angle=30.0),
    "two layers": FrameState(
        background=(0, 0, 0),
        layers=(
            *state_of(px=3.0).layers,
            *state_of(chance(y=(-2, 2), x=(-2, 2), scale=(0.3, 0.5))).layers,
        ),
    ),
}


def clear(state, mosaics):
    """Draw a state over nothing."""
    return draw(replace(state, background=None), SIZE, mosaics).pixels


def laid_over(pixels, colour):
    """Lay straight alpha over a colour, as encoded values, by the definition of `over`."""
    share = pixels[:, :, 3:] / 255
    return pixels[:, :, :3] * share + np.array(colour) * (1 - share)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("colour", COLOURS)
def test_over_a_colour_it_is_the_frame_that_is_drawn_over_it(busy, name, colour):
    """Within the rounding of three pictures."""
    pixels = clear(STATES[name], busy)
    expected = draw(replace(STATES[name], background=colour), SIZE, busy).pixels
    assert pixels.shape == (*expected.shape[:2], 4)
    assert np.abs(laid_over(pixels, colour) - expected).max() <= 2.5


def test_alpha_is_0_behind_nothing_and_255_inside():
    """Its edge lies where the mosaic's does, half covered where half of a pixel is."""
    alpha = clear(state_of(px=3.0), plain(90))[:, :, 3]  # 9x16 cells of 3 px in 54x96
    assert (alpha[14:40, 25:71] == 255).all()
    assert (alpha[:13] == 0).all()
    assert (alpha[41:] == 0).all()
    assert (alpha[:, :23] == 0).all()
    assert np.abs(alpha.sum() / 255 - 27 * 48) < 2


def test_a_frame_without_a_hole_is_that_of_any_background(busy):
    """Within a rounding, motion blur, crossfades and half-seen layers too."""
    full = state_of(px=40.0, row=5.0)
    under = state_of(px=30.0)
    for state in (
        replace(under, layers=(*under.layers, *(replace(a, opacity=0.4) for a in full.layers))),
        replace(under, under=full, opacity=0.3),
        Exposure(moments=(under, state_of(px=29.0))),
    ):
        if isinstance(state, Exposure):
            hollow = Exposure(moments=tuple(replace(a, background=None) for a in state.moments))
        else:
            below = state.under and replace(state.under, background=None)
            hollow = replace(state, background=None, under=below)
        found = draw(hollow, SIZE, busy).pixels
        assert (found[:, :, 3] == 255).all()
        expected = draw(state, SIZE, busy).pixels
        assert np.abs(found[:, :, :3].astype(int) - expected).max() <= 1


def test_blur_averages_alpha_as_it_is_and_colours_as_light():
    """A tile that is there in one moment of two is half there, in its own colour."""
    here, gone = state_of(px=20.0), state_of(fixed(y=90.0), px=20.0)
    moments = tuple(replace(state, background=None) for state in (here, gone))
    found = draw(Exposure(moments=moments), SIZE, plain(180)).pixels
    assert (found[:, :, 3] == 128).all()
    assert np.abs(found[:, :, :3].astype(int) - 180).max() <= 1


@pytest.mark.parametrize(("opacity", "alpha"), [(0.0, 255), (0.25, 191), (0.5, 128), (1.0, 0)])
def test_a_fade_to_nothing_takes_alpha_and_no_colour(opacity, alpha):
    """A fade to a colour covers what is empty as well."""
    whole = replace(state_of(px=20.0), overlays=(Fade(color=None, opacity=opacity),))
    found = clear(whole, plain(180))
    assert np.abs(found[:, :, 3].astype(int) - alpha).max() <= 1
    assert opacity == 1 or np.abs(found[:, :, :3].astype(int) - 180).max() <= 2
    empty = FrameState(background=None, overlays=(Fade(color=(9, 9, 9), opacity=opacity),))
    assert np.abs(draw(empty, SIZE, {}).pixels[:, :, 3].astype(int) - (255 - alpha)).max() <= 1


def test_a_layer_half_seen_over_another_mixes_in_light():
    """As it does over a background; over nothing it is half there."""
    both = state_of(px=20.0)
    top = replace(both.layers[0], mosaic="top", opacity=0.5)
    mosaics = {**plain(10), "top": plain(240)["main"]}
    found = clear(replace(both, layers=(*both.layers, top)), mosaics)
    assert np.abs(found[:, :, :3].astype(int) - mixed(10, 240, 0.5)).max() <= 1
    assert (found[:, :, 3] == 255).all()
    alone = clear(replace(both, layers=(top,)), mosaics)
    assert (alone[:, :, 3] == 128).all()


def test_a_mark_over_nothing_is_its_own_picture():
    """Its alpha, and the colours that it has over black and white."""
    logo = np.random.default_rng(3).integers(0, 256, (20, 40, 4), np.uint8)
    logo[5:15, 5:35, 3] = 255
    state = FrameState(background=None, marks=(Mark(picture=add_asset(logo), opacity=0.5),))
    pixels = draw(state, SIZE, {}).pixels
    assert 120 <= pixels[:, :, 3].max() <= 128
    assert pixels[:, :, 3].min() == 0
    for colour in COLOURS:
        expected = np.full((SIZE.height, SIZE.width, 3), colour, np.uint8)
        lay_overlays(expected, state.marks)
        assert np.abs(laid_over(pixels, colour) - expected).max() <= 1.5


def test_a_transparent_frame_saves_itself_but_not_as_jpeg(tmp_path):
    """PNG and WebP hold alpha."""
    pixels = np.full((6, 9, 4), 128, np.uint8)
    saved = Frame(pixels).save(tmp_path / "a.png")
    assert (np.asarray(Image.open(saved)) == pixels).all()
    assert repr(Frame(pixels)) == "Frame(9x6)"
    with pytest.raises(ValueError, match=r"a JPEG cannot be transparent — use \.png or \.webp"):
        Frame(pixels).save(tmp_path / "a.jpg")


def test_checks_are_seen_through_what_is_clear():
    """Not where a picture is opaque."""
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[:8] = (10, 20, 30, 255)
    found = over_checks(pixels)
    assert (found[:8] == (10, 20, 30)).all()
    assert (found[8, 0] != found[8, 8]).all()

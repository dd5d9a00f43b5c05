"""Frames: layers over a background, fades over layers, all in linear light."""

import io

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import Frame, Mosaic, draw
from mosaic_anim.errors import CannotStartError
from mosaic_anim.values.frame_state import Camera, Fade, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, noise_pictures

SIZE = Size(height=18, width=32)
GROUND = (10, 20, 30)


def plain(value):
    """Make a mosaic whose every cell has one grey value."""
    placement, tiles = canvas_of(np.full((1, 16, 16, 3), value, np.uint8), 9, 16)
    return Mosaic(placement=placement, tiles=tiles)


def layer(name="a", **options):
    return Layer(mosaic=name, camera=Camera(row=4.5, col=8, height=6), **options)


def mixed(below, above, opacity):
    """Mix two sRGB values in linear light, by the definition in IEC 61966-2-1."""

    def linear(code):
        value = code / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    light = linear(below) * (1 - opacity) + linear(above) * opacity
    encoded = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * encoded)


def test_a_frame_without_layers_is_its_background():
    """Nothing else is drawn, whatever mosaics there are."""
    assert (draw(FrameState(background=GROUND), SIZE, {}).pixels == GROUND).all()


def test_an_opaque_layer_covers_the_background():
    """The layer's mosaic fills the frame."""
    state = FrameState(background=GROUND, layers=(layer(),))
    assert (draw(state, SIZE, {"a": plain(140)}).pixels == 140).all()


@pytest.mark.parametrize("opacity", [0.0, 0.25, 0.5, 0.9])
def test_layers_mix_in_linear_light(opacity):
    """A layer over the background, and one over another layer."""
    state = FrameState(background=(10, 10, 10), layers=(layer(opacity=opacity),))
    found = draw(state, SIZE, {"a": plain(240)}).pixels
    assert abs(found.astype(int) - mixed(10, 240, opacity)).max() <= 1
    both = FrameState(background=GROUND, layers=(layer("b"), layer("a", opacity=opacity)))
    found = draw(both, SIZE, {"a": plain(240), "b": plain(10)}).pixels
    assert abs(found.astype(int) - mixed(10, 240, opacity)).max() <= 1


@pytest.mark.parametrize(("opacity", "shown"), [(0.0, 200), (0.5, mixed(200, 30, 0.5)), (1.0, 30)])
def test_a_fade_lays_a_colour_over_the_frame(opacity, shown):
    """Half of a fade is half of the light; a whole one is the colour itself."""
    fade = Fade(color=(30, 30, 30), opacity=opacity)
    state = FrameState(background=GROUND, layers=(layer(),), overlays=(fade,))
    assert (draw(state, SIZE, {"a": plain(200)}).pixels == shown).all()


def test_equal_states_draw_equal_frames():
    """A frame depends on its state alone."""
    placement, tiles = canvas_of(noise_pictures(4, 32), 9, 16)
    mosaics = {"a": Mosaic(placement=placement, tiles=tiles)}
    state = FrameState(background=GROUND, layers=(layer(),))
    other = FrameState(background=GROUND, layers=(layer(opacity=0.3),))
    first = draw(state, SIZE, mosaics).pixels
    draw(other, SIZE, mosaics)
    assert (draw(state, SIZE, mosaics).pixels == first).all()


def test_an_unknown_mosaic_is_refused():
    """A layer that names no mosaic is a mistake of the caller."""
    with pytest.raises(KeyError, match="lost"):
        draw(FrameState(background=GROUND, layers=(layer("lost"),)), SIZE, {})


def test_a_frame_shows_and_saves_itself(tmp_path):
    """As PNG in a notebook, as a file, and as a Pillow image."""
    pixels = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)
    frame = Frame(pixels)
    assert (np.asarray(Image.open(io.BytesIO(frame._repr_png_()))) == pixels).all()
    assert (np.asarray(Image.open(frame.save(tmp_path / "f.png"))) == pixels).all()
    assert (np.asarray(frame.image) == pixels).all()


def test_a_saved_frame_is_not_replaced_unasked(tmp_path):
    """An existing file stays unless `overwrite` is given."""
    frame = Frame(np.zeros((2, 2, 3), np.uint8))
    frame.save(tmp_path / "f.png")
    with pytest.raises(CannotStartError, match="exists"):
        frame.save(tmp_path / "f.png")
    frame.save(tmp_path / "f.png", overwrite=True)


def test_an_unknown_format_is_refused(tmp_path):
    """The suffix names the format."""
    with pytest.raises(ValueError, match=r"no picture format '\.xyz'"):
        Frame(np.zeros((2, 2, 3), np.uint8)).save(tmp_path / "f.xyz")


@pytest.mark.parametrize("opacity", [0.0, 0.25, 1.0])
def test_a_picture_mixes_with_a_whole_one_under_it(opacity):
    """Each with its own ground and fade, so that neither is seen through the other's holes."""
    fade = Fade(color=(200, 200, 200), opacity=1.0)
    under = FrameState(background=(0, 0, 0), layers=(layer(),), overlays=(fade,))
    state = FrameState(background=(60, 60, 60), under=under, opacity=opacity)
    found = draw(state, SIZE, {"a": plain(140)}).pixels
    assert abs(found.astype(int) - mixed(200, 60, opacity)).max() <= 1

"""Golden frames: each way of drawing once, on small pictures without noise."""

import numpy as np
import pytest

from mosaic_anim.clips.motions.explode import Explode
from mosaic_anim.clips.motions.flip import Flip
from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.text.assets import add_asset, bundled_font
from mosaic_anim.values.frame_state import (
    Camera,
    Exposure,
    Fade,
    FrameState,
    Layer,
    Mark,
    OutlineStyle,
    OverlayPosition,
    ShadowStyle,
    Title,
)
from mosaic_anim.values.geometry import Size
from tests.conftest import smooth_picture
from tests.drawing.reference import canvas_of

SIZE = Size(height=54, width=96)
GROUND = (20, 30, 60)
WHOLE = Camera(row=4.5, col=8, height=9)


@pytest.fixture(scope="module")
def mosaics():
    """Make a mosaic of 9x16 smooth photos, tinted by cell, and one for the back of its tiles."""
    pair = {}
    for name, seed in (("main", 0), ("back", 20)):
        photos = np.stack([smooth_picture(seed + k, height=64, width=64) for k in range(12)])
        slope = np.linspace(-40, 40, 9 * 16)[:, None] * [1, 0, -1]
        placement, tiles = canvas_of(photos, 9, 16, seed=seed, offset=slope)
        pair[name] = Mosaic(placement=placement, tiles=tiles)
    return pair


def layer(camera=WHOLE, **options):
    return Layer(mosaic="main", camera=camera, **options)


def state(*layers, **options):
    return FrameState(background=GROUND, layers=layers, **options)


def explosion(time):
    motion = Explode()
    return MotionRecipe(motion=motion, seed=3, spread=motion.spread(1), time=time)


def title():
    return Title(
        text="Hxp, 3 photos",
        fonts=(bundled_font("bold"),),
        size=0.2,
        outline=OutlineStyle(width=0.08, color=(0, 0, 0)),
        shadow=ShadowStyle(offset=(0.05, 0.1), blur=0.15, color=(0, 0, 0), opacity=0.8),
    )


def logo():
    """Make a ring that is half transparent, 24x24."""
    row, col = np.mgrid[:24, :24] - 11.5
    radius = np.hypot(row, col)
    pixels = np.zeros((24, 24, 4), np.uint8)
    pixels[..., :3] = (250, 120, 20)
    pixels[..., 3] = np.where((radius > 6) & (radius < 11), 200, 0)
    position = OverlayPosition(anchor="top_right", margin=0.1)
    return Mark(picture=add_asset(pixels), size=0.4, spot=position)


def under(camera):
    return FrameState(background=(90, 20, 20), layers=(layer(camera),))


BLUR = Exposure(
    moments=tuple(state(layer(motions=(explosion(time),))) for time in (0.3, 0.35, 0.4))
)
FRAMES = {
    "rest": lambda: state(layer()),
    "mid_zoom": lambda: state(layer(Camera(row=3.3, col=6.7, height=3.37))),
    "close_up": lambda: state(layer(Camera(row=4.4, col=7.6, height=0.8), tint=0.0)),
    "turned": lambda: state(layer(Camera(row=4.5, col=8, height=7, angle=20))),
    "flight": lambda: state(layer(motions=(explosion(0.4),))),
    "flight_with_blur": lambda: BLUR,
    "crossfade": lambda: state(layer(), under=under(Camera(row=2, col=3, height=2)), opacity=0.4),
    "title": lambda: state(layer(), overlays=(title(),)),
    "logo_over_fade": lambda: state(
        layer(), overlays=(Fade(color=(255, 255, 255), opacity=0.5),), marks=(logo(),)
    ),
}
"""What is drawn, by the name of its picture."""


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_is_as_it_was(mosaics, golden, name):
    """To two levels, but for one pixel in a thousand."""
    golden.check(f"drawing/{name}", draw(FRAMES[name](), SIZE, mosaics).pixels)


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_the_back_of_tiles_is_as_it_was(mosaics, golden, quality):
    """Half of a flip, in both qualities."""
    motion = Flip()
    moving = MotionRecipe(motion=motion, seed=3, spread=motion.spread(1), time=0.55)
    flipping = state(layer(motions=(moving,), back="back"))
    pixels = draw(flipping, SIZE, mosaics, quality=quality).pixels
    golden.check(f"drawing/flip_{quality}", pixels)

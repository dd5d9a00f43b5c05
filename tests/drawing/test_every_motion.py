"""Every motion is drawn as it is: against the reference, at random states."""

from dataclasses import dataclass

import numpy as np
import pytest

from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.clips.motions.table import MOTIONS
from mosaic_anim.clips.tiles import TILES
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.schema.kind import Label
from mosaic_anim.values.flight import Flight
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, decibels, noise_pictures
from tests.drawing.sprite_reference import reference_frame

SIZE = Size(height=54, width=96)
LARGE = {"breathe": 40.0, "wave": 40.0, "reveal": 40.0}
"""Height of a cell [px] where a motion moves tiles by less than a pixel of smaller ones."""


@dataclass(frozen=True)
class Sunk:
    """One tile, in the middle, lies over its right neighbour."""

    depth: float

    def flight(self, layout):
        one = np.zeros(len(layout), np.float32)
        one[4 * 16 + 7] = 1.0
        return Flight(x=one, depth=one * np.float32(self.depth))


@pytest.fixture(scope="module")
def busy():
    """Make a mosaic of 9x16 pictures of 96 px, and another on the back of its tiles."""
    made = {}
    for name, seed in (("main", 0), ("back", 1)):
        placement, tiles = canvas_of(noise_pictures(12, 96, seed=seed), 9, 16, seed=seed)
        made[name] = Mosaic(placement=placement, tiles=tiles)
    return made


@pytest.mark.parametrize("name", MOTIONS)
def test_a_motion_comes_near_the_reference(busy, name):
    """At random states: >= 35 dB, high quality >= 39."""
    motion = TILES.read({"motion": name, "stagger": {"spread": "0s"}}, Label(word="tiles"))
    found = {"standard": [], "high": []}
    for time in (0.31, 0.62):
        moving = MotionRecipe(motion=motion, seed=5, spread=motion.spread(1), time=time)
        camera = Camera(row=4.5, col=8.0, height=SIZE.height / LARGE.get(name, 12.0))
        back = "back" if motion.SHOWS_BACK else ""
        layer = Layer(mosaic="main", camera=camera, motions=(moving,), back=back)
        state = FrameState(background=(20, 30, 60), layers=(layer,))
        truth = reference_frame(busy, state, SIZE)
        for quality, values in found.items():
            values.append(decibels(draw(state, SIZE, busy, quality=quality).pixels, truth))
    assert min(found["standard"]) >= 35
    assert min(found["high"]) >= 39


def test_what_sinks_is_hidden_by_what_has_not_left(busy):
    """Tiles of negative depth lie behind the canvas: resting neighbours cover them."""

    def drawn(depth):
        moving = Sunk(depth=depth)
        camera = Camera(row=4.5, col=8.0, height=SIZE.height / 12)
        layer = Layer(mosaic="main", camera=camera, motions=(moving,))
        return draw(FrameState(background=(20, 30, 60), layers=(layer,)), SIZE, busy).pixels

    still = draw(
        FrameState(
            background=(20, 30, 60),
            layers=(Layer(mosaic="main", camera=Camera(row=4.5, col=8.0, height=4.5)),),
        ),
        SIZE,
        busy,
    ).pixels.astype(int)
    neighbour = np.s_[22:32, 50:58]  # within the cell right of the one that moves there
    assert abs(drawn(-1.0).astype(int) - still)[neighbour].max() <= 1
    assert abs(drawn(1.0).astype(int) - still)[neighbour].max() > 30

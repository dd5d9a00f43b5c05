"""Tiles that move while the shutter is open are smeared as all its moments together show them."""

import numpy as np
import pytest

from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.clips.tiles import TILES
from mosaic_anim.drawing.exposure import mean_light, smear_of
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.drawing.levels import layer_needs, sprite_levels
from mosaic_anim.schema.kind import Label
from mosaic_anim.values.frame_state import Camera, Exposure, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, decibels, noise_pictures
from tests.drawing.test_sprites import fixed, plain, state_of

SIZE = Size(height=108, width=192)
SMALL = Size(height=54, width=96)  # what `state_of` draws at
OPEN = 0.005
"""How long the shutter is open: 180 degrees of a frame of a clip of 100 frames."""


@pytest.fixture(scope="module")
def busy():
    """Make a mosaic of 9x16 pictures of 96 px, and another on the back of its tiles."""
    made = {}
    for name, seed in (("main", 0), ("back", 1)):
        placement, tiles = canvas_of(noise_pictures(12, 96, seed=seed), 9, 16, seed=seed)
        made[name] = Mosaic(placement=placement, tiles=tiles)
    return made


def moment(name, time, camera=Camera(row=4.5, col=8.0, height=9.0)):  # noqa: B008 - it is frozen
    motion = TILES.read({"motion": name, "stagger": {"spread": "0s"}}, Label(word="tiles"))
    moving = MotionRecipe(motion=motion, seed=5, spread=motion.spread(1), time=time)
    back = "back" if motion.SHOWS_BACK else ""
    layer = Layer(mosaic="main", camera=camera, motions=(moving,), back=back)
    return FrameState(background=(20, 30, 60), layers=(layer,))


def exposed(name, time, count, *, shutter=OPEN):
    shares = [(k + 0.5) / count - 0.5 for k in range(count)]
    return Exposure(moments=tuple(moment(name, time + shutter * share) for share in shares))


def gliding(count=5, **ranges):
    """Expose tiles that all go from one value of each name to another."""
    shares = [(k + 0.5) / count for k in range(count)]
    return Exposure(
        moments=tuple(
            state_of(
                fixed(**{name: low + (high - low) * one for name, (low, high) in ranges.items()})
            )
            for one in shares
        )
    )


@pytest.mark.parametrize(
    "name", ["arrive", "explode", "fall", "flip", "fly_past", "reveal", "scatter", "swirl", "wind"]
)
def test_a_smear_comes_near_many_moments(busy, name):
    """Against 64 moments of high quality: >= 35 dB, as light, not as levels."""
    for time in (0.31, 0.62):
        exposure = exposed(name, time, 9)
        assert smear_of(exposure, SIZE, busy) is not None
        many = exposed(name, time, 64).moments
        truth = mean_light(draw(one, SIZE, busy, quality="high").pixels for one in many)
        assert decibels(draw(exposure, SIZE, busy).pixels, truth) >= 35


@pytest.mark.parametrize("way", [0.1, 0.5, 2.0])
def test_neighbours_that_fly_together_show_no_seam(way):
    """White tiles on black stay white inside, however fast they are."""
    drawn = draw(gliding(x=(0.5, 0.5 + way), y=(0.4, 0.4 + way / 2)), SMALL, plain(255)).pixels
    assert drawn[30:50, 45:90].min() >= 254


@pytest.mark.parametrize("opacity", [0.25, 0.6])
def test_translucent_tiles_are_mixed_as_in_frames_without_blur(opacity):
    """At half their light, tiles that fly together are one even grey, that of a still frame."""
    exposure = gliding(x=(0.5, 1.2), y=(0.4, 0.6), opacity=(opacity, opacity))
    inside = draw(exposure, SMALL, plain(255)).pixels[30:50, 45:90].astype(float)
    assert abs(inside - 255 * opacity).max() <= 6


def test_a_white_tile_before_black_is_smeared_in_linear_light():
    """It loses no light on its way: the sum is that of the tile at rest."""
    alone = tuple(float(cell == 72) for cell in range(144))
    moments = tuple(
        state_of(fixed(opacity=alone, x=2.0 + k / 8, y=1.0, angle=0.3), px=12.0, row=5.0, col=9.0)
        for k in range(9)
    )
    smeared = draw(Exposure(moments=moments), SMALL, plain(255)).pixels
    truth = mean_light(draw(one, SMALL, plain(255)).pixels for one in moments)
    assert decibels(smeared, truth) >= 35
    assert (smeared[..., 0] / 255.0**2.2).sum() == pytest.approx(
        (truth[..., 0] / 255.0**2.2).sum(), rel=0.02
    )


@pytest.mark.parametrize(
    "exposure",
    [
        Exposure(
            moments=tuple(moment("explode", 0.4, Camera(row=4, col=c, height=8)) for c in (7, 8, 9))
        ),
        gliding(angle=(0.0, 40.0)),
        gliding(x=(-60.0, 540.0), y=(1.0, 1.0)),
    ],
    ids=["camera", "spin", "jump"],
)
def test_what_no_smear_can_tell_is_drawn_moment_by_moment(busy, exposure):
    """A camera that moves, tiles that spin or jump: the frame is the mean of its moments."""
    assert smear_of(exposure, SMALL, busy) is None
    mean = mean_light(draw(one, SMALL, busy).pixels for one in exposure.moments)
    assert np.array_equal(draw(exposure, SMALL, busy).pixels, mean)


def test_a_tile_moves_alike_beside_one_whose_time_is_cut():
    """Where all keep their shapes, ways are to the bit those beside one that turns fast."""

    def smear(turn):
        turning = tuple(float(cell == 72) for cell in range(144))
        moments = tuple(
            state_of(fixed(x=k * k / 400, y=k / 8, angle=tuple(turn * k * one for one in turning)))
            for k in range(5)
        )
        return smear_of(Exposure(moments=moments), SMALL, plain(255))[1].ways

    whole, cut = smear(0.0), smear(0.2)
    assert whole.count.max() == 1
    others = np.flatnonzero(cut.count == 1)
    assert len(others) == len(cut.count) - 1
    for name in ("place", "way", "time"):
        assert np.array_equal(
            getattr(whole, name)[whole.first[others]], getattr(cut, name)[cut.first[others]]
        )


@pytest.mark.parametrize("name", ["explode", "arrive", "flip", "fly_past", "reveal"])
def test_a_smear_reads_only_what_its_moments_need(busy, name):
    """Tiles that come into view meanwhile, or change their size, are read at no other level."""
    for time in (0.2, 0.5, 0.8):
        exposure = exposed(name, time, 3, shutter=0.1)
        smear = smear_of(exposure, SIZE, busy)
        if smear is None:
            continue
        layer, (parts, variants) = smear[0], (smear[1].parts, busy["main"].tiles.variants)
        levels = sprite_levels(layer, SIZE, parts, variants, "standard")
        needs = set()
        for state in exposure.moments:
            for which, level, cells in layer_needs(
                state.layers[0], SIZE, layout=busy["main"].layout, front=variants, back=variants
            ):
                needs |= {(which, level, int(cell)) for cell in cells}
        for which, shown in (("main", parts.shows_front), ("back", parts.shows_back)):
            read = {(which, int(levels[k]), int(parts.places.cell[k])) for k in shown}
            assert read <= needs

"""Flying tiles are drawn as they are: in place, without seams, halos, jumps or losses."""

from dataclasses import dataclass

import numpy as np
import pytest

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.values.flight import Flight
from mosaic_anim.values.frame_state import Camera, FrameState, Layer
from mosaic_anim.values.geometry import Size
from tests.drawing.reference import canvas_of, decibels, noise_pictures
from tests.drawing.sprite_reference import reference_frame

SIZE = Size(height=54, width=96)
SPIN = {"angle": (-3.0, 3.0), "depth": (0.0, 1.0)}
AWAY = {"y": (0.2, 0.6), "x": (-0.6, 0.6)}
"""More than a pixel from home: within it the grid has a part."""


@dataclass(frozen=True)
class Chance:
    """Tiles anywhere between bounds, by chance."""

    bounds: tuple

    def flight(self, layout):
        rng = np.random.default_rng(7)
        return Flight(
            **{name: rng.uniform(*two, len(layout)).astype(np.float32) for name, two in self.bounds}
        )


@dataclass(frozen=True)
class Fixed:
    """Tiles where a test puts them: names and values, the same for all or one for each."""

    values: tuple

    def flight(self, layout):
        del layout
        return Flight(**{name: _floats(value) for name, value in self.values})


def _floats(value):
    return np.array(value, np.float32) if isinstance(value, tuple) else value


def fixed(**values):
    return Fixed(tuple(values.items()))


def chance(**bounds):
    return Chance(tuple(bounds.items()))


def state_of(*motions, px=12.0, row=4.5, col=8.0, angle=0.0, ground=(0, 0, 0), **options):
    camera = Camera(row=row, col=col, height=SIZE.height / px, angle=angle)
    layer = Layer(mosaic="main", camera=camera, motions=motions, **options)
    return FrameState(background=ground, layers=(layer,))


def shown(state, mosaics, quality="standard"):
    return draw(state, SIZE, mosaics, quality=quality).pixels.astype(float)


@pytest.fixture(scope="module")
def busy():
    """Make a mosaic of 9x16 pictures of 96 px, and another on the back of its tiles."""
    made = {}
    for name, seed in (("main", 0), ("back", 1)):
        placement, tiles = canvas_of(noise_pictures(12, 96, seed=seed), 9, 16, seed=seed)
        made[name] = Mosaic(placement=placement, tiles=tiles)
    return made


def plain(*values, index=None):
    """Make a mosaic of 9x16 grey tiles."""
    pictures = np.stack([np.full((32, 32, 3), value, np.uint8) for value in values])
    placement, tiles = canvas_of(pictures, 9, 16, index=np.zeros(144) if index is None else index)
    return {"main": Mosaic(placement=placement, tiles=tiles)}


@pytest.mark.parametrize(
    ("motion", "options"),
    [
        (chance(**SPIN, **AWAY), {"px": 9.0}),
        (chance(**SPIN, **AWAY), {"px": 12.0}),
        (chance(**SPIN, **AWAY), {"px": 14.0}),
        (chance(**SPIN, **AWAY, scale=(0.2, 2.0)), {"px": 30.0}),
        (chance(**SPIN, **AWAY, opacity=(0.0, 1.0)), {}),
        (chance(**SPIN, **AWAY, flip=(-3.0, 3.0), axis=(-3.0, 3.0)), {}),
        (chance(**SPIN, **AWAY, face=(0.0, 1.0)), {"back": "back"}),
        (chance(**SPIN, **AWAY), {"px": 90.0, "angle": 20.0}),
    ],
)
def test_any_flight_comes_near_the_reference(busy, motion, options):
    """Rotated, scaled, flipped, translucent, two-faced tiles: >= 35 dB, high quality >= 39."""
    state = state_of(motion, ground=(20, 30, 60), **options)
    truth = reference_frame(busy, state, SIZE)
    assert decibels(shown(state, busy), truth) >= 35
    assert decibels(shown(state, busy, "high"), truth) >= 39


def test_sprites_at_rest_look_like_the_grid(busy):
    """A camera turned by next to nothing: >= 36 dB in the median of depths, >= 35 at each."""
    found = []
    for px in (6.0, 12.0, 14.0, 22.0, 40.0, 90.0):
        grid = shown(state_of(px=px, row=4.47, col=8.1), busy)
        sprites = shown(state_of(px=px, row=4.47, col=8.1, angle=1e-9), busy)
        found.append(decibels(sprites, grid))
    assert min(found) >= 35
    assert np.median(found) >= 36


def test_a_motion_that_moves_nothing_is_the_still_mosaic(busy):
    """At home the grid draws: the same as without a motion, within rounding."""
    still = shown(state_of(row=4.47, col=8.1), busy)
    assert abs(shown(state_of(fixed(), row=4.47, col=8.1), busy) - still).max() <= 1


def test_tiles_leave_home_without_a_jump(busy):
    """Over steps of 0.05 px to 1.5 px no frame differs from the one before by a peak."""
    frames = [
        shown(state_of(fixed(y=step * 0.05 / 12, angle=0.001 * step)), busy) for step in range(31)
    ]
    change = abs(np.diff(frames, axis=0)).mean(axis=(1, 2, 3))
    assert change.max() <= 2.5 * np.median(change)


@pytest.mark.parametrize("px", [6.0, 12.3])
def test_nothing_shines_through_while_tiles_leave_together(px):
    """White tiles on black stay white inside, at any displacement."""
    white = plain(255)
    for step in range(0, 31, 3):
        frame = shown(state_of(fixed(y=step * 0.05 / px, x=-step * 0.03 / px), px=px), white)
        inside = frame[4:-4, 4:-4] if px > 10 else frame[27 - 20 : 27 + 20, 48 - 40 : 48 + 40]
        assert inside.min() >= 254


@pytest.mark.parametrize("angle", [1e-9, 0.3, 10.0, 45.0, 90.0, 137.7])
@pytest.mark.parametrize("px", [3.3, 12.0, 41.7])
def test_neighbours_under_a_turned_camera_show_no_seam(px, angle):
    """White tiles on black, far enough from the canvas's edge: 255 within 1."""
    frame = shown(state_of(px=px, angle=angle), plain(255))
    y, x = np.indices(frame.shape[:2])
    near = np.hypot(y - 26.5, x - 47.5) < min(9, 16) / 2 * px - 2
    assert frame[near].min() >= 254


@pytest.mark.parametrize("opacity", [0.25, 0.6])
def test_translucent_neighbours_show_no_seam(opacity):
    """Tiles that fly together at half their light are one even grey."""
    frame = shown(state_of(fixed(opacity=opacity, y=0.4, x=0.3), angle=17.0), plain(255))
    y, x = np.indices(frame.shape[:2])
    near = np.hypot(y - 26.5 - 4.8, x - 47.5 - 3.6) < 40
    inside = frame[near & (abs(y - 27) < 25) & (abs(x - 48) < 20)]
    assert abs(inside - 255 * opacity).max() <= 3


def test_translucent_tiles_darken_what_lies_behind():
    """A tile of 60 % before an opaque one leaves 40 % of it; where it ends nothing leaks."""
    index = np.zeros(144, int)
    index[72], index[73] = 1, 2
    mosaics = plain(0, 200, 100, index=index)
    opacity, depth, x = np.zeros(144), np.zeros(144), np.zeros(144)
    opacity[72], opacity[73] = 0.6, 1.0
    depth[72], x[73] = 1.0, -0.5
    motion = fixed(opacity=tuple(opacity), depth=tuple(depth), x=tuple(x), y=2.0)
    frame = shown(state_of(motion, px=20.0, row=6.5, col=8.5, ground=(255, 255, 255)), mosaics)
    row = frame[27, :, 0]
    assert {100, 160} <= set(row)
    behind = slice(int(np.flatnonzero(row == 160)[0]), int(np.flatnonzero(row == 100)[-1]))
    assert row[behind].max() <= 160
    assert row[behind].min() >= 100


@pytest.mark.parametrize(("tile", "ground"), [(255, 0), (0, 255)])
@pytest.mark.parametrize("angle", [0.0, 0.4])
def test_edges_have_no_halo(tile, ground, angle):
    """From the middle of a tile outwards the light only falls, or only rises."""
    opacity = tuple(float(cell == 72) for cell in range(144))
    motion = fixed(opacity=opacity, y=0.33, x=0.41, angle=angle)
    state = state_of(motion, px=20.0, row=5.0, col=8.5, ground=(ground,) * 3)
    frame = shown(state, plain(tile))[..., 0]
    middle = tuple(int(n) for n in np.argwhere(frame == tile).mean(axis=0))
    for line in (frame[middle[0], middle[1] :], frame[middle[0] :, middle[1]]):
        steps = np.diff(line) * np.sign(ground - tile)
        assert (steps >= 0).all()
    assert (frame == tile).sum() > 18**2 - 40


@pytest.mark.parametrize("quality", ["standard", "high"])
def test_tiles_with_sides_in_line_hide_each_other(busy, quality):
    """Rows of tiles as narrow as each other, one over the next: no side is drawn twice."""
    state = state_of(fixed(flip=1.1, scale=1.3, y=0.3), ground=(20, 30, 60))
    truth = reference_frame(busy, state, SIZE)
    assert decibels(shown(state, busy, quality), truth) >= (39 if quality == "high" else 35)


@pytest.mark.parametrize("scale", [1.0, 1.013, 1.04, 1.11])
@pytest.mark.parametrize("angle", [0.0, 0.21])
def test_tiles_that_overlap_a_little_show_no_seam(scale, angle):
    """White tiles before black, a little larger than their cells: high quality, 255 within 5."""
    motion = fixed(scale=scale, y=0.43, x=0.37)
    frame = shown(state_of(motion, angle=angle), plain(255), "high")
    assert frame[20:40, 20:80].min() >= 250


def test_a_tile_glides():
    """0.1 px a frame moves its centroid 0.1 px a frame, within 0.02."""
    opacity = tuple(float(cell == 72) for cell in range(144))
    places = []
    for step in range(24):
        motion = fixed(opacity=opacity, x=2.0 + step * 0.1 / 12, y=1.0, angle=0.3)
        light = shown(state_of(motion, px=12.0, row=5.0, col=9.0), plain(255))[..., 0]
        places.append((light.sum(axis=0) * np.arange(96)).sum() / light.sum())
    assert abs(np.diff(places) - 0.1).max() <= 0.02


def test_tiles_are_neither_lost_nor_doubled():
    """Tiles that lie apart give the light of their areas, at any size, down to parts of a pixel."""
    rng = np.random.default_rng(3)
    for scale in (0.04, 0.3, 0.6):
        angle, x = (tuple(rng.uniform(-most, most, 144)) for most in (3, 0.1))
        motion = fixed(scale=scale, angle=angle, x=x, y=x[::-1])
        camera = Camera(row=4.5, col=8, height=9)
        layer = Layer(mosaic="main", camera=camera, motions=(motion,))
        state = FrameState(background=(0, 0, 0), layers=(layer,))
        size = Size(height=108, width=192)
        light = draw(state, size, plain(255)).pixels[..., 0].astype(float).sum() / 255
        assert light == pytest.approx(144 * (12 * scale) ** 2, rel=0.03)


def test_tiles_larger_than_the_frame_and_outside_it(busy):
    """A tile may cover the frame, reach over its edges, or lie far away."""
    scale = tuple(30.0 if cell == 40 else 0.5 for cell in range(144))
    far = tuple(1e6 if cell % 2 else 0.0 for cell in range(144))
    near = tuple(float(cell == 40) for cell in range(144))
    frame = shown(state_of(fixed(scale=scale, y=far, depth=near, angle=0.5)), busy)
    alone = tuple(float(cell == 40) for cell in range(144))
    only = shown(state_of(fixed(scale=scale, opacity=alone, angle=0.5)), busy)
    assert (frame == only).all()


def test_what_is_not_a_number_is_not_drawn():
    """A motion's mistake takes its tile away, and nothing else."""
    wrong = tuple(float("nan") if cell == 5 else 0.3 for cell in range(144))
    gone = tuple(float(cell != 5) for cell in range(144))
    right = shown(state_of(fixed(y=0.3, opacity=gone)), plain(255))
    assert (shown(state_of(fixed(y=wrong)), plain(255)) == right).all()


def test_equal_states_of_flight_draw_equal_frames(busy):
    """A frame depends on its state alone."""
    state = state_of(chance(**SPIN, **AWAY, opacity=(0.5, 1.0)))
    first = shown(state, busy)
    shown(state_of(chance(**SPIN)), busy)
    assert (shown(state, busy) == first).all()


def test_tint_flies_with_its_tile():
    """Each tile keeps the gain and the offset of its cell."""
    gain, offset = np.full((144, 3), 0.5), np.full((144, 3), 10.0)
    pictures = np.full((1, 32, 32, 3), 100, np.uint8)
    placement, tiles = canvas_of(pictures, 9, 16, index=np.zeros(144), gain=gain, offset=offset)
    mosaics = {"main": Mosaic(placement=placement, tiles=tiles)}
    for motion in (fixed(y=0.5), fixed(y=0.5 / 12)):
        assert (shown(state_of(motion), mosaics)[20:30, 30:60] == 60).all()

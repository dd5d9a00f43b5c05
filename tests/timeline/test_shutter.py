"""An open shutter: which moments it sees, and how many it needs."""

from fractions import Fraction
from math import ceil, hypot, log
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.clips.motions.table import MOTIONS
from mosaic_anim.clips.stagger import Stagger
from mosaic_anim.drawing.tile_positions import frame_from_tile
from mosaic_anim.timeline.shutter import MAX_SAMPLES, SPACING, expose
from mosaic_anim.timeline.speed import _corners, _View, longest_distance
from mosaic_anim.values.flight import Flight, SortKeys, TileLayout
from mosaic_anim.values.frame_state import Camera, Exposure, FrameState, Layer, moments
from mosaic_anim.values.geometry import Grid, Size

SIZE = Size(height=1000, width=1600)
GRID = Grid(rows=100, cols=160)
FPS = Fraction(25)
MIDDLE = Camera(row=50, col=80, height=100)  # 10 px a cell


def shown(camera=MIDDLE, *motions, **layer):
    """Return a state of one layer."""
    one = Layer(mosaic="main", camera=camera, motions=motions, **layer)
    return FrameState(background=(0, 0, 0), layers=(one,))


def panned(pixels, *, row=50):
    """Return an even pan, by so many px a frame."""
    return lambda time: shown(Camera(row=row, col=80 + float(time * FPS) * pixels / 10, height=100))


def open_at(state_at, time=1, *, shutter=180, start=0, end=4):
    """Expose a frame."""
    return expose(
        state_at,
        Fraction(time),
        shutter=shutter,
        fps=FPS,
        start=Fraction(start),
        end=Fraction(end),
        size=SIZE,
        grids={"main": GRID},
    )


def way(*states):
    """Return the longest way through some states [px]."""
    return longest_distance(states, SIZE, {"main": GRID})


def cols(exposure):
    """Return where the camera is at each moment."""
    return [state.layers[0].camera.col for state in moments(exposure)]


def test_a_hold_is_one_picture():
    """Nothing moves, so there is nothing to average."""
    assert open_at(lambda _: shown()) == shown()


@pytest.mark.parametrize("shutter", [0, 180])
def test_a_shutter_that_does_not_open_sees_the_moment(shutter):
    """No angle, or a clip without a length."""
    pan = panned(100)
    end = 4 if shutter == 0 else 1
    assert open_at(pan, shutter=shutter, start=end if shutter else 0, end=end) == pan(Fraction(1))


@pytest.mark.parametrize(
    ("pixels", "shutter", "samples"),
    [(0.9, 180, 1), (1.1, 180, 3), (12, 180, 3), (13, 180, 5), (12, 360, 7), (40, 180, 11),
     (40, 90, 5), (1000, 180, MAX_SAMPLES)],
)  # fmt: skip
def test_a_pan_has_a_sample_for_every_two_pixels(pixels, shutter, samples):
    """An odd number of them, and no more than are of use."""
    assert len(moments(open_at(panned(pixels), shutter=shutter))) == samples


@given(pixels=st.floats(1.1, 60), shutter=st.floats(1, 360))
@settings(max_examples=50)
def test_samples_lie_evenly_around_the_moment(pixels, shutter):
    """In the middles of equal parts of the time that the shutter is open."""
    seen = cols(open_at(panned(pixels), shutter=shutter))
    assert len(seen) % 2 == 1
    assert fmean(seen) == pytest.approx(panned(pixels)(Fraction(1)).layers[0].camera.col)
    assert seen[len(seen) // 2] == panned(pixels)(Fraction(1)).layers[0].camera.col
    if len(seen) > 1:
        part = pixels / 10 * shutter / 360 / len(seen)
        assert np.diff(seen) == pytest.approx([part] * (len(seen) - 1))
        assert part * 10 <= SPACING


@pytest.mark.parametrize(("time", "first", "last"), [(0, 0, 0.25), (4, 99.75, 100)])
def test_a_shutter_is_not_open_beyond_its_clip(time, first, last):
    """There the next picture may begin; the time in frames."""
    seen = [(col - 80) / 4 for col in cols(open_at(panned(40), time))]
    assert first < min(seen) < max(seen) < last
    assert min(seen) + max(seen) == pytest.approx(first + last)


def test_a_flash_between_equal_ends_is_seen():
    """There and back within the open time is movement."""
    there = panned(400)
    state = open_at(lambda time: there(abs(time - 1)))
    assert isinstance(state, Exposure)


def test_moments_that_are_all_equal_are_one():
    """A jump at the very end of the open time is not seen by any sample."""
    jump = Fraction(101, 100)
    state = open_at(lambda time: shown(Camera(row=50, col=80 + 9 * (time >= jump), height=100)))
    assert state == shown()


def test_what_only_changes_colour_does_not_move():
    """A fade of a layer, or of its tint, needs no samples."""
    state = open_at(lambda time: shown(tint=float(time) / 4, opacity=float(time) / 4))
    assert state == shown(tint=0.25, opacity=0.25)


cameras = st.builds(
    Camera,
    row=st.floats(0, 100),
    col=st.floats(0, 160),
    height=st.floats(1, 100),
    angle=st.floats(-720, 720),
)


@given(one=cameras, other=cameras, down=st.floats(-1, 1), across=st.floats(-1, 1))
def test_no_point_in_the_frame_goes_farther_than_its_bound(one, other, down, across):
    """Any place of the first view, projected into the second by hand."""
    turn = np.exp(1j * np.radians(one.angle))
    place = complex(across * 800, down * 500)  # from the middle of the frame [px]
    point = complex(one.col, one.row) + place * turn * one.height / 1000
    back = np.exp(-1j * np.radians(other.angle))
    after = (point - complex(other.col, other.row)) * back * 1000 / other.height
    told = way(shown(one), shown(other))
    assert abs(after - place) <= told * (1 + 1e-9) + 1e-6


def test_the_way_of_a_zoom_is_that_of_its_corners():
    """By 1 % the corner of the frame moves 1 % of its distance from the middle."""
    closer = Camera(row=50, col=80, height=100 / 1.01)
    assert way(shown(), shown(closer)) == pytest.approx(0.01 * hypot(500, 800))


def test_the_way_of_a_turn_is_that_of_its_corners():
    """A chord of the circle through them."""
    turned = Camera(row=50, col=80, height=100, angle=2)
    chord = 2 * np.sin(np.radians(1)) * hypot(500, 800)
    assert way(shown(), shown(turned)) == pytest.approx(chord)


def test_a_fast_zoom_has_the_samples_that_its_speed_asks_for():
    """50 times in 4 s: the corner goes its distance times ln(zoom per frame) in each frame."""
    zoom = open_at(lambda time: shown(Camera(row=50, col=80, height=100 * 50 ** -float(time / 4))))
    corner = hypot(500, 800) * log(50) / 100 / 2  # in half a frame [px]
    assert len(moments(zoom)) in {ceil(corner / SPACING), ceil(corner / SPACING) + 1}


@pytest.mark.parametrize("height", [100, 4])
@pytest.mark.parametrize("name", MOTIONS)
def test_flying_tiles_are_as_fast_as_most_of_them(name, height):
    """Some tiles are looked at; nine in ten in the frame are no faster, as far as samples reach."""
    camera = Camera(row=50, col=80, height=height)
    recipes = [
        MotionRecipe(motion=MOTIONS[name](), seed=3, spread=0.6, time=time)
        for time in (0.49, 0.5, 0.51)
    ]
    told = way(*(shown(camera, recipe) for recipe in recipes))
    layout = TileLayout(grid=GRID)
    facts = layout.random("any")
    layout = TileLayout(grid=GRID, facts=SortKeys(brightness=facts, hue=facts, date=facts))
    flights = [recipe.flight(layout) for recipe in recipes]
    ys, xs = (
        np.stack([(getattr(f, a) + h - c) * 1000 / height for f in flights])
        for a, h, c in (("y", layout.y, 50), ("x", layout.x, 80))
    )
    seen = np.any((abs(ys) < 500) & (abs(xs) < 800), axis=0)
    ways = np.hypot(np.diff(ys, axis=0), np.diff(xs, axis=0)).sum(axis=0)
    if seen.any():
        assert told >= min(0.9 * np.percentile(ways[seen], 90), SPACING * MAX_SAMPLES)


class Slide:
    """Tiles that fly to the right, turn, and flip, all alike."""

    def __init__(self, **values):
        self._values = values

    def flight(self, _):
        return Flight(**self._values)


@pytest.mark.parametrize(
    ("values", "pixels"),
    [
        ({"x": 3.0}, 30),
        ({"x": 3.0, "y": -4.0}, 50),
        ({"angle": np.pi / 2}, 10),  # a corner goes the side of a square
        ({"scale": 3.0}, 10 * 2**0.5),
        ({"flip": np.pi / 2}, 5),  # upright: only across it does the tile get thin
        ({"flip": np.pi / 2, "axis": np.pi / 4}, 5 * 2**0.5),  # along a diagonal
        ({"opacity": 0.5}, 0),
    ],
)
def test_the_way_of_a_tile_is_that_of_its_corners(values, pixels):
    """Whatever it does; a tile is 10 px wide here."""
    assert way(shown(), shown(MIDDLE, Slide(**values))) == pytest.approx(pixels, rel=1e-6)


def test_tiles_are_where_the_drawer_puts_them():
    """Turned, flipped and flown under a turned camera, on cells that are not square."""
    grid = Grid(rows=6, cols=9, cell_aspect=1.5)
    layout = TileLayout(grid=grid, seed=8)
    flight = Flight(
        y=layout.between("y", -1, 1),
        x=layout.between("x", -1, 1),
        angle=layout.between("angle", -3, 3),
        scale=layout.between("scale", 0.5, 2),
        flip=layout.between("flip", -1.5, 1.5),
        axis=layout.between("axis", -3, 3),
    )
    camera = Camera(row=2, col=5, height=40, angle=33)
    drawn = frame_from_tile(camera, SIZE, layout, flight)
    assert len(drawn.cell) == len(layout)
    centre = drawn.x + 1j * drawn.y - _View(camera, SIZE, grid).corner
    wide, high = (side[1] + 1j * side[0] for side in (drawn.wide, drawn.high))
    truth = {(i, j): centre + i * wide / 2 + j * high / 2 for i in (-1, 1) for j in (-1, 1)}
    found = _View(camera, SIZE, grid).to_frame(_corners(layout, flight))
    order = [(1, 1), (-1, -1), (1, -1), (-1, 1)]
    assert found == pytest.approx(np.array([truth[corner] for corner in order]), abs=1e-2)


def test_tiles_in_flight_move_with_the_camera():
    """A camera that follows them sees them at rest; the canvas under it moves."""
    follow = Camera(row=50, col=83, height=100)
    assert way(shown(), shown(follow, Slide(x=3.0))) == pytest.approx(30, rel=1e-6)


def test_tiles_outside_the_frame_do_not_count():
    """Close up, one that flies far away is not seen."""
    near = Camera(row=50, col=80, height=2)

    class Far:
        def flight(self, layout):
            return Flight(x=np.where(abs(layout.x - 80) > 20, 5.0, 0.01).astype(np.float32))

    assert way(shown(near), shown(near, Far())) == pytest.approx(5, rel=1e-3)


def test_a_layer_that_comes_in_does_not_count():
    """A transition that begins has no speed of its own."""
    one = panned(40)(Fraction(0)).layers
    both = FrameState(background=(0, 0, 0), layers=(*one, Layer(mosaic="main", camera=MIDDLE)))
    assert way(FrameState(background=(0, 0, 0), layers=one), both) == 0
    assert way(shown(opacity=0.0), shown(Camera(row=5, col=5, height=9), opacity=0.0)) == 0


def test_motions_that_need_photos_are_estimated_without():
    """Facts are not known before drawing; the order is another, the speed is about the same."""
    motion = MOTIONS["explode"](order="brightness", stagger=Stagger(spread="1s"))
    recipes = [MotionRecipe(motion=motion, seed=3, spread=0.5, time=time) for time in (0.5, 0.51)]
    assert way(*(shown(MIDDLE, recipe) for recipe in recipes)) > 1

"""Flights away from home: explode, fall, fly past, scatter, sink, swirl and wind."""

import numpy as np
import pytest

from mosaic_anim.clips.motions.explode import Explode
from mosaic_anim.clips.motions.fall import Fall
from mosaic_anim.clips.motions.fly_past import FlyPast
from mosaic_anim.clips.motions.noise import noise
from mosaic_anim.clips.motions.scatter import Scatter
from mosaic_anim.clips.motions.sink import Sink
from mosaic_anim.clips.motions.swirl import Swirl
from mosaic_anim.clips.motions.wind import Wind
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.geometry import Grid

ROWS, COLS = 19, 31


def canvas(*, cell_aspect=1.0, seed=2):
    """Return homes with a cell in the very middle."""
    return TileLayout(grid=Grid(rows=ROWS, cols=COLS, cell_aspect=cell_aspect), seed=seed)


def flown(motion, progress, layout):
    """Return the flight of tiles that are all equally far."""
    return motion.flight(layout, np.full(len(layout), progress, np.float32))


def dropped(height, *, gravity, bounce, time):
    """Return how far a ball has fallen: from impact to impact, as a textbook has it."""
    falls = np.sqrt(2 * height / gravity)
    if time < falls:
        return gravity * time**2 / 2
    time -= falls
    speed = gravity * falls * bounce
    while speed > 1e-3 and time > 2 * speed / gravity:
        time -= 2 * speed / gravity
        speed *= bounce
    return height - max(speed * time - gravity * time**2 / 2, 0) * (speed > 1e-3)


@pytest.mark.parametrize("bounce", [0.0, 0.3, 0.7, 0.95])
def test_a_tile_falls_and_bounces_as_a_ball_does(bounce):
    """Parabolas, each with the share bounce^2 of the energy of the one before."""
    layout = canvas()
    fall = Fall(gravity=6.0, bounce=bounce, heap=0.0, crumble=0.0, drift=0.0)
    for time in np.linspace(0, 1.3, 40):
        flight = flown(fall, time, layout)
        for cell in (0, 5 * COLS, 17 * COLS):
            height = ROWS - 0.5 - layout.y[cell]  # its centre ends half a tile above the floor
            truth = dropped(height, gravity=6.0 * ROWS, bounce=bounce, time=np.float32(time))
            assert flight.y[cell] == pytest.approx(truth, abs=float(2e-3 * height))


def test_the_second_hop_has_bounce_squared_of_the_height_of_the_first():
    """Measured at the tops."""
    layout = canvas()
    fall = Fall(gravity=30.0, bounce=0.6, heap=0.0, crumble=0.0)
    above = np.array([18 - flown(fall, time, layout).y[0] for time in np.linspace(0, 1, 1001)])
    rising = np.diff(above) > 0
    tops = above[1:-1][rising[:-1] & ~rising[1:]]
    assert tops[0] == pytest.approx(18 * 0.36, rel=1e-3)
    assert tops[1] / tops[0] == pytest.approx(0.36, rel=1e-3)


def test_fallen_tiles_lie_in_a_heap_on_the_floor():
    """None below the floor, none above the heap, and hardly any that still moves."""
    layout = canvas()
    ends = layout.y + flown(Fall(heap=0.3), 1, layout).y
    assert ends.max() <= ROWS - 0.5 + 1e-3
    assert ends.min() >= ROWS - 1 - 0.3 * 1.15 * ROWS
    assert len(np.unique(ends.round(2))) > 100


def test_tiles_fall_out_of_a_picture_whose_floor_is_far_below():
    """Nor do they bounce back into it."""
    layout = canvas()
    for time in (1.0, 1.1, 1.2):
        flight = flown(Fall(floor=1.6), time, layout)
        assert np.all(layout.y + flight.y > ROWS + 0.5)


def test_the_lower_tiles_come_loose_first():
    """On the average: chance has a say."""
    layout = canvas()
    loose = flown(Fall(), 0.15, layout).y > 0
    assert loose[layout.row > 12].mean() > 2 * loose[layout.row < 6].mean()


@pytest.mark.parametrize("way", ["in", "out"])
def test_a_vortex_turns_each_circle_as_a_whole(way):
    """The turn depends on the distance from the eye only; tiles turn with it."""
    layout = canvas()
    motion = Swirl(way=way, turns=0.4, jitter=0.0, spin=(0, 0))
    flight = flown(motion, 0.5, layout)
    y, x = layout.y - ROWS / 2, layout.x - COLS / 2
    to_y, to_x = y + flight.y, x + flight.x
    apart = np.hypot(y, x) > 0
    turned = np.arctan2(to_y, to_x) - np.arctan2(y, x)
    wrapped = (turned - flight.angle + np.pi) % (2 * np.pi) - np.pi
    np.testing.assert_allclose(wrapped[apart], 0, atol=1e-4)
    order = np.argsort(np.hypot(y, x))
    assert np.all(np.diff(flight.angle[order]) <= 1e-5)  # the inner ones are faster
    assert flight.angle.min() > 0  # clockwise
    radius = np.hypot(to_y, to_x)[apart] / np.hypot(y, x)[apart]
    assert np.all(radius < 1) if way == "in" else np.all(radius > 1)


def test_the_eye_of_a_vortex_goes_round_as_often_as_it_should():
    """The tile in the eye stays there and turns."""
    flight = flown(Swirl(turns=1.5, jitter=0.0, spin=(0, 0)), 1, canvas())
    middle = ROWS * COLS // 2
    assert flight.angle[middle] == pytest.approx(1.5 * 2 * np.pi, rel=1e-4)
    assert (flight.y[middle], flight.x[middle]) == (0, 0)


def test_flying_past_is_a_perspective():
    """Places and sizes grow by 1 / z about the vanishing point; z falls evenly."""
    layout = canvas(cell_aspect=1.5)
    motion = FlyPast(speed=(0.5, 1.5)).changed(from_=(4.0, 20.0))
    one, two = flown(motion, 0.25, layout), flown(motion, 0.5, layout)
    for flight in (one, two):
        np.testing.assert_allclose(
            layout.y - 4 + flight.y, (layout.y - 4) * flight.scale, rtol=1e-4, atol=1e-4
        )
        np.testing.assert_allclose(
            layout.x - 30 + flight.x, (layout.x - 30) * flight.scale, rtol=1e-4, atol=1e-4
        )
        assert np.all(np.argsort(flight.depth) == np.argsort(flight.scale))
    np.testing.assert_allclose(1 - 1 / two.scale, 2 * (1 - 1 / one.scale), rtol=1e-3)


def test_a_straight_row_stays_straight_while_it_flies_past():
    """As long as its tiles are equally fast."""
    layout = canvas()
    flight = flown(FlyPast(speed=(1, 1)), 0.7, layout)
    row = slice(3 * COLS, 4 * COLS)
    assert np.ptp(flight.y[row]) == 0
    assert np.ptp(np.diff(layout.x[row] + flight.x[row])) < 1e-3


def test_what_has_passed_the_eye_is_not_seen():
    """It is gone where it would be at the eye, and not before it is large."""
    layout = canvas()
    motion = FlyPast(speed=(1, 3))
    for time in np.linspace(0, 1.2, 25):
        flight = flown(motion, time, layout)
        assert np.all(flight.opacity[flight.scale < 5] == 1)
        assert np.all(flight.opacity[flight.scale >= 19.99] < 0.01)
    assert np.all(flown(motion, 1, layout).opacity == 0)


def test_a_blast_throws_tiles_away_from_its_point():
    """Straight on, each in a direction of its own that is near that away from the point."""
    layout = canvas()
    motion = Explode(gravity=0.0).changed(from_=(5.0, 8.0))
    early, late = flown(motion, 0.4, layout), flown(motion, 0.9, layout)
    direction = np.arctan2(late.y, late.x)
    np.testing.assert_allclose(np.arctan2(early.y, early.x), direction, atol=1e-3)
    off = (direction - np.arctan2(layout.y - 5, layout.x - 8) + np.pi) % (2 * np.pi) - np.pi
    assert abs(off).max() <= 0.401
    assert np.all(np.argsort(late.depth) == np.argsort(late.scale))


def test_a_blast_reaches_the_near_tiles_first():
    """The far ones are at home until then."""
    layout = canvas()
    flight = flown(Explode(), 0.05, layout)
    far = np.hypot(layout.y - ROWS / 2, layout.x - COLS / 2)
    gone = np.hypot(flight.y, flight.x) > 0
    assert gone[far < 3].all()
    assert not gone[far > 14].any()


@pytest.mark.parametrize("direction", [-12.0, 90.0, 200.0])
def test_wind_carries_tiles_where_it_blows_to(direction):
    """And those ahead of the others leave first."""
    layout = canvas()
    motion = Wind(direction=direction, gusts=0.0, lift=0.0)
    down, across = np.sin(np.radians(direction)), np.cos(np.radians(direction))
    flight = flown(motion, 1, layout)
    assert np.all(flight.y * down + flight.x * across > 0)
    np.testing.assert_allclose(flight.y * across - flight.x * down, 0, atol=1e-3)
    gone = flown(motion, 0.2, layout).scale > 1
    ahead = layout.y * down + layout.x * across
    assert ahead[gone].min() > np.quantile(ahead, 0.4)


def test_gusts_take_neighbours_together():
    """Sideways neighbours are tossed alike; tiles far apart are not."""
    layout = canvas()
    motion = Wind(direction=0.0, gusts=1.0, lift=0.0, crumble=0.0)
    tossed = flown(motion, 0.5, layout).y.reshape(ROWS, COLS)
    assert abs(np.diff(tossed, axis=1)).mean() < 0.5 * abs(tossed[:, 12:] - tossed[:, :-12]).mean()


def test_noise_has_no_edges():
    """It lies within -1 to 1 and goes on smoothly, over the lattice and where it repeats."""
    at = np.linspace(-3, 70, 20001, dtype=np.float32)
    heights = noise(at * np.float32(0.3), at, 7)
    assert abs(heights).max() <= 1
    assert np.ptp(heights) > 1
    assert abs(np.diff(heights)).max() < 4 * 73 / 20000
    assert not np.array_equal(heights, noise(at * np.float32(0.3), at, 8))


def test_scattered_tiles_fill_the_picture_evenly():
    """Every part of it gets about as many as it had, and none leaves it."""
    layout = TileLayout(grid=Grid(rows=36, cols=64), seed=1)
    flight = flown(Scatter(), 1, layout)
    y, x = layout.y + flight.y, layout.x + flight.x
    counts, _, _ = np.histogram2d(y, x, bins=(4, 4), range=((0, 36), (0, 64)))
    assert abs(counts - 144).max() <= 15  # chance alone would be off by 30
    assert y.min() > -0.3
    assert y.max() < 36.3
    assert np.corrcoef(y, layout.y)[0, 1] < 0.1


def test_scattered_tiles_rise_on_their_way_and_lie_down_again():
    """They are largest in between, and as large as asked for at the end."""
    layout = canvas()
    between = flown(Scatter(scale=1.0, lift=2.0), 0.5, layout).scale
    end = flown(Scatter(scale=1.0, lift=2.0), 1, layout).scale
    assert between.mean() > 1.5
    assert end.mean() == pytest.approx(1.1, abs=0.05)


def test_sinking_tiles_become_smaller_and_darker_behind_the_others():
    """As far away as their depth says, and drawn together as perspective has it."""
    layout = canvas()
    motion = Sink(pull=1.0)
    flight = flown(motion, 0.6, layout)
    np.testing.assert_allclose(flight.scale, 1 / (1 - flight.depth), rtol=1e-4)
    np.testing.assert_allclose(
        layout.y - ROWS / 2 + flight.y, (layout.y - ROWS / 2) * flight.scale, atol=1e-3
    )
    later = flown(motion, 0.8, layout)
    assert np.all(later.scale <= flight.scale)
    assert np.all(later.opacity <= flight.opacity)
    assert np.all(flown(motion, 1, layout).opacity == 0)

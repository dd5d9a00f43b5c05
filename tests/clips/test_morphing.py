"""Tiles that morph leave their cells, pass each other, and settle in cells of another mosaic."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.clips.morph import MorphChannel
from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.values.flight import Destination, SortKeys, TileLayout
from mosaic_anim.values.geometry import Grid

GRID = Grid(rows=7, cols=11, cell_aspect=1.5)


def layouts(seed=2):
    """Return the layouts of two mosaics of the same tiles, and where tiles of the first go."""
    rng = np.random.default_rng(seed)
    count = GRID.rows * GRID.cols
    there = rng.permutation(count).astype(np.int32)
    back = np.empty_like(there)
    back[there] = np.arange(count, dtype=np.int32)
    keys = [rng.random(count, dtype=np.float32) for _ in range(3)]
    first = SortKeys(brightness=keys[0], hue=keys[1], date=keys[2])
    second = SortKeys(
        **{name: getattr(first, name)[back] for name in ("brightness", "hue", "date")}
    )
    return (
        TileLayout(grid=GRID, facts=first, destinations=(Destination(mosaic="b", cell=there),)),
        TileLayout(grid=GRID, facts=second, destinations=(Destination(mosaic="a", cell=back),)),
        there,
    )


def flights(channel, time):
    """Return where each tile of the first mosaic is, seen from either, by its parts."""
    one, other, there = layouts()
    motion = channel.motion("a", "b")
    spread = motion.spread(Fraction(2))
    leaving = MotionRecipe(motion=motion, seed=9, spread=spread, time=time)
    arriving = replace(leaving, motion=motion.changed(arrives=True))
    found = []
    for recipe, layout, order in ((leaving, one, slice(None)), (arriving, other, there)):
        flight = recipe.flight(layout)
        parts = {
            name: np.broadcast_to(getattr(flight, name), len(layout))[order]
            for name in ("y", "x", "angle", "scale", "face", "depth", "tint", "opacity")
        }
        parts["y"], parts["x"] = parts["y"] + layout.y[order], parts["x"] + layout.x[order]
        found.append(parts)
    return found


CHANNELS = [
    {"to": "b.jpg"},
    {"to": "b.jpg", "order": "brightness", "ease": "linear", "arc": 0.4, "turns": 2},
    {"to": "b.jpg", "stagger": {"from": "edges", "spread": "1s", "jitter": 0.5}, "lift": 0},
]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("time", [0.0, 0.2, 0.5, 0.77, 1.0])
def test_both_mosaics_see_the_same_tiles(channel, time):
    """In the same places, turned and sized alike; what is one's face is the other's back."""
    one, other = flights(MorphChannel.read(channel), time)
    assert (np.argsort(one["depth"]) == np.argsort(other["depth"])).all() or time in {0.0, 1.0}
    for name in ("y", "x", "angle", "scale", "tint", "opacity"):
        np.testing.assert_allclose(one[name], other[name], atol=1e-4, err_msg=name)
    np.testing.assert_array_equal(one["face"], 1 - other["face"])


@pytest.mark.parametrize("channel", CHANNELS)
def test_tiles_begin_in_their_cells_and_end_in_the_others(channel):
    """Exactly at home, upright, as large as ever, with their own tints."""
    first, last = layouts()[:2]
    motion = MorphChannel.read(channel).motion("a", "b")
    for layout, time, arrives in ((first, 0.0, False), (last, 1.0, True)):
        recipe = MotionRecipe(motion=motion.changed(arrives=arrives), seed=9, spread=0.3, time=time)
        flight = recipe.flight(layout)
        for name, home in (("y", 0), ("x", 0), ("scale", 1), ("face", 0), ("tint", 1)):
            got = np.broadcast_to(getattr(flight, name), len(layout))
            np.testing.assert_allclose(got, home, atol=1e-5, err_msg=name)


def test_a_tile_loses_one_tint_before_it_takes_the_other():
    """None is left halfway, where it turns over to the other."""
    channel = MorphChannel.read({"to": "b.jpg", "ease": "linear", "stagger": {"spread": "0s"}})
    tints = [flights(channel, time)[0]["tint"][0] for time in (0.0, 0.25, 0.5, 0.75, 1.0)]
    np.testing.assert_allclose(tints, [1, 0.5, 0, 0.5, 1], atol=1e-3)


def test_some_tiles_without_destinations_still_move():
    """A sample of a canvas tells how fast they are."""
    layout = TileLayout(grid=GRID)
    motion = MorphChannel.read({"to": "b.jpg"}).motion("a", "b")
    for arrives in (False, True):
        flight = MotionRecipe(
            motion=motion.changed(arrives=arrives), seed=1, spread=0.2, time=0.5
        ).flight(layout)
        assert np.hypot(flight.y, flight.x).max() > 1

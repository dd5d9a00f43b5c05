"""Motions: what holds for every one of them, whatever its options."""

from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.clips.ease import EASE
from mosaic_anim.clips.motions.table import MOTIONS
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.part import keys_of
from mosaic_anim.schema.problem import PartError
from mosaic_anim.values.flight import Flight, SortKeys, TileLayout
from mosaic_anim.values.geometry import Grid

STILL = {channel.name: channel.default for channel in fields(Flight)}
COMMON = {"motion", "ease", "stagger", "order", "reverse"}
WITHOUT_CHANCE = {"wave", "breathe"}
HARD_EASES = ["out_back", "in_elastic", {"steps": 3, "jump": "both"}]

each_motion = pytest.mark.parametrize("name", sorted(MOTIONS))
each_choice = pytest.mark.parametrize("choice", range(5))


def canvas(*, rows=18, cols=32, cell_aspect=1.0, seed=5):
    """Return homes with photos of random brightness, hue and date."""
    brightness, hue, date = np.random.default_rng(1).random((3, rows * cols), np.float32)
    grid = Grid(rows=rows, cols=cols, cell_aspect=cell_aspect)
    return TileLayout(
        grid=grid, facts=SortKeys(brightness=brightness, hue=hue, date=date), seed=seed
    )


def motion_of(name, choice=0, **more):
    """Return a motion whose options are drawn at random within their bounds; choice 0 has none."""
    rng = np.random.default_rng(choice)
    options = {"motion": name, **more}
    for key in keys_of(MOTIONS[name]):
        if key.word not in COMMON and choice and rng.random() < 0.7:
            options[key.word] = value_of(key.kind.schema, rng)
    return MOTIONS[name].read(options).with_points(lambda _, target: target.cell)


def value_of(schema, rng):
    """Return a value that a schema allows, as a scene may write it."""
    if "anyOf" in schema:  # a point of the canvas: a word or a cell
        return value_of(schema["anyOf"][0], rng) if rng.random() < 0.5 else [3, 20]
    if "enum" in schema:
        return str(rng.choice([word for word in schema["enum"] if word != "best"]))
    if "prefixItems" in schema:
        return [value_of(item, rng) for item in schema["prefixItems"]]
    if schema["type"] == "boolean":
        return bool(rng.random() < 0.5)
    # Within reach of what somebody would choose: the bounds themselves are further out.
    low, high = max(schema.get("minimum", -360), -360), min(schema.get("maximum", 360), 360)
    high = min(high, 4) if low >= 0 and high > 1 else high
    if schema["type"] == "integer":
        return int(rng.integers(low, high, endpoint=True))
    return float(rng.choice([low, high, rng.uniform(low, high), rng.uniform(low, high)]))


def moved(motion, time, layout=None):
    """Return where a motion of 2 s has taken its tiles at a share of its time."""
    return motion.moved(layout or canvas(), time, spread=motion.spread(Fraction(2)))


def channels(flight, count=18 * 32):
    """Return each channel of a flight for each tile."""
    return {name: np.broadcast_to(getattr(flight, name), count) for name in STILL}


def assert_same(one, other):
    """Compare two flights bit for bit."""
    for name in STILL:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def assert_home(flight):
    """Expect that nothing has changed; the axis of a tile that is not flipped says nothing."""
    for name in STILL.keys() - {"axis"}:
        assert np.all(getattr(flight, name) == STILL[name]), name


@each_motion
@each_choice
def test_at_home_nothing_has_changed(name, choice):
    """Bit for bit, also with a stagger, so that the still mosaic can take over."""
    for more in ({}, {"stagger": {"from": "edges", "jitter": 0.2}}, {"order": "color"}):
        motion = motion_of(name, choice, **more)
        for time in motion.home:
            assert_home(moved(motion, time))
            assert motion.is_home(time)


@each_motion
def test_tiles_that_have_not_set_out_are_at_home(name):
    """Also with easings that jump at their start."""
    for ease in HARD_EASES:
        motion = motion_of(name, ease=ease, stagger={"from": "center"})
        for progress in motion.home:
            assert_home(motion.flight(canvas(), np.full(18 * 32, progress, np.float32)))
        own = motion.progress(canvas(), 0.25, spread=0.5)
        late = motion.delays(canvas()) * np.float32(0.5) >= 0.25
        assert np.all(own[late] == 0)
        assert late.any()


@each_motion
@each_choice
def test_reversed_it_runs_backwards(name, choice):
    """A motion at u is its reverse at 1 - u, bit for bit."""
    forth = motion_of(name, choice, stagger={"from": "center"})
    back = forth.changed(reverse=True)
    for time in (0, 0.125, 0.5, 0.8125, 1):
        assert_same(moved(forth, time), moved(back, 1 - time))
        assert forth.is_home(time) == back.is_home(1 - time)


@each_motion
@each_choice
def test_every_number_can_be_drawn(name, choice):
    """Finite, one for all or one of each tile, also where an easing overshoots."""
    motion = motion_of(name, choice)
    for progress in np.linspace(-0.3, 1.3, 17, dtype=np.float32):
        flight = motion.flight(canvas(), np.full(18 * 32, progress))
        for channel in STILL:
            value = np.asarray(getattr(flight, channel))
            assert value.shape in {(), (18 * 32,)}, channel
            assert np.isfinite(value).all(), channel
        assert np.all((np.asarray(flight.opacity) >= 0) & (np.asarray(flight.opacity) <= 1))
        assert np.all((np.asarray(flight.face) >= 0) & (np.asarray(flight.face) <= 1))
        assert np.all(np.asarray(flight.scale) >= 0)


@each_motion
def test_options_at_their_bounds_do_not_overflow(name):
    """Also on a mosaic of a million cells, whose corner alone is looked at."""
    for bound in ("minimum", "maximum"):
        options = {"motion": name}
        for key in keys_of(MOTIONS[name]):
            one, *others = key.kind.schema.get("prefixItems", [key.kind.schema])
            if key.word not in COMMON and bound in one:
                options[key.word] = [one[bound]] * (1 + len(others)) if others else one[bound]
        motion = MOTIONS[name].read(options)
        layout = canvas(rows=1, cols=600, cell_aspect=2.0)
        for progress in (-10, 0.5, 10):  # as far as a cubic Bézier may overshoot
            flight = motion.flight(layout, np.full(600, progress, np.float32))
            assert all(np.isfinite(value).all() for value in channels(flight, 600).values())


@each_motion
def test_no_film_shows_more_than_a_hundred_turns(name):
    """Nor could float32 count them: two angles within bounds, or an error that says which."""
    if "spin" not in {key.word for key in keys_of(MOTIONS[name])}:
        return
    assert motion_of(name, spin=[-36000, 720]).spin == (-36000.0, 720.0)
    with pytest.raises(PartError, match=r"spin\.1: 'spin' cannot be 36001 — at most 36000"):
        motion_of(name, spin=[0, 36001])
    with pytest.raises(PartError, match="too few numbers in 'spin'"):
        motion_of(name, spin=[90])


@each_motion
def test_the_seed_decides_what_is_left_to_chance(name):
    """The same seed flies the same, another seed does not, where chance plays a part."""
    motion = motion_of(name)
    assert_same(moved(motion, 0.4, canvas(seed=3)), moved(motion, 0.4, canvas(seed=3)))
    one, other = (channels(moved(motion, 0.4, canvas(seed=seed))) for seed in (3, 4))
    differs = any((one[channel] != other[channel]).any() for channel in STILL)
    assert differs == (name not in WITHOUT_CHANCE)


@each_motion
@pytest.mark.parametrize("cell_aspect", [1.0, 0.75])
def test_no_tile_jumps(name, cell_aspect):
    """Within a thousandth of the time no tile that is seen moves a tenth of the picture."""
    motion = motion_of(name)
    layout = canvas(cell_aspect=cell_aspect)
    step = np.float32(1e-3)
    for start in np.linspace(0, 0.999, 67, dtype=np.float32):
        one, next_ = (
            channels(motion.flight(layout, np.full(18 * 32, progress)))
            for progress in (start, start + step)
        )
        off = np.hypot(
            one["y"] + layout.y - layout.height / 2, one["x"] + layout.x - layout.width / 2
        )
        seen = (one["opacity"] > 0) & (one["scale"] > 0) & (off < layout.diagonal)
        way = np.hypot(next_["y"] - one["y"], next_["x"] - one["x"])
        assert np.all(way[seen] <= 0.1 * layout.diagonal)
        for channel, most in (("opacity", 0.15), ("angle", 0.2), ("flip", 0.2), ("face", 0.15)):
            change = abs(next_[channel] - one[channel])
            if channel == "face":  # a tile that is seen from its edge may turn its back
                change = change * (abs(np.cos(one["flip"])) > 0.05)
            assert np.all(change[seen] <= most), (channel, float(start))
        grown = abs(next_["scale"] - one["scale"]) / np.maximum(one["scale"], 1)
        assert np.all(grown[seen] <= 0.1)


@each_motion
def test_what_is_kept_for_the_next_frame_changes_nothing(name):
    """Any order of frames gives the same frames."""
    motion = motion_of(name)
    layout = canvas()
    for time in (0.7, 0.2, 0.7):
        assert_same(moved(motion, time, layout), moved(motion, time, canvas()))


@pytest.mark.parametrize("name", ["explode", "wind", "fly_past", "swirl", "sink"])
@pytest.mark.parametrize("cell_aspect", [1.0, 1.6])
def test_nothing_is_left_in_the_picture(name, cell_aspect):
    """Tiles that fly away have left at the end, or cannot be seen."""
    layout = canvas(cell_aspect=cell_aspect)
    for origin in ({}, {"from": [0, 0]}, {"from": [17, 16]}):
        if name == "wind" and origin:
            origin = {"direction": 90 if origin["from"][0] else 215}  # noqa: PLW2901
        flight = channels(moved(motion_of(name, **origin), 1, layout))
        y, x = layout.y + flight["y"], layout.x + flight["x"]
        half = flight["scale"] / 2
        inside = (y > -half) & (y < layout.height + half) & (x > -half) & (x < layout.width + half)
        assert not np.any(inside & (flight["opacity"] > 0) & (flight["scale"] > 0))


def test_an_easing_is_looked_up_as_it_is():
    """Within what its table's straight lines may be off."""
    label = Label(word="ease")
    for name in ("in_out_sine", "out_cubic", "out_back", "in_out_quint"):
        curve = EASE.read(name, label).function()
        motion = motion_of("scatter", ease=name)
        for time in (0.1, 0.3334, 0.7):
            assert motion.progress(canvas(), time, 0.0) == pytest.approx(curve(time), abs=1e-5)


@each_motion
def test_a_motion_can_be_told_from_rest(name):
    """With its name alone, in a mosaic as wide as most: half of the tiles look different."""
    layout = canvas(rows=54, cols=96)
    motion = motion_of(name)
    shares = [
        np.mean(looks_different(moved(motion, time, layout), layout))
        for time in np.linspace(0, 1, 9).tolist()
    ]
    assert max(shares) > 0.5


def looks_different(flight, layout):
    """Tell which tiles are seen to have moved, turned, grown, faded or changed their picture."""
    has = channels(flight, len(layout))
    return (
        (np.hypot(has["y"], has["x"]) > 0.01 * layout.diagonal)
        | (np.abs(has["angle"]) > np.radians(20))
        | (np.abs(has["scale"] - 1) > 0.15)
        | (has["opacity"] < 0.8)
        | (has["face"] > 0.2)
    )

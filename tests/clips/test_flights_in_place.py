"""Motions that bring tiles home, turn them over, reveal, rock and shuffle them; the blend."""

from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.clips.blend import BlendChannel
from mosaic_anim.clips.motions.arrive import Arrive
from mosaic_anim.clips.motions.breathe import Breathe
from mosaic_anim.clips.motions.flip import Flip
from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.clips.motions.reveal import Reveal
from mosaic_anim.clips.motions.shuffle import Shuffle
from mosaic_anim.clips.motions.wave import Wave
from mosaic_anim.schema.problem import PartError
from mosaic_anim.values.flight import SortKeys, TileLayout
from mosaic_anim.values.geometry import Grid

SOURCES = ["outside", "heap", "top", "bottom", "left", "right", "center", (2.5, 3.5)]
LOOPS = [Wave(), Wave(from_="center"), Breathe(), Breathe(from_="random"), Wave(cycles=3)]
SETTLED = [Wave(settle=0.25), Breathe(settle=0.25)]


def canvas(rows=9, cols=16, *, cell_aspect=1.25, seed=0):
    """Return homes with photos of random brightness."""
    rng = np.random.default_rng(5)
    known = [rng.random(rows * cols, dtype=np.float32) for _ in range(3)]
    facts = SortKeys(brightness=known[0], hue=known[1], date=known[2])
    return TileLayout(
        grid=Grid(rows=rows, cols=cols, cell_aspect=cell_aspect), facts=facts, seed=seed
    )


def at(motion, time, layout=None, *, seed=3):
    """Return the flight of a motion of 2 s, every part of it (n,)."""
    layout = layout or canvas()
    spread = motion.spread(Fraction(2))
    flight = MotionRecipe(motion=motion, seed=seed, spread=spread, time=time).flight(layout)
    return {
        name: np.broadcast_to(getattr(flight, name), len(layout))
        for name in ("y", "x", "angle", "scale", "flip", "axis", "opacity", "face", "depth")
    }


def assert_home(flight):
    """All at home: nothing moved, nothing turned, as large as ever, the photo seen."""
    for name in ("y", "x", "angle", "flip", "face", "depth"):
        assert not flight[name].any(), name
    assert (flight["scale"] == 1).all()
    assert (flight["opacity"] == 1).all()


@pytest.mark.parametrize("motion", LOOPS, ids=repr)
def test_a_loop_ends_where_it_began(motion):
    """Exactly; and it is at home at neither end."""
    first, last = at(motion, 0.0), at(motion, 1.0)
    for name in first:
        np.testing.assert_array_equal(first[name], last[name], err_msg=name)
    assert not motion.is_home(0.0)
    assert not motion.is_home(1.0)


@pytest.mark.parametrize("motion", LOOPS, ids=repr)
def test_the_last_frame_of_a_loop_is_one_step_from_the_first(motion):
    """Of 60 frames: not the first frame again, and no jump."""
    steps = [
        sum(np.abs(after[name] - before[name]).sum() for name in ("y", "x", "angle", "scale"))
        for before, after in (
            (at(motion, 59 / 60), at(motion, 0.0)),
            (at(motion, 0.0), at(motion, 1 / 60)),
        )
    ]
    assert steps[0] > 0
    assert steps[0] == pytest.approx(steps[1], rel=0.15)


@pytest.mark.parametrize("motion", SETTLED, ids=repr)
def test_a_loop_that_settles_is_at_home_at_both_ends(motion):
    """So that it can stand between other clips; in the middle it is as strong as ever."""
    for time in (0.0, 1.0):
        assert_home(at(motion, time))
        assert motion.is_home(time)
    free = motion.changed(settle=0.0)
    np.testing.assert_array_equal(at(motion, 0.5)["scale"], at(free, 0.5)["scale"])


@pytest.mark.parametrize("motion", [Wave(), Wave(direction=90.0), Wave(from_="center")], ids=repr)
def test_a_wave_keeps_neighbours_in_order(motion):
    """In coarse and fine mosaics: no gap of half a tile, and nothing shows behind the edges."""
    for rows, cols in ((9, 16), (90, 160)):
        layout = canvas(rows, cols, cell_aspect=1.0)
        for time in (0.0, 0.3):
            flight = at(motion, time, layout)
            size = flight["scale"].reshape(rows, cols)
            down, across = (flight[name].reshape(rows, cols) for name in "yx")
            rows_apart, cols_apart = 1 + np.diff(down, axis=0), 1 + np.diff(across, axis=1)
            assert min(rows_apart.min(), cols_apart.min()) > 0.2
            assert (rows_apart - (size[1:] + size[:-1]) / 2).max() < 0.5
            assert (cols_apart - (size[:, 1:] + size[:, :-1]) / 2).max() < 0.5
            assert not across[:, [0, -1]].any()
            assert not down[[0, -1]].any()


def test_a_wave_runs_in_its_direction():
    """A quarter of a cycle later the crest is a quarter of a wave farther to the right."""
    layout = canvas(5, 400, cell_aspect=1.0)
    motion = Wave(direction=0.0, wavelength=0.2)
    length = 0.2 * layout.diagonal
    crests = []
    for time in (0.0, 0.25):
        push = at(motion, time, layout)["x"].reshape(5, 400)[2]
        near = slice(150, 150 + int(length))
        crests.append(150 + push[near].argmax())
    assert (crests[1] - crests[0]) % length == pytest.approx(length / 4, abs=2)


def test_breath_stays_in_place():
    """Larger and smaller by the amplitude, large ones above."""
    flight = at(Breathe(amplitude=0.3, wavelength=0.1), 0.4, canvas(40, 60))
    assert not flight["x"].any()
    assert flight["scale"].min() == pytest.approx(0.7, abs=0.01)
    assert flight["scale"].max() == pytest.approx(1.3, abs=0.01)
    assert np.diff(flight["depth"][np.argsort(flight["scale"])]).min() > -1e-6


@pytest.mark.parametrize("motion", [Shuffle(), Shuffle(arc=3.0, turns=5), Shuffle(back=False)])
@pytest.mark.parametrize("seed", range(4))
def test_a_shuffle_puts_every_tile_into_another_s_place(motion, seed):
    """None is lost, none doubled, none stays; upright, whole and on the canvas."""
    layout = canvas()
    time = 0.5 if motion.back else 1.0
    flight = at(motion, time, layout, seed=seed)
    places = np.stack([layout.y + flight["y"], layout.x + flight["x"]], axis=1)
    cells = np.stack([layout.y, layout.x], axis=1)
    taken = np.abs(places[:, None] - cells).sum(axis=2).argmin(axis=1)
    np.testing.assert_allclose(places, cells[taken], atol=1e-4)
    assert sorted(taken) == list(range(len(layout)))
    assert (taken != np.arange(len(layout))).all()
    np.testing.assert_allclose(np.cos(flight["angle"]), 1, atol=1e-6)
    assert (flight["scale"] == 1).all()


def test_a_shuffle_stays_in_the_middle_and_comes_back():
    """There is time to see it; without `back` it is at home at the start only."""
    motion = Shuffle(stay=0.2)
    for name in ("x", "y"):
        np.testing.assert_array_equal(at(motion, 0.41)[name], at(motion, 0.59)[name])
    for time in (0.0, 1.0):
        assert_home(at(motion, time))
    assert [Shuffle(back=False).is_home(time) for time in (0.0, 1.0)] == [True, False]


def test_a_shuffle_flies_on_arcs():
    """Half-way a tile is beside the line by a quarter of its length; each has its own pace."""
    flight, end = at(Shuffle(back=False), 0.5), at(Shuffle(back=False), 1.0)
    length = np.hypot(end["y"], end["x"])
    ahead = (flight["y"] * end["y"] + flight["x"] * end["x"]) / length**2
    aside = np.abs(flight["y"] * end["x"] - flight["x"] * end["y"]) / length**2
    assert set(ahead > 0.5) == {True, False}  # some are early, some late
    np.testing.assert_allclose(aside, 0.25 * np.sin(np.pi * ahead), atol=1e-4)


@pytest.mark.parametrize("axis", ["vertical", "horizontal", "diagonal"])
def test_a_flip_shows_the_cover_until_it_stands_on_edge(axis):
    """At its start nothing but the cover, in place; the picture changes where it has no width."""
    motion = Flip(axis=axis)
    start = at(motion, 0.0)
    assert (start["face"] == 1).all()
    assert (start["scale"] == 1).all()
    np.testing.assert_allclose(np.abs(np.cos(start["flip"])), 1, atol=1e-6)
    assert_home({**at(motion, 1.0), "axis": None})
    for time in (0.2, 0.45, 0.7):
        flight = at(motion, time)
        wide = np.cos(flight["flip"])
        assert (flight["face"][wide < -1e-6] == 1).all()
        assert (flight["face"][wide > 1e-6] == 0).all()
        assert set(flight["face"]) <= {0, 1}
        assert not flight["x"].any()


def test_a_flip_begins_at_the_center_by_default():
    """And all at once where the spread is nothing."""
    faces = at(Flip(), 0.45)["face"].reshape(9, 16)
    assert faces[4, 7] == 0
    assert faces[0, 0] == 1
    together = at(Flip(stagger={"spread": "0s"}), 0.45)["flip"]
    assert len(set(together)) == 1


@pytest.mark.parametrize("source", SOURCES)
def test_tiles_arrive_from_where_they_are_said_to_come(source):
    """Outside is beyond every edge, a side beyond its own; a heap lies at the bottom."""
    layout = canvas()
    flight = at(Arrive().changed(from_=source), 0.0, layout)
    y, x = layout.y + flight["y"], layout.x + flight["x"]
    beyond = {"top": y < 0, "bottom": y > layout.height, "left": x < 0, "right": x > layout.width}
    if source in beyond:
        assert beyond[source].all()
    elif source == "outside":
        assert np.logical_or.reduce(list(beyond.values())).all()
    elif source == "heap":
        assert not np.logical_or.reduce(list(beyond.values())).any()
        assert (y > 0.6 * layout.height).all()
    else:
        row, col = source if isinstance(source, tuple) else (4.5, 8.0)
        np.testing.assert_allclose((y, x), ([row] * 144, [col * 1.25] * 144), atol=1e-5)


@pytest.mark.parametrize("source", SOURCES)
def test_tiles_that_arrived_are_at_home(source):
    """Exactly, each at its own time; those on their way fly above those that have landed."""
    motion = Arrive().changed(from_=source)
    assert_home(at(motion, 1.0))
    flight = at(motion, 0.6)
    landed = (flight["x"] == 0) & (flight["y"] == 0)
    assert landed.any()
    assert not landed.all()
    assert flight["depth"][~landed].min() > flight["depth"][landed].max()


def test_tiles_that_wait_outside_are_not_seen():
    """A camera may look past the canvas; a heap is seen from the start."""
    assert not at(Arrive(), 0.0)["opacity"].any()
    assert (at(Arrive(from_="heap"), 0.0)["opacity"] == 1).all()


def test_tiles_arrive_in_the_order_asked_for():
    """Row by row: the first rows are home while the last wait."""
    flight = at(Arrive(order="rows", stagger={"spread": "1.9s"}), 0.5)
    home = ((flight["x"] == 0) & (flight["y"] == 0)).reshape(9, 16)
    assert home[:4].all()
    assert not home[5:].any()


@pytest.mark.parametrize("ease", ["out_back", "in_elastic", "out_bounce"])
@pytest.mark.parametrize("motion", [Arrive, Flip, Reveal, Shuffle, Wave, Breathe])
def test_an_ease_that_overshoots_makes_no_impossible_tile(motion, ease):
    """Opacities and faces from 0 to 1, no size below 0, nothing infinite."""
    options = {"scale": 0.0} if motion in (Arrive, Reveal) else {}
    for time in (0.05, 0.5, 0.9):
        flight = at(motion(ease=ease, stagger={"spread": "0s"}, **options), time)
        seen = flight["opacity"] > 0
        assert (flight["scale"][seen] >= 0).all()
        for name in ("opacity", "face"):
            assert flight[name].min() >= 0
            assert flight[name].max() <= 1
        assert all(np.isfinite(part).all() for part in flight.values())


@pytest.mark.parametrize(
    ("order", "fact"), [("brightness", "brightness"), ("color", "hue"), ("date", "date")]
)
def test_a_reveal_by_photos_is_monotone(order, fact):
    """Who comes before another is never less to be seen."""
    layout = canvas()
    for time in (0.2, 0.5, 0.8):
        motion = Reveal(order=order, stagger={"jitter": 0})
        shown = at(motion, time, layout)["opacity"][np.argsort(getattr(layout.facts, fact))]
        assert (np.diff(shown) <= 0).all()
        assert shown[0] > shown[-1]


def test_a_reveal_stays_at_home():
    """From nothing to all, row by row by default; it may grow as well."""
    assert not at(Reveal(), 0.0)["opacity"].any()
    assert_home(at(Reveal(scale=0.4), 1.0))
    rows = at(Reveal(), 0.4)["opacity"].reshape(9, 16).mean(axis=1)
    assert rows[0] > 0.9
    assert rows[-1] == 0
    np.testing.assert_allclose(at(Reveal(scale=0.4), 0.0)["scale"], 0.4)


def test_a_stagger_that_begins_somewhere_replaces_the_motion_s_own_order():
    """A reveal goes by rows unless it is told where to begin; a word on the time alone keeps it."""
    rows = at(Reveal(stagger={"jitter": 0, "spread": "1.8s"}), 0.5)["opacity"].reshape(9, 16)
    assert rows[0].all()
    assert not rows[-1].any()
    rings = at(Reveal(stagger={"from": "center", "spread": "1.8s"}), 0.5)["opacity"].reshape(9, 16)
    assert rings[4, 7:9].all()
    assert not rings[:, [0, -1]].any()


@pytest.mark.parametrize("stagger", [None, {"from": "center"}, {"jitter": 1, "spread": "1.7s"}])
@pytest.mark.parametrize(("to", "start"), [("cover", 0.0), ("mosaic", 1.0), ("cover", 0.3)])
def test_a_blend_goes_exactly_from_where_it_was_to_its_end(to, start, stagger):
    """Cell by cell too; in between each cell is on its way only."""
    channel = BlendChannel(to=to, stagger=stagger)
    motion = channel.motion(start)
    assert (at(motion, 0.0)["face"] == np.float32(start)).all()
    end = float(to == "cover")
    assert (at(motion, 1.0)["face"] == end).all()
    half = at(motion, 0.5)["face"]
    low, high = sorted((start, end))
    assert half.min() >= low
    assert half.max() <= high
    assert (len(set(half)) > 1) == (stagger is not None)
    assert motion.is_home(1.0) == (to == "mosaic")
    assert motion.is_home(0.0) == (start == 0)
    assert channel.motion(start, 0.25).end == (1 if to == "cover" else 0.25)


def test_a_blend_needs_to_know_where_to():
    """The cover or the mosaic."""
    with pytest.raises(PartError, match="did you mean 'cover'"):
        BlendChannel(to="covr")
    with pytest.raises(PartError, match="'to' is missing"):
        BlendChannel.read({})

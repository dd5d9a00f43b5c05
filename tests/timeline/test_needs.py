"""Needs tell exactly the tiles that drawing will ask for."""

import numpy as np
import pytest

from mosaic_anim.drawing.levels import visible_cells, wanted_level
from mosaic_anim.flight import Homes
from mosaic_anim.library.tiles import Variants

DIVE = {"id": "dive", "duration": "1s", "camera": {"to": {"cell": [4, 9]}}}
BACK = {"id": "back", "duration": "1s", "camera": {"to": "all", "ease": "out_back"}}
FLY = {"id": "fly", "duration": "1s", "camera": {"to": {"cell": [8, 2]}, "path": "van_wijk"}}


@pytest.fixture
def variants(canvas):
    """Each photo is one variant, every third of them small."""
    count = 20
    return Variants(
        index=canvas.tile,
        tile=np.arange(count, dtype=np.int32),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (count, 1)),
        turn=np.zeros(count, np.uint8),
        native=np.where(np.arange(count) % 3, 2000, 90).astype(np.int32),
    )


def homes(timeline):
    """Return the places of the tiles of each mosaic."""
    return {name: Homes(grid=grid) for name, grid in timeline.grids.items()}


@pytest.fixture
def homes(canvas):
    """The places of the tiles."""
    return {"main": Homes(grid=canvas.grid)}


def asked(timeline, variants, frames):
    """Ask as the drawer does, cell by cell."""
    grid = timeline.grids["main"]
    found = {}
    for index in frames:
        viewport = timeline.frame_state(index).layers[0].camera.viewport(timeline.size, grid)
        level = wanted_level(viewport, timeline.size, variants, grid)
        row0, row1, col0, col1 = visible_cells(viewport, timeline.size, grid)
        cells = {(row, col) for row in range(row0, row1) for col in range(col0, col1)}
        found.setdefault(level, set()).update(
            int(variants.index[row * grid.cols + col]) for row, col in cells
        )
    return found


@pytest.mark.parametrize("clips", [(DIVE,), (DIVE, BACK), (DIVE, FLY, BACK)])
@pytest.mark.parametrize("frames", [None, range(5, 20), range(30, 31)])
def test_needs_are_what_the_drawer_asks_for(planned, variants, homes, clips, frames):
    """Nothing missing, nothing more, sorted; for all frames or some."""
    timeline = planned(*clips)
    states = None if frames is None else map(timeline.frame_state, frames)
    needs = timeline.needs({"main": variants}, homes(timeline), states)["main"]
    expected = asked(timeline, variants, frames or range(timeline.frame_count))
    assert {level: ids.tolist() for level, ids in needs.items()} == {
        level: sorted(ids) for level, ids in expected.items()
    }
    assert all(ids.dtype == np.int32 for ids in needs.values())


def test_a_dive_needs_fewer_tiles_the_larger_they_are(planned, variants, homes):
    """The first level holds all photos, the last the one that is landed on."""
    needs = planned(DIVE).needs({"main": variants}, homes(planned(DIVE)))["main"]
    counts = [len(ids) for _, ids in sorted(needs.items())]
    assert counts[0] == 20
    assert counts == sorted(counts, reverse=True)
    assert int(variants.index[4 * 16 + 9]) in needs[max(needs)]


def test_what_is_not_drawn_needs_nothing(planned, variants, homes):
    """No states, no tiles; the mosaic is named all the same."""
    assert planned(DIVE).needs({"main": variants}, homes(planned(DIVE)), ()) == {"main": {}}


SIZE = Size(height=60, width=90)
GRID = Grid(rows=6, cols=9)


def pieces(seed, native):
    """Make 54 different pictures and return them as variants of `GRID`."""
    pictures = np.random.default_rng(seed).integers(0, 256, (54, native, native, 3), np.uint8)
    made = Tiles.from_pictures(pictures, np.arange(54, dtype=np.int32))
    return pictures, made.variants


def layer(*motions, height=6.0, angle=0.0, opacity=1.0, back="", row=3.0):
    """Return the mosaic "main" as a camera sees it."""
    view = Camera(row=row, col=4.5, height=height, angle=angle)
    return Layer(mosaic="main", camera=view, motions=motions, opacity=opacity, back=back)


def away(time, motion=None):
    """Return tiles on their way."""
    return Moving(motion=motion or Explode(distance=0.3), seed=3, spread=0.0, time=time)


def state(*layers, **more):
    """Return what a frame shows."""
    return FrameState(background=(0, 0, 0), layers=layers, **more)


SHOWN = {
    "in flight": state(layer(away(0.4))),
    "just leaving": state(layer(away(0.004))),
    "in flight, turned": state(layer(away(0.4), angle=20)),
    "at home, turned": state(layer(angle=20, height=3.0)),
    "backs": state(layer(away(0.5, Flip()), back="main/cover")),
    "exposed": Exposure(moments=(state(layer(away(0.2))), state(layer(away(0.5), height=2.0)))),
    "under": state(layer(height=2.0), under=state(layer(away(0.4))), opacity=0.5),
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
@pytest.mark.parametrize("quality", ["standard", "high"])
def test_the_drawer_finds_what_was_asked_for(shown, quality) -> None:
    """With no other tiles than those needed it draws; with one less of them it does not."""
    placed = {name: _mosaic_parts(seed) for seed, name in enumerate(("main", "main/cover"))}
    variants = {name: one[1] for name, one in placed.items()}
    homes = dict.fromkeys(placed, Homes(grid=GRID))
    needs = needs_of([shown, shown], SIZE, variants, homes, quality=quality)
    assert needs["main"]
    assert bool(needs["main/cover"]) == (shown is SHOWN["backs"])
    drawn = draw(shown, SIZE, _mosaics(placed, needs), quality=quality)
    assert drawn.pixels.any()
    for name, level in ((name, max(levels)) for name, levels in needs.items() if levels):
        fewer = {**needs, name: {**needs[name], level: needs[name][level][1:]}}
        with pytest.raises((ValueError, IndexError, KeyError), match=r"lack|level|\d"):
            draw(shown, SIZE, _mosaics(placed, fewer), quality=quality)

"""Needs tell exactly the tiles that drawing will ask for."""

import numpy as np
import pytest

from mosaic_anim.drawing.levels import visible_cells, wanted_level
from mosaic_anim.library.tiles import Variants
from mosaic_anim.values.flight import TileLayout

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


def layout(timeline):
    """Return the places of the tiles of each mosaic."""
    return {name: TileLayout(grid=grid) for name, grid in timeline.grids.items()}


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
@pytest.mark.parametrize("frames", [None, range(5, 20), range(29, 30)])
def test_needs_are_what_the_drawer_asks_for(planned, variants, clips, frames):
    """Nothing missing, nothing more, sorted; for all frames or some."""
    timeline = planned(*clips)
    states = None if frames is None else map(timeline.frame_state, frames)
    needs = timeline.needs({"main": variants}, layout(timeline), states)["main"]
    expected = asked(timeline, variants, frames or range(timeline.frame_count))
    assert {level: ids.tolist() for level, ids in needs.items()} == {
        level: sorted(ids) for level, ids in expected.items()
    }
    assert all(ids.dtype == np.int32 for ids in needs.values())


def test_a_dive_needs_fewer_tiles_the_larger_they_are(planned, variants):
    """The first level holds all photos, the last the one that is landed on."""
    needs = planned(DIVE).needs({"main": variants}, layout(planned(DIVE)))["main"]
    counts = [len(ids) for _, ids in sorted(needs.items())]
    assert counts[0] == 20
    assert counts == sorted(counts, reverse=True)
    assert int(variants.index[4 * 16 + 9]) in needs[max(needs)]


def test_what_is_not_drawn_needs_nothing(planned, variants):
    """No states, no tiles; the mosaic is named all the same."""
    assert planned(DIVE).needs({"main": variants}, layout(planned(DIVE)), ()) == {"main": {}}

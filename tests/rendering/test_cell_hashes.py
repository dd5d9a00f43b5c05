"""Cell hashes: exactly what is seen counts, wherever the edges of blocks are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.rendering.cell_hashes import CellHashes
from tests.timeline.conftest import make_library, make_placement

ROWS, COLS = 18, 21  # blocks of 8x8, and narrower ones at two edges
CANVAS = make_placement(np.arange(ROWS * COLS).reshape(ROWS, COLS) % 20)


def hashes(canvas: Placement) -> CellHashes:
    """Return the hashes of a canvas of large photos."""
    return CellHashes(canvas, CANVAS.variants(make_library()))


@st.composite
def views(draw):
    """Draw which cells a view shows: a rectangle."""
    mask = np.zeros((ROWS, COLS), bool)
    rows = sorted(draw(st.lists(st.integers(0, ROWS), min_size=2, max_size=2, unique=True)))
    cols = sorted(draw(st.lists(st.integers(0, COLS), min_size=2, max_size=2, unique=True)))
    mask[slice(*rows), slice(*cols)] = True
    return mask.ravel()


@given(seen=views(), cell=st.integers(0, ROWS * COLS - 1))
def test_a_cell_counts_if_it_is_seen(seen, cell):
    """Another tint of one cell changes the hash of the views that show it, and of no other."""
    gain = CANVAS.gain.copy()
    gain[cell] = 0.5
    changed = hashes(replace(CANVAS, gain=gain)).of({32: seen})
    assert (changed != hashes(CANVAS).of({32: seen})) == seen[cell]


@given(seen=views(), other=views())
def test_other_cells_have_another_hash(seen, other):
    """Where all cells look the same, too; and it does not matter what was hashed before."""
    same = hashes(replace(CANVAS, tile=np.zeros_like(CANVAS.tile)))
    assert (same.of({32: seen}) == same.of({32: other})) == bool((seen == other).all())
    assert same.of({32: seen}) == hashes(replace(CANVAS, tile=np.zeros_like(CANVAS.tile))).of(
        {32: seen}
    )


@pytest.mark.parametrize("field", ["tile", "crop", "turn", "offset", "photo_hash"])
def test_all_that_a_cell_shows_counts(field):
    """Seen whole or in part."""
    value = getattr(CANVAS, field).copy()
    value[3] = {"tile": 9, "crop": 0.5, "turn": 1, "offset": 4, "photo_hash": "other"}[field]
    changed = replace(CANVAS, **{field: value})
    for seen in (np.ones(ROWS * COLS, bool), np.arange(ROWS * COLS) < 5):
        assert hashes(changed).of({32: seen}) != hashes(CANVAS).of({32: seen})

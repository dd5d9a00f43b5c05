"""Automatic columns and tint: what photos, cover and frame lead to, and where they show."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.mosaic.automatic import (
    CELLS,
    GAP_LEFT,
    LEAST_TILE,
    LEAST_TINT,
    MOST_TINT,
    STEP,
    choice_text,
    columns_for,
    tint_for,
)
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.cells import cover_grid
from mosaic_anim.mosaic.features import colour_gap
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.still.photo_mosaic import build_mosaic
from mosaic_anim.values.geometry import Size
from tests.mosaic.libraries import colours, plain_library

AUTO = MosaicSettings(columns="auto", tint="auto")
SIDES = st.integers(1, 10_000)
COVERS = st.builds(Size, height=SIDES, width=SIDES)
SQUARE = Size(height=600, width=600)


def test_a_number_that_is_asked_for_is_kept():
    """Nothing is chosen in its place."""
    settings = MosaicSettings(columns=33, tint=0.0, frame=(10, 10))
    assert columns_for(settings, 1, SQUARE) == 33
    assert tint_for(settings, 99.0) == 0.0
    assert choice_text(settings, columns=33, photos=1, tint=0.0) == ""


@given(cover=COVERS, photos=st.integers(1, 10**6), aspect=st.floats(0.1, 10))
def test_any_cover_can_be_cut_so(cover, photos, aspect):
    """Into a whole number of steps, of possible cells."""
    settings = replace(AUTO, cell_aspect=aspect)
    columns = columns_for(settings, photos, cover)
    assert columns % STEP == 0
    grid = cover_grid(cover, columns, aspect)
    assert (grid.cols, grid.cell_aspect) == (columns, aspect)


@given(cover=COVERS, few=st.integers(1, 10**5), more=st.integers(0, 10**5))
def test_more_photos_never_make_fewer_columns(cover, few, more):
    """For the same cover."""
    assert columns_for(AUTO, few, cover) <= columns_for(AUTO, few + more, cover)


@pytest.mark.parametrize("aspect", [0.4, 1, 16 / 9])
def test_cells_grow_with_the_sixth_root_of_the_photos(aspect):
    """Whatever the cover's shape: 64 times the photos, twice the cells."""
    cover = Size(height=1000, width=round(1000 * aspect))
    for photos, wanted in ((1, CELLS), (64, 2 * CELLS), (10**6, 10 * CELLS)):
        columns = columns_for(AUTO, photos, cover)
        assert columns**2 / cover.aspect == pytest.approx(wanted, rel=0.12)


@given(cover=COVERS, height=st.integers(60, 2160), width=st.integers(60, 3840))
def test_no_cell_is_smaller_than_a_tile_can_be_seen(cover, height, width):
    """In a frame that shows the whole cover, but for what the step rounds."""
    columns = columns_for(replace(AUTO, frame=(height, width)), 10**6, cover)
    shown = min(height / cover.height, width / cover.width) * cover.width
    assert columns <= STEP or shown / (columns - STEP / 2) >= LEAST_TILE * (1 - 1e-6)


@pytest.mark.parametrize(
    ("gap", "tint"),
    [(0.0, LEAST_TINT), (GAP_LEFT, LEAST_TINT), (2 * GAP_LEFT, 0.5), (90.0, MOST_TINT)],
)
def test_a_tint_leaves_the_same_gap(gap, tint):
    """Between its limits."""
    assert tint_for(AUTO, gap) == tint


def shown_gap(cover, placement):
    """Return the mean distance of tinted mean colours and the cover's, one pixel a cell."""
    library = colours(placement.tile.max() + 1, seed=3).astype(np.float32)
    shown = placement.gain * library[placement.tile] + placement.offset
    wanted = np.asarray(Image.open(cover), np.float32).reshape(-1, 3)
    return float(colour_gap(shown, wanted).mean())


def test_photos_that_fit_worse_are_tinted_more(cover):
    """The placement knows its tint, and shows it."""
    settings = MosaicSettings(columns=24, tint="auto", features="mean-oklab")
    rich, poor = (
        build_placement(cover, plain_library(colours(count, seed=3)), settings)
        for count in (400, 3)
    )
    assert rich.tint < poor.tint == MOST_TINT
    again = build_placement(
        cover, plain_library(colours(400, seed=3)), replace(settings, tint=rich.tint)
    )
    np.testing.assert_array_equal(again.gain, rich.gain)
    bare = build_placement(cover, plain_library(colours(400, seed=3)), replace(settings, tint=0.0))
    assert tint_for(settings, shown_gap(cover, bare)) == pytest.approx(rich.tint, abs=0.02)
    assert (bare.gain == 1).all()
    assert bare.tint == 0


def test_a_mosaic_says_what_was_chosen(cover):
    """The photos that are excluded do not count."""
    library = plain_library(colours(6, seed=3))
    mosaic = build_mosaic(cover, library, columns="auto", tint="auto", exclude=("0000.jpg",))
    columns = mosaic.placement.grid.cols
    assert columns == columns_for(AUTO, 5, Size(height=18, width=24))
    tint = mosaic.placement.tint
    assert mosaic.chosen == f"auto: {columns} columns and tint {tint:g} for 5 photos"
    assert build_mosaic(cover, library, columns=8).chosen == ""


@pytest.mark.parametrize("wrong", [{"columns": "some"}, {"tint": "much"}, {"frame": (0, 9)}])
def test_other_words_are_refused(wrong):
    """By name."""
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be"):
        MosaicSettings(**wrong)

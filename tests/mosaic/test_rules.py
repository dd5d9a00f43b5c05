"""Rules of repetition: what holds, what is relaxed, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.pattern import photos_needed
from mosaic_anim.mosaic.rules import fit_rules, relaxed_rules
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import cells_of_colours, colours, plain_library

ASKED = MosaicSettings(columns=10, features="mean-rgb")


def nearest_repeat(tiles):
    """Return the distance of the nearest two cells with the same tile [cells]; 10**9 if none."""
    where = np.stack(np.divmod(np.arange(tiles.size), tiles.shape[1]), axis=1)
    equal = np.equal.outer(tiles.ravel(), tiles.ravel())
    apart = np.abs(where[:, None] - where).max(axis=2)
    return int(apart[equal & (apart > 0)].min(initial=10**9))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    shape=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    photos=st.integers(1, 160),
    rules=st.tuples(
        st.none() | st.integers(0, 3),
        st.none() | st.integers(1, 6),
        st.sampled_from([0.0, 0.6, 1.0]),
    ),
)
def test_rules_that_can_hold_do(seed, shape, photos, rules):
    """Distance, greatest use and share of the library, in any mix that leaves some room."""
    repeat_distance, max_uses, use_least = rules
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
    tiles = rng.integers(0, 256, (photos, 3), dtype=np.uint8).astype(np.float32)
    asked = replace(
        ASKED, repeat_distance=repeat_distance, max_uses=max_uses, use_least=use_least, seed=seed
    )
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), asked)
    uses, cells = np.bincount(placed.ravel(), minlength=photos), shape[0] * shape[1]
    if photos <= cells and max_uses is None:
        assert (uses > 0).sum() >= int(use_least * photos)
    if repeat_distance is None and max_uses is None:
        expected = fit_rules(asked, shape, photos)
        assert nearest_repeat(placed) > expected.repeat_distance
        assert uses.max() <= expected.max_uses
    if repeat_distance and max_uses is None and photos >= 2 * photos_needed(shape, repeat_distance):
        assert nearest_repeat(placed) > repeat_distance
    if max_uses and not repeat_distance and photos * max_uses >= cells:
        assert uses.max() <= max_uses


@pytest.mark.parametrize(
    ("photos", "distance"), [(1, 0), (2, 0), (5, 0), (7, 0), (8, 1), (24, 2), (31, 2), (32, 3)]
)
def test_few_photos_keep_the_distance_that_leaves_a_choice(photos, distance):
    """Asked for more than is possible, or for nothing, cells still choose among two or more."""
    for asked in (ASKED, replace(ASKED, repeat_distance=9)):
        assert fit_rules(asked, (20, 20), photos).repeat_distance == min(
            distance, 3 if asked.repeat_distance is None else 9
        )


def test_a_distance_that_is_just_possible_is_kept():
    """Sixteen photos keep a distance of 3, in a pattern, if that is what a scene states."""
    picture = np.full((9, 9, 3), 100, np.uint8)
    index = TileIndex(tiles=colours(16).astype(np.float32))
    placed = assign_tiles(cells_of_colours(picture), index, replace(ASKED, repeat_distance=3))
    assert nearest_repeat(placed) == 4


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"repeat_distance": 5},
            r"24 photos are too few for repeat_distance 5.* — .* <= 3 or more",
        ),
        ({"max_uses": 2}, r"24 photos cannot fill 100 cells with max_uses 2 — max_uses >= 5, "),
    ],
)
def test_strict_rules_are_refused_before_any_work(asked, message):
    """The error names the nearest setting that can hold."""
    with pytest.raises(CannotStartError, match=message):
        fit_rules(replace(ASKED, **asked, strict=True), (10, 10), 24)


def test_more_photos_than_cells_cannot_all_appear():
    """Strictly that is refused; otherwise each cell shows another one."""
    with pytest.raises(CannotStartError, match="101 photos do not all fit into 100 cells"):
        fit_rules(replace(ASKED, use_all=True, strict=True), (10, 10), 101)
    assert fit_rules(replace(ASKED, use_all=True), (10, 10), 101).least_used == 100


def test_large_libraries_need_not_appear():
    """Most of a library no larger than the mosaic appears; of twice as many photos, what fits."""
    shown = [fit_rules(ASKED, (10, 10), photos).least_used for photos in (50, 100, 150, 200, 900)]
    assert shown == [30, 60, 30, 0, 0]


def test_every_photo_appears_where_all_must(cover):
    """Even those that no cell would choose."""
    library = plain_library([*colours(100, seed=3), *np.full((20, 3), (255, 0, 255), np.uint8)])
    library = plain_library(colours(120, seed=3))
    asked = MosaicSettings(columns=24, features="mean-rgb", use_all=True, repeat_distance=0)
    placed = build_placement(cover, library, asked)
    assert len(np.unique(placed.tile)) == 120


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ({"repeat_distance": 5}, "too few photos for a repeat_distance of 5: it is 2"),
        ({"max_uses": 3}, "too few photos for max_uses of 3: one is used"),
        ({"repeat_distance": 2, "max_uses": 24}, None),
    ],
)
def test_rules_that_were_relaxed_are_reported(cover, asked, note):
    """One line says what was asked for and what is; nothing is said of rules that hold."""
    asked = MosaicSettings(columns=24, features="mean-rgb", **asked)
    notes = relaxed_rules(asked, build_placement(cover, plain_library(colours(24)), asked))
    assert len(notes) == (note is not None)
    assert note is None or notes[0].startswith(note)

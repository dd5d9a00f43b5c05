"""Every solver against brute force: on boards so small that all assignments can be tried."""

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.mosaic import assign, objective
from mosaic_anim.mosaic.assign import assign_tiles
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import cells_of_colours, colours
from tests.mosaic.test_moves import objective_of


@dataclass(frozen=True)
class Rules:
    """What an assignment keeps."""

    distance: int
    most: int
    least: int

    def hold(self, placed):
        """Return whether photos (R, C) keep the rules."""
        uses = np.bincount(placed.ravel())
        return (
            uses.max() <= self.most
            and (uses > 0).sum() >= self.least
            and all(
                (placed[one] != placed[other]).all() for one, other in near_pairs(self.distance)
            )
        )


def near_pairs(distance):
    """Yield the parts of a board that lie over each other, moved by up to `distance` cells."""
    for down, right in product(range(distance + 1), range(-distance, distance + 1)):
        if (down, right) > (0, 0):
            yield (
                np.s_[down:, max(0, right) : right if right < 0 else None],
                np.s_[: -down or None, max(0, -right) : -right if right > 0 else None],
            )


def case(rules, penalty, seed, *, photos=4):
    """Return a picture of 2x3 cells, photos as tiles, and the settings for rules."""
    picture = colours(6, seed=seed).reshape(2, 3, 3) // 8
    tiles = (colours(photos, seed=seed + 50) // 8).astype(np.float32)
    asked = MosaicSettings(
        columns=3, features="mean-rgb", repeat_penalty=penalty, repeat_distance=rules.distance,
        max_uses=rules.most, use_least=0, use_all=rules.least > 1,
    )  # fmt: skip
    return picture, tiles, asked


def least(picture, tiles, asked, rules):
    """Return the least objective of all assignments that keep the rules."""
    boards = (
        np.array(one, np.int32).reshape(picture.shape[:2])
        for one in product(range(len(tiles)), repeat=6)
    )
    return min(objective_of(one, picture, tiles, asked) for one in boards if rules.hold(one))


@pytest.mark.parametrize(
    ("way", "rules", "factor"),
    [
        (assign._choose, Rules(0, 6, 1), 1.05),
        (assign._choose, Rules(0, 2, 1), 1.25),
        (assign._choose, Rules(0, 6, 4), 1.05),
        (assign._choose, Rules(0, 2, 4), 1.25),
        (assign.choose_in_reading_order, Rules(0, 2, 1), 1.25),
        (assign.choose_in_reading_order, Rules(1, 2, 1), 1.3),
    ],
    ids=lambda one: one.__name__ if callable(one) else str(one),
)
@pytest.mark.parametrize("seed", range(3))
def test_a_way_to_fill_the_board_comes_near_the_best(monkeypatch, way, rules, factor, seed):
    """All 4,096 assignments of four photos to six cells are tried, with and without penalties."""
    monkeypatch.setattr(assign, "WAYS", (way,))
    for penalty in (0.0, 1.0):
        picture, tiles, asked = case(rules, penalty, seed)
        placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), asked)
        assert rules.hold(placed)
        best = least(picture, tiles, asked, rules)
        assert best - 0.1 <= objective_of(placed, picture, tiles, asked) <= factor * best


@pytest.mark.parametrize("seed", range(3))
def test_photos_used_once_come_near_the_best_of_the_whole_objective(seed):
    """Not only of the distances: all 5,040 ways to place six of seven photos are tried."""
    rules = Rules(0, 1, 1)
    picture, tiles, asked = case(rules, 1.0, seed, photos=7)
    placed = assign_tiles(cells_of_colours(picture), TileIndex(tiles=tiles), asked)
    assert rules.hold(placed)
    boards = (np.array(one, np.int32).reshape(2, 3) for one in permutations(range(7), 6))
    best = min(objective_of(one, picture, tiles, asked) for one in boards)
    assert best - 0.1 <= objective_of(placed, picture, tiles, asked) <= 1.1 * best


@pytest.mark.parametrize("distance", [1, 2])
def test_the_pattern_keeps_a_rule_that_leaves_no_choice(monkeypatch, distance):
    """As many photos as the rule needs: of all assignments, only permuted patterns keep it."""
    monkeypatch.setattr(assign, "WAYS", (assign._repeat_pattern,))
    rules = Rules(distance, 20, 1)
    count = (distance + 1) ** 2
    picture = colours(20, seed=3).reshape(4, 5, 3)
    asked = MosaicSettings(columns=5, features="mean-rgb", repeat_distance=distance, max_uses=20)
    index = TileIndex(tiles=colours(count, seed=4).astype(np.float32))
    assert rules.hold(assign_tiles(cells_of_colours(picture), index, asked))


@pytest.mark.parametrize(
    "changes",
    [{}, {"use_all": True}, {"repeat_distance": 0}, {"use_least": 0.0}, {"max_uses": 1}],
    ids=str,
)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_exact_colours_cost_nothing_under_any_rule(changes, seed):
    """Where each cell has a photo of its very colour, it gets that: the rules ask for no other."""
    rng = np.random.default_rng(seed)
    codes = rng.choice(64, 30, replace=False)  # far enough apart for chance and use not to matter
    picture = (np.stack((codes >> 4, codes >> 2 & 3, codes & 3), axis=-1) * 85).astype(np.uint8)
    tiles = np.unique(picture, axis=0).astype(np.float32)
    index = TileIndex(tiles=rng.permutation(tiles))
    asked = MosaicSettings(columns=6, features="mean-rgb", **changes)
    placed = assign_tiles(cells_of_colours(picture.reshape(5, 6, 3)), index, asked)
    assert (index.tiles[placed.ravel()] == picture).all()


def test_a_brute_force_that_is_reported_of_no_rule_finds_less(monkeypatch):
    """The oracle itself: with fewer rules its least objective is no greater."""
    monkeypatch.setattr(objective, "COLOUR_FROM_AFAR", 0.0)
    picture, tiles, asked = case(Rules(1, 2, 4), 0.0, 1)
    free, bound = (least(picture, tiles, asked, one) for one in (Rules(0, 6, 1), Rules(1, 2, 4)))
    nearest = ((picture.reshape(6, 1, 3).astype(float) - tiles) ** 2).sum(axis=2).min(axis=1).sum()
    assert free == pytest.approx(nearest)
    assert bound > free

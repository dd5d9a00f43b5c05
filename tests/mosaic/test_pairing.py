"""Pairing: every point is paired once, and the sum of squared distances is close to the least."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from mosaic_anim.mosaic import pairing
from mosaic_anim.mosaic.pairing import RUN, pair_points


def points(count, length=12, seed=0):
    """Return two sets of points that lie differently."""
    rng = np.random.default_rng(seed)
    one = rng.normal(0, 10, (count, length)) * np.linspace(2, 0.1, length)
    other = rng.gamma(2, 6, (count, length)) * np.linspace(0.2, 1, length)
    return one.astype(np.float32), other.astype(np.float32)


def cost(one, other, paired):
    """Return the sum of squared distances."""
    return float(((one - other[paired]) ** 2).sum(dtype=np.float64))


@pytest.mark.parametrize("count", [1, 2, RUN - 1, RUN + 1, 700])
def test_every_point_is_paired_once(count):
    """Whatever their number."""
    assert sorted(pair_points(*points(count))) == list(range(count))


@pytest.mark.parametrize("seed", range(4))
def test_the_sum_is_within_two_percent_of_the_exact_one(seed):
    """Of many more points than are solved at once."""
    one, other = points(900, seed=seed)
    table = ((one[:, None].astype(float) - other) ** 2).sum(axis=2)
    exact = table[linear_sum_assignment(table)].sum()
    assert cost(one, other, pair_points(one, other)) <= 1.02 * exact


def test_few_points_are_paired_exactly():
    """No more than are solved at once."""
    one, other = points(RUN)
    table = ((one[:, None].astype(float) - other) ** 2).sum(axis=2)
    exact = table[linear_sum_assignment(table)].sum()
    assert cost(one, other, pair_points(one, other)) == pytest.approx(exact, rel=1e-5)


def test_the_same_points_are_paired_with_themselves():
    """In whatever order they come."""
    one, _ = points(600)
    order = np.random.default_rng(1).permutation(600)
    assert cost(one, one[order], pair_points(one, one[order])) < 1e-3 * (one**2).sum()


def test_pairing_ends_where_it_gains_no_more(monkeypatch):
    """Points that are paired exactly at once are not solved forty times."""
    solved = []
    best = pairing._best
    monkeypatch.setattr(pairing, "_best", lambda *some: solved.append(1) or best(*some))
    pair_points(*points(RUN))
    assert len(solved) == 2 * pairing.CHECKED

"""Stagger: which tile sets out when, on canvases small enough to count."""

from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.clips.motions.delays import delays as start_delays
from mosaic_anim.clips.stagger import Stagger
from mosaic_anim.schema.problem import PartError
from mosaic_anim.values.flight import SortKeys, TileLayout
from mosaic_anim.values.geometry import Grid

ORIGINS = [None, "center", "edges", "random", (0.5, 0.5)]
ORDERS = [None, "rows", "columns", "radial", "random", "brightness", "color", "date"]


def canvas(rows, cols, *, cell_aspect=1.0, brightness=None, seed=0):
    """Return homes whose photos are as bright as given; hue runs the other way, dates likewise."""
    bright = np.linspace(0, 1, rows * cols) if brightness is None else np.asarray(brightness)
    bright = bright.astype(np.float32)
    facts = SortKeys(brightness=bright, hue=1 - bright, date=1 - bright)
    grid = Grid(rows=rows, cols=cols, cell_aspect=cell_aspect)
    return TileLayout(grid=grid, facts=facts, seed=seed)


def delays(layout, *, order=None, **options):
    """Return the delays as rows and columns."""
    late = start_delays(Stagger().changed(**options), layout, order)
    return late.reshape(layout.grid.rows, layout.grid.cols)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("jitter", [0.0, 0.3, 1.0])
def test_the_first_sets_out_at_0_and_the_last_at_1(origin, order, jitter):
    """Whatever the order, disturbed or not, and nobody before or after."""
    late = delays(canvas(5, 8, cell_aspect=1.5), order=order, from_=origin, jitter=jitter)
    assert (late.min(), late.max()) == (0, 1)
    assert late.dtype == np.float32


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("origin", ORIGINS)
def test_a_canvas_of_one_cell_sets_out_at_once(origin, order):
    """There is nobody to wait for."""
    assert delays(canvas(1, 1), order=order, from_=origin, jitter=0.5) == 0


def test_the_center_goes_first_and_distances_stay_distances():
    """On a row of five: the neighbours half-way, the ends last."""
    assert delays(canvas(1, 5), from_="center").tolist() == [[1, 0.5, 0, 0.5, 1]]
    assert delays(canvas(1, 5)).tolist() == [[1, 0.5, 0, 0.5, 1]]
    np.testing.assert_allclose(delays(canvas(3, 3)) ** 2 * 2, [[2, 1, 2], [1, 0, 1], [2, 1, 2]])


def test_a_cell_goes_first_where_it_is_named():
    """A place is a point of the canvas: the middle of cell (0, 0) is (0.5, 0.5)."""
    assert delays(canvas(1, 5), from_=(0.5, 0.5)).tolist() == [[0, 0.25, 0.5, 0.75, 1]]


def test_distances_are_those_that_one_sees():
    """In cells twice as wide as high, a neighbour beside is as far as two below."""
    late = delays(canvas(3, 2, cell_aspect=2.0), from_=(0.5, 0.5))
    assert late[0, 1] == late[2, 0]


def test_the_nearest_to_any_edge_goes_first():
    """Not the farthest from the center: all of the border, on a long canvas too."""
    assert delays(canvas(5, 7), from_="edges").tolist() == [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0],
        [0, 0.5, 1, 1, 1, 0.5, 0],
        [0, 0.5, 0.5, 0.5, 0.5, 0.5, 0],
        [0, 0, 0, 0, 0, 0, 0],
    ]


def test_the_border_goes_first_whatever_the_shape_of_a_cell():
    """A wide cell's centre is farther from the edge than a high one's; the cell is not."""
    late = delays(canvas(3, 3, cell_aspect=2.0), from_="edges")
    assert late.tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_rows_and_columns_are_read_tile_by_tile():
    """As one reads a page; or down the columns, from the left."""
    np.testing.assert_allclose(delays(canvas(2, 3), order="rows") * 5, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_allclose(delays(canvas(2, 3), order="columns") * 5, [[0, 2, 4], [1, 3, 5]])


def test_rows_and_columns_spread_from_where_the_stagger_begins():
    """Whole rows at once, by how far they are above or below."""
    assert delays(canvas(3, 2), order="rows", from_="center").tolist() == [[1, 1], [0, 0], [1, 1]]
    assert delays(canvas(2, 3), order="columns", from_=(0.5, 0.5)).tolist() == [[0, 0.5, 1]] * 2
    assert delays(canvas(3, 2), order="rows", from_="edges").tolist() == [[0, 0], [1, 1], [0, 0]]


def test_photos_go_by_rank():
    """However unlike they are, they set out evenly."""
    layout = canvas(1, 4, brightness=[0.9, 0.1, 0.11, 0.12])
    np.testing.assert_allclose(delays(layout, order="brightness")[0] * 3, [3, 0, 1, 2])
    np.testing.assert_allclose(delays(layout, order="color")[0] * 3, [0, 3, 2, 1])
    np.testing.assert_allclose(delays(layout, order="date")[0] * 3, [0, 3, 2, 1])


def test_equal_photos_set_out_one_by_one_in_an_order_of_chance():
    """All after those that are darker: a photo that lies in many cells does not jump."""
    layout = canvas(2, 50, brightness=[0.5] * 50 + [0.2] * 50)
    late = delays(layout, order="brightness")
    assert late[1].max() < late[0].min()
    np.testing.assert_allclose(np.sort(late.ravel()), np.linspace(0, 1, 100), atol=1e-6)
    assert (np.diff(late[0]) < 0).any()


def test_without_facts_of_the_photos_their_order_is_refused():
    """The caller has to ask for them."""
    with pytest.raises(ValueError, match="'date' needs to know the photos"):
        delays(TileLayout(grid=Grid(rows=1, cols=2)), order="date")


def test_chance_depends_on_the_seed():
    """The same seed, the same order; all delays are there once."""
    first, again, other = (delays(canvas(4, 5, seed=s), from_="random").ravel() for s in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()
    np.testing.assert_allclose(np.sort(first), np.linspace(0, 1, 20), atol=1e-6)


def test_jitter_disturbs_the_order_and_leaves_nothing_of_it_at_1():
    """The correlation with the order falls."""
    tidy = delays(canvas(20, 30)).ravel()
    alike = [
        np.corrcoef(tidy, delays(canvas(20, 30), jitter=jitter).ravel())[0, 1]
        for jitter in (0.0, 0.2, 0.5, 1.0)
    ]
    assert alike == sorted(alike, reverse=True)
    assert alike[0] > 0.999
    assert abs(alike[-1]) < 0.1


def test_an_ease_spreads_the_starts_differently():
    """With in_quad many set out early; the order is the same."""
    late = delays(canvas(1, 5), order="rows", ease=Stagger(ease="in_quad").ease)
    np.testing.assert_allclose(late, [[0, 1 / 16, 1 / 4, 9 / 16, 1]], atol=1e-6)


def test_an_ease_that_overshoots_sends_nobody_too_early_or_too_late():
    """Delays stay from 0 to 1."""
    late = delays(canvas(1, 50), order="rows", ease=Stagger(ease="in_out_back").ease)
    assert (late.min(), late.max()) == (0, 1)


def test_a_spread_is_a_duration_or_nothing():
    """`0s` sends all at once."""
    assert Stagger(spread="0s").spread == 0
    assert Stagger(spread="800ms").spread == Fraction(4, 5)
    for wrong in ("-1s", "1", 0, 0.5, True, False):
        with pytest.raises(PartError, match="not a duration"):
            Stagger(spread=wrong)


def test_an_unknown_origin_is_refused_with_a_suggestion():
    """The words, a cell or a target."""
    with pytest.raises(PartError, match="did you mean 'center'"):
        Stagger(from_="centre")

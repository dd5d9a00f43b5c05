"""Targets: which cell is the best one, and which of a photo's cells is flown to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Rect, Size

FRAME = Size(height=1000, width=1600)
CENTRE = Camera(row=5, col=8, height=10)


def cell_of(rect):
    """Row and column of a cell's rectangle."""
    assert (rect.height, rect.width) == (1, 1)
    return rect.row, rect.col


def best(placement, library, rank=1):
    """Row and column of the best cell of a rank."""
    target = CellTarget(cell="best", rank=rank)
    return cell_of(Targets(placement, library, frame=FRAME).rect(target, CENTRE))


def distances(canvas, **cells):
    """All cells at distance 1 but some, given as r_c=distance."""
    found = np.ones((canvas.grid.rows, canvas.grid.cols))
    for name, distance in cells.items():
        row, col = map(int, name[1:].split("_"))
        found[row, col] = distance
    return found


def test_the_best_cell_has_the_lowest_distance_away_from_the_border(canvas, placed, library_of):
    """A border cell may match better; the camera could not centre on it."""
    far = distances(canvas, c1_5=0.1, c4_1=0.1, c9_15=0.0, c2_13=0.3, c7_2=0.2)
    assert best(placed(canvas.tiles, distance=far), library_of()) == (7, 2)


def test_few_photos_are_landed_on_in_turn(placed, library_of):
    """A tour of three can be made of two photos; ranks that no scene needs are still refused."""
    placement = placed(np.arange(160).reshape(10, 16) % 2)
    cells = [best(placement, library_of(), rank=rank) for rank in (1, 2, 3, 12)]
    assert cells[0] != cells[1]
    assert cells[2:] == cells[:2]
    with pytest.raises(TargetError, match="no best cell of rank 13"):
        best(placement, library_of(), rank=13)


def test_the_best_cell_has_an_original_as_large_as_the_frame(canvas, placed, library_of):
    """A square photo is shown 1000 px high; a better match is passed over."""
    sides = np.full(20, 100)
    sides[canvas.tiles[6, 6]] = 1000
    placement = placed(canvas.tiles, distance=distances(canvas, c5_5=0.1))
    row, col = best(placement, library_of(sides=sides))
    assert canvas.tiles[int(row), int(col)] == canvas.tiles[6, 6]


def test_an_original_larger_than_the_frame_is_no_better(canvas, placed, library_of):
    """More pixels than the frame has cannot be seen; the match decides."""
    sides = np.full(20, 1600)
    sides[canvas.tiles[3, 3]] = 8000
    far = distances(canvas, c3_3=0.6, c5_8=0.5)
    assert best(placed(canvas.tiles, distance=far), library_of(sides=sides)) == (5, 8)


def test_without_a_large_original_the_largest_there_are_are_taken(canvas, placed, library_of):
    """Of the largest half-octave the best match."""
    sides = np.full(20, 128)
    large, similar = canvas.tiles[3, 3], canvas.tiles[5, 8]
    sides[large], sides[similar] = 650, 630
    far = distances(canvas, c2_2=0.1, c5_8=0.5, c3_3=0.6)
    assert best(placed(canvas.tiles, distance=far), library_of(sides=sides)) == (5, 8)


def test_a_flat_photo_is_no_place_to_land(canvas, placed, library_of, tmp_path, monkeypatch):
    """The closest match is one colour; the next one has something to see."""
    far = distances(canvas, c3_3=0.1, c5_8=0.5)
    placement = placed(canvas.tiles, distance=far)
    flat = {int(canvas.tiles[3, 3])}
    assert best(placement, library_of()) == (3, 3)
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path))  # the contents only seem the same
    assert best(placement, library_of(flat=flat)) == (5, 8)


def test_equal_cells_are_told_apart_by_content_then_position(placed, library_of):
    """All at one distance: the photo with the lowest hash, in its first cell off the border."""
    tile = np.full((10, 16), 9)
    tile[7, 3] = tile[4, 11] = 5
    assert best(placed(tile), library_of()) == (4, 11)


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(20)), seed=st.integers(0, 9))
def test_the_order_of_the_library_does_not_change_the_best_cell(placed, library_of, order, seed):
    """A saved placement numbers photos its own way; contents tell which is which."""
    random = np.random.default_rng(seed)
    placement = placed(random.integers(0, 20, (10, 16)), distance=random.integers(1, 3, (10, 16)))
    sides = random.choice([300, 1600], 20)
    same = [
        best(placement, library_of(sides=sides, order=list(one)), rank)
        for one in (order, range(20))
        for rank in (1, 2, 3)
    ]
    assert same[:3] == same[3:]


@pytest.mark.parametrize(
    ("rows", "cols", "cell"),
    [(1, 1, (0, 0)), (2, 2, (0, 0)), (3, 3, (1, 1)), (4, 9, (1, 2))],
)
def test_a_tiny_mosaic_has_a_best_cell_too(placed, library_of, rows, cols, cell):
    """As far from the border as there are cells."""
    assert best(placed(np.zeros((rows, cols))), library_of()) == cell


def test_best_cells_of_different_rank_lie_apart_and_differ(canvas, library_of):
    """Rank 1, 2, 3 for a tour: other photos, a quarter of the short side away."""
    cells = [best(canvas, library_of(), rank) for rank in (1, 2, 3)]
    photos = {canvas.tiles[int(row), int(col)] for row, col in cells}
    assert len(photos) == 3
    for one in range(3):
        for other in range(one):
            assert np.hypot(*np.subtract(cells[one], cells[other])) >= 2.5


def test_a_rank_prefers_a_large_original_to_a_large_gap(placed, library_of):
    """Two large photos side by side are rank 1 and 2."""
    sides = np.full(20, 20)
    tile = np.zeros((10, 16))
    tile[5, 5], tile[5, 6] = 1, 2
    sides[[1, 2]] = 1600
    assert [best(placed(tile), library_of(sides=sides), rank) for rank in (1, 2)] == [
        (5, 5),
        (5, 6),
    ]


@pytest.mark.parametrize("name", ["trip/p-07.jpg", "p-07.jpg", "p-07"])
def test_a_photo_is_found_by_path_file_name_or_stem(canvas, library_of, name):
    """The nearest of its cells: photo 7 lies in cells 7, 27, 47 … counted row by row."""
    targets = Targets(canvas, library_of(), frame=FRAME)
    assert cell_of(targets.rect(PhotoTarget(photo=name), CENTRE)) == (5, 7)
    corner = Camera(row=0, col=16, height=1)
    assert cell_of(targets.rect(PhotoTarget(photo=name), corner)) == (2, 15)


def test_the_nearest_cell_is_nearest_as_seen(placed, library_of):
    """Cells twice as wide as high: two columns are farther than three rows."""
    tile = np.zeros((9, 9))
    tile[4, 6] = tile[7, 4] = 3
    camera = Camera(row=4.5, col=4.5, height=9)
    target = PhotoTarget(photo="p-03")

    def nearest(cell_aspect):
        placement = placed(tile, cell_aspect=cell_aspect)
        return cell_of(Targets(placement, library_of(), frame=FRAME).rect(target, camera))

    assert nearest(1.0) == (4, 6)
    assert nearest(2.0) == (7, 4)


@pytest.mark.parametrize(("better", "cell"), [((4, 2), (4, 2)), ((4, 6), (4, 6)), (None, (2, 4))])
def test_equally_near_cells_are_told_apart_by_distance_then_position(
    placed, library_of, better, cell
):
    """Four cells around the camera."""
    tile = np.zeros((9, 9))
    tile[4, 2] = tile[4, 6] = tile[2, 4] = tile[6, 4] = 3
    far = np.ones((9, 9))
    if better:
        far[better] = 0.5
    targets = Targets(placed(tile, distance=far), library_of(), frame=FRAME)
    camera = Camera(row=4.5, col=4.5, height=9)
    assert cell_of(targets.rect(PhotoTarget(photo="p-03"), camera)) == cell


def test_a_photo_that_does_not_appear_is_an_error(placed, library_of):
    """A saved placement may lack it."""
    targets = Targets(placed(np.zeros((5, 5))), library_of(), frame=FRAME)
    with pytest.raises(TargetError, match="the photo 'p-03' does not appear in this mosaic"):
        targets.rect(PhotoTarget(photo="p-03"), CENTRE)


def test_a_rectangle_may_reach_beyond_the_canvas_but_not_lie_beside_it(canvas, library_of):
    """What is looked at must be there."""
    targets = Targets(canvas, library_of(), frame=FRAME)
    rect = targets.rect(RectTarget(rect=(8.5, -1, 4, 8)), CENTRE)
    assert rect == Rect(row=8.5, col=-1, height=4, width=8)
    for beside in ((10, 0, 1, 1), (0, 16, 1, 1), (-2, 0, 2, 1), (0, -2, 1, 2)):
        with pytest.raises(TargetError, match="outside the mosaic"):
            targets.rect(RectTarget(rect=beside), CENTRE)

"""Camera paths keep what matters in view, move evenly, and end where they should."""

from cmath import exp as turned
from dataclasses import replace
from itertools import pairwise
from math import hypot, log, radians

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mosaic_anim.motion.camera import (
    PATHS,
    anchored,
    flight_length,
    frame_target,
    inside,
    van_wijk,
)
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect, viewport_width

positions = st.floats(-100, 1100)
heights = st.floats(0.05, 1000)
cameras = st.builds(Camera, row=positions, col=positions, height=heights)
shares = st.floats(0, 1)
angles = st.floats(-1000, 1000) | st.sampled_from([0.0, 45.0, -90.0, 180.0, 270.0, 360.0, 720.0])
fits = st.sampled_from(["contain", "cover", 0.3, 1.0])
aspects = st.floats(0.4, 2.5)
grids = st.builds(Grid, rows=st.integers(1, 900), cols=st.integers(1, 900), cell_aspect=aspects)


def edges(camera, frame_aspect=16 / 9, cell_aspect=1.0):
    """Top, bottom, left, right of the view [cells]."""
    width = viewport_width(camera.height, frame_aspect=frame_aspect, cell_aspect=cell_aspect)
    return (
        camera.row - camera.height / 2,
        camera.row + camera.height / 2,
        camera.col - width / 2,
        camera.col + width / 2,
    )


def corners(camera, frame_aspect, cell_aspect):
    """Return the corners of a view, turned about its middle: x + i y in the picture [rows]."""
    middle = complex(camera.col * cell_aspect, camera.row)
    turn = turned(1j * radians(camera.angle))
    half = camera.height / 2
    signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    return [middle + turn * complex(x * half * frame_aspect, y * half) for x, y in signs]


def close(camera, other, tolerance=1e-9):
    """Whether two cameras are the same but for rounding."""
    return camera.height == pytest.approx(other.height, rel=tolerance) and (
        hypot(camera.row - other.row, camera.col - other.col) <= tolerance * 1e3
    )


@pytest.mark.parametrize("name", PATHS)
@given(start=cameras, end=cameras)
def test_a_path_begins_and_ends_exactly(name, start, end):
    """Bit for bit, so that the next clip begins where this one ends."""
    camera = PATHS[name](start, end, frame_aspect=16 / 9, cell_aspect=1.5)
    assert camera(0.0) == start
    assert camera(1.0) == end


@pytest.mark.parametrize("name", PATHS)
@given(start=cameras, end=cameras)
def test_a_path_does_not_jump_at_its_ends(name, start, end):
    """The exact ends are the limits of the path."""
    camera = PATHS[name](start, end, frame_aspect=16 / 9, cell_aspect=1.5)
    assert close(camera(1e-13), start, 1e-7)
    assert close(camera(1 - 1e-13), end, 1e-7)


@given(start=cameras, end=cameras, progress=shares)
def test_an_anchored_path_never_leaves_the_hull_of_its_ends(start, end, progress):
    """Each edge of the view lies between where it starts and where it ends."""
    camera = anchored(start, end, frame_aspect=16 / 9, cell_aspect=1.0)(progress)
    for edge, one, other in zip(edges(camera), edges(start), edges(end), strict=True):
        assert min(one, other) - 1e-6 <= edge <= max(one, other) + 1e-6


@given(start=cameras, size=shares, across=shares, down=shares, progress=shares)
def test_a_target_in_the_first_view_stays_in_view(start, size, across, down, progress):
    """A dive never loses what it dives to."""
    height = start.height * (0.001 + 0.9 * size)
    slack = start.height - height
    end = Camera(
        row=start.row + (down - 0.5) * slack,
        col=start.col + (across - 0.5) * slack * 16 / 9,
        height=height,
    )
    top, bottom, left, right = edges(
        anchored(start, end, frame_aspect=16 / 9, cell_aspect=1.0)(progress)
    )
    there = edges(end)
    slip = 1e-9 * (1 + abs(start.row) + abs(start.col) + start.height)
    assert top <= there[0] + slip
    assert bottom >= there[1] - slip
    assert left <= there[2] + slip
    assert right >= there[3] - slip


def test_an_anchored_path_is_the_written_formula():
    """Halfway of a 16-fold zoom the view is 4 times smaller and 12/15 of the way."""
    start, end = Camera(row=0, col=0, height=160), Camera(row=30, col=-45, height=10)
    halfway = anchored(start, end, frame_aspect=1, cell_aspect=1)(0.5)
    assert halfway.height == pytest.approx(40)
    assert (halfway.row, halfway.col) == pytest.approx((24, -36))


@given(start=cameras, progress=shares, difference=st.floats(-1e-7, 1e-7))
def test_views_of_nearly_equal_height_are_joined_by_a_straight_pan(start, progress, difference):
    """The formula's 0 / 0 is a limit, not a cliff."""
    end = Camera(row=start.row + 10, col=start.col - 20, height=start.height * (1 + difference))
    camera = anchored(start, end, frame_aspect=1, cell_aspect=1)(progress)
    assert camera.row == pytest.approx(start.row + 10 * progress, abs=1e-4)
    assert camera.col == pytest.approx(start.col - 20 * progress, abs=1e-4)


def test_equal_heights_are_kept_exactly():
    """A pan does not breathe."""
    pan = anchored(
        Camera(row=0, col=0, height=7.3),
        Camera(row=0, col=9, height=7.3),
        frame_aspect=1,
        cell_aspect=1,
    )
    assert {pan(i / 50).height for i in range(51)} == {7.3}


@given(start=cameras, end=cameras)
def test_an_even_progress_zooms_evenly(start, end):
    """Each frame magnifies by the same factor as the one before."""
    path = anchored(start, end, frame_aspect=1, cell_aspect=1)
    factors = [log(b.height / a.height) for a, b in pairwise(path(i / 60) for i in range(61))]
    assert max(factors) - min(factors) < 1e-9


def test_van_wijk_is_what_d3_draws():
    """The documented example: interpolateZoom([30, 30, 40], [135, 85, 60])(0.5)."""
    start, end = Camera(col=30, row=30, height=40), Camera(col=135, row=85, height=60)
    middle = van_wijk(start, end, frame_aspect=1, cell_aspect=1)(0.5)
    assert (middle.col, middle.row) == pytest.approx((72, 52))
    assert middle.height == pytest.approx(126.04761005270991)


@given(start=cameras, end=cameras, progress=shares)
def test_van_wijk_back_is_van_wijk_there_played_backwards(start, end, progress):
    """path(a, b)(u) = path(b, a)(1 - u)."""
    there = van_wijk(start, end, frame_aspect=16 / 9, cell_aspect=0.75)(progress)
    back = van_wijk(end, start, frame_aspect=16 / 9, cell_aspect=0.75)(1 - progress)
    assert close(there, back)


@given(start=cameras, end=cameras)
def test_van_wijk_takes_equal_steps_in_its_metric(start, end):
    """The paper's ds = sqrt(rho^4 du^2 + dw^2) / w is even along the way: so is the eye's speed."""
    distance = hypot(end.row - start.row, end.col - start.col)
    assume(distance > 1e-6 * start.height)
    path = van_wijk(start, end, frame_aspect=1, cell_aspect=1)
    count = 200
    views = [path(0.2 + 0.6 * i / count) for i in range(count + 1)]
    lengths = [
        hypot(2 * hypot(b.row - a.row, b.col - a.col), b.height - a.height)
        / (a.height * b.height) ** 0.5
        for a, b in pairwise(views)
    ]
    assume(max(lengths) > 1e-8)
    assert max(lengths) / min(lengths) == pytest.approx(1, abs=3e-2)


@pytest.mark.parametrize("gap", [0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3])
def test_van_wijk_with_coincident_centres_is_a_plain_zoom(gap):
    """No division by the distance, and no digits lost close to it."""
    start, end = Camera(row=5, col=5, height=100), Camera(row=5 + gap, col=5, height=1)
    camera = van_wijk(start, end, frame_aspect=16 / 9, cell_aspect=1)(0.5)
    assert camera.height == pytest.approx(10, rel=1e-4)
    assert 0 <= camera.row - 5 <= gap * 1.000001
    assert camera.col == 5


def test_a_flight_counts_columns_by_how_wide_they_look():
    """Ten columns half as wide are five rows: the flight rises as high."""
    wide = van_wijk(
        Camera(row=0, col=0, height=1),
        Camera(row=0, col=10, height=1),
        frame_aspect=1.5,
        cell_aspect=0.5,
    )
    square = van_wijk(
        Camera(row=0, col=0, height=1),
        Camera(row=5, col=0, height=1),
        frame_aspect=1.5,
        cell_aspect=1.0,
    )
    assert wide(0.3).height == pytest.approx(square(0.3).height)
    assert wide(0.3).col == pytest.approx(2 * square(0.3).row)


@pytest.mark.parametrize(
    ("fit", "height"),
    [("contain", 6.0), ("cover", 4.0), (0.5, 12.0), (1.0, 6.0)],
)
def test_a_fit_frames_a_rectangle(fit, height):
    """4 rows by 8 columns of cells 1.5 wide, in a 2:1 frame: 6 rows show all, 4 are filled."""
    grid = Grid(rows=100, cols=100, cell_aspect=1.5)
    camera = frame_target(Rect(row=10, col=20, height=4, width=8), fit, grid, 2.0)
    assert camera == Camera(row=12, col=24, height=height)


@given(grid=grids, camera=cameras, frame_aspect=aspects)
def test_a_kept_view_shows_nothing_outside_the_canvas(grid, camera, frame_aspect):
    """Whatever the camera asks for."""
    kept = inside(camera, grid, frame_aspect)
    top, bottom, left, right = edges(kept, frame_aspect, grid.cell_aspect)
    slip = 1e-9 * max(grid.rows, grid.cols)
    assert kept.height <= camera.height
    assert -slip <= top
    assert bottom <= grid.rows + slip
    assert -slip <= left
    assert right <= grid.cols + slip


@given(grid=grids, camera=cameras, frame_aspect=aspects)
def test_keeping_a_kept_view_changes_nothing(grid, camera, frame_aspect):
    """Once inside, always inside: the state of a hold is one state."""
    kept = inside(camera, grid, frame_aspect)
    again = inside(kept, grid, frame_aspect)
    assert close(again, kept, 1e-12)


def test_a_view_larger_than_the_canvas_becomes_the_largest_that_fits():
    """A wide frame over a square canvas shows all columns and the middle rows."""
    grid = Grid(rows=90, cols=90)
    kept = inside(Camera(row=45, col=99, height=500), grid, 2.0)
    assert kept == Camera(row=45, col=45, height=45)


def test_a_view_inside_the_canvas_is_left_alone():
    """Nothing is rounded, nothing moved."""
    camera = Camera(row=12.3, col=45.6, height=7.8)
    assert inside(camera, Grid(rows=90, cols=160), 16 / 9) == camera


@given(grid=grids, camera=cameras, frame_aspect=aspects, angle=angles)
def test_a_turned_view_keeps_all_its_corners_on_the_canvas(grid, camera, frame_aspect, angle):
    """However far it is turned; it stays as it is turned and never grows."""
    camera = replace(camera, angle=angle)
    kept = inside(camera, grid, frame_aspect)
    slip = 1e-9 * max(grid.rows, grid.cols)
    for corner in corners(kept, frame_aspect, grid.cell_aspect):
        assert -slip <= corner.imag <= grid.rows + slip
        assert -slip <= corner.real <= grid.cols * grid.cell_aspect + slip
    assert kept.angle == angle
    assert kept.height <= camera.height
    assert close(inside(kept, grid, frame_aspect), kept, 1e-11)


@given(grid=grids, frame_aspect=aspects, angle=angles)
def test_a_turned_view_shrinks_no_further_than_it_must(grid, frame_aspect, angle):
    """The largest one touches two opposite edges."""
    camera = Camera(row=1, col=1, height=1e6, angle=angle)
    seen = corners(inside(camera, grid, frame_aspect), frame_aspect, grid.cell_aspect)
    tall = max(c.imag for c in seen) - min(c.imag for c in seen)
    wide = max(c.real for c in seen) - min(c.real for c in seen)
    filled = max(tall / grid.rows, wide / (grid.cols * grid.cell_aspect))
    assert filled == pytest.approx(1)


@given(grid=grids, camera=cameras, frame_aspect=aspects)
def test_a_view_that_is_not_turned_is_kept_as_ever(grid, camera, frame_aspect):
    """Bit for bit the plain rule: no cosine leaves a trace."""
    height = min(camera.height, grid.rows, grid.cols * grid.cell_aspect / frame_aspect)
    width = height * frame_aspect / grid.cell_aspect
    row = grid.rows / 2
    if height < grid.rows:
        row = min(max(camera.row, height / 2), grid.rows - height / 2)
    col = grid.cols / 2
    if width < grid.cols:
        col = min(max(camera.col, width / 2), grid.cols - width / 2)
    for angle in (0.0, 360.0, -180.0):
        kept = inside(replace(camera, angle=angle), grid, frame_aspect)
        assert kept == Camera(row=row, col=col, height=height, angle=angle)


@given(fit=fits, height=st.floats(0.1, 50), width=st.floats(0.1, 50), angle=angles, aspect=aspects)
def test_a_turned_camera_frames_a_rectangle(fit, height, width, angle, aspect):
    """Contained, the rectangle's corners lie in the frame; covering, the frame's lie in it."""
    grid = Grid(rows=100, cols=100, cell_aspect=1.5)
    rect = Rect(row=10, col=20, height=height, width=width)
    camera = frame_target(rect, fit, grid, aspect, angle=angle)
    middle = complex(camera.col * 1.5, camera.row)
    half = complex(width * 1.5, height) / 2  # of the rectangle, in the picture
    if fit == "cover":
        seen = [c - middle for c in corners(camera, aspect, 1.5)]
        filled = [max(abs(c.real) / half.real, abs(c.imag) / half.imag) for c in seen]
    else:
        back = turned(-1j * radians(angle))
        seen = [half * back, half.conjugate() * back]
        view = camera.height / 2
        filled = [max(abs(c.real) / view / aspect, abs(c.imag) / view) for c in seen]
    assert max(filled) == pytest.approx(fit if isinstance(fit, float) else 1)


@pytest.mark.parametrize("name", PATHS)
@given(start=cameras, end=cameras, progress=shares, turn=st.tuples(angles, angles))
def test_a_camera_turns_evenly_and_as_often_as_told(name, start, end, progress, turn):
    """Two turns are two turns, and nothing else of the way is changed by them."""
    first, last = turn
    way, plain = (
        PATHS[name](
            replace(start, angle=one), replace(end, angle=other), frame_aspect=1.5, cell_aspect=1.0
        )
        for one, other in (turn, (0.0, 0.0))
    )
    camera = way(progress)
    assert camera.angle == pytest.approx(first * (1 - progress) + last * progress, abs=1e-9)
    assert replace(camera, angle=0.0) == plain(progress)
    assert (way(0.0).angle, way(1.0).angle) == (first, last)


@given(start=cameras, end=cameras)
def test_the_length_of_a_flight_is_the_sum_of_its_steps(start, end):
    """The paper's ds = sqrt(rho^2 du^2 + dw^2 / rho^2) / w with rho^2 = 2, added up on the way."""
    ratio, cell = 1.6, 0.8
    assume(start != end)
    way = van_wijk(start, end, frame_aspect=ratio, cell_aspect=cell)
    views = [way(i / 400) for i in range(401)]
    length = 0.0
    for one, other in pairwise(views):
        far = hypot(other.row - one.row, (other.col - one.col) * cell)
        wider = (other.height - one.height) * ratio
        width = (one.height * other.height) ** 0.5 * ratio
        length += hypot(2**0.5 * far, wider / 2**0.5) / width
    found = flight_length(start, end, frame_aspect=ratio, cell_aspect=cell)
    assert found == pytest.approx(length, rel=1e-2, abs=1e-6)
    back = flight_length(end, start, frame_aspect=ratio, cell_aspect=cell)
    assert back == pytest.approx(found, rel=1e-6, abs=1e-9)

"""Scenes that name their framing stay where they were; others show the whole mosaic."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.motion.camera import PATHS, frame_target, inside
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect

CANVAS = Rect(row=0, col=0, height=10, width=16)
GRID = Grid(rows=10, cols=16)
CELL = {"cell": [4, 1]}
LANDING = Rect(row=4, col=1, height=1, width=1)
SIZES = ["1600x1000", "1920x1080", "1080x1920", "1000x1000", "3200x1000"]

sizes = st.sampled_from(SIZES)
rects = st.tuples(st.floats(-3, 9), st.floats(-3, 15), st.floats(4, 12), st.floats(4, 18))
shares = st.sampled_from([Fraction(i, 8) for i in range(9)])


def clip(**camera):
    """One clip of a second, whose camera moves evenly."""
    return {"duration": "1s", "camera": {"ease": "linear", **camera}}


def camera_at(timeline, time):
    """Return the camera at a time [s]."""
    return timeline.state(Fraction(time)).layers[-1].camera


def numbers(timeline, time):
    """Return row, column and height of the camera at a time [s]."""
    camera = camera_at(timeline, time)
    return [camera.row, camera.col, camera.height]


def near(camera):
    """Return what equals a camera, but for rounding."""
    return pytest.approx([camera.row, camera.col, camera.height], abs=1e-9)


def crop(rect, fit, timeline):
    """Return the view of a rectangle that never leaves the canvas, in the timeline's frames."""
    aspect = timeline.size.aspect
    return inside(frame_target(rect, fit, GRID, aspect), GRID, aspect)


def flight(start, end, share, timeline, path="anchored"):
    """Return the view at a share of a path that never leaves the canvas."""
    aspect = timeline.size.aspect
    view = PATHS[path](start, end, frame_aspect=aspect, cell_aspect=1.0)(float(share))
    return view if share in {0, 1} else inside(view, GRID, aspect)


def shows_all(camera, aspect):
    """Return whether a view shows all of the canvas, but for a hair."""
    height, width = camera.height / 2 + 1e-9, camera.height * aspect / 2 + 1e-9
    tall = camera.row - height <= 0 and camera.row + height >= 10
    return tall and camera.col - width <= 0 and camera.col + width >= 16


@given(size=sizes, share=shares, path=st.sampled_from([*PATHS]))
def test_a_scene_that_names_a_crop_stays_where_it_was(planned, size, share, path):
    """`fit: cover` from the first frame on, there and back; an opening without a camera, too."""
    dive = clip(to=CELL, fit="cover", path=path)
    back = clip(to="all", fit="cover", path=path)
    timeline = planned({"duration": "1s"}, dive, back, size=size)
    whole, landed = crop(CANVAS, "cover", timeline), crop(LANDING, "cover", timeline)
    assert numbers(timeline, share) == near(whole)
    assert numbers(timeline, 1 + share) == near(flight(whole, landed, share, timeline, path))
    if share:
        assert numbers(timeline, 2 + share) == near(flight(landed, whole, share, timeline, path))


@given(size=sizes, share=shares, first=rects, last=rects)
def test_rectangles_stay_where_they_were(planned, size, share, first, last):
    """Inside the canvas, even where a part of one is cut off for that."""
    timeline = planned(
        clip(**{"from": {"rect": list(first)}, "to": {"rect": list(last)}}), size=size
    )
    start, end = (
        crop(Rect(row=row, col=col, height=height, width=width), "contain", timeline)
        for row, col, height, width in (first, last)
    )
    assert numbers(timeline, share) == near(flight(start, end, share, timeline))


@given(size=sizes, fit=st.sampled_from(["contain", "cover", 0.5]))
def test_targets_before_the_background_stay_where_they_were(planned, size, fit):
    """They are framed to the hair, also where only a hair of the background shows."""
    timeline = planned(clip(to="all", fit=fit, background="show"), size=size)
    assert camera_at(timeline, 1) == frame_target(CANVAS, fit, GRID, timeline.size.aspect)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "camera",
    [
        {"to": CELL, "fit": "cover"},
        {"to": CELL},
        {"from": "all", "to": CELL},
        {"from": "all", "to": CELL, "fit": "contain"},
        {"tour": [CELL, {"cell": [8, 14]}]},
        {"keyframes": [{"at": "0s", "to": "all"}, {"at": "100%", "to": CELL}]},
        {"keyframes": [{"at": "100%", "to": CELL}], "path": "smooth"},
        {"keyframes": [{"at": "100%", "zoom": 8}, {"at": "50%", "position": [1, 1]}][::-1]},
    ],
)
def test_a_dive_from_the_whole_begins_with_all_and_never_jumps(planned, camera, size):
    """Each view is near the one before, through the moment when its border enters the mosaic."""
    camera = {"ease": "linear", **camera} if camera.get("path") != "smooth" else camera
    timeline = planned({"duration": "1s", "camera": camera}, size=size)
    steps = [camera_at(timeline, Fraction(i, 1000)) for i in range(1001)]
    assert shows_all(steps[0], timeline.size.aspect)
    for before, after in pairwise(steps):
        pan = max(abs(after.row - before.row), abs(after.col - before.col)) / before.height
        assert pan < 0.02
        assert abs(after.height / before.height - 1) < 0.02


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PATHS)
def test_the_way_back_to_the_whole_never_jumps(planned, path, size):
    """Its last step is as small as the one before it."""
    timeline = planned(
        clip(**{"from": CELL, "to": CELL}), clip(to="all", path=path), clip(to="all"), size=size
    )
    last, before = camera_at(timeline, 2), camera_at(timeline, Fraction(1999, 1000))
    assert shows_all(last, timeline.size.aspect)
    assert abs(before.height / last.height - 1) < 0.01
    assert camera_at(timeline, 3) == last


@pytest.mark.parametrize(("rows", "cols", "is_filled"), [(10, 18, True), (10, 20, False)])
def test_what_the_grid_cuts_off_anyway_makes_no_hairline(planned, placed, rows, cols, is_filled):
    """10 rows of 16:9 are nearly 18 columns; a frame that is much longer shows the background."""
    placement = placed([[(row + col) % 20 for col in range(cols)] for row in range(rows)])
    timeline = planned({"duration": "1s"}, placement=placement, size="1920x1080")
    height = camera_at(timeline, 0).height
    assert height == (10 if is_filled else pytest.approx(20 / 16 * 9))


def test_the_first_fit_that_names_all_frames_the_opening(planned):
    """That of a cell does not, nor one that comes later."""
    first = {"duration": "1s"}
    crops = planned(first, clip(to=CELL, fit="cover"), clip(to="all", fit="cover"), size=SIZES[-1])
    whole = planned(
        first, clip(to="all", fit="contain"), clip(to="all", fit="cover"), size=SIZES[-1]
    )
    assert camera_at(crops, 0).height == 5
    assert camera_at(whole, 0) == Camera(row=5, col=8, height=10)
    assert camera_at(whole, 3).height == 5


def test_a_turned_mosaic_fills_the_frame_unless_it_is_named(planned):
    """Its corners would look cut off."""
    turned = clip(to="all", rotation=10)
    assert camera_at(planned(turned), 1).height < 10
    named = clip(to="all", rotation=10, fit="contain")
    assert camera_at(planned(named), 1).height > 10

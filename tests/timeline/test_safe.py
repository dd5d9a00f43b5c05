"""What is shown as a whole lies where no platform puts its buttons, wherever the canvas allows."""

from cmath import exp
from math import radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.clips.camera import CameraChannel
from mosaic_anim.motion.camera import WHOLE, frame_target, inside
from mosaic_anim.timeline.plan_move import plan_move
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Insets, Rect, Size

REELS = Insets(top=0.14, right=0.11, bottom=0.35, left=0.06)
SLIP = 1e-9

margins = st.floats(0, 0.45)
insets = st.builds(Insets, top=margins, right=margins, bottom=margins, left=margins)
aspects = st.sampled_from([9 / 16, 1.0, 16 / 9, 0.8])
fits = st.sampled_from(["contain", 0.3, 0.92, 1.0])
angles = st.sampled_from([0.0, 30.0, -90.0, 180.0, 765.0])
sides = st.floats(0.2, 40)
rects = st.builds(Rect, row=st.floats(-20, 80), col=st.floats(-20, 80), height=sides, width=sides)
grids = st.builds(
    Grid,
    rows=st.integers(5, 90),
    cols=st.integers(5, 90),
    cell_aspect=st.sampled_from([1.0, 1.5, 0.75]),
)


def in_frame(rect, camera, aspect, grid):
    """Return top, right, bottom, left of a rectangle in the frame, as shares of its sides."""
    turn = exp(-1j * radians(camera.angle))
    middle = complex(camera.col * grid.cell_aspect, camera.row)
    corners = [
        turn * (complex(col * grid.cell_aspect, row) - middle) / camera.height
        for row in (rect.row, rect.bottom)
        for col in (rect.col, rect.right)
    ]
    rows = [corner.imag + 0.5 for corner in corners]
    cols = [corner.real / aspect + 0.5 for corner in corners]
    return min(rows), max(cols), max(rows), min(cols)


@given(rect=rects, grid=grids, aspect=aspects, fitted=st.tuples(fits, angles), safe=insets)
def test_a_whole_target_is_centred_in_the_safe_area(rect, grid, aspect, fitted, safe):
    """It touches two of the area's sides, or takes its share of them, however it is turned."""
    fit, angle = fitted
    camera = frame_target(rect, fit, grid, aspect, angle=angle, safe=safe)
    top, right, bottom, left = in_frame(rect, camera, aspect, grid)
    free_height, free_width = 1 - safe.top - safe.bottom, 1 - safe.left - safe.right
    assert top + bottom == pytest.approx(safe.top + 1 - safe.bottom)
    assert left + right == pytest.approx(safe.left + 1 - safe.right)
    filled = max((bottom - top) / free_height, (right - left) / free_width)
    assert filled == pytest.approx(1 if fit == "contain" else fit)


@given(rect=rects, grid=grids, aspect=aspects, fit=fits, safe=insets)
def test_it_lies_in_the_safe_area_wherever_the_canvas_allows(rect, grid, aspect, fit, safe):
    """The view stays on the canvas; where one of its size can do both, it does."""
    wanted = frame_target(rect, fit, grid, aspect, safe=safe)
    camera = inside(wanted, grid, aspect)
    tall, wide = camera.height, camera.height * aspect / grid.cell_aspect  # [cells]
    spans = [
        (rect.row, rect.bottom, tall, grid.rows, safe.top, safe.bottom),
        (rect.col, rect.right, wide, grid.cols, safe.left, safe.right),
    ]
    allowed = all(
        max(0, end - view * (1 - after)) + SLIP <= min(canvas - view, start - view * before)
        for start, end, view, canvas, before, after in spans
    )
    top, right, bottom, left = in_frame(rect, camera, aspect, grid)
    lies_inside = (
        top >= safe.top - SLIP
        and right <= 1 - safe.right + SLIP
        and bottom <= 1 - safe.bottom + SLIP
        and left >= safe.left - SLIP
    )
    assert lies_inside or not allowed


def test_what_fills_the_frame_fills_all_of_it():
    """Its middle is the frame's."""
    rect, grid = Rect(row=3, col=7, height=2, width=2), Grid(rows=90, cols=160)
    view = frame_target(rect, "cover", grid, 9 / 16, safe=REELS)
    assert view == frame_target(rect, "cover", grid, 9 / 16) == Camera(row=4, col=8, height=2)


@pytest.mark.parametrize(
    ("target", "is_moved"),
    [
        ({"rect": [30, 30, 6, 6]}, True),
        ({"cell": [30, 30]}, True),
        ({"photo": "p-07"}, True),
        ("all", False),
    ],
)
def test_a_clip_keeps_targets_in_the_safe_area_but_never_the_whole_mosaic(
    placed, library_of, target, is_moved
):
    """Named or written in a key, toured or gone to; a platform's frame, upright."""
    canvas = placed([[(13 * row + 7 * col) % 20 for col in range(60)] for row in range(60)])
    targets = Targets(canvas, library_of(), frame=Size(width=900, height=1600))
    start = Camera(row=30, col=30, height=20)
    channels = [
        {"to": target},
        {"tour": [target]},
        {"keyframes": [{"at": "100%", "to": target, "fit": "contain"}]},
    ]
    for channel in channels:
        ends = [
            plan_move(
                CameraChannel.read({"fit": "contain", **channel}),
                start,
                targets=targets,
                frame_aspect=9 / 16,
                duration=1,
                problem=pytest.fail,
                safe=safe,
            ).camera(1)
            for safe in (WHOLE, REELS)
        ]
        assert (ends[0] != ends[1]) == is_moved
        if is_moved:
            rect = targets.rect(CameraChannel.read({"to": target}).to, start)
            top, right, bottom, left = in_frame(rect, ends[1], 9 / 16, canvas.grid)
            assert top >= REELS.top - SLIP
            assert right <= 1 - REELS.right + SLIP
            assert bottom <= 1 - REELS.bottom + SLIP
            assert left >= REELS.left - SLIP

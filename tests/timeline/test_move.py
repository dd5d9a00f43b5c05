"""Moves: plain ones, tours, keyframes; where they are when, and that they stay on the canvas."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.clips.camera import CameraChannel
from mosaic_anim.motion.camera import PATHS, flight_length
from mosaic_anim.motion.easing import EASINGS
from mosaic_anim.timeline.plan_move import hold, plan_move
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Size

ASPECT = 1.6
ALL = Camera(row=5.0, col=8.0, height=10.0)
LANDED = Camera(row=4.5, col=9.5, height=0.625)
CELL = {"cell": [4, 9]}
FAR = {"cell": [1, 2]}


@pytest.fixture(scope="session")
def moved(canvas, library_of):
    """Return a function that plans a camera of 4 s on 10 x 16 cells, evenly eased unless told."""
    targets = Targets(canvas, library_of(), frame=Size(width=1600, height=1000))

    def move(start=ALL, *, aspect=ASPECT, duration=4, problem=None, turns_back=False, **camera):
        smooth = camera.get("path") == "smooth"
        channel = CameraChannel.read(camera if smooth else {"ease": "linear"} | camera)
        return plan_move(
            channel,
            start,
            targets=targets,
            frame_aspect=aspect,
            duration=Fraction(duration),
            problem=problem,
            turns_back=turns_back,
        )

    return move


def corners(camera):
    """Return the corners of a view in a frame of `ASPECT` [cells]."""
    turn = np.exp(1j * np.radians(camera.angle))
    seen = turn * (np.array([1, 1, -1, -1]) * ASPECT + 1j * np.array([1, -1, 1, -1]))
    return camera.col + seen.real * camera.height / 2, camera.row + seen.imag * camera.height / 2


def stays_on_canvas(move, count=200):
    """Return whether no corner of any view leaves the canvas."""
    seen = [corners(move.camera(i / count)) for i in range(count + 1)]
    cols, rows = np.array(seen).swapaxes(0, 1)
    inside = (cols > -1e-9) & (cols < 16 + 1e-9) & (rows > -1e-9) & (rows < 10 + 1e-9)
    return bool(inside.all())


def test_a_clip_without_a_camera_holds():
    """One view, one value."""
    assert {hold(LANDED).camera(i / 9) for i in range(10)} == {LANDED}
    assert hold(LANDED) == hold(LANDED)


@pytest.mark.parametrize("path", PATHS)
def test_a_plain_move_is_its_path(moved, path):
    """Bit for bit the path between its two views."""
    move = moved(to=CELL, path=path)
    way = PATHS[path](ALL, LANDED, frame_aspect=ASPECT, cell_aspect=1.0)
    assert [move.camera(i / 8) for i in range(9)] == [way(i / 8) for i in range(9)]


def test_moves_are_values(moved):
    """Equal where all that they are made of is."""
    for camera in ({"to": CELL}, {"tour": [CELL, FAR]}, {"keyframes": [{"at": "1s", "zoom": 2}]}):
        assert moved(**camera) == moved(**camera)
        assert hash(moved(**camera)) == hash(moved(**camera))
    assert moved(to=CELL) != moved(to=CELL, rotation=1)


def test_a_rotation_is_kept(moved):
    """It turns with the move, and a later move without one stays turned."""
    first = moved(to=CELL, rotation=30)
    assert [first.camera(share).angle for share in (0, 0.5, 1)] == [0, 15, 30]
    second = moved(first.camera(1), to="all")
    assert {second.camera(i / 9).angle for i in range(10)} == {30}
    third = moved(second.camera(1), to="all", rotation=-690, ease="in_quad")
    assert third.camera(0.5).angle == 30 - 720 / 4


@pytest.mark.parametrize(("angle", "upright"), [(30, 0), (-100, 0), (350, 360), (1000, 1080)])
@pytest.mark.parametrize(
    "camera",
    [
        {"to": CELL},
        {"tour": [CELL, FAR]},
        {"keyframes": [{"at": "2s", "zoom": 3}]},
    ],
)
def test_what_follows_keyframes_turns_the_camera_upright(moved, camera, angle, upright):
    """By the shorter way, in the time of its move; with an angle of its own it goes there."""
    start = replace(LANDED, angle=angle)
    move = moved(start, turns_back=True, **camera)
    assert move.camera(0).angle == angle
    assert move.camera(1).angle == upright
    assert moved(start, **camera).camera(1).angle == angle
    if "keyframes" not in camera:
        assert moved(start, turns_back=True, rotation=45, **camera).camera(1).angle == 45


def test_a_cut_after_keyframes_is_upright(moved):
    """From its first view on."""
    move = moved(replace(LANDED, angle=30), turns_back=True, to=CELL, **{"from": FAR})
    assert {move.camera(i / 9).angle for i in range(10)} == {0}


@settings(max_examples=25, deadline=None)
@given(rotation=st.floats(-800, 800), first=st.floats(-800, 800), ease=st.sampled_from([*EASINGS]))
def test_a_turning_camera_stays_on_the_canvas(moved, rotation, first, ease):
    """On every way, however it turns; its ends are views that fit."""
    start = moved(to=FAR, rotation=first, fit="contain").camera(1)
    keys = [
        {"at": "0s", "rotation": first},
        {"at": "1s", "position": [0, 16], "ease": ease},
        {"at": "50%", "zoom": 0.5},
        {"at": "100%", "to": CELL, "rotation": rotation},
    ]
    for camera in (
        {"to": {"cell": [9, 15]}, "rotation": rotation, "ease": ease, "fit": "contain"},
        {"tour": [CELL, "all", FAR], "rotation": rotation, "ease": ease, "hold": "0.5s"},
        {"keyframes": keys},
    ):
        assert stays_on_canvas(moved(start, **camera), count=60)


def test_a_tour_rests_at_each_target(moved):
    """One view for as long as it says, each of them framed as its kind is."""
    move = moved(tour=[CELL, FAR, {"cell": [8, 3]}], hold=["0.5s", "1s", "0.25s"])
    seen = [move.camera(i / 400) for i in range(401)]
    rests = [view for view in dict.fromkeys(seen) if seen.count(view) > 1]
    assert [(view.row, view.col, view.height) for view in rests] == [
        (4.5, 9.5, 0.625),
        (1.5, 2.5, 0.625),
        (8.5, 3.5, 0.625),
    ]
    counts = [seen.count(view) for view in rests]
    assert counts == pytest.approx([50, 100, 26], abs=1)  # every 10 ms, and the end
    assert seen[-1] == rests[-1]


def test_flights_of_a_tour_share_the_time_by_their_lengths(moved):
    """A way twice as long for the eye takes twice the time."""
    move = moved(tour=[CELL, FAR, "all"])
    stops = [ALL, LANDED, Camera(row=1.5, col=2.5, height=0.625), ALL]
    lengths = [
        flight_length(one, other, frame_aspect=ASPECT, cell_aspect=1.0)
        for one, other in pairwise(stops)
    ]
    arrivals = np.cumsum(lengths) / sum(lengths)
    for arrival, stop in zip(arrivals, stops[1:], strict=True):
        view = move.camera(min(arrival, 1))
        assert (view.row, view.col) == pytest.approx((stop.row, stop.col))
        assert view.height == pytest.approx(stop.height)


def test_a_tour_through_one_place_is_no_error(moved):
    """Ways without length take equal times; the end is exact."""
    move = moved(LANDED, tour=[CELL, CELL], hold="1s")
    assert {move.camera(i / 50) for i in range(51)} == {LANDED}


@pytest.mark.parametrize("ease", ["in_out_back", "out_elastic", "in_bounce"])
def test_a_tour_never_leaves_the_canvas(moved, ease):
    """Flights rise and easings overshoot; no view jumps more than its neighbours."""
    move = moved(tour=[{"cell": [0, 0]}, {"cell": [9, 15]}, CELL], ease=ease, hold="0.2s")
    assert stays_on_canvas(move)


def test_a_tour_turns_on_each_flight(moved):
    """By the same angle, and rests turned."""
    move = moved(tour=[CELL, FAR], rotation=90, hold="1s")
    assert move.camera(1).angle == 90
    assert 45 in {move.camera(i / 64).angle for i in range(65)}


def test_keys_are_passed_exactly(moved):
    """Where each says that the camera is."""
    keys = [
        {"at": "0s", "to": "all"},
        {"at": "2s", "position": [3, 4], "zoom": 6, "rotation": 10, "ease": "out_cubic"},
        {"at": "100%", "to": CELL},
    ]
    move = moved(keyframes=keys)
    assert move.camera(0) == ALL
    assert move.camera(0.5) == Camera(row=3, col=4, height=10 / 6, angle=10)
    end = move.camera(1)
    assert (end.row, end.col, end.angle) == (4.5, 9.5, 10)
    # A turned frame covers less of the cell: its upright bounds are one column wide.
    bounds = ASPECT * np.cos(np.radians(10)) + np.sin(np.radians(10))
    assert end.height == pytest.approx(1 / bounds)


def test_between_two_views_keys_take_the_path(moved):
    """As a plain move does, eased as the key it leads to."""
    keys = [{"at": "1s", "to": "all"}, {"at": "3s", "to": CELL, "ease": "in_quad"}]
    for path in PATHS:
        move = moved(keyframes=keys, path=path)
        way = PATHS[path](ALL, LANDED, frame_aspect=ASPECT, cell_aspect=1.0)
        for share, progress in ((0.1, 0), (0.25, 0), (0.5, 0.25), (0.75, 1), (0.9, 1)):
            assert move.camera(share) == way(progress)


def test_what_a_key_leaves_out_goes_on(moved):
    """Position, zoom and rotation have keys of their own."""
    keys = [
        {"at": "1s", "position": [4, 6]},
        {"at": "2s", "zoom": 16},
        {"at": "3s", "position": [5, 7], "rotation": -60},
    ]
    move = moved(keyframes=keys)
    quarter, middle, last = (move.camera(share) for share in (0.25, 0.5, 1))
    assert (quarter.row, quarter.col) == (4, 6)
    assert quarter.height == pytest.approx(10 / 4)  # half of the way, in the logarithm
    assert quarter.angle == -20
    assert (middle.row, middle.col) == (4.5, 6.5)
    assert middle.height == 10 / 16
    assert (last.row, last.col, last.height, last.angle) == (5, 7, 10 / 16, -60)


def test_the_start_counts_as_a_key(moved):
    """Wherever the camera was, or where `from` puts it."""
    keys = [{"at": "4s", "zoom": 16}]
    assert moved(LANDED, keyframes=keys).camera(0) == LANDED
    assert moved(LANDED, keyframes=keys, **{"from": "all"}).camera(0) == ALL
    assert moved(LANDED, keyframes=[{"at": "0s", "to": "all"}]).camera(1) == ALL


def test_zooming_by_keys_is_even(moved):
    """Each step magnifies by the same factor."""
    move = moved(keyframes=[{"at": "100%", "zoom": 40}])
    steps = [log(b.height / a.height) for a, b in pairwise(move.camera(i / 50) for i in range(51))]
    assert steps == pytest.approx([-log(40) / 50] * 50)


def test_a_key_may_overshoot(moved):
    """An ease of its own carries the view beyond it, and back."""
    keys = [{"at": "0s", "zoom": 8}, {"at": "2s", "position": [5, 9], "ease": "out_back"}]
    move = moved(keyframes=keys)
    assert max(move.camera(i / 400).col for i in range(401)) == pytest.approx(9.1, abs=1e-3)
    assert move.camera(0.5).col == 9


def test_a_smooth_way_passes_keys_without_a_stop(moved):
    """The speed is one speed on both sides of a key, and not zero."""
    keys = [{"at": f"{i}s", "position": [5 + i % 2, 4 + 2 * i], "zoom": 5 + i} for i in range(5)]
    move = moved(path="smooth", keyframes=keys)
    step = 1e-6
    for key in (1, 2, 3):
        before, at, after = (move.camera(key / 4 + step * side) for side in (-1, 0, 1))
        assert (at.row, at.col) == (5 + key % 2, 4 + 2 * key)
        assert at.height == 10 / (5 + key)
        assert (at.col - before.col) / step == pytest.approx((after.col - at.col) / step, rel=1e-3)
        assert (at.col - before.col) / step == pytest.approx(8, rel=1e-3)  # 2 columns in 1/4
        assert (at.height - before.height) / step == pytest.approx(
            (after.height - at.height) / step, rel=1e-3
        )


def test_a_camera_that_begins_beyond_the_canvas_comes_in_without_a_jump(moved):
    """On every way; its first view is the last one's."""
    out = moved(to="all", fit=0.5, background="show").camera(1)
    assert out.height == 20
    for camera in (
        {"to": CELL},
        {"tour": [CELL, FAR]},
        {"keyframes": [{"at": "4s", "to": CELL}]},
        {"keyframes": [{"at": "4s", "to": CELL}], "path": "smooth"},
    ):
        move = moved(out, **camera)
        assert move.camera(0) == out
        assert move.camera(1e-4).height == pytest.approx(20, rel=1e-2)


def test_the_background_shows_where_the_scene_asks_for_it(moved):
    """Then keys are taken as they are written."""
    keys = [{"at": "2s", "position": [0, 0], "zoom": 1}]
    shown = moved(keyframes=keys, background="show").camera(1)
    assert shown == Camera(row=0, col=0, height=10)
    assert moved(keyframes=keys).camera(1) == ALL


def test_targets_that_are_not_there_are_reported_with_their_paths(moved):
    """All of them; the camera stays where it was."""
    told = []

    def problem(path, error):
        told.append((*path, error.key))

    gone = {"cell": [10, 3]}
    moved(problem=problem, **{"from": gone, "to": {"photo": "nobody"}})
    move = moved(problem=problem, tour=[CELL, gone])
    moved(problem=problem, keyframes=[{"at": "1s", "to": CELL}, {"at": "2s", "to": gone}])
    assert told == [
        ("from", "cell"),
        ("to", "photo"),
        ("tour", 1, "cell"),
        ("keyframes", 1, "to", "cell"),
    ]
    assert move.camera(1) == LANDED

"""Clips become shots: where the camera goes, what it keeps, what lies over the frame."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.motion.camera import PATHS
from mosaic_anim.motion.easing import EASINGS
from mosaic_anim.timeline import plan
from mosaic_anim.timeline.landing_tint import landing_tint
from mosaic_anim.values.frame_state import Camera, Fade

ALL = Camera(row=5.0, col=8.0, height=10.0)
LANDED = Camera(row=4.5, col=9.5, height=0.625)


def clip(camera=None, *, duration="1s", **channels):
    """One clip, whose camera moves evenly unless told."""
    if camera is not None:
        channels["camera"] = {"ease": "linear", **camera}
    return {"duration": duration, **channels}


def cameras(timeline, count=20):
    """Return the camera at evenly spaced times, both ends included."""
    return [camera_at(timeline, timeline.duration * i / count) for i in range(count + 1)]


def camera_at(timeline, time):
    """Return the camera at a time [s]."""
    return timeline.state(Fraction(time)).layers[0].camera


def overlays_at(timeline, *times):
    """Return what lies over the frame at some times [s]."""
    return [timeline.state(Fraction(time)).overlays for time in times]


def test_before_the_first_move_the_camera_shows_all(planned):
    """In a frame of another shape, too."""
    for size, height in (("1600x1000", 10), ("3200x1000", 10), ("1600x2000", 20)):
        assert camera_at(planned(clip(), size=size), 0) == Camera(row=5.0, col=8.0, height=height)


def test_the_camera_keeps_its_last_view(planned):
    """Over clips without a camera."""
    timeline = planned(clip({"to": {"cell": [4, 9]}}), clip(), clip({"to": "all"}))
    assert camera_at(timeline, 1) == camera_at(timeline, "1.7") == camera_at(timeline, 2) == LANDED
    assert camera_at(timeline, 3) == ALL


def test_a_dive_zooms_evenly_and_slides_with_the_zoom(planned):
    """Halfway of 16-fold: a quarter of the height, and 12/15 of the way."""
    middle = camera_at(planned(clip({"to": {"cell": [4, 9]}})), Fraction(1, 2))
    assert middle.height == pytest.approx(2.5)
    assert middle.row == pytest.approx(5 - 0.5 * 0.8)
    assert middle.col == pytest.approx(8 + 1.5 * 0.8)


def test_from_jumps_to_another_start(planned):
    """The clip before ends where it ended."""
    timeline = planned(
        clip({"to": {"cell": [4, 9]}}),
        clip({"from": {"rect": [0, 0, 5, 8]}, "to": "all"}),
    )
    assert camera_at(timeline, "0.999999999").height == pytest.approx(0.625)
    assert camera_at(timeline, 1) == Camera(row=2.5, col=4.0, height=5.0)
    assert camera_at(timeline, 2) == ALL


@pytest.mark.parametrize(
    ("fit", "height"), [(None, 0.625), ("cover", 0.625), ("contain", 1.0), (0.5, 2.0)]
)
def test_a_cell_fits_as_the_scene_says(planned, fit, height):
    """By default it covers the frame."""
    camera = {"to": {"cell": [4, 9]}, "fit": fit} if fit else {"to": {"cell": [4, 9]}}
    assert camera_at(planned(clip(camera)), 1) == Camera(row=4.5, col=9.5, height=height)


def test_the_view_stays_inside_the_canvas(planned):
    """A corner cell at a quarter of the frame: the view is moved, not shrunk."""
    camera = camera_at(planned(clip({"to": {"cell": [0, 15]}, "fit": 0.25})), 1)
    assert camera == Camera(row=2.0, col=16 - 3.2, height=4.0)


def test_the_background_shows_only_where_the_scene_asks_for_it(planned):
    """Then the target stands in the middle."""
    look = {"to": {"cell": [0, 15]}, "fit": 0.25, "background": "show"}
    assert camera_at(planned(clip(look)), 1) == Camera(row=0.5, col=15.5, height=4.0)
    all_of_it = {"to": "all", "background": "show"}
    timeline = planned(clip(all_of_it), size="3200x1000", background="#0b0d12")
    assert camera_at(timeline, 1).height == 10
    assert timeline.state(Fraction(0)).background == (11, 13, 18)


def test_the_angles_of_keyframes_end_with_their_clip(planned):
    """The camera holds it until the next clip that moves it; one that names an angle keeps that."""
    keys = clip({"keyframes": [{"at": "100%", "rotation": 20}]})
    timeline = planned(keys, clip(), clip({"to": {"cell": [4, 9]}}), clip({"to": "all"}))
    angles = [camera_at(timeline, time).angle for time in ("1", "2", "2.5", "3", "4")]
    assert angles == [20, 20, 10, 0, 0]
    kept = planned(keys, clip({"to": {"cell": [4, 9]}, "rotation": 20}), clip({"to": "all"}))
    assert [camera_at(kept, time).angle for time in ("1.5", "3")] == [20, 20]
    turned = clip({"to": {"cell": [4, 9]}, "rotation": 20})
    zoomed = planned(turned, clip({"keyframes": [{"at": "100%", "zoom": 3}]}), clip({"to": "all"}))
    assert camera_at(zoomed, 3).angle == 20


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("ease", EASINGS)
def test_no_path_and_no_easing_looks_outside(planned, path, ease):
    """Flights rise and easings overshoot; the view is held inside all the same."""
    near = {"to": {"cell": [1, 1]}, "fit": "contain"}
    far = {"to": {"cell": [9, 15]}, "fit": 0.3, "path": path, "ease": ease}
    for camera in cameras(planned(clip(near), clip(far))):
        assert camera.height <= 10
        assert camera.row - camera.height / 2 >= -1e-9
        assert camera.row + camera.height / 2 <= 10 + 1e-9
        assert camera.col - camera.height * 0.8 >= -1e-9
        assert camera.col + camera.height * 0.8 <= 16 + 1e-9


def test_a_move_that_begins_outside_comes_in_without_a_jump(planned):
    """A clip that shows the background, then one that does not."""
    show = {"to": "all", "fit": 0.5, "background": "show"}
    timeline = planned(clip(show), clip({"to": {"cell": [4, 9]}}))
    assert camera_at(timeline, 1).height == 20
    assert camera_at(timeline, "1.0001").height == pytest.approx(20, rel=1e-2)
    assert camera_at(timeline, 2) == LANDED


def test_steps_hold_equal_states(planned):
    """Four steps are four pictures; the landing is the end state."""
    timeline = planned(clip({"to": {"cell": [4, 9]}, "ease": {"steps": 4}}))
    states = {timeline.frame_state(i) for i in range(30)}
    assert len(states) == 4
    assert timeline.moment_state("1s") not in states


@pytest.mark.parametrize(
    ("height", "tint"), [(100, 1.0), (1 / 0.15, 1.0), (1 / 0.375, 0.5), (1 / 0.6, 0.0), (0.5, 0.0)]
)
def test_the_tint_fades_out_as_a_cell_fills_the_view(height, tint):
    """A photo that is landed on shows its own colours."""
    assert landing_tint(Camera(row=0, col=0, height=height)) == pytest.approx(tint, abs=1e-12)


def test_layers_carry_the_tint_of_their_camera(planned):
    """From full to none over a dive."""
    timeline = planned(clip({"to": {"cell": [4, 9]}}))
    tints = [timeline.state(Fraction(i, 30)).layers[0].tint for i in range(31)]
    assert tints[0] == 1
    assert tints[-1] == 0
    assert tints == sorted(tints, reverse=True)


def test_a_fade_in_runs_from_the_colour_to_the_picture(planned):
    """At its end nothing is left of it, so that the hold after it is one state."""
    timeline = planned(clip(fade={"in": "500ms", "color": "white"}))
    white = (255, 255, 255)
    assert overlays_at(timeline, 0, Fraction(1, 8), Fraction(1, 2), 1) == [
        (Fade(color=white, opacity=1.0),),
        (Fade(color=white, opacity=0.75),),
        (),
        (),
    ]


def test_a_fade_out_stays_until_a_later_clip_fades_in(planned):
    """Black over the clip between, and gone when the third has faded in."""
    timeline = planned(
        clip(fade={"out": "500ms"}),
        clip(),
        clip(fade={"in": "500ms", "color": "white"}),
    )
    black = Fade(color=(0, 0, 0), opacity=1.0)
    assert overlays_at(timeline, 0, Fraction(1, 2), Fraction(3, 4), 1, "1.5", 2, "2.5", 3) == [
        (),
        (),
        (Fade(color=(0, 0, 0), opacity=0.5),),
        (black,),
        (black,),
        (Fade(color=(255, 255, 255), opacity=1.0),),
        (),
        (),
    ]


def test_a_fade_out_over_a_fade_out_lies_on_top(planned):
    """Two colours until the upper one hides the lower."""
    timeline = planned(clip(fade={"out": "1s"}), clip(fade={"out": "1s", "color": "red"}))
    black, red = Fade(color=(0, 0, 0), opacity=1.0), Fade(color=(255, 0, 0), opacity=0.5)
    assert overlays_at(timeline, "1.5", 2) == [
        (black, red),
        (Fade(color=(255, 0, 0), opacity=1.0),),
    ]


def test_a_fade_that_overshoots_stays_a_fade(planned):
    """Opacity is held from 0 to 1."""
    timeline = planned(clip(fade={"in": "500ms", "out": "500ms", "ease": "in_out_elastic"}))
    for index in range(timeline.frame_count):
        for fade in timeline.frame_state(index).overlays:
            assert 0 < fade.opacity <= 1


def test_all_missing_targets_are_reported_at_once(canvas, library_of, scene_of):
    """Each with its place and what there is instead."""

    class Places:
        def place(self, path):
            return "film.yaml:" + ".".join(map(str, path))

    scene = scene_of(
        clip({"to": {"cell": [10, 3]}}),
        clip({"from": {"photo": "p-99"}, "to": {"rect": [20, 0, 2, 2]}}),
        clip({"to": {"photo": "p_07.jpg"}}),
        clip({"to": {"cell": "best", "rank": 100}}),
        clip(tiles={"motion": "explode", "from": [3, 16]}),
    ).with_places("film.yaml", Places())
    with pytest.raises(SceneError) as caught:
        plan(scene, scene.outputs[0], {"main": canvas}, {"main": library_of()})
    told = [(p.place.removeprefix("film.yaml:timeline."), p.what) for p in caught.value.problems]
    assert told == [
        ("0.camera.to.cell", "the mosaic has no cell [10, 3]"),
        ("1.camera.from.photo", "the library has no photo 'p-99'"),
        ("1.camera.to.rect", "the rectangle lies outside the mosaic"),
        ("2.camera.to.photo", "the library has no photo 'p_07.jpg'"),
        ("3.camera.to.rank", "the mosaic has no best cell of rank 100"),
        ("4.tiles.from.cell", "the mosaic has no cell [3, 16]"),
    ]
    assert [problem.remedy for problem in caught.value.problems] == [
        "rows are 0 to 9, columns 0 to 15",
        "did you mean 'p-19'?",
        "the mosaic has 10 rows and 16 columns",
        "did you mean 'p-07.jpg'?",
        "it shows 20 photos away from its border: a lower rank",
        "rows are 0 to 9, columns 0 to 15",
    ]


def test_a_clip_that_the_scene_does_not_have_is_refused(canvas, library_of, scene_of):
    """Scenes are checked when they are loaded; an output made by hand is checked here."""
    scene = scene_of(clip())
    output = replace(scene.outputs[0], clips=("nope",))
    with pytest.raises(ValueError, match="no clip 'nope'"):
        plan(scene, output, {"main": canvas}, {"main": library_of()})


@pytest.mark.parametrize("size", ["1600x1000", "1000x1600", "1000x1000"])
def test_a_picture_behind_the_mosaic_fills_the_frame_and_never_moves(
    canvas, placed, library_of, scene_of, size
):
    """It is the lowest layer, of one cell, in the shape of the scene's frame."""
    scene = scene_of(
        clip({"to": {"cell": [4, 9]}}),
        background={"gradient": ["red", "blue"]},
        outputs=[{"file": "a.mp4", "size": size}],
    )
    behind = placed([[0]], cell_aspect=1.6)
    placements = {"main": canvas, "background": behind}
    timeline = plan(scene, scene.outputs[0], placements, {"main": library_of()})
    layers = {timeline.state(Fraction(i, 5)).layers[0] for i in range(6)}
    (layer,) = layers
    view = layer.camera.viewport(timeline.size, behind.grid)
    assert (layer.mosaic, layer.opacity) == ("background", 1)
    assert (view.height, view.width) == pytest.approx(
        (min(1, 1.6 / timeline.size.aspect), min(1, timeline.size.aspect / 1.6))
    )
    assert view.row + view.height / 2 == view.col + view.width / 2 == 0.5


def test_quality_is_that_of_the_output(planned):
    """A timeline hands it on to the drawing."""
    outputs = [{"file": "a.mp4"}, {"file": "b.mp4", "preset": "high"}]
    assert [planned(clip(), outputs=outputs, number=n).quality for n in (0, 1)] == [
        "standard",
        "high",
    ]

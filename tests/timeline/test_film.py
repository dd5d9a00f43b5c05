"""Clips overlap, are played at their pace, and leave each channel as they end."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.clips.motions.motion import MotionRecipe
from mosaic_anim.timeline.landing_tint import landing_tint
from mosaic_anim.timeline.shot_planner import seed_of
from mosaic_anim.values.frame_state import Camera, Exposure

ALL = Camera(row=5.0, col=8.0, height=10.0)
LANDED = Camera(row=4.5, col=9.5, height=0.625)

MOVE = {"from": {"rect": [0, 0, 5, 8]}, "to": {"cell": [4, 9]}}
BURST = {"motion": "explode"}
EVERYTHING = {
    "camera": MOVE,
    "tiles": {"motion": "explode", "stagger": {"from": [2, 3], "spread": "300ms"}},
    "blend": {"to": "cover"},
    "fade": {"in": "200ms", "out": "300ms"},
}

shares = st.fractions(0, 1, max_denominator=1000)


def clip(name, duration="1s", **keys):
    """One clip."""
    return {"id": name, "duration": duration, **keys}


def motions_at(timeline, time):
    """Return what moves the tiles at a time [s]."""
    return timeline.state(Fraction(time)).layers[-1].motions


def test_clips_that_overlap_drive_their_channels_together(planned):
    """The camera dives for two seconds; tiles fly in the second of them."""
    timeline = planned(
        clip("dive", "2s", camera={"to": {"cell": [4, 9]}, "ease": "linear"}),
        clip("burst", at="dive + 1s", tiles=BURST),
    )
    assert timeline.duration == 2
    assert motions_at(timeline, "0.99") == ()
    (moving,) = motions_at(timeline, "1.25")
    assert moving.time == 0.25
    assert timeline.state(Fraction(5, 4)).layers[0].camera.height == pytest.approx(
        10 / 16 ** (5 / 8)
    )


def test_channels_keep_what_the_last_clip_left(planned):
    """Tiles stay away, the cover stays, the camera stays, black stays."""
    timeline = planned(
        clip("all", **EVERYTHING | {"fade": {"out": "1s"}}), clip("hold"), clip("end")
    )
    left = timeline.moment_state("all.end")
    assert left == timeline.state(Fraction(1)) == timeline.state(Fraction(5, 2))
    assert left.layers[0].camera == LANDED
    assert [moving.time for moving in left.layers[0].motions] == [1, 1]
    assert left.layers[0].back == "main/cover"
    assert left.overlays[0].opacity == 1


def test_tiles_at_home_are_no_motion(planned):
    """Before the first flight, at its very start, and when they have come back."""
    back = clip("back", tiles={"motion": "explode", "reverse": True})
    timeline = planned(clip("open"), clip("burst", tiles=BURST), back, clip("rest"))
    assert [len(motions_at(timeline, time)) for time in (0, 1, "1.001", 2, "2.999", 3, 4)] == [
        0,
        0,
        1,
        1,
        1,
        0,
        0,
    ]


def test_a_flight_after_another_one_begins_at_its_own_start(planned):
    """The second motion takes the tiles over."""
    timeline = planned(clip("burst", tiles=BURST), clip("fall", tiles={"motion": "fall"}))
    assert motions_at(timeline, 1) == ()
    assert motions_at(timeline, "1.5")[0].motion.motion == "fall"


def test_a_blend_goes_on_from_where_the_last_one_ended(planned):
    """To the cover and back: in the end nothing is left of it."""
    timeline = planned(clip("a", blend={"to": "cover"}), clip("b", blend={"to": "mosaic"}))
    ((there,), (back,)) = motions_at(timeline, "0.5"), motions_at(timeline, "1.5")
    assert (there.motion.start, there.motion.end) == (0, 1)
    assert (back.motion.start, back.motion.end) == (1, 0)
    assert motions_at(timeline, 2) == ()
    assert timeline.state(Fraction(2)).layers[0].back == ""


@settings(max_examples=40, deadline=None)
@given(share=shares)
def test_reversed_a_clip_is_itself_backwards(planned, share):
    """At u what it is at 1 - u, exactly, in all channels."""
    forward = planned(clip("a", **EVERYTHING))
    backward = planned(clip("a", reverse=True, **EVERYTHING))
    assert backward.state(share) == forward.state(1 - share)


@settings(max_examples=40, deadline=None)
@given(share=shares)
def test_ping_pong_returns_the_way_it_came(planned, share):
    """Forth as without it, back as forth, and in the end where it began."""
    forth = planned(clip("a", **EVERYTHING))
    both = planned(clip("a", ping_pong=True, **EVERYTHING))
    assert both.duration == 2
    assert both.state(share) == forth.state(share)
    assert both.state(2 - share) == both.state(share)


@settings(max_examples=40, deadline=None)
@given(share=shares.filter(lambda share: share < 1))
def test_a_loop_plays_a_clip_again(planned, share):
    """Three times the same, and then its end."""
    once, thrice = planned(clip("a", **EVERYTHING)), planned(clip("a", loop=3, **EVERYTHING))
    assert thrice.duration == 3
    assert {thrice.state(share + turn) for turn in range(3)} == {once.state(share)}
    assert thrice.state(Fraction(3)) == once.state(Fraction(1))


@settings(max_examples=40, deadline=None)
@given(share=shares)
def test_speed_is_how_fast_a_clip_passes(planned, share):
    """Twice as fast: half the time, the same states."""
    slow, fast = planned(clip("a", **EVERYTHING)), planned(clip("a", speed=2, **EVERYTHING))
    assert fast.duration == Fraction(1, 2)
    assert fast.state(share / 2) == slow.state(share)


def test_the_next_clip_begins_where_a_turned_clip_ends(planned):
    """Reversed, the camera ends where it would have begun."""
    timeline = planned(
        clip("a", reverse=True, camera=MOVE), clip("b", camera={"to": "all", "ease": "linear"})
    )
    assert timeline.moment_state("a.end") == timeline.state(Fraction(1))
    assert timeline.state(Fraction(1)).layers[0].camera == Camera(row=2.5, col=4.0, height=5.0)


def test_clips_are_planned_in_the_order_in_which_they_start(planned):
    """Whatever their order in the file: the camera of the second one moves first."""
    timeline = planned(
        clip("late", at="1s", camera={"to": "all"}),
        clip("early", at="0s", camera={"to": {"cell": [4, 9]}}),
    )
    cameras = [timeline.state(Fraction(time)).layers[0].camera for time in (0, 1, 2)]
    assert cameras == [ALL, LANDED, ALL]


def test_a_clip_looks_the_same_wherever_it_stands(planned):
    """The same id and seed: states hold no time of the scene, and no count of clips."""
    early = planned(clip("burst", **EVERYTHING))
    late = planned(clip("open", "700ms"), clip("burst", **EVERYTHING), clip("end"))
    for share in (0, Fraction(1, 7), Fraction(1, 2), Fraction(99, 100)):
        assert early.state(share) == late.state(share + Fraction(7, 10))


def test_randomness_has_a_start_of_its_own_in_each_clip(planned):
    """By the scene's seed and the clip's id; always the same."""
    seeds = [seed_of(scene, name) for scene in (0, 1) for name in ("a", "b", "1 a")]
    assert len(set(seeds)) == 6
    assert all(0 <= seed < 2**63 for seed in seeds)
    (moving,) = motions_at(planned(clip("a", tiles=BURST)), "0.5")
    assert isinstance(moving, MotionRecipe)
    assert moving.seed == seed_of(0, "a") == 7473381847846152037


def test_points_of_motions_are_found_on_the_canvas(planned):
    """A cell's middle; a photo's cell nearest to where the camera is."""
    tiles = {"motion": "explode", "from": [2, 3], "stagger": {"from": {"photo": "p-07"}}}
    (moving,) = motions_at(planned(clip("a", tiles=tiles)), "0.5")
    assert moving.motion.from_ == (2.5, 3.5)
    assert moving.motion.stagger.from_ == (5.5, 7.5)
    assert moving.spread == 0.6


def test_the_tint_of_a_landing_fades_with_tiles_in_flight_too(planned):
    """Tiles burst while the camera lands."""
    timeline = planned(clip("a", camera=MOVE, tiles=BURST))
    layers = [timeline.state(Fraction(i, 10)).layers[0] for i in range(11)]
    assert [layer.tint for layer in layers] == [landing_tint(layer.camera) for layer in layers]
    assert layers[-1].tint == 0


def test_an_output_plays_all_that_is_on_while_its_clips_are(planned):
    """Tiles that burst during the dive burst in an output of the dive alone, up to its end."""
    clips = (
        clip("open"),
        clip("dive", "2s", camera=MOVE),
        clip("burst", at="dive.end - 0.5s", tiles=BURST),
        clip("fade", fade={"out": "1s"}),
    )
    outputs = [{"file": "a.mp4"}, {"file": "b.mp4", "clips": ["fade", "dive"]}]
    whole, part = (planned(*clips, outputs=outputs, number=number) for number in (0, 1))
    assert whole.duration == 4.5
    assert part.duration == 3
    assert part.marks == {
        "fade": 0,
        "fade.start": 0,
        "fade.end": 1,
        "dive": 1,
        "dive.start": 1,
        "dive.end": 3,
    }
    for index in range(90):
        begins = Fraction(7, 2) if index < 30 else Fraction(0)
        assert part.frame_state(index) == whole.state(begins + Fraction(index, 30))
    end = part.moment_state("dive.end")
    assert end == whole.moment_state("dive.end")
    assert end.layers[0].camera == LANDED
    assert [moving.time for moving in end.layers[0].motions] == [0.5]


def test_a_jump_is_not_seen_at_the_end_of_what_is_before(planned):
    """The end of a loop's pass, of a clip before a cut, of the film: the moment just before."""
    back = clip("back", camera={"from": "all", "to": "all"})
    timeline = planned(clip("dive", loop=2, camera=MOVE), clip("mark", at="0s"), back)
    assert timeline.moment_state("mark.end").layers[0].camera == LANDED
    assert timeline.moment_state("dive.end").layers[0].camera == LANDED
    assert timeline.state(Fraction(1)).layers[0].camera.height == 5
    assert timeline.state(Fraction(2)).layers[0].camera == ALL


def test_an_output_ends_where_its_last_clip_does(planned):
    """Though the next clip of the scene begins somewhere else at that very time."""
    back = clip("back", camera={"from": "all", "to": "all"})
    outputs = [{"file": "a.mp4", "clips": ["back", "dive"]}]
    timeline = planned(clip("dive", camera=MOVE), back, outputs=outputs)
    assert timeline.moment_state("dive.end").layers[0].camera == LANDED
    assert timeline.state(Fraction(2)).layers[0].camera == LANDED
    assert timeline.frame_state(30).layers[0].camera.height == 5


def test_motion_blur_exposes_what_moves_and_nothing_else(planned):
    """Each frame of the dive is several moments, the middle one its own; a hold is one state."""
    timeline = planned(
        clip("dive", camera=MOVE, motion_blur=180), clip("hold", motion_blur=180), clip("rest")
    )
    shown = timeline.frame_state(15)
    assert isinstance(shown, Exposure)
    assert shown.moments[len(shown.moments) // 2] == timeline.state(Fraction(1, 2))
    assert timeline.moment_state("500ms") == shown
    assert timeline.frame_state(40) == timeline.state(Fraction(40, 30))


def test_no_shutter_is_open_across_a_cut(planned):
    """The frame at the cut sees the clip that begins, the end the clip that ends."""
    jump = clip("jump", camera={"from": "all", "to": {"rect": [0, 0, 5, 8]}}, motion_blur=360)
    timeline = planned(clip("dive", camera=MOVE, motion_blur=360), jump)
    first = {moment.layers[0].camera.height for moment in timeline.frame_state(30).moments}
    assert all(9 < height <= 10 for height in first)
    last = timeline.moment_state("dive.end")
    heights = {m.layers[0].camera.height for m in getattr(last, "moments", (last,))}
    assert max(heights) < 1

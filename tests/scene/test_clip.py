"""Clips: when they are on, and what is wrong with them, each with its line and a remedy."""

import pytest

from mosaic_anim.scene.clip_times import clip_times

A = "{id: a, duration: 2s, tiles: {motion: explode}}"


def timeline(*clips):
    """Write a timeline, a clip in each line from the fourth on."""
    return "timeline:\n" + "".join(f"  - {clip}\n" for clip in clips)


def on(scene):
    """Return when each clip starts and ends [s]."""
    return [(float(span.start), float(span.end)) for span in clip_times(scene.timeline)]


def test_clips_follow_each_other_unless_they_say_when(load):
    """One without `at` begins when all before it have ended."""
    scene = load(
        timeline(
            "{id: a, duration: 2s}",
            "{id: b, duration: 4s, at: a.end - 0.5s, speed: 2, loop: 3, ping_pong: true}",
            "{id: c, duration: 1s, at: 15f}",
            "{id: d, duration: 1s}",
            "{id: e, duration: 1s, at: d + 250ms}",
        )
    )
    assert on(scene) == [(0, 2), (1.5, 13.5), (0.5, 1.5), (13.5, 14.5), (13.75, 14.75)]


@pytest.mark.parametrize(
    ("clip", "message"),
    [
        (
            "{duration: 1s, tiles: {motion: explod}}",
            "s.yaml:5:36: unknown motion 'explod' — did you mean 'explode'?",
        ),
        (
            "{duration: 1s, tiles: {motion: explode, distnace: 2}}",
            "s.yaml:5:45: unknown key 'distnace' — did you mean 'distance'?",
        ),
        ("{duration: -1s}", "s.yaml:5:16: not a duration: '-1s' — for example 1.5s"),
        (
            "{id: b, duration: 1s, at: a.end - 0.5s, tiles: {motion: fall}}",
            (
                "s.yaml:5:52: 'a' and 'b' both drive 'tiles' for 0.5s from 1.5s on — at: a.end, "
                "or a transition as long as the overlap"
            ),
        ),
        (
            "{duration: 1s, tiles: {motion: fall, stagger: {spread: 1s}}}",
            (
                "s.yaml:5:60: the stagger spreads over 1s, its clip takes 1s — make the clip "
                "longer or the spread shorter"
            ),
        ),
        (
            "{duration: 1s, blend: {to: cover, stagger: {spread: 2s}}}",
            "s.yaml:5:57: the stagger spreads over 2s, its clip takes 1s",
        ),
        (
            "{duration: 1s, at: a.edn}",
            "s.yaml:5:24: not a moment of the scene: 'a.edn' — a time such as 2.5s",
        ),
        (
            "{duration: 1s, at: aa.end}",
            "s.yaml:5:24: no clip before this one has the id 'aa' — did you mean 'a'?",
        ),
        (
            "{duration: 1s, at: clip-2}",
            "s.yaml:5:24: the clip 'clip-2' is not before this one — put it further up",
        ),
        (
            "{duration: 1s, at: a - 1.5s}",
            "s.yaml:5:24: this clip would start 1.5s before the scene — 0s is the earliest",
        ),
        ("{duration: 1s, at: -1s}", "s.yaml:5:24: '-1s' lies before the scene"),
        (
            "{duration: 1s, speed: 4, transition: crossfade}",
            (
                "s.yaml:5:42: the crossfade takes 0.5s, its clip 0.25s — make the clip longer, or "
                "{kind: crossfade, duration: …} shorter"
            ),
        ),
        ("{duration: 1s, loop: 0}", "s.yaml:5:26: 'loop' cannot be 0 — at least 1"),
        ("{duration: 1s, speed: 0}", "s.yaml:5:27: a speed of 0 is not possible — above 0"),
        ("{duration: 1s, speed: -2}", "s.yaml:5:27: a speed of -2 is not possible — above 0"),
        ("{duration: 1s, speed: 1e9}", "s.yaml:5:27: not a speed"),
        ("{duration: 1s, speed: 1000}", "a speed of 1000 is not possible — from 0.01 to 100"),
        ("{duration: 1s, motion_blur: 400}", "s.yaml:5:33: 'motion_blur' cannot be 400"),
        (
            "{duration: 1s, camera: {tour: [all], hold: 1s}}",
            "s.yaml:5:48: the tour holds for 1s, its clip takes 1s",
        ),
        (
            "{duration: 1s, transition: crosfade}",
            "s.yaml:5:32: unknown transition 'crosfade' — did you mean 'crossfade'?",
        ),
    ],
)
def test_a_clip_that_cannot_be_is_told_where_and_why(problems, clip, message):
    """One problem, one line, with what to do about it."""
    (line,) = problems(timeline(A, clip))
    assert message in line


def test_clips_may_overlap_while_one_crosses_into_the_other(load, problems):
    """As long as the transition runs there are two pictures."""
    crossing = "{id: b, duration: 1s, at: a.end - 0.5s, tiles: {motion: fall}, transition: %s}"
    assert on(load(timeline(A, crossing % "crossfade"))) == [(0, 2), (1.5, 2.5)]
    (line,) = problems(timeline(A, crossing % "{kind: fade, duration: 0.4s}"))
    assert "'a' and 'b' both drive 'tiles' for 0.5s" in line


def test_a_clip_that_goes_on_after_a_transition_is_in_the_way(problems):
    """It would drive the tiles again where the later one has ended."""
    crossing = "{id: b, duration: 1s, at: 0.5s, tiles: {motion: fall}, "
    (line,) = problems(timeline(A, crossing + "transition: {kind: crossfade, duration: 1s}}"))
    assert "'a' and 'b' both drive 'tiles' for 1s from 0.5s on" in line


def test_the_later_of_two_clips_is_told_whatever_their_order(problems):
    """Here it stands first in the file."""
    early = "{id: b, duration: 2s, at: 0s, tiles: {motion: fall}}"
    (line,) = problems(timeline("{id: a, duration: 2s, at: 1s, tiles: {motion: fall}}", early))
    assert line.startswith("s.yaml:4:42: 'b' and 'a' both drive 'tiles' for 1s from 1s on")


def test_a_long_clip_is_in_the_way_of_all_that_follow(problems):
    """Not of the next one only; clips that drive something else are not in the way."""
    lines = problems(
        timeline(
            "{id: a, duration: 9s, fade: {in: 1s}}",
            "{id: b, duration: 1s, at: 1s, fade: {in: 1s}}",
            "{id: c, duration: 1s, at: 3s, fade: {in: 1s}, blend: {to: cover}}",
            "{id: d, duration: 1s, at: 9s, fade: {in: 1s}, blend: {to: mosaic}}",
        )
    )
    assert [line.split(" both")[0] for line in lines] == [
        "s.yaml:5:41: 'a' and 'b'",
        "s.yaml:6:41: 'a' and 'c'",
    ]


@pytest.mark.parametrize(
    ("keys", "quality"),
    [
        ("", "standard"),
        (", preset: high", "high"),
        (", preset: high, quality: standard", "standard"),
    ],
)
def test_tiles_are_drawn_finely_where_the_encoder_keeps_it(load, keys, quality):
    """Unless the output says otherwise."""
    assert load(f"outputs: [{{file: a.mp4{keys}}}]\n").outputs[0].quality == quality

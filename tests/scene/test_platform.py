"""scene/platform.py: rules of platforms that an output breaks, each with its place and a remedy."""

from fractions import Fraction

import pytest

from mosaic_anim.encode.presets import PRESETS
from mosaic_anim.scene.clip_times import clip_times
from mosaic_anim.scene.platform import output_length, platform_problems, silent_track_notes


@pytest.fixture
def told(load):
    """Return a function that loads a scene with one output and returns its warnings as lines."""

    def found(output, *, seconds=10, before=""):
        timeline = f"timeline: [{{duration: {seconds}s, id: a}}, {{duration: 1s, id: b}}]\n"
        scene = load(f"{before}{timeline}outputs: [{output}]\n")
        return [str(problem) for problem in platform_problems(scene)]

    return found


@pytest.mark.parametrize("name", [name for name, chosen in PRESETS.items() if chosen.platform])
def test_a_plain_film_of_ten_seconds_breaks_no_rule(told, name):
    """Size and rate are the platform's own where the output says nothing."""
    assert told(f"{{file: a.mp4, preset: {name}}}") == []


@pytest.mark.parametrize("name", ["draft", "standard", "high", "archive"])
def test_quality_alone_has_no_rules(told, name):
    """Nobody refuses it."""
    assert told(f"{{file: a.gif, preset: {name}, size: 99x77}}", seconds=999) == []


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "{file: a.mp4, preset: reels, size: 1920x1080}",
            (
                "s.yaml:4:46: reels shows 1080x1920; 1920x1080 has another shape"
                " — write size: 1080x1920"
            ),
        ),
        (
            "{file: a.mp4, preset: square, fps: 10}",
            (
                "s.yaml:4:46: square takes 23 to 60 frames a second, not 10"
                " — give the output another fps"
            ),
        ),
        (
            "{file: a.mp4, preset: x, fps: 120}",
            (
                "s.yaml:4:41: x takes at most 60 frames a second, not 120"
                " — give the output another fps"
            ),
        ),
        (
            "{file: a.mp4, preset: x, size: 1920x1080}",
            (
                "s.yaml:4:42: x takes at most 1280x1024, not 1920x1080"
                " — give the output a smaller size"
            ),
        ),
        (
            "{file: a.gif, preset: reels}",
            "s.yaml:4:18: reels does not take .gif — write .mp4, .jpg or .jpeg",
        ),
        (
            "{file: a.webp, preset: youtube}",
            "s.yaml:4:18: youtube does not take .webp — write .mp4",
        ),
        (
            "{file: a.gif, preset: discord, max_size: 20MiB}",
            "s.yaml:4:52: discord takes at most 10.0 MiB — leave max_size out to keep to that",
        ),
        (
            "{file: a.mp4, preset: story, clips: [b]}",
            "s.yaml:4:47: story takes no less than 3s — this is 1.0s: make it longer",
        ),
        (
            "{file: a.mp4, preset: story, range: [a, 2s]}",
            "s.yaml:4:47: story takes no less than 3s — this is 2.0s: make it longer",
        ),
    ],
)
def test_a_broken_rule_is_reported_with_its_place(told, output, line):
    """And with what to do about it."""
    assert told(output) == [line]


def test_a_frame_that_stands_upright_may_be_as_large_as_one_that_lies(told):
    """X takes 720x1280 as it takes 1280x720, which only has another shape; not so of a GIF."""
    [line] = told("{file: a.mp4, preset: x, size: 720x1280}")
    assert "another shape" in line
    [line] = told("{file: a.gif, preset: x, size: 1000x1200, fps: 10, clips: [b]}")
    assert "takes at most 1280x1080, not 1000x1200" in line


def test_a_film_that_is_too_long_is_reported_once(told):
    """Sixty seconds are a story's most."""
    [line] = told("{file: a.mp4, preset: story}", seconds=70)
    assert line == (
        "s.yaml:4:18: story takes at most 60s, not 71.0s — write a part of it, with clips or range"
    )


def test_frames_and_pixels_of_a_gif_are_counted(told):
    """36 s at 10 a second are 360 frames, 332 million pixels of 1280x720."""
    lines = told("{file: a.gif, preset: x, fps: 10}", seconds=35)
    assert [line.split(": ", 1)[1].split(" — ")[0] for line in lines] == [
        "x takes at most 350 frames, not 360",
        "x takes at most 300 million pixels in all frames, not 332",
    ]
    assert told("{file: a.gif, preset: x, fps: 10, size: 640x360}", seconds=20) == []


def test_a_picture_has_no_length(told):
    """A still of a film for Instagram is a JPEG; a PNG is not taken."""
    assert told("{file: a.jpg, preset: reels}") == []
    assert len(told("{file: a.png, preset: reels}")) == 1


@pytest.mark.parametrize(
    ("output", "seconds", "frames"),
    [
        ("{file: a.mp4, fps: 10}", "11", 110),
        ("{file: a.gif, fps: 10}", "11", 110),
        ("{file: a.gif, fps: 10, loop: {end_hold: 1s}}", "12", 111),
        ("{file: a.mp4, fps: 10, clips: [b, b]}", "2", 20),
        ("{file: a.mp4, fps: 10, range: [1s, b.end - 0.5s]}", "9.5", 95),
        ("{file: a.jpg, at: b}", "0", 1),
    ],
)
def test_the_length_is_that_of_the_file(load, output, seconds, frames):
    """A rest on the end state is one frame more, which is shown as long as it lasts."""
    scene = load(
        f"timeline: [{{duration: 10s, id: a}}, {{duration: 1s, id: b}}]\noutputs: [{output}]\n"
    )
    on = {
        clip.id: span for clip, span in zip(scene.timeline, clip_times(scene.timeline), strict=True)
    }
    found = output_length(scene.outputs[0], on)
    assert (found.seconds, found.frames) == (Fraction(seconds), frames)


@pytest.mark.parametrize(
    ("output", "most"),
    [
        ("{file: a.mp4, preset: discord}", 10 * 2**20),
        ("{file: a.gif, preset: x}", 15_000_000),
        ("{file: a.mp4, preset: story}", 100_000_000),
        ("{file: a.mp4, preset: discord, max_size: 1MB}", 1_000_000),
        ("{file: a.mp4, preset: x}", None),
        ("{file: a.mp4, preset: slack}", None),
        ("{file: a.jpg, preset: discord}", None),
        ("{file: a.gif}", None),
    ],
)
def test_a_limit_that_films_come_near_is_kept_unasked(load, output, most):
    """One of gigabytes is not searched for; a picture has no other quality to fall back on."""
    assert load(f"outputs: [{output}]\n").outputs[0].max_size == most


def test_a_silent_track_is_reported(load):
    """Where the platform wants one and the scene has none, or the output none of it."""
    outputs = (
        "outputs: [{file: a.mp4, preset: reels}, {file: b.mp4, preset: story, sound: false}]\n"
    )
    silent = [str(note) for note in silent_track_notes(load(outputs))]
    assert silent == [
        "s.yaml:3:11: reels wants a sound track: a silent one is added",
        "s.yaml:3:41: story wants a sound track: a silent one is added",
    ]
    heard = [
        str(note) for note in silent_track_notes(load(f"sound: {{file: tune.wav}}\n{outputs}"))
    ]
    assert len(heard) == 1
    assert "story" in heard[0]

"""Outputs: what each format allows."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.gif.times import gif_rate, gif_rate_below
from mosaic_anim.scene.output import Output
from mosaic_anim.schema.problem import PartError
from mosaic_anim.values.geometry import Size


@pytest.mark.parametrize(
    ("fps", "exact"),
    [
        (50, 50),
        (33.33, Fraction(100, 3)),
        (16.67, Fraction(50, 3)),
        (12.5, Fraction(25, 2)),
        ("100/3", Fraction(100, 3)),
        (1, 1),
    ],
)
def test_a_gif_rate_is_exactly_100_over_n(fps, exact):
    """33.33 means 100/3."""
    assert Output(file="a.gif", fps=fps).fps == exact


@pytest.mark.parametrize(
    ("fps", "near"),
    [(30, Fraction(100, 3)), (24, 25), (60, 50), (240, 50), (15, Fraction(100, 7)), (20, 20)],
)
def test_another_rate_of_a_gif_becomes_the_nearest_one(fps, near):
    """Browsers show nothing faster than 50; the rate that was asked for is remembered."""
    output = Output(file="a.gif", fps=fps)
    assert output.fps == near
    assert output.rounded_from == (None if fps == near else fps)


@given(st.integers(10, 24_000).map(lambda hundredths: Fraction(hundredths, 100)))
def test_no_rate_of_a_gif_is_nearer_than_the_one_that_is_taken(fps):
    """Compared with all of them."""
    taken = format_of(Path("a.gif")).rate_near(fps)
    assert abs(taken - fps) == min(abs(Fraction(100, n) - fps) for n in range(2, 1001))


@given(st.integers(10, 24_000).map(lambda hundredths: Fraction(hundredths, 100)))
def test_the_gif_rate_below_is_a_gif_rate_and_not_above(fps):
    """It stands in where a scene's frame has another rate."""
    below = gif_rate_below(fps)
    assert gif_rate(below) == below
    assert below <= fps + Fraction(1, 100) or below == 50


def test_an_output_has_size_and_rate_of_the_frame(load):
    """Where it has none of its own."""
    scene = load(
        "frame: {size: 64x48, fps: 30}\n"
        "outputs: [{file: a.mp4}, {file: b.mp4, size: 32x32, fps: 60}, {file: c.gif}]\n"
    )
    assert [(str(o.size), o.fps) for o in scene.outputs] == [
        ("64x48", 30),
        ("32x32", 60),
        ("64x48", 25),
    ]


def test_a_gif_loops_by_default(load):
    """An MP4 does not."""
    scene = load("outputs: [{file: a.gif}, {file: b.mp4}, {file: c.gif, loop: false}]\n")
    assert [output.loop is not None for output in scene.outputs] == [True, False, False]


@pytest.mark.parametrize(
    ("size", "even"),
    [("1081x1920", "1080x1920 or 1082x1920"), ("101x75", "100x74 or 102x76"), ("1x1", "2x2")],
)
def test_an_odd_size_of_an_mp4_names_the_nearest_even_ones(problems, size, even):
    """At the output if it says so itself, at the frame if that does."""
    end = f"an MP4 needs an even width and height, not {size} — write {even}"
    assert problems(f"outputs: [{{file: a.mp4, size: {size}}}]\n") == [f"s.yaml:3:31: {end}"]
    assert problems(f"frame: {{size: {size}}}\n") == [f"s.yaml:3:15: {end}"]


def test_a_gif_may_have_an_odd_size():
    """Its pixels are not halved."""
    assert Output(file="a.gif", size="101x75").size == Size(height=75, width=101)


@pytest.mark.parametrize("file", ["a", "a.avi", "a.mp4.part", "", 7, None, ".mp4"])
def test_a_file_needs_a_known_suffix(file):
    """.mp4 or .gif, in any case."""
    with pytest.raises(PartError, match=r"file name|names no format"):
        Output(file=file)


def test_an_unknown_preset_is_refused(problems):
    """Three are known."""
    assert problems("outputs: [{file: a.mp4, preset: hgh}]\n") == [
        "s.yaml:3:33: 'preset' cannot be 'hgh' — did you mean 'high'?"
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("outputs: [{file: a.mp4, fps: 23.976024}]\n", "s.yaml:3:30"),
        ("frame: {fps: 23.976024}\noutputs: [{file: a.mp4}, {file: b.mp4}]\n", "s.yaml:3:14"),
    ],
)
def test_a_rate_that_an_mp4_cannot_hold_exactly_is_reported_with_one_that_it_can(
    problems, text, place
):
    """At the output that asks for it, or at the frame that it has it from."""
    wanted = f"{place}: MP4 cannot play exactly 23.976 frames a second — write 24000/1001"
    assert problems(text) == [wanted]


def test_a_rate_that_no_mp4_takes_over_is_nobodys_problem(load):
    """Other formats, and outputs with a rate of their own or their platform's."""
    scene = load(
        "frame: {fps: 119.88011}\n"
        "outputs: [{file: a.gif}, {file: b.webp}, {file: c.mp4, fps: 30},"
        " {file: d.mp4, preset: reels, size: 1080x1920}]\n"
    )
    assert [output.fps for output in scene.outputs[2:]] == [30, 60]


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "{file: a.mp4}",
            "a.mp4|an MP4 cannot hold alpha, which background: none needs — end it in",
        ),
        (
            "{file: a.gif}",
            "a.gif|a GIF cannot hold alpha, which background: none needs — end it in",
        ),
        ("{file: a.jpg, at: 1s}", "a.jpg|a JPEG cannot hold alpha, .* — end it in .png, or give"),
        ("{file: a.webm, poster: 1s}", "1s|a JPEG cannot hold alpha, .* — give the poster a name"),
        ("{file: a.mov, codec: h264}", "h264|H.264 cannot hold alpha, .* — leave codec out"),
        ("{file: a.mov, codec: prores, crf: 20}", "crf|'crf' is not for ProRes"),
    ],
)
def test_what_cannot_be_transparent_is_refused_where_it_stands(problems, output, line):
    """Over `background: none`, with what to write."""
    place, _, message = line.partition("|")
    (found,) = problems(f"frame: {{background: none}}\noutputs: [{output}]\n")
    col = f"outputs: [{output}]".index(place) + 1
    assert re.match(rf"s\.yaml:\d+:{col}: {message}", found)


@pytest.mark.parametrize("file", ["a.mov", "a.webm", "a.webp", "####.png", "a.png"])
def test_transparent_outputs_carry_alpha(load, file):
    """Their drafts too; over a colour they do not."""
    (output,) = load(f"frame: {{background: none}}\noutputs: [{{file: '{file}'}}]\n").outputs
    assert output.settings.alpha
    assert output.draft().settings.alpha
    (output,) = load(f"frame: {{background: red}}\noutputs: [{{file: '{file}'}}]\n").outputs
    assert not output.settings.alpha


def test_a_scene_over_nothing_that_names_no_output_becomes_a_mov(load):
    """An MP4 could not show it; options of its output are kept."""
    assert load("").outputs[0].file.name == "s.mp4"
    scene = load("", sets=["frame.background=none", "outputs.0.codec=prores"])
    assert scene.outputs[0].file.name == "s.mov"
    assert scene.outputs[0].codec == "prores"

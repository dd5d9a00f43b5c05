"""Texts and marks come with their clips, fade in exact time, and tell of the mosaic."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from mosaic_anim.encode.presets import PRESETS
from mosaic_anim.errors import SceneError
from mosaic_anim.scene.letters import unwritable_texts
from mosaic_anim.scene.model import Scene
from mosaic_anim.text.assets import add_asset, bundled_font
from mosaic_anim.text.characters import visible
from mosaic_anim.timeline import plan
from mosaic_anim.timeline.overlay_timing import merge_spans
from mosaic_anim.values.frame_state import Exposure, Fade, Mark, Title
from tests.fonts import bytes_of, make_font, with_damaged_glyph

LOGO = add_asset(np.full((4, 6, 4), 200, np.uint8))


def scene_with(*timeline, marks=(), **output):
    """Return a scene of these clips and marks, and one output."""
    return Scene.read(
        {
            "mosaic_anim": 1,
            "frame": {"size": "1600x1000", "fps": 30},
            "mosaic": {"cover": "demo", "library": "demo"},
            "timeline": list(timeline),
            "marks": list(marks),
            "outputs": [{"file": "out.mp4", **output}],
        }
    )


@pytest.fixture
def planned_with(canvas, library_of):
    """Return a function that plans clips with marks, for an output."""

    def planned(*timeline, marks=(), assets=None, **output):
        scene = scene_with(*timeline, marks=marks, **output)
        known = {"logo.png": LOGO} if assets is None else assets
        return plan(scene, scene.outputs[0], {"main": canvas}, {"main": library_of()}, known)

    return planned


def titles_at(timeline, time):
    """Return text and opacity of what is written."""
    overlays = timeline.state(Fraction(time)).overlays
    return [(one.text, one.opacity) for one in overlays if isinstance(one, Title)]


def marks_at(timeline, time):
    """Return the opacities of the marks."""
    return [mark.opacity for mark in timeline.state(Fraction(time)).marks]


def problems_of(plan_it, *timeline, **options):
    """Return what planning says is wrong."""
    with pytest.raises(SceneError) as caught:
        plan_it(*timeline, **options)
    return [str(problem) for problem in caught.value.problems]


def test_a_text_is_seen_while_its_clip_is_on(planned_with):
    """It comes and goes within its time: half of it after half the fade."""
    clip = {
        "duration": "2s",
        "text": {"text": "a", "fade": {"in": "1s", "out": "0.5s"}, "opacity": 0.5},
    }
    timeline = planned_with({"duration": "1s"}, clip, {"duration": "1s"})
    times = "0.5", "1", "1.5", "2", "2.5", "2.75", "3", "3.5"
    shown = [titles_at(timeline, time) for time in times]
    assert shown == [[], [], [("a", 0.25)], [("a", 0.5)], [("a", 0.5)], [("a", 0.25)], [], []]


def test_texts_of_overlapping_clips_are_seen_together(planned_with):
    """In the order in which the clips begin; several of one clip too."""
    timeline = planned_with(
        {"id": "a", "duration": "2s", "text": ["one", "two"]},
        {"at": "a + 1s", "duration": "2s", "text": "three"},
    )
    assert [text for text, _ in titles_at(timeline, "1.5")] == ["one", "two", "three"]
    assert [text for text, _ in titles_at(timeline, "2.5")] == ["three"]


def test_a_clip_that_is_played_backwards_shows_its_text_forwards(planned_with):
    """Its time is the scene's: it fades once, however often the clip comes round."""
    clip = {
        "duration": "1s",
        "reverse": True,
        "loop": 2,
        "text": {"text": "a", "fade": {"in": "1s"}},
    }
    timeline = planned_with(clip)
    assert titles_at(timeline, "0.25") == [("a", 0.25)]
    assert titles_at(timeline, "1.5") == [("a", 1.0)]


def test_fields_tell_of_the_mosaic(planned_with, monkeypatch):
    """Photos of the library, what lies on the canvas, the day that the environment says."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    text = "{photos} {tiles} {cells} {columns} {rows} {date} {scene} {{}}"
    timeline = planned_with({"duration": "2s", "text": text})
    assert titles_at(timeline, 1) == [("20 20 160 16 10 1970-01-02 scene {}", 1.0)]


def test_row_and_column_are_those_of_the_photo_that_the_camera_goes_to(planned_with):
    """In the clip that arrives, and after it until it comes to another one; the first is 1."""
    where = "{row}, {column}"
    timeline = planned_with(
        {
            "duration": "1s",
            "text": {"text": where, "fade": "none"},
            "camera": {"to": {"cell": [4, 9]}},
        },
        {"duration": "1s", "text": {"text": where, "fade": "none"}, "camera": {"to": "all"}},
        {
            "duration": "1s",
            "text": {"text": where, "fade": "none"},
            "camera": {"to": {"cell": [0, 2]}},
        },
    )
    assert [titles_at(timeline, time)[0][0] for time in ("0.5", "1.5", "2.5")] == [
        "5, 10", "5, 10", "1, 3",
    ]  # fmt: skip


def test_without_a_photo_there_is_no_row(planned_with):
    """A camera that has been at none."""
    (problem,) = problems_of(planned_with, {"duration": "1s", "text": "row {row}"})
    assert problem.startswith("the camera has been at no photo whose row could be written")


def test_many_photos_are_counted_in_thousands(library_of, canvas):
    """2,372 is read at a glance."""
    scene = Scene.read(
        {
            "mosaic_anim": 1,
            "mosaic": {"cover": "demo", "library": "demo"},
            "timeline": [{"duration": "2s", "text": "{photos}"}],
            "outputs": [{"file": "out.mp4"}],
        }
    )
    timeline = plan(scene, scene.outputs[0], {"main": canvas}, {"main": library_of(photos=2372)})
    assert titles_at(timeline, 1) == [("2,372", 1.0)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a 漢 b", "no font here has the letter '漢' (U+6F22)"),
        ("\N{HEBREW LETTER ALEF}", "no font here has the letter 'א' (U+05D0)"),
        ("\N{DEVANAGARI LETTER KA}", "no font here has the letter 'क' (U+0915)"),
        ("Hi 👍🏽", "no font here has the letter '👍' (U+1F44D)"),
        ("e\u1ab0", "no font here has the letter '\u1ab0' (U+1AB0)"),
    ],
)
def test_letters_that_cannot_be_shown_are_reported(planned_with, text, problem):
    """Before anything is drawn, and never as a box; of marks too."""
    assert problem in problems_of(planned_with, {"duration": "1s", "text": text})[0]
    assert problem in problems_of(planned_with, {"duration": "1s"}, marks=[{"text": text}])[0]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=3))
@example("I ♥\ufe0f you")
@example("soft\u00adhyphen")
@example("\u202eabc")
@example("漢")
def test_what_planning_refuses_is_found_without_a_mosaic(planned_with, text):
    """The same texts, for the same letters."""
    assume(visible(text).strip())
    clip = {"duration": "1s", "text": text.replace("{", "{{").replace("}", "}}")}
    late = []
    try:
        planned_with(clip)
    except SceneError as error:
        late = list(error.problems)
    assert unwritable_texts(scene_with(clip), {}) == late


def test_a_damaged_letter_is_reported_before_anything_is_drawn(planned_with):
    """Only in texts that have it, and `check` finds it too."""
    content = bytes_of(make_font("", {"a": "a", "b": "b"}))
    assets = {"own.ttf": add_asset(np.frombuffer(with_damaged_glyph(content, 2), np.uint8))}
    good, bad = ({"duration": "1s", "text": {"text": text, "font": "own.ttf"}} for text in "ab")
    planned_with(good, assets=assets)
    (problem,) = problems_of(planned_with, bad, assets=assets)
    assert "a font of this text cannot be used: its glyph 2 is damaged" in problem
    assert [str(one) for one in unwritable_texts(scene_with(bad), assets)] == [problem]
    assert unwritable_texts(scene_with(good), assets) == []


def test_a_letter_out_of_all_proportion_is_reported(planned_with):
    """It would fill memory before it is cut to the frame."""
    made = make_font("", {"a": "a"})
    made["head"].unitsPerEm = 16  # its letters are 500 high: 31 times their size
    clip = {"duration": "1s", "text": {"text": "a", "font": "own.ttf"}}
    planned_with(clip, assets={"own.ttf": add_asset(np.frombuffer(bytes_of(made), np.uint8))})
    made["glyf"]["a"].coordinates.scale((2, 2))
    huge = {"own.ttf": add_asset(np.frombuffer(bytes_of(made), np.uint8))}
    (problem,) = problems_of(planned_with, clip, assets=huge)
    assert "its glyph 1 is larger than 32 letters" in problem


def test_a_font_of_ones_own_comes_first(planned_with):
    """The one that is built in writes what it lacks."""
    assets = {"own.ttf": "0" * 64}
    bold, regular = bundled_font("bold"), bundled_font("regular")
    clip = {
        "duration": "1s",
        "text": [{"text": "a", "font": "own.ttf"}, {"text": "b", "weight": "regular"}],
    }
    assets = {"own.ttf": regular}
    timeline = planned_with(clip, assets=assets)
    fonts = [title.fonts for title in timeline.state(Fraction(1, 2)).overlays]
    assert fonts == [(regular, bold), (regular,)]
    assert timeline.film.assets == {regular, bold}


def test_it_lies_within_what_its_platform_leaves_free(planned_with):
    """Each output has the safe areas of its own."""
    for preset in ("standard", "reels"):
        timeline = planned_with(
            {"duration": "1s", "text": "a"}, marks=[{"picture": "logo.png"}], preset=preset
        )
        state = timeline.state(Fraction(1, 2))
        platform = PRESETS[preset].platform
        for overlay in (*state.overlays, *state.marks):
            assert (overlay.spot.safe.bottom > 0) == (platform is not None)
            assert platform is None or overlay.spot.safe == platform.safe


def test_lines_are_aligned_as_they_are_anchored(planned_with):
    """Unless a text says so."""
    words = [{"text": "a", "anchor": anchor} for anchor in ("top_left", "right", "bottom")]
    words.append({"text": "a", "anchor": "left", "align": "center"})
    state = planned_with({"duration": "1s", "text": words}).state(Fraction(1, 2))
    assert [title.align for title in state.overlays] == ["left", "right", "center", "center"]


def test_marks_may_fade_with_the_picture(planned_with):
    """A fade lies over them until a later clip fades in; over the picture it lies once."""
    timeline = planned_with(
        {"duration": "1s", "fade": {"out": "1s", "marks": True}, "text": "title"},
        {"duration": "1s"},
        {"duration": "1s", "fade": {"in": "1s", "marks": True}},
        {"duration": "1s", "fade": {"out": "1s"}},
        marks=[{"picture": "logo.png"}],
    )
    for time, over in (("0.5", 0.5), ("1", 1), ("1.5", 1), ("2.25", 0.75)):
        state = timeline.state(Fraction(time))
        assert [type(overlay) for overlay in state.marks] == [Mark, Fade]
        assert [overlay.opacity for overlay in state.marks] == [1, over]
        assert not any(isinstance(overlay, Fade) for overlay in state.overlays)
    last = timeline.state(Fraction("3.5"))
    assert [type(overlay) for overlay in (*last.overlays, *last.marks)] == [Fade, Mark]


def test_a_fade_covers_texts_but_not_marks(planned_with):
    """A text lies below the fade; one that is wholly covered is not drawn at all."""
    timeline = planned_with(
        {"duration": "2s", "text": {"text": "a", "fade": "none"}, "fade": {"out": "1s"}},
        {"duration": "1s", "text": "b"},
        marks=[{"picture": "logo.png"}],
    )
    kinds = [
        [type(one) for one in timeline.state(Fraction(time)).overlays]
        for time in ("0.5", "1.5", "2.5")
    ]
    assert kinds == [[Title], [Title, Fade], [Fade]]
    assert [marks_at(timeline, time) for time in ("0.5", "1.5", "2.5", 3)] == [[1.0]] * 4


def test_a_mark_is_seen_all_the_time(planned_with):
    """From the first frame to the last, where clips begin and end, and where none is on."""
    timeline = planned_with(
        {"at": "1s", "duration": "1s"}, marks=[{"text": "a"}, {"picture": "logo.png"}]
    )
    states = [timeline.frame_state(index) for index in range(timeline.frame_count)]
    assert {tuple(type(mark) for mark in state.marks) for state in states} == {(Title, Mark)}


def test_a_mark_of_some_clips_is_seen_with_them(planned_with):
    """Clips that follow each other are one time: it fades at its ends only."""
    clips = [{"id": name, "duration": "1s"} for name in "abcd"]
    timeline = planned_with(
        *clips, marks=[{"picture": "logo.png", "clips": ["b", "c"], "fade": "0.5s"}]
    )
    times = "0.5", "1.25", "1.75", "2", "2.75", "3", "3.5"
    assert [marks_at(timeline, time) for time in times] == [[], [0.5], [1], [1], [0.5], [], []]


def test_a_mark_lies_over_pictures_that_mix(planned_with):
    """Once, at full opacity; a text belongs to its picture."""
    timeline = planned_with(
        {"id": "a", "duration": "2s", "text": {"text": "a", "fade": "none"}},
        {
            "at": "a.end - 1s",
            "duration": "2s",
            "transition": {"kind": "crossfade", "duration": "1s"},
            "text": {"text": "b", "fade": "none"},
        },
        marks=[{"picture": "logo.png"}],
    )
    state = timeline.state(Fraction(3, 2))
    assert [title.text for title in state.overlays] == ["a", "b"]
    assert [title.text for title in state.under.overlays] == ["a"]
    assert len(state.marks) == 1
    assert state.under.marks == ()


def test_a_hold_is_one_picture_and_a_fade_is_not(planned_with):
    """States are equal where nothing changes, as values and as text."""
    timeline = planned_with({"duration": "2s", "text": {"text": "a", "fade": "0.5s"}})
    states = [timeline.frame_state(index) for index in range(60)]
    assert len(set(states[:15])) == 15
    assert len(set(map(repr, states[15:46]))) == 1
    assert hash(states[20]) == hash(replace(states[20]))
    assert len(repr(states[20].overlays)) < 900


def test_a_text_that_fades_is_no_motion(planned_with):
    """A shutter that is open sees one moment, unless something moves."""
    timeline = planned_with({"duration": "1s", "motion_blur": 360, "text": "a"})
    assert not any(isinstance(timeline.frame_state(index), Exposure) for index in range(30))


def test_times_that_touch_are_one():
    """In order, whichever came first."""
    assert merge_spans([(3, 4), (0, 1), (1, 2), (0, Fraction(1, 2))]) == ((0, 2), (3, 4))

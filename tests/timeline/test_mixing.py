"""How the picture before a clip becomes its own: cut, crossfade, fade through a colour."""

from fractions import Fraction

import pytest

from mosaic_anim.values.frame_state import Fade, pictures

DIVE = {"id": "dive", "duration": "2s", "camera": {"to": {"cell": [4, 9]}, "ease": "linear"}}
NAVY = (0, 0, 128)


def view(transition, *, at=None, **keys):
    """Return a clip that looks at all of it, after a transition."""
    camera = {"from": "all", "to": "all"}
    start = {"at": at} if at else {}
    return {"duration": "2s", "camera": camera, "transition": transition, **start, **keys}


def layers_at(timeline, time):
    """Return the height of the view and the opacity of each layer at a time [s]."""
    layers = timeline.state(Fraction(time)).layers
    return [(round(layer.camera.height, 6), layer.opacity) for layer in layers]


def test_a_cut_changes_at_once(planned):
    """One layer before, one after."""
    timeline = planned(DIVE, view("cut"))
    assert layers_at(timeline, "1.99999999") == [(0.625, 1)]
    assert layers_at(timeline, 2) == [(10, 1)]


def test_a_crossfade_is_two_layers(planned):
    """The picture held at its end below, the new one above with rising opacity."""
    timeline = planned(DIVE, view("crossfade"))
    assert layers_at(timeline, 2) == [(0.625, 1)]
    assert layers_at(timeline, "2.125") == [(0.625, 1), (10, 0.25)]
    assert layers_at(timeline, "2.25") == [(0.625, 1), (10, 0.5)]
    assert layers_at(timeline, "2.5") == [(10, 1)]


def test_a_clip_goes_on_under_the_one_that_crosses_into_it(planned):
    """They overlap for as long as the transition takes."""
    timeline = planned(DIVE, view({"kind": "crossfade", "duration": "1s"}, at="dive.end - 1s"))
    assert timeline.duration == 3
    assert layers_at(timeline, "1.5") == [(round(10 / 16**0.75, 6), 1), (10, 0.5)]
    assert layers_at(timeline, "1.9")[0] == (round(10 / 16**0.95, 6), 1)
    assert layers_at(timeline, 2) == [(10, 1)]


def test_the_ease_of_a_crossfade_is_that_of_its_opacity(planned):
    """A quarter of the time, eased."""
    timeline = planned(DIVE, view({"kind": "crossfade", "duration": "1s", "ease": "in_quad"}))
    assert layers_at(timeline, "2.25")[1] == (10, 0.0625)


@pytest.mark.parametrize(
    "keys",
    [
        {"tiles": {"motion": "explode", "reverse": True}},
        {"camera": {"from": "all", "to": "all", "fit": 0.5, "background": "show"}},
        {"fade": {"in": "1s"}},
    ],
)
def test_a_picture_with_holes_crosses_as_a_whole(planned, keys):
    """Where tiles are away or the mosaic ends, its own background is seen, not the old picture."""
    timeline = planned(DIVE, view("crossfade", **keys))
    state = timeline.state(Fraction(9, 4))
    assert state.opacity == 0.5
    assert state.under == timeline.moment_state("dive.end")
    assert len(list(pictures(state))) == 2
    assert timeline.state(Fraction(5, 2)).under is None


def test_a_fade_goes_through_its_colour(planned):
    """The old picture is covered in the first half, the new one uncovered in the second."""
    timeline = planned(DIVE, view({"kind": "fade", "duration": "1s", "color": "navy"}))
    seen = {
        time: (layers_at(timeline, time), timeline.state(Fraction(time)).overlays)
        for time in (2, "2.25", "2.5", "2.75", 3)
    }
    old, new = [(0.625, 1)], [(10, 1)]
    assert seen == {
        2: (old, ()),
        "2.25": (old, (Fade(color=NAVY, opacity=0.5),)),
        "2.5": (new, (Fade(color=NAVY, opacity=1.0),)),
        "2.75": (new, (Fade(color=NAVY, opacity=0.5),)),
        3: (new, ()),
    }


def test_a_fade_covers_a_crossfade_that_still_runs(planned):
    """Both pictures of it, not the upper one alone."""
    first = view("crossfade", id="first", tiles={"motion": "fall"})
    second = view({"kind": "fade", "duration": "1s"}, at="first + 0.25s")
    del first["camera"], second["camera"]
    timeline = planned(DIVE, first, second)
    state = timeline.state(Fraction(19, 8))
    assert (state.layers, state.background, state.opacity) == ((), (0, 0, 0), 0.25)
    assert len(list(pictures(state))) == 3


def test_the_first_clip_comes_from_the_background(planned):
    """There is no picture before it."""
    timeline = planned(view("crossfade"))
    assert layers_at(timeline, 0) == []
    assert layers_at(timeline, "0.25") == [(10, 0.5)]
    assert layers_at(timeline, "0.5") == [(10, 1)]


def test_a_clip_that_starts_during_a_transition_belongs_to_the_new_picture(planned):
    """Its tiles fly above, the old picture stays as it was."""
    timeline = planned(
        DIVE,
        view("crossfade", id="wide"),
        {"duration": "1s", "at": "wide + 0.1s", "tiles": {"motion": "explode"}},
    )
    state = timeline.state(Fraction(9, 4))
    assert state.layers[0].motions
    assert state.under.layers[0].motions == ()

"""The channels of a clip: camera and fade."""

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from mosaic_anim.clips.camera import CameraChannel, channel_faults
from mosaic_anim.clips.fade import FadeChannel
from mosaic_anim.clips.keyframe import Keyframe
from mosaic_anim.clips.moment import Moment
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.schema.problem import PartError


@pytest.mark.parametrize(
    ("target", "fit"),
    [
        ("all", "contain"),
        (CellTarget(cell="best"), "cover"),
        (PhotoTarget(photo="a"), "cover"),
        (RectTarget(rect=(0, 0, 1, 1)), "contain"),
    ],
)
def test_a_target_has_a_fit_of_its_kind(target, fit):
    """Unless the scene says otherwise; then all targets have that."""
    assert CameraChannel(to=target).fit_of(target) == fit
    assert CameraChannel(to=target, fit=0.92).fit_of(target) == 0.92


def test_python_words_have_an_underscore_in_python_only():
    """`from` and `in` are the keys of a scene."""
    assert CameraChannel.read({"to": "all", "from": "all"}).from_ == "all"
    assert FadeChannel.read({"in": "1s"}).in_ == Fraction(1)


@pytest.mark.parametrize("fit", [0, 1.01, -0.5, "covr", True, None, [1]])
def test_what_is_no_fit_is_refused(fit):
    """contain, cover, or a part of the frame."""
    if fit is None:
        assert CameraChannel(to="all", fit=fit).fit is None
        return
    with pytest.raises(PartError, match="not a fit"):
        CameraChannel(to="all", fit=fit)


def test_an_unknown_path_is_refused():
    """Three paths are known."""
    with pytest.raises(PartError, match="one of anchored, smooth, van_wijk"):
        CameraChannel(to="all", path="straight")


def faults_of(**camera):
    """Return where a camera is wrong, and how."""
    with pytest.raises(PartError) as caught:
        CameraChannel.read(camera)
    return [(".".join(map(str, fault.path)), fault.what) for fault in caught.value.faults]


LAST = {"at": "100%", "to": "all"}


def test_a_camera_goes_one_way():
    """To a target, on a tour, or along keyframes."""
    assert faults_of(ease="linear") == [("to", "'to' is missing")]
    assert faults_of(to="all", tour=["all"], keyframes=[LAST]) == [
        ("tour", "a camera with 'to' has no 'tour'"),
        ("keyframes", "a camera with 'to' has no 'keyframes'"),
    ]
    assert CameraChannel(to="all", tour=None).tour is None


def test_a_path_fits_its_way():
    """A tour flies; what the scene says counts, also where it is another way's default."""
    assert CameraChannel(to="all").path == "anchored"
    assert CameraChannel(tour=["all"]).path == "van_wijk"
    assert CameraChannel(tour=["all"], path="anchored").path == "anchored"
    assert CameraChannel(keyframes=[LAST]).path == "anchored"
    assert CameraChannel(keyframes=[LAST], path="smooth").path == "smooth"


@pytest.mark.parametrize(
    ("camera", "place", "what"),
    [
        ({"to": "all", "path": "smooth"}, "path", "a smooth path needs keyframes"),
        ({"to": "all", "hold": "1s"}, "hold", "a hold belongs to a tour"),
        ({"keyframes": [LAST], "rotation": 5}, "rotation", "keyframes have a rotation each"),
        ({"tour": []}, "tour", "the tour has no target"),
        ({"keyframes": []}, "keyframes", "there is no keyframe"),
        (
            {"tour": ["all", "all"], "hold": ["1s"]},
            "hold",
            "the tour has 2 targets, 'hold' 1 time",
        ),
        (
            {"keyframes": [LAST], "path": "smooth", "ease": "linear"},
            "ease",
            "a smooth path has no ease",
        ),
        (
            {"keyframes": [LAST | {"ease": "linear"}], "path": "smooth"},
            "keyframes.0.ease",
            "a smooth path has no ease",
        ),
        ({"to": "all", "rotation": 1e6}, "rotation", "'rotation' cannot be 1000000.0"),
    ],
)
def test_what_has_no_meaning_is_refused(camera, place, what):
    """Where it is written."""
    assert faults_of(**camera) == [(place, what)]


@pytest.mark.parametrize(
    ("keyframe", "place", "what"),
    [
        ({}, "keyframes.0", "a key needs 'to', 'position', 'zoom' or 'rotation'"),
        ({"zoom": 2, "fit": "cover"}, "keyframes.0.fit", "a fit belongs to a key with 'to'"),
        ({"to": "all", "zoom": 2}, "keyframes.0.zoom", "'to' says the zoom already"),
        (
            {"to": "all", "position": [1, 2]},
            "keyframes.0.position",
            "'to' says the position already",
        ),
        ({"position": [1]}, "keyframes.0.position", "too few numbers in 'position'"),
        ({"zoom": 0}, "keyframes.0.zoom", "'zoom' cannot be 0"),
    ],
)
def test_what_a_key_cannot_say_is_refused(keyframe, place, what):
    """A view is said once."""
    assert faults_of(keyframes=[{"at": "1s"} | keyframe]) == [(place, what)]


@pytest.mark.parametrize(
    ("text", "share"),
    [("0s", 0), ("500ms", Fraction(1, 8)), ("15f", Fraction(1, 8)), ("12.5%", Fraction(1, 8)),
     ("100%", 1), ("middle", Fraction(1, 2)), ("end - 1s", Fraction(3, 4)),
     ("25% + 1s", Fraction(1, 2)), ("0 %", 0), (Fraction(2), Fraction(1, 2)), (Fraction(0), 0)],
)  # fmt: skip
def test_a_moment_is_a_time_or_a_part_of_the_clip(text, share):
    """Exactly; here of a clip of 4 s."""
    assert Keyframe(at=text, zoom=2).at.share(Fraction(4)) == share
    assert Keyframe(at=Moment(part=Fraction(1, 2)), zoom=2).at.part == 0.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("101%", r"'101%' lies after the end — at most 100%"),
        ("half", r"not a moment: 'half' — a time after the clip's start, 1\.5s, or a part"),
        (2, "not a moment: 2"),
        ("-1s", "not a moment: '-1s'"),
        ("start - 1s", "'start - 1s' lies before the start of the clip — at least 0s"),
        ("1000000s", "too long"),
    ],
)
def test_what_is_no_moment_is_refused(text, message):
    """With what one looks like."""
    with pytest.raises(PartError, match=message):
        Keyframe(at=text, zoom=2)


def test_holds_are_one_time_for_all_or_a_list():
    """None by default; a list may leave some out with 0s."""
    assert CameraChannel(tour=["all"] * 3).holds == (0, 0, 0)
    assert CameraChannel(tour=["all"] * 3, hold="1s").holds == (1, 1, 1)
    assert CameraChannel(tour=["all"] * 2, hold=["0s", "2s"]).holds == (0, 2)


def test_every_target_of_a_camera_is_reported_with_its_path():
    """So that photos that it flies to are made to appear."""
    photos = [PhotoTarget(photo=name) for name in "abcd"]
    tour = CameraChannel(from_=photos[0], tour=photos[1:3])
    assert list(tour.targets()) == [
        (("from",), photos[0]),
        (("tour", 0), photos[1]),
        (("tour", 1), photos[2]),
    ]
    keys = [Keyframe(at="0s", zoom=2), Keyframe(at="1s", to=photos[3])]
    assert list(CameraChannel(keyframes=keys).targets()) == [(("keyframes", 1, "to"), photos[3])]
    assert list(CameraChannel(to="all").targets()) == [(("to",), "all")]


def told(camera, duration):
    """Return what is wrong with a camera in a clip of `duration` seconds."""
    channel = CameraChannel.read(camera)
    return [(fault.path, fault.what) for fault in channel_faults(channel, Fraction(duration))]


def test_holds_leave_time_to_fly():
    """A tour that only holds cannot get anywhere."""
    tour = {"tour": ["all", "all"], "hold": "1s"}
    assert told(tour, 3) == []
    assert told(tour, 2) == [(("hold",), "the tour holds for 2s, its clip takes 2s")]
    assert told({"tour": ["all"]}, 1) == told({"to": "all"}, 1) == []


def test_keys_lie_in_the_clip_in_the_order_of_time():
    """Times and parts of the clip are compared once its duration is known."""
    keys = [{"at": at, "zoom": 2} for at in ("50%", "2s", "3s", "2.5s", "100%")]
    assert told({"keyframes": keys[1:3] + keys[4:]}, 4) == []
    assert told({"keyframes": keys}, 4) == [
        (("keyframes", 1, "at"), "a key does not come after the one before it"),
        (("keyframes", 3, "at"), "a key does not come after the one before it"),
    ]
    assert told({"keyframes": keys[1:3]}, 2.5) == [
        (("keyframes", 1, "at"), "a key at 3s, its clip takes 2.5s"),
    ]


def test_a_fade_needs_a_direction():
    """Without in and out nothing would fade."""
    with pytest.raises(PartError, match="needs 'in' or 'out'"):
        FadeChannel(color="white")


def test_channels_are_frozen():
    """A plan may rely on them."""
    channel = CameraChannel(to="all")
    with pytest.raises(FrozenInstanceError, match="path"):
        channel.path = "van_wijk"

"""The channels of a clip: camera and fade."""

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest

from mosaic_anim.clips.camera import CameraChannel
from mosaic_anim.clips.fade import FadeChannel
from mosaic_anim.clips.fault import PartError
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget


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


def test_a_fade_needs_a_direction():
    """Without in and out nothing would fade."""
    with pytest.raises(PartError, match="needs 'in' or 'out'"):
        FadeChannel(color="white")


def test_channels_are_frozen():
    """A plan may rely on them."""
    channel = CameraChannel(to="all")
    with pytest.raises(FrozenInstanceError, match="path"):
        channel.path = "van_wijk"

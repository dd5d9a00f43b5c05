"""Targets: what a camera may look at."""

import pytest

from mosaic_anim.clips.target import TARGET, CellTarget, PhotoTarget, RectTarget
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.problem import PartError


def read(written):
    """Read a target as the value of the key `to`."""
    return TARGET.read(written, Label(word="to"))


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("all", "all"),
        ({"cell": "best"}, CellTarget(cell="best", rank=1)),
        ({"cell": "best", "rank": 3}, CellTarget(cell="best", rank=3)),
        ({"cell": [12, 40]}, CellTarget(cell=(12, 40))),
        ({"photo": "beach.jpg"}, PhotoTarget(photo="beach.jpg")),
        ({"photo": "best"}, CellTarget(cell="best")),
        ({"photo": "best", "uncrop": False}, CellTarget(cell="best", uncrop=False)),
        ({"rect": [1, 2, 3, 4.5]}, RectTarget(rect=(1, 2, 3, 4.5))),
    ],
)
def test_each_kind_of_target_is_read(written, target):
    """By its key; a target itself is taken as it is."""
    assert read(written) == target
    assert read(target) == target


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("al", "not a target: 'al'"),
        ({"cel": "best"}, "did you mean 'cell'"),
        ({}, "one of cell, photo, rect"),
        ({"cell": "worst"}, "not a cell: 'worst'"),
        ({"cell": [1]}, "not a cell"),
        ({"cell": [1, -2]}, "not a cell"),
        ({"cell": [True, 2]}, "not a cell"),
        ({"cell": [1.5, 2]}, "not a cell"),
        ({"cell": [1, 2], "rank": 2}, "a rank belongs to 'cell: best' only"),
        ({"cell": "best", "rank": 0}, "at least 1"),
        ({"photo": ""}, "'photo' is empty"),
        ({"photo": 7}, "needs text"),
        ({"rect": [0, 0, 0, 4]}, "needs a height and a width"),
        ({"rect": [0, 0, 4]}, "too few numbers"),
        ({"rect": [0, 0, "4", 4]}, "needs a number"),
        (None, "not a target"),
        (3, "not a target"),
    ],
)
def test_what_is_no_target_is_refused(written, message):
    """With the words that a scene's author can use."""
    with pytest.raises(PartError, match=message):
        read(written)

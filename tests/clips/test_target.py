"""Targets: what a camera may look at."""

import pytest
from pydantic import TypeAdapter, ValidationError

from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget, Target

ADAPTER = TypeAdapter(Target)


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("all", "all"),
        ({"cell": "best"}, CellTarget(cell="best", rank=1)),
        ({"cell": "best", "rank": 3}, CellTarget(cell="best", rank=3)),
        ({"cell": [12, 40]}, CellTarget(cell=(12, 40))),
        ({"photo": "beach.jpg"}, PhotoTarget(photo="beach.jpg")),
        ({"rect": [1, 2, 3, 4.5]}, RectTarget(rect=(1, 2, 3, 4.5))),
    ],
)
def test_each_kind_of_target_is_read(written, target):
    """By its key; a target itself is taken as it is."""
    assert ADAPTER.validate_python(written) == target
    assert ADAPTER.validate_python(target) == target


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
        ({"cell": "best", "rank": 0}, "greater than or equal to 1"),
        ({"photo": ""}, "at least 1 character"),
        ({"photo": 7}, "valid string"),
        ({"rect": [0, 0, 0, 4]}, "needs a height and a width"),
        ({"rect": [0, 0, 4]}, "Field required"),
        ({"rect": [0, 0, "4", 4]}, "valid number"),
        (None, "not a target"),
        (3, "not a target"),
    ],
)
def test_what_is_no_target_is_refused(written, message):
    """With the words that a scene's author can use."""
    with pytest.raises(ValidationError, match=message):
        ADAPTER.validate_python(written)

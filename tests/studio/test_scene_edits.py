"""What is pointed at becomes a small change of the text, where a person would make it."""

import pytest

from mosaic_anim.errors import UsageError
from mosaic_anim.studio.scene_edits import edited_text

TEXT = """\
vars: {target: best, hold: 1.2s, beat: 15f}
timeline:
  - {id: open, duration: $hold}  # as long as it takes
  - {id: dive, duration: 4s, camera: {to: {cell: $target}, ease: linear}}
  - {id: far, duration: 800ms, camera: {to: {cell: best, rank: 2}}}
  - {id: near, duration: 45f, camera: {to: {cell: [1, 2], uncrop: true}}}
  - {id: trip, duration: $beat, camera: {tour: [all, {cell: best}]}}
  - {id: rest, duration: $beat}
"""


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        ({"kind": "duration", "clip": 1, "seconds": 2.5}, "4s", "2.5s"),
        ({"kind": "duration", "clip": 2, "seconds": 1.25}, "800ms", "1250ms"),
        ({"kind": "duration", "clip": 3, "seconds": 2.0}, "45f", "60f"),
        ({"kind": "duration", "clip": 0, "seconds": 1.5}, "hold: 1.2s", "hold: 1.5s"),
        (
            {"kind": "duration", "clip": 5, "seconds": 1.0},
            "rest, duration: $beat",
            "rest, duration: 1s",
        ),
        ({"kind": "cell", "clip": 1, "cell": [12, 40]}, "target: best", "target: [12, 40]"),
        ({"kind": "cell", "clip": 2, "cell": [3, 4]}, "{cell: best, rank: 2}", "{cell: [3, 4]}"),
        ({"kind": "cell", "clip": 3, "cell": [3, 4]}, "[1, 2]", "[3, 4]"),
        (
            {"kind": "cell", "clip": 5, "cell": [3, 4]},
            "rest, duration: $beat}",
            "rest, duration: $beat, camera: {to: {cell: [3, 4]}}}",
        ),
        (
            {"kind": "photo", "clip": 1, "photo": 'a "$b".jpg'},
            "{cell: $target}",
            '{photo: "a \\"$$b\\".jpg"}',
        ),
        (
            {"kind": "rect", "clip": 3, "rect": [1.5, 2, 10.25, 18]},
            "{cell: [1, 2], uncrop: true}",
            "{rect: [1.5, 2, 10.25, 18]}",
        ),
    ],
)
def test_an_edit_changes_one_place(edit, before, after) -> None:
    """In the unit that was written, and in the variable that names it."""
    assert TEXT.count(before) == 1 or before == "$beat"
    assert edited_text(TEXT, edit, fps=30) == TEXT.replace(before, after, 1)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"kind": "cell", "clip": 4, "cell": [1, 1]}, "follows tour"),
        ({"kind": "duration", "clip": 9, "seconds": 1.0}, "no such clip"),
        ({"kind": "magic", "clip": 0}, "no such edit"),
    ],
)
def test_what_cannot_be_edited_is_refused(edit, reason) -> None:
    """With a reason for the page."""
    with pytest.raises(UsageError, match=reason):
        edited_text(TEXT, edit, fps=30)

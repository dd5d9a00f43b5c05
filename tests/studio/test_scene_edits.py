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
        ({"kind": "duration", "clip": "dive", "seconds": 2.5}, "4s", "2.5s"),
        ({"kind": "duration", "clip": "far", "seconds": 1.25}, "800ms", "1250ms"),
        ({"kind": "duration", "clip": "near", "seconds": 2.0}, "45f", "60f"),
        ({"kind": "duration", "clip": "open", "seconds": 1.5}, "hold: 1.2s", "hold: 1.5s"),
        (
            {"kind": "duration", "clip": "rest", "seconds": 1.0},
            "rest, duration: $beat",
            "rest, duration: 1s",
        ),
        ({"kind": "cell", "clip": "dive", "cell": [12, 40]}, "target: best", "target: [12, 40]"),
        (
            {"kind": "cell", "clip": "far", "cell": [3, 4]},
            "{cell: best, rank: 2}",
            "{cell: [3, 4]}",
        ),
        ({"kind": "cell", "clip": "near", "cell": [3, 4]}, "[1, 2]", "[3, 4]"),
        (
            {"kind": "cell", "clip": "rest", "cell": [3, 4]},
            "rest, duration: $beat}",
            "rest, duration: $beat, camera: {to: {cell: [3, 4]}}}",
        ),
        (
            {"kind": "photo", "clip": "dive", "photo": 'a "$b".jpg'},
            "{cell: $target}",
            '{photo: "a \\"$$b\\".jpg"}',
        ),
        (
            {"kind": "rect", "clip": "near", "rect": [1.5, 2, 10.25, 18]},
            "{cell: [1, 2], uncrop: true}",
            "{rect: [1.5, 2, 10.25, 18]}",
        ),
    ],
)
def test_an_edit_changes_one_place(edit, before, after) -> None:
    """In the unit that was written, and in the variable that names it."""
    assert TEXT.count(before) == 1 or before == "$beat"
    assert edited_text(TEXT, edit, fps=30) == TEXT.replace(before, after, 1)


def test_an_edit_finds_its_clip_where_the_text_has_changed() -> None:
    """The film that is pointed at may be the last good one of a scene that is being rewritten."""
    moved = TEXT.replace(
        "timeline:\n", "timeline:\n  - {duration: 1s}\n  - {duration: 7s, wrong: 1}\n"
    )
    edit = {"kind": "duration", "clip": "dive", "seconds": 2.5}
    assert edited_text(moved, edit, fps=30) == moved.replace("4s", "2.5s")
    nameless = {"kind": "duration", "clip": "clip-2", "seconds": 6.0}
    assert edited_text(moved, nameless, fps=30) == moved.replace("7s", "6s")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"kind": "cell", "clip": "trip", "cell": [1, 1]}, "follows tour"),
        ({"kind": "duration", "clip": "gone", "seconds": 1.0}, "no such clip"),
        ({"kind": "magic", "clip": "open"}, "no such edit"),
    ],
)
def test_what_cannot_be_edited_is_refused(edit, reason) -> None:
    """With a reason for the page."""
    with pytest.raises(UsageError, match=reason):
        edited_text(TEXT, edit, fps=30)

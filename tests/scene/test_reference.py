"""The reference: made from the declarations, shipped, with its links and pictures in place."""

import re
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.clips.motions.table import MOTIONS
from mosaic_anim.encode.presets import PRESETS
from mosaic_anim.errors import UsageError
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.reference.links import slug
from mosaic_anim.scene.reference.page import reference
from mosaic_anim.scene.reference.presets import PURPOSES
from mosaic_anim.scene.reference.topic import plain, topic
from mosaic_anim.scene.starter import scenes_folder
from mosaic_anim.schema.json_schema import parts_below
from mosaic_anim.schema.part import keys_of
from tests.pictures.__main__ import PICTURES
from tests.pictures.drawings import drawings
from tests.pictures.motions import GAP, HEIGHT, MOMENTS, WIDTH

PAGE = reference()
DRAWINGS = dict(drawings())
PARTS = sorted({Scene, *parts_below(Scene)}, key=lambda part: part.__name__)


def test_the_shipped_reference_is_that_of_the_declarations():
    """A changed declaration needs a new file; the command is in the message."""
    shipped = (scenes_folder() / "REFERENCE.md").read_text(encoding="utf-8")
    assert shipped == PAGE, "mosaic-anim reference > scenes/REFERENCE.md"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_stands_in_the_reference(part):
    """With what it does."""
    for key in keys_of(part):
        if key.word != "motion":  # it is the name of the motion's section
            assert any(
                line.startswith(f"| `{key.word}` |") and key.label.description in line
                for line in PAGE.splitlines()
            ), key.word


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_that_may_be_left_out_says_what_holds_then(part):
    """A default as a scene writes it, or in words."""
    silent = [
        key.word
        for key in keys_of(part)
        if not key.is_required and key.written is None and not key.otherwise
    ]
    assert silent in ([], ["motion"])


def test_every_link_leads_to_a_heading():
    """No two headings share one."""
    headings = [slug(title) for title in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)]
    assert len(set(headings)) == len(headings)
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= set(headings)


def test_every_picture_is_there_and_none_is_left_over():
    """Beside the examples."""
    shown = {scenes_folder() / name for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", PAGE)}
    there = {file for file in PICTURES.rglob("*") if file.is_file()}
    assert {file.resolve() for file in shown} == there


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_that_of_its_declaration(name):
    """But for the last digit of a number, which processors may round differently."""
    shipped, drawing = (PICTURES / name).read_text(encoding="utf-8"), DRAWINGS[name]
    number = r"-?\d*\.?\d+"
    assert re.sub(number, "#", shipped) == re.sub(number, "#", drawing), "python -m tests.pictures"
    found, expected = (
        [float(text) for text in re.findall(number, svg.replace("#", " "))]
        for svg in (shipped, drawing)
    )
    np.testing.assert_allclose(found, expected, atol=0.11)


def test_every_motion_has_moments_in_which_something_is_seen():
    """None of them is empty, and no two of a motion look alike."""
    assert set(MOMENTS) == set(MOTIONS)
    for name, shares in MOMENTS.items():
        with Image.open(PICTURES / "motions" / f"{name}.jpg") as picture:
            strip = np.asarray(picture.convert("L"), float)
        starts = [number * (WIDTH + GAP) for number in range(len(shares))]
        moments = [strip[:HEIGHT, left : left + WIDTH] for left in starts]
        assert min(moment.std() for moment in moments) > 12, name
        for one, other in pairwise(moments):
            assert np.abs(one - other).mean() > 4, name


def test_every_preset_has_a_purpose():
    """In the order of the presets."""
    assert list(PURPOSES) == list(PRESETS)


def test_a_topic_is_one_section():
    """With what is below it, and nothing else."""
    section = topic(PAGE, "Stagger")
    assert section.startswith("### Stagger\n")
    assert section.count("\n#") == 0
    assert "| `spread` |" in section
    assert "#### Cell target" in topic(PAGE, "targets")
    assert "## Blend" not in topic(PAGE, "tiles")
    assert topic(PAGE, "fly-past") == topic(PAGE, "fly_past")


def test_an_unknown_topic_is_a_usage_error():
    """With the nearest one."""
    with pytest.raises(UsageError, match="no section 'tile' — did you mean 'tiles'"):
        topic(PAGE, "tile")


def test_a_terminal_shows_words_for_links_and_no_pictures():
    """What only a browser can show is left out."""
    assert plain("![a](b.svg) `a` or [clip](#clip)") == "`a` or clip"

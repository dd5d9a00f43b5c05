"""Rows: what a table says about a variable is taken as it stands, and errors name its place."""

import pytest

from mosaic_anim.errors import SceneError
from mosaic_anim.scene.row import Row

PEOPLE = (
    "vars: {photo: null, name: Ada, dive: 2s, target: best, fps: 30}\n"
    "frame: {fps: $fps}\n"
    "timeline:\n"
    "  - {duration: $dive, camera: {to: {cell: $target}}}\n"
    "  - {duration: 1s, camera: {to: {photo: $photo}}, text: $name}\n"
)


def row(**values):
    """Return a row of these values that a photo is named by, too."""
    return Row(values={"photo": "a.jpg", **values}, place="people.csv:3")


@pytest.mark.parametrize(
    "name",
    [
        "Null",
        "True",
        "No",
        "0042",
        "- x",
        "Ada: the first",
        "@ada",
        "#1",
        "$name",
        "'s",
        "[sic",
        "*",
    ],
)
def test_a_value_is_text_as_it_stands(load, name):
    """Where the scene's own value is text, whatever YAML would take it for."""
    scene = load(PEOPLE, row=row(name=name, photo=name))
    assert scene.timeline[1].text[0].text == name
    assert scene.timeline[1].camera.to.photo == name


def test_a_value_has_the_kind_of_the_scenes_own(load):
    """A number is a number; a list is one where text stands for a target."""
    scene = load(PEOPLE, row=row(fps="25", dive="3s", target="[12, 40]"))
    assert scene.frame.fps == 25
    assert scene.timeline[0].duration == 3
    assert scene.timeline[0].camera.to.cell == (12, 40)


def test_a_row_counts_more_than_the_command_line(load):
    """What it does not say is as there, or as in the scene."""
    scene = load(PEOPLE, row=row(name="Bo"), variables=["name=Ida", "dive=4s"])
    assert scene.timeline[1].text[0].text == "Bo"
    assert scene.timeline[0].duration == 4


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"fps": "many"}, "people.csv:3: "),
        ({"fps": "[1"}, "people.csv:3: "),
        ({"dive": "soon"}, "people.csv:3: "),
        ({"name": "{nobody}"}, "people.csv:3: unknown field '{nobody}'"),
        ({"nome": "Ada"}, "people.csv:3: the scene has no variable 'nome'"),
    ],
)
def test_a_wrong_value_is_named_with_its_row(load, values, problem):
    """Not with the place where the scene uses it."""
    with pytest.raises(SceneError, match=r"people.csv:3: ") as caught:
        load(PEOPLE, row=row(**values))
    (found,) = caught.value.problems
    assert str(found).startswith(problem)

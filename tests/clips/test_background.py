"""Backgrounds: what the key takes, and what it says of the rest."""

import pytest

from mosaic_anim.clips.background import (
    BACKGROUND,
    CoverBackground,
    GradientBackground,
    PictureBackground,
)
from mosaic_anim.schema.kind import Label
from mosaic_anim.schema.problem import PartError
from mosaic_anim.schema.value import COLOR

AT = Label(word="background")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#0b0d12", (11, 13, 18)),
        ("white", (255, 255, 255)),
        ("none", "none"),
        (
            {"gradient": ["#123", "white"], "angle": 90},
            GradientBackground(gradient=((17, 34, 51), (255, 255, 255)), angle=90),
        ),
        ({"cover": "blurred"}, CoverBackground(cover="blurred", blur=0.05)),
        ({"cover": "blurred", "blur": 0.1}, CoverBackground(cover="blurred", blur=0.1)),
        ({"picture": "sky.jpg"}, PictureBackground(picture="sky.jpg", blur=0)),
    ],
)
def test_colours_gradients_covers_and_pictures_are_read(written: object, meant: object) -> None:
    """What was read is read as itself again, and equal ones are equal."""
    read = BACKGROUND.read(written, AT)
    assert read == meant
    assert BACKGROUND.read(read, AT) == meant
    assert hash(read) == hash(meant)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("whit", "did you mean 'white'"),
        (None, "a colour is missing"),
        ({"gradiant": ["red", "blue"]}, "not a background: 'gradiant' — did you mean 'gradient'"),
        ({}, "not a background"),
        ({"gradient": ["red"]}, "two colours or more"),
        ({"gradient": "red"}, "'gradient' needs a list, not 'red'"),
        ({"gradient": ["red"] * 17}, "at most 16"),
        ({"gradient": ["red", "blu"]}, r"gradient\.1: not a colour: 'blu' — did you mean 'blue'"),
        ({"gradient": ["red", "blue"], "angle": 400}, "at most 360"),
        ({"gradient": ["red", "blue"], "blur": 0.1}, "unknown key 'blur'"),
        ({"cover": True}, "did you mean|blurred"),
        ({"cover": "blurred", "blur": 0.6}, "at most 0.5"),
        ({"picture": ""}, "'picture' is empty"),
        ({"picture": "a.jpg", "blur": "much"}, "'blur' needs a number"),
    ],
)
def test_what_is_wrong_is_said_with_its_remedy(written: object, message: str) -> None:
    """One line each."""
    with pytest.raises(PartError, match=message) as caught:
        BACKGROUND.read(written, AT)
    assert "\n" not in str(caught.value)


def test_the_schema_knows_all_five() -> None:
    """Colours, none, and a reference to each of the mappings."""
    choices = BACKGROUND.schema["anyOf"]
    names = [choice["$ref"].rpartition("/")[2] for choice in choices if "$ref" in choice]
    assert names == [part.__name__ for part in BACKGROUND.parts]
    assert COLOR.schema in choices
    assert {"const": "none"} in choices
    assert len(choices) == 5

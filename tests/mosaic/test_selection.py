"""Which photos may, should and must appear."""

from dataclasses import replace

import numpy as np
import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.selection import select_photos
from mosaic_anim.mosaic.settings import MosaicSettings
from tests.mosaic.libraries import colours, library_of

SETTINGS = MosaicSettings(columns=24, features="mean-rgb")
NAMES = ["a/red.jpg", "a/old/blue.jpg", "b/red.jpg", "b/green.jpg", "top.jpg"]


def library(count=5):
    """Make a library of plain photos in folders."""
    names = NAMES + [f"c/{i}.jpg" for i in range(count - 5)]
    pictures = [np.full((4, 4, 3), colour, np.uint8) for colour in colours(count, seed=2)]
    return library_of(pictures, names=names)


def names_of(selection, photos):
    return {NAMES[selection.photos[i]] for i in photos}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("a",), {"a/red.jpg", "a/old/blue.jpg"}),
        (("a/",), {"a/red.jpg", "a/old/blue.jpg"}),
        (("*.jpg",), set(NAMES)),
        (("b/*", "top"), {"b/red.jpg", "b/green.jpg", "top.jpg"}),
        (("green.jpg",), {"b/green.jpg"}),
        (("red.jpg",), {"a/red.jpg", "b/red.jpg"}),
    ],
)
def test_words_mean_names_folders_and_patterns(words, meant):
    """The same words mean the same photos for all three keys."""
    needed = select_photos(library(), replace(SETTINGS, must_use=words))
    assert names_of(needed, needed.must_appear) == meant
    liked = select_photos(library(), replace(SETTINGS, favour=words))
    assert names_of(liked, np.flatnonzero(liked.favoured)) == meant
    if meant != set(NAMES):
        rest = select_photos(library(), replace(SETTINGS, exclude=words))
        assert names_of(rest, range(len(rest.photos))) == set(NAMES) - meant


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"must_use": ("nobody.jpg",)}, r"no photo 'nobody\.jpg'"),
        ({"exclude": ("x/*",)}, r"no photo that matches 'x/\*' — a name, a folder, or a pattern"),
        ({"exclude": ("*",)}, "all photos are excluded"),
        (
            {"exclude": ("a",), "must_use": ("blue",)},
            r"a/old/blue\.jpg must appear and is excluded",
        ),
    ],
)
def test_words_that_mean_nothing_or_contradict_are_refused(asked, message):
    """The error says which word, and what would do."""
    with pytest.raises(CannotStartError, match=message):
        select_photos(library(), replace(SETTINGS, **asked))


def test_a_mosaic_shows_what_must_and_nothing_that_is_excluded(cover):
    """Whatever fits."""
    settings = replace(SETTINGS, must_use=("b",), exclude=("a", "c/7.jpg"), use_least=0)
    photos = library(90)
    shown = {photos.photo[tile] for tile in build_placement(cover, photos, settings).tile}
    assert {"b/red.jpg", "b/green.jpg"} <= shown
    assert not shown & {"a/red.jpg", "a/old/blue.jpg", "c/7.jpg"}

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


def test_a_favoured_photo_that_does_not_appear_is_no_fault():
    """It may be left out by its folder, its size or as the copy of another one."""
    liked = select_photos(library(), replace(SETTINGS, include=("a",), favour=("b", "a/red.jpg")))
    assert names_of(liked, np.flatnonzero(liked.favoured)) == {"a/red.jpg"}


def described_library():
    """Make five photos of different sizes, dates and looks; the last two look the same."""
    pictures = list(np.random.default_rng(4).integers(0, 250, (5, 4, 4, 3), np.uint8))
    pictures[4] = pictures[3] + np.uint8(1)
    return replace(
        library_of(pictures, names=NAMES),
        full_size=np.array([(400, 300), (90, 800), (500, 500), (600, 600), (700, 700)], np.int32),
        taken=("2019-12-31T23:59:59", "2020-01-01T00:00:00", None, "2021-06-30T12:00:00", None),
        flatness=np.array([0.1, 0.2, 0.7, 0.0, 0.3], np.float32),
        phash=np.zeros(5, np.uint64),
        colour=np.zeros((5, 3), np.uint8),
    )


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({"include": ("a", "top")}, {0, 1, 4}),
        ({"include": ("a", "b"), "exclude": ("red",)}, {1, 3}),
        ({"min_side": 300}, {0, 2, 3, 4}),
        ({"since": "2020"}, {1, 3}),
        ({"until": "2019"}, {0}),
        ({"until": "2020-01"}, {0, 1}),
        ({"since": "2020-01-02", "until": "2021-06-30"}, {3}),
        ({"screenshots": "drop"}, {0, 1, 3, 4}),
        ({"screenshots": "drop", "must_use": ("b/red.jpg",)}, {0, 1, 2, 3, 4}),
        ({"min_side": 600, "must_use": ("blue",)}, {1, 3, 4}),
    ],
)
def test_photos_are_chosen_by_name_size_date_and_look(asked, meant):
    """What must appear does so in any case."""
    asked = {"duplicates": "keep", **asked}
    chosen = select_photos(described_library(), replace(SETTINGS, **asked)).photos
    assert set(chosen.tolist()) == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({}, {0, 1, 2, 4}),
        ({"duplicates": "keep"}, {0, 1, 2, 3, 4}),
        ({"exclude": ("top",)}, {0, 1, 2, 3}),
        ({"must_use": ("green",)}, {0, 1, 2, 3}),
        ({"must_use": ("green", "top")}, {0, 1, 2, 3, 4}),
        ({"since": "2021"}, {3}),
    ],
)
def test_one_of_near_duplicates_appears(asked, meant):
    """It is the largest of those that other settings let through, or the one that must appear."""
    photos = described_library()
    assert set(select_photos(photos, replace(SETTINGS, **asked)).photos.tolist()) == meant


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"min_side": 5000}, "min_side 5000 leaves no photo — let more photos through"),
        ({"since": "2030"}, "since 2030 leaves no photo — .*without a date are left out, too"),
        ({"include": ("a/red.jpg",), "since": "2020"}, "since 2020 leaves no photo"),
        ({"include": ("x",)}, "no photo 'x'"),
    ],
)
def test_a_choice_of_nothing_is_refused(asked, message):
    """The error names the setting that left out the last photo."""
    with pytest.raises(CannotStartError, match=message):
        select_photos(described_library(), replace(SETTINGS, **asked))


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

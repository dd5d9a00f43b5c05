"""Which photo a name means: one rule for all commands, whatever its letters are made of."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.errors import LINE_LIMIT, ExitCode
from mosaic_anim.library.photo_names import PhotoNameError, PhotoNames

_FOLDERS = st.sampled_from(["", "a/", "b/", "a/b/", "Zoë/", "Zoe\u0308/"])
_FILES = st.sampled_from(["1.jpg", "1.png", "11.jpg", "é.jpg", "e\u0301.jpg", "a.b.jpg", "a.jpg"])
PATHS = st.builds(str.__add__, _FOLDERS, _FILES)
LIBRARIES = st.dictionaries(PATHS, st.integers(0, 3), min_size=1)
"""Contents by path; some are equal."""


def composed(name):
    return unicodedata.normalize("NFC", name)


def paths_of(photos, name):
    """Return the contents that a name may mean, by the rule as the reference tells it."""
    wanted = composed(name)
    parts = {path: composed(path) for path in photos}
    bare = {path: part.rsplit(".", 1)[0] for path, part in parts.items()}
    for forms, whole in ((parts, True), (parts, False), (bare, False)):
        found = {
            photos[path]
            for path, form in forms.items()
            if form == wanted or (not whole and form.endswith(f"/{wanted}"))
        }
        if found:
            return found
    return set()


@given(LIBRARIES, PATHS | st.sampled_from(["1", "é", "a.b", "b/1", "a/b/1", "oë/1.jpg", "x", ""]))
def test_a_name_means_one_photo_or_is_refused(photos, name):
    """A whole path first, then the end of one, then without its suffix; copies are one photo."""
    expected = paths_of(photos, name)
    if len(expected) > 1:
        with pytest.raises(PhotoNameError, match=r"photos are called"):
            PhotoNames(photos).find(name)
    else:
        assert PhotoNames(photos).find(name) == (expected.pop() if expected else None)


@given(LIBRARIES, PATHS, st.sampled_from(["NFC", "NFD", "NFKC"]))
def test_names_that_look_the_same_are_the_same(photos, name, form):
    """However disk, scene and keyboard make their accents."""
    names = PhotoNames(photos)
    assert names.paths_of(unicodedata.normalize(form, name)) == names.paths_of(name)
    elsewhere = {unicodedata.normalize("NFD", path): path for path in photos}
    found = {composed(path) for path in PhotoNames(elsewhere).paths_of(name)}
    assert found == {composed(path) for path in names.paths_of(name)}


@given(st.dictionaries(PATHS.map(composed), st.integers(), min_size=1))
def test_every_photo_has_a_name_of_its_own(photos):
    """Its path, also with ./ before it."""
    names = PhotoNames(photos)
    for path, content in photos.items():
        assert names.photo(path) == names.photo(f"./{path}") == content


def refusal(photos, name):
    """Return the line that tells what is wrong with a name."""
    with pytest.raises(PhotoNameError, match=r".") as caught:
        PhotoNames(photos).photo(name)
    assert caught.value.exit_code == ExitCode.INVALID
    assert len(str(caught.value)) <= LINE_LIMIT
    return str(caught.value)


def test_namesakes_are_reported_with_both_paths():
    """And with what tells them apart."""
    photos = {"2023/I.png": 1, "2024/I.png": 2, "2024/J.png": 3}
    line = "two photos are called 'I.png': 2023/I.png and 2024/I.png — write more of the path"
    assert refusal(photos, "I.png") == line
    assert "3 photos are called 'I': 2023/I.png and 2024/I.png, …" in refusal(
        {**photos, "I.jpg": 4}, "I"
    )
    assert PhotoNames(photos).photo("2023/I.png") == 1


def test_long_paths_are_reported_by_their_ends():
    """The line keeps what is wrong and how to mend it."""
    photos = {f"{folder}{'x' * 200}/{folder}/IMG.png": folder for folder in "ab"}
    line = refusal(photos, "IMG.png")
    assert "x/a/IMG.png and …" in line
    assert line.endswith("x/b/IMG.png — write more of the path")


def test_names_that_only_look_the_same_are_reported():
    """No path tells them apart."""
    assert "rename one of them" in refusal({"é.jpg": 1, "e\u0301.jpg": 2}, "é.jpg")


def test_an_unknown_name_is_refused_with_the_nearest_one():
    """As it is spelt on the disk, or how names are written."""
    assert refusal({"trip/Zoë.jpg": 1}, "Zoe.jpg") == (
        "the library has no photo 'Zoe.jpg' — did you mean 'Zoë.jpg'?"
    )
    for unlike in ("wholly other", "nosuch.jpg"):
        assert "a path in the library, or a file name" in refusal({"Anjou_004.jpg": 1}, unlike)

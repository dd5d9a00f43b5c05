"""names.py: which spellings of a path may mean one file."""

import sys
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.io.names import fold_name, name_key, on_disk

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Film.GIF", "film.gif"),
        ("Zo\u00eb.png", "Zoe\u0308.png"),
        ("ZO\u00cb.png", "zoe\u0308.png"),
        ("\u03a3.mp4", "\u03c2.mp4"),
        ("\uac00.mp4", "\u1100\u1161.mp4"),
    ],
)
def test_case_and_composition_are_not_told_apart(first, second):
    """As APFS and NTFS have it; Greek has three sigmas, Korean letters have parts."""
    assert fold_name(first) == fold_name(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.mp4", "b.mp4"),
        ("ma\u00dfe.mp4", "masse.mp4"),
        ("e.png", "\u00eb.png"),
        ("\ufb01lm.gif", "film.gif"),
        ("1.png", "\u00b9.png"),
    ],
)
def test_other_letters_are_told_apart(first, second):
    """No disk takes these for one name: accents, ligatures, small figures."""
    assert fold_name(first) != fold_name(second)


@given(st.text(st.characters(exclude_characters="\0"), max_size=12))
def test_every_form_of_a_name_has_one_key(name):
    """Composed and decomposed, and folding twice changes nothing."""
    keys = {fold_name(normalize(form, name)) for form in ("NFC", "NFD")}
    assert len(keys) == 1
    (key,) = keys
    assert fold_name(key) == key


@needs_links
def test_folders_are_followed_and_the_file_is_not(tmp_path):
    """A target that is a link is replaced itself: it is another file than what it names."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert name_key(tmp_path / "link" / "a.gif") == name_key(tmp_path / "real" / "." / "a.gif")
    assert name_key(tmp_path / "link" / ".." / "a.gif") == name_key(tmp_path / "a.gif")
    (tmp_path / "real" / "alias.gif").symlink_to("a.gif")
    assert name_key(tmp_path / "real" / "alias.gif") != name_key(tmp_path / "real" / "a.gif")


def test_relative_paths_begin_at_the_current_folder(tmp_path, monkeypatch):
    """One file has one key from wherever it is named."""
    monkeypatch.chdir(tmp_path)
    assert name_key("a.gif") == name_key(tmp_path / "a.gif") == name_key(Path("./a.gif"))


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "a\0b/c", "\udcff.png"])
def test_names_that_cannot_be_have_a_key_too(name):
    """The error about them is told by what would make the file."""
    assert name_key(name)
    assert on_disk(Path(name))


def test_a_name_in_another_composition_is_found_as_it_lies(tmp_path):
    """In folders and files; a name that lies there as it is stays, whatever is beside it."""
    composed, parts = "Zo\u00eb", "Zoe\u0308"
    (tmp_path / composed).mkdir()
    (tmp_path / composed / f"{parts}.png").touch()
    there = tmp_path / composed / f"{parts}.png"
    for folder in (composed, parts):
        for file in (composed, parts):
            found = on_disk(tmp_path / folder / f"{file}.png")
            assert found.samefile(there)
    (tmp_path / composed / f"{composed}.png").touch()
    assert on_disk(tmp_path / composed / f"{composed}.png").name == f"{composed}.png"
    assert on_disk(tmp_path / parts / "new.png") == tmp_path / composed / "new.png"
    assert on_disk(tmp_path / "other" / f"{parts}.png") == tmp_path / "other" / f"{parts}.png"

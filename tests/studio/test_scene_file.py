"""The scene's text is written as it was edited, and never over a newer file."""

import os
import re
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from mosaic_anim.errors import CannotStartError
from mosaic_anim.studio.scene_file import (
    NewerFileError,
    read_scene_text,
    with_changes,
    write_scene_text,
)

LINES = st.lists(
    st.tuples(st.text(alphabet="ab #:é", max_size=4), st.sampled_from(["\n", "\r\n", "\r"])),
    max_size=8,
)


def plain(text):
    """Return a text with line feeds."""
    return re.sub("\r\n|\r", "\n", text)


@given(LINES, st.text(alphabet="ab", max_size=3))
def test_a_text_that_was_not_edited_stays_as_it_is(pairs, last) -> None:
    """Whatever its lines end in."""
    original = "".join(body + end for body, end in pairs) + last
    assert with_changes(original, plain(original)) == original


@given(LINES, LINES)
def test_the_edited_text_is_what_is_written(before, after) -> None:
    """Read again, it is the text of the editor."""
    original = "".join(body + end for body, end in before)
    edited = "".join(f"{body}\n" for body, _ in after)
    assert plain(with_changes(original, edited)) == edited


def test_lines_that_stay_end_as_before() -> None:
    """A mixed file changes only where it was edited."""
    original = "a\r\nb\nc\r\nd\r\n"
    assert with_changes(original, "a\nx\nb\nc\nd\n") == "a\r\nx\r\nb\nc\r\nd\r\n"
    assert with_changes(original, "a\nB\nc\nd\n") == "a\r\nB\nc\r\nd\r\n"


def test_a_file_keeps_its_mark_its_rights_and_its_link(tmp_path: Path) -> None:
    """A scene may lie elsewhere, and be known by a link."""
    real = tmp_path / "real.yaml"
    real.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    real.chmod(0o640)
    link = tmp_path / "scene.yaml"
    try:
        link.symlink_to(real)
    except OSError:
        link = real
    before = read_scene_text(link)
    assert before.text == "a: 1\nb: 2\n"
    after = write_scene_text(link, "a: 1\nb: 3\n", based_on=before.version)
    assert real.read_bytes() == b"\xef\xbb\xbfa: 1\r\nb: 3\r\n"
    assert read_scene_text(link) == after
    assert link.is_symlink() or link == real
    if os.name != "nt":
        assert real.stat().st_mode & 0o777 == 0o640


def test_a_newer_file_is_never_replaced(tmp_path: Path) -> None:
    """Both texts are offered."""
    path = tmp_path / "scene.yaml"
    path.write_text("mine\n")
    before = read_scene_text(path)
    path.write_text("theirs\n")
    with pytest.raises(NewerFileError, match="changed meanwhile") as caught:
        write_scene_text(path, "edited\n", based_on=before.version)
    assert path.read_text() == "theirs\n"
    assert caught.value.current.text == "theirs\n"
    write_scene_text(path, "edited\n", based_on=caught.value.current.version)
    assert path.read_text() == "edited\n"


def test_a_file_that_is_gone_is_written_again_on_request_only(tmp_path: Path) -> None:
    """The page says that it is gone, and has its text still."""
    path = tmp_path / "scene.yaml"
    path.write_text("text\n")
    version = read_scene_text(path).version
    path.unlink()
    with pytest.raises(NewerFileError, match="changed meanwhile") as caught:
        write_scene_text(path, "text\n", based_on=version)
    assert caught.value.current.fault == "the file is gone"
    assert not path.exists()
    write_scene_text(path, "text\n", based_on="")
    assert path.read_text() == "text\n"


def test_what_cannot_be_read_is_not_replaced(tmp_path: Path) -> None:
    """Also not by a page that has seen nothing of it."""
    path = tmp_path / "scene.yaml"
    path.mkdir()
    found = read_scene_text(path)
    assert "cannot be read" in found.fault
    assert (found.version, found.is_gone) == ("", False)
    with pytest.raises(CannotStartError, match=r"cannot be read.*not replaced unseen"):
        write_scene_text(path, "text\n", based_on=found.version)


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"\xff\xfea\0", "not UTF-8"), (b"a" * (1 << 18) + b"a", "larger than 256 KiB")],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, fault: str) -> None:
    """And has a version, so that it is not replaced by chance."""
    path = tmp_path / "scene.yaml"
    path.write_bytes(content)
    found = read_scene_text(path)
    assert fault in found.fault
    assert (found.text, bool(found.version)) == ("", True)

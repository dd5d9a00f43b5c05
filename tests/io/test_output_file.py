"""Files that cannot be written are refused before any work."""

import os
from pathlib import Path

import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.output_file import check_file
from tests.io.written_files import names, needs_posix


def test_a_new_file_in_a_new_folder_is_fine_and_nothing_is_made(tmp_path):
    """Checking writes nothing."""
    check_file(tmp_path / "a" / "b" / "out.mp4", overwrite=False)
    assert names(tmp_path) == []


def test_an_existing_file_needs_leave(tmp_path):
    """The remedy names the option."""
    (tmp_path / "out.mp4").write_bytes(b"")
    with pytest.raises(CannotStartError, match="exists — add overwrite"):
        check_file(tmp_path / "out.mp4", overwrite=False)
    check_file(tmp_path / "out.mp4", overwrite=True)


def test_a_folder_is_refused(tmp_path):
    """Even with leave to overwrite."""
    with pytest.raises(CannotStartError, match="this is a folder"):
        check_file(tmp_path, overwrite=True)


def test_a_file_in_the_way_of_the_folder_is_refused(tmp_path):
    """`out` is a file, so `out/a.mp4` cannot be."""
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(CannotStartError, match="is not a folder"):
        check_file(tmp_path / "out" / "a" / "b.mp4", overwrite=False)


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    """Too long, or with a zero byte."""
    for name in ("x" * 300, "a\0b"):
        with pytest.raises(CannotStartError, match="choose another name"):
            check_file(tmp_path / name, overwrite=False)


@needs_posix
def test_a_name_is_looked_at_where_its_folder_is_still_to_be_made(tmp_path):
    """Not after an hour of drawing: of the file, of a folder, of the part that it begins as."""
    for place in ("new/" + "x" * 300, "new/" + "x" * 300 + "/a.mp4", "new/" * 1100 + "a.mp4"):
        with pytest.raises(CannotStartError, match="file name too long — choose another name"):
            check_file(tmp_path / place, overwrite=False)
    longest = os.pathconf(tmp_path, "PC_PATH_MAX") - 1
    folder = tmp_path
    while len(str(folder)) < longest - 120:
        folder /= "y" * 100
    deep = folder / ("z" * (longest - len(str(folder)) - 7)) / "a.mp4"
    with pytest.raises(CannotStartError, match="file name too long — choose another name"):
        check_file(deep, overwrite=False)
    assert names(tmp_path) == []


@needs_posix
def test_a_fifo_and_a_device_are_refused(tmp_path):
    """Opening one could hang."""
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path / "fifo", Path("/dev/null")):
        with pytest.raises(CannotStartError, match="no regular file"):
            check_file(path, overwrite=True)


@needs_posix
def test_a_read_only_folder_and_file_are_refused(tmp_path):
    """For a superuser too."""
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "old.mp4").write_bytes(b"")
    (folder / "old.mp4").chmod(0o444)
    with pytest.raises(CannotStartError, match="this file is read-only"):
        check_file(folder / "old.mp4", overwrite=True)
    folder.chmod(0o555)
    try:
        with pytest.raises(CannotStartError, match=r"the folder .* is read-only"):
            check_file(folder / "new.mp4", overwrite=False)
    finally:
        folder.chmod(0o755)

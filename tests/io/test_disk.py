"""disk.py: a full disk is reported with what is needed and what is there."""

import errno
import os

import pytest

from mosaic_anim.io import disk

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        (0, "more than the 3.0 MB that are free is needed"),
        (2_900_000, "more than the 3.0 MB that are free is needed"),
        (3_049_000, "more than the 3.0 MB that are free is needed"),
        (3_100_000, "about 3.1 MB are needed, 3.0 MB are free"),
        (50_000_000, "about 50.0 MB are needed, 3.0 MB are free"),
    ],
)
def test_a_full_disk_counts_the_part_as_free(tmp_path, monkeypatch, needed, said):
    """It is removed before anybody reads this; an estimate is named where it says something."""
    (tmp_path / "part").write_bytes(bytes(1_000_000))
    monkeypatch.setattr(disk, "free_space", lambda _folder: 2_000_000)
    assert said in str(disk.disk_full(tmp_path / "part", needed=needed))


def test_a_failing_disk_is_reported_as_the_system_says_it(tmp_path):
    """An input/output error is no full disk."""
    error = disk.write_error(OSError(errno.EIO, os.strerror(errno.EIO)), tmp_path / "part")
    assert "writing failed: " in str(error)
    assert "full" not in str(error)


def test_a_folder_that_is_gone_has_no_room(tmp_path):
    """Asking never fails: it happens while an error is reported."""
    assert disk.free_space(tmp_path / "gone") == 0
    assert disk.is_full(tmp_path / "gone")


@pytest.mark.parametrize(
    ("seen", "told"),
    [(None, "5.0 MB"), (0, "5.0 MB"), (2_000_000, "5.0 MB"), (9_000_000, "9.0 MB")],
)
def test_what_is_known_of_the_need_is_reported_whoever_saw_the_disk_full(
    tmp_path, monkeypatch, seen, told
):
    """A writer knows of its file, its caller of all that is to come: the larger is reported."""
    monkeypatch.setattr(disk, "free_space", lambda _folder: 1_000_000)
    part = tmp_path / "part"
    full = FULL if seen is None else disk.disk_full(part, needed=seen)
    said = f"about {told} are needed, 1.0 MB are free"
    with (
        pytest.raises(disk.DiskFullError, match=said),
        disk.disk_errors(part, lambda: 5_000_000),
    ):
        raise full


def test_a_need_that_cannot_be_told_is_left_out(tmp_path):
    """Asking never fails: it happens while an error is reported."""

    def gone():
        return (tmp_path / "gone").stat().st_size

    with (
        pytest.raises(disk.DiskFullError, match=r"more than the .* is needed"),
        disk.disk_errors(tmp_path / "part", gone),
    ):
        raise FULL


def test_other_errors_are_not_told_as_the_disks(tmp_path):
    """They are somebody else's to tell."""
    with (
        pytest.raises(PermissionError, match="no"),
        disk.disk_errors(tmp_path / "part", lambda: 1),
    ):
        raise PermissionError("no")


@pytest.mark.skipif(os.name != "posix", reason="files with holes")
def test_holes_of_a_part_are_not_room(tmp_path, monkeypatch):
    """Levels of tiles are made as long as they will be before they are written."""
    monkeypatch.setattr(disk, "free_space", lambda _folder: 0)
    with (tmp_path / "part").open("wb") as file:
        file.truncate(50_000_000)
    assert "0 kB are free" in str(disk.disk_full(tmp_path / "part", needed=50_000_000))

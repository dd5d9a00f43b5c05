"""disk.py: a full disk is told with what is needed and what is there."""

import errno
import os

import pytest

from mosaic_anim import disk


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        (None, "the file needs more than the 3.0 MB that are free"),
        (3_100_000, "the file needs more than the 3.0 MB that are free"),
        (50_000_000, "the file needs about 50.0 MB, 3.0 MB are free"),
    ],
)
def test_a_full_disk_counts_the_part_as_free(tmp_path, monkeypatch, needed, said):
    """It is removed before anybody reads this; an estimate is named where it says something."""
    (tmp_path / "part").write_bytes(bytes(1_000_000))
    monkeypatch.setattr(disk, "free_space", lambda _folder: 2_000_000)
    assert said in str(disk.disk_full(tmp_path / "part", needed=needed))


def test_a_failing_disk_is_told_as_the_system_says_it(tmp_path):
    """An input/output error is no full disk."""
    error = disk.stopped_by(OSError(errno.EIO, os.strerror(errno.EIO)), tmp_path / "part")
    assert "writing failed: " in str(error)
    assert "full" not in str(error)


def test_a_folder_that_is_gone_has_no_room(tmp_path):
    """Asking never fails: it happens while an error is told."""
    assert disk.free_space(tmp_path / "gone") == 0
    assert disk.is_full(tmp_path / "gone")

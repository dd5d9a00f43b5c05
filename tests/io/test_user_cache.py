"""user_cache.py: the cache lies where the user wants it, and is the user's alone."""

import os

import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.user_cache import cache_folder
from tests.io.written_files import needs_posix


def test_the_environment_names_it(tmp_path, monkeypatch):
    """And it is made."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "c" / "d"))
    assert cache_folder() == tmp_path / "c" / "d"
    assert cache_folder().is_dir()


def test_it_is_absolute_without_a_home(tmp_path, monkeypatch):
    """HOME unset: the user database or the folder for temporary files."""
    monkeypatch.delenv("MOSAIC_ANIM_CACHE")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().is_absolute()


@needs_posix
@pytest.mark.parametrize("made", ["by others", "as a link", "for all", "by us"])
def test_among_temporary_files_it_is_private(tmp_path, monkeypatch, made):
    """Without a home, its name can be guessed: another user may have filled it."""
    monkeypatch.delenv("MOSAIC_ANIM_CACHE")
    shared, own = tmp_path / "tmp", tmp_path / "tmp" / "mosaic_anim-1000"
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: own)
    match made:
        case "by others":
            own.mkdir(mode=0o700)
            monkeypatch.setattr(os, "getuid", lambda: own.stat().st_uid + 1)
        case "as a link":
            (tmp_path / "theirs").mkdir(mode=0o700)
            own.symlink_to(tmp_path / "theirs")
        case "for all":
            own.mkdir()
            own.chmod(0o777)
        case _:
            assert cache_folder() == own
            assert own.stat().st_mode & 0o777 == 0o700
            assert cache_folder() == own
            return
    with pytest.raises(CannotStartError, match="others can write to it — name another one"):
        cache_folder()


def test_a_file_in_its_place_is_reported_with_the_variable(tmp_path, monkeypatch):
    """One line that names the remedy."""
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(CannotStartError, match="MOSAIC_ANIM_CACHE"):
        cache_folder()

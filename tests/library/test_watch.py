"""Watching a folder: photos that come in are indexed, and a folder that is away is waited for."""

import shutil
import sys
import threading

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.cli.main import run
from mosaic_anim.errors import CannotStartError
from mosaic_anim.library import watch
from tests.nasty_pictures import encoded, write


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """Make a folder of one photo, read in this process; a change is noticed at once."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(watch, "_GATHER", 50)
    monkeypatch.setattr(watch, "RETRY_INTERVAL", 0.05)

    def in_process(function, items, **_):
        return ((item, function(item)) for item in items)

    monkeypatch.setattr("mosaic_anim.library.photo_reading.run_in_workers", in_process)
    folder = tmp_path / "photos"
    folder.mkdir()
    photo(folder / "first.png", 1)
    return folder


def photo(path, number):
    """Write a photo of one colour."""
    return write(path, encoded(Image.new("RGB", (9, 9), (number, 0, 0)), "PNG"))


def steps(monkeypatch, *actions):
    """Let each look at the folder come after one of some actions, then Ctrl-C."""

    def changes(source, *, leave_out, stop=None):  # noqa: ARG001 - as the real one
        for action in actions:
            action()
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr(watch, "folder_changes", changes)


def test_photos_that_come_and_go_are_counted_until_ctrl_c(photos, monkeypatch, capsys):
    """What changed nothing is not reported; a folder that is away is a note, and comes back."""
    away = photos.parent / "away"
    steps(
        monkeypatch,
        lambda: photo(photos / "second.png", 2),
        lambda: write(photos / "notes.txt", b"x"),
        lambda: shutil.move(photos, away),
        lambda: shutil.move(away, photos),
        lambda: (photo(photos / "third.png", 3), (photos / "first.png").unlink()),
    )
    assert run(["index", str(photos), "--watch", "--quiet"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1:] == ["2 photos: 1 new", "2 photos: 1 new, 1 gone"]
    assert "watching for photos; Ctrl-C ends it" in said.err
    assert "no such folder" in said.err


def test_near_duplicates_are_counted(photos, capsys):
    """Beside copies, whose bytes are equal."""
    soft = np.random.default_rng(3).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    picture = Image.fromarray(soft).resize((200, 150), Image.Resampling.BICUBIC)
    write(photos / "large.png", encoded(picture, "PNG"))
    write(photos / "small.png", encoded(picture.resize((150, 112)), "PNG"))
    assert run(["index", str(photos), "--quiet"]) == 0
    assert "1 photo is a near duplicate" in capsys.readouterr().out
    assert run(["index", str(photos), "--json"]) == 0
    assert '"near_duplicates": 1' in capsys.readouterr().out


def test_a_change_is_noticed_and_the_index_itself_is_none(photos):
    """A new photo, in a new folder too; then the end."""
    stop, seen = threading.Event(), threading.Event()
    index = photos / "index"
    index.mkdir()
    noticed = []

    def follow():
        for _ in watch.folder_changes(photos, leave_out=index, stop=stop):
            noticed.append(sorted(path.name for path in photos.rglob("*.png")))
            if "second.png" in noticed[-1]:
                seen.set()

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    for number in range(100):  # until the watch has begun, changes go unseen
        (photos / "new").mkdir(exist_ok=True)
        photo(photos / "new" / "second.png", number)
        if seen.wait(0.1):
            break
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert seen.is_set()


def test_a_folder_that_is_away_is_looked_for_again(tmp_path, photos):  # noqa: ARG001 - short times
    """It is no error: a disk may be put back."""
    changes = watch.folder_changes(tmp_path / "away", leave_out=tmp_path)
    assert [next(changes), next(changes)] == [None, None]


def test_without_its_extra_watching_names_it(photos, monkeypatch):
    """Before anything is indexed."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    monkeypatch.setattr(watch, "watchfiles", watch.LazyModule("watchfiles"))
    with pytest.raises(CannotStartError, match=r"needs the extra mosaic_anim\[watch\]"):
        watch.require_watching()
    assert run(["index", str(photos), "--watch"]) == 4
    assert not (photos.parent / "cache").exists()

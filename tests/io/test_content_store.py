"""A store gives back what was kept or nothing, and grows no larger than it may."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mosaic_anim.errors import StoppedError
from mosaic_anim.io.content_store import ContentStore


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    """Return a store that holds 1,000 bytes."""
    return ContentStore(folder=tmp_path / "segments", limit=1000)


def put(store: ContentStore, name: str, content: bytes = bytes(400), *, age: int = 0) -> Path:
    """Keep a file that was last used `age` seconds after 1970."""
    with store.keep(name, 3, ".mp4") as part:
        part.write_bytes(content)
    path = store.find(name)
    assert path is not None
    os.utime(path, (age, age))
    return path


def test_what_was_kept_is_found_under_its_name(store: ContentStore) -> None:
    """With its frames and the hash of its content in the file's name."""
    assert store.find("a") is None
    path = put(store, "a", b"one")
    found = store.find_all(["a", "b"])
    assert (list(found.files), found.damaged) == (["a"], ())
    assert (found.files["a"].path, found.files["a"].frames) == (path, 3)
    assert path.name == f"a-3-{found.files['a'].sha256}.mp4"
    assert path.read_bytes() == b"one"


def test_a_file_is_made_once_and_again_when_it_is_damaged(store: ContentStore) -> None:
    """Its maker is called where no intact file of the name is there."""
    calls: list[Path] = []

    def make(file: Path) -> None:
        calls.append(file)
        file.write_bytes(b"one")

    path = store.find_or_make("a", ".png", make)
    assert (store.find_or_make("a", ".png", make), path.suffix, len(calls)) == (path, ".png", 1)
    path.write_bytes(b"two")
    assert (store.find_or_make("a", ".png", make), len(calls)) == (path, 2)
    assert path.read_bytes() == b"one"


def test_a_file_that_goes_as_soon_as_it_is_made_stops_the_run(
    store: ContentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command makes it again."""

    def make(file: Path) -> None:
        file.write_bytes(b"one")

    monkeypatch.setattr(ContentStore, "find", lambda *_: None)
    with pytest.raises(StoppedError, match="has gone or was changed — run the same command again"):
        store.find_or_make("a", ".png", make)


def test_the_same_twice_is_one_file(store: ContentStore) -> None:
    """Two renders may make one segment at the same time."""
    assert put(store, "a") == put(store, "a")
    assert store.size() == (1, 400)


@pytest.mark.parametrize("content", [b"", b"onf", b"one and more"])
def test_a_damaged_file_is_removed_and_reported(store: ContentStore, content: bytes) -> None:
    """Existence proves nothing; only the content's hash does."""
    path = put(store, "a", b"one")
    path.write_bytes(content)
    found = store.find_all(["a"])
    assert (found.files, found.damaged) == ({}, ("a",))
    assert not path.exists()


def test_what_fails_while_it_is_written_leaves_nothing(store: ContentStore) -> None:
    """Neither a file nor a part."""

    def write_half() -> None:
        with store.keep("a", 3, ".mp4") as part:
            part.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert not list(store.folder.iterdir())


def test_the_oldest_go_when_room_is_needed(store: ContentStore) -> None:
    """A file that was found counts as used now; what is spared stays whatever its age."""
    old, older, oldest = (put(store, name, age=age) for name, age in (("a", 3), ("b", 2), ("c", 1)))
    store.trim(room=100, spare=["c"])
    assert (old.exists(), older.exists(), oldest.exists()) == (True, False, True)
    store.find("c")
    store.trim(room=500)
    assert (old.exists(), oldest.exists()) == (False, True)


def test_what_a_running_process_has_pinned_stays(store: ContentStore) -> None:
    """Also what comes under a pinned name later; afterwards it may go."""
    first = put(store, "a", age=1)
    with store.pinned(["a", "b"]):
        second = put(store, "b", age=1)
        third = put(store, "c", age=5)
        store.trim(room=1000)
        assert (first.exists(), second.exists(), third.exists()) == (True, True, False)
        ContentStore(folder=store.folder, limit=0).clear()
        assert first.exists()
    store.clear()
    assert store.size() == (0, 0)


def test_the_pins_of_a_dead_process_hold_nothing(store: ContentStore) -> None:
    """The lock ends with its owner, and what it left behind goes with the next trim."""
    path = put(store, "a")
    code = (
        "import os, sys, pathlib; from mosaic_anim.io.content_store import ContentStore\n"
        "store = ContentStore(folder=pathlib.Path(sys.argv[1]), limit=1000)\n"
        "with store.pinned(['a']), store.keep('b', 1, '.mp4') as part:\n"
        "    print('pinned', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(store.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"pinned\n"
        store.clear()
        assert path.exists()
        assert len(list(store.folder.iterdir())) == 2
        process.kill()
    store.clear()
    assert not list(store.folder.iterdir())


def test_a_folder_of_the_users_own_is_never_trimmed(tmp_path: Path) -> None:
    """It has no limit, and nothing is put beside it."""
    store = ContentStore(folder=tmp_path / "mine")
    put(store, "a")
    with store.pinned(["a"]):
        store.trim(room=1 << 40)
    assert store.size() == (1, 400)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]

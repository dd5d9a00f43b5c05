"""`mosaic-anim cache` shows what is kept, and removes what nobody needs."""

from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.rendering.cache import KINDS
from mosaic_anim.rendering.segment_cache import segment_store


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache with two files of each kind."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(folder))
    files = {
        "tiles": "16-{:032x}.tiles",
        "placements": "{:064x}.npz",
        f"libraries/{'1a' * 16}": "{}",
        "demo-0123456789": "{}.jpg",
    }
    for kind, name in files.items():
        (folder / kind).mkdir(parents=True)
        for number in (1, 2):
            (folder / kind / name.format(number)).write_bytes(bytes(1_000_000))
    for name in ("a", "b"):
        with segment_store().keep(name, 1, ".mp4") as part:
            part.write_bytes(bytes(1_000_000))
    return folder


def shown(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, tuple[str, str]]:
    """Return size [MB] and number of files of each kind."""
    assert run(["cache", *options]) == ExitCode.DONE
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    return {kind: (size, files) for kind, size, _, files, _ in rows}


def test_every_kind_is_shown_with_its_size(capsys: pytest.CaptureFixture[str]) -> None:
    """In megabytes, and how many files."""
    kinds = shown(capsys)
    empty = {kinds.pop(kind) for kind in ("packs", "covers", "appeal", "batches")}
    assert empty == {("0.0", "0")}
    assert set(kinds) == {"segments", "tiles", "placements", "libraries", "demo"}
    assert set(kinds.values()) == {("2.0", "2")}


@pytest.mark.parametrize("kind", ["segments", "tiles", "placements", "libraries", "demo"])
def test_one_kind_is_cleared(capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """And no other."""
    left = [name for name, (_, files) in shown(capsys, "--clear", kind).items() if files != "0"]
    assert len(left) == 4
    assert kind not in left


def test_all_is_cleared_but_what_a_render_has_pinned(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The segment that it will join stays."""
    with segment_store().pinned(["a"]):
        kinds = shown(capsys, "--clear")
    assert kinds.pop("segments") == ("1.0", "1")
    assert set(kinds.values()) == {("0.0", "0")}


def test_a_limit_removes_the_oldest(capsys: pytest.CaptureFixture[str]) -> None:
    """Of segments and tiles, each for itself."""
    kinds = shown(capsys, "--limit", "1MB")
    assert (kinds["segments"], kinds["tiles"]) == (("1.0", "1"), ("1.0", "1"))
    assert kinds["placements"] == ("2.0", "2")


def test_files_that_are_not_its_own_stay(cache: Path) -> None:
    """A user may put the cache into a folder that has tiles, libraries and demos already."""
    folders = (*KINDS, "demo-reel", "libraries/photos", "tiles/deep")
    names = ("a.jpg", "holiday-12-2019.png", "0123abcd.jpg", "film-3.mp4")
    theirs = [cache / folder / name for folder in folders for name in names]
    for path in theirs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1_000_000))
    for options in (["--limit", "1kB"], ["--clear"]):
        assert run(["cache", *options]) == ExitCode.DONE
        assert all(path.is_file() for path in theirs)
    assert not list(cache.glob("*/*.tiles"))
    assert not (cache / "demo-0123456789").exists()


def test_an_unknown_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 with those that there are."""
    assert run(["cache", "--clear", "photos"]) == ExitCode.INVALID
    assert "segments" in capsys.readouterr().err

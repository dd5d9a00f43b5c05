"""Kernels that are not compiled yet take memory before anything is drawn."""

import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mosaic_anim.rendering import compiling
from mosaic_anim.rendering.compiling import compiling_aside, compiling_memory, is_compiled
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.scene.model import Scene
from tests.rendering.test_trial_frames import SCENE


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a module in a folder that may be written."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    path = tmp_path / "strips.py"
    path.write_text("kernel")
    return path


def compile_of(source: Path, *, version: str = "", age: float = 0.0) -> None:
    """Leave what Numba leaves, so many seconds older than the module."""
    version = version or f"py{sys.version_info.major}{sys.version_info.minor}"
    index = source.parent / "__pycache__" / f"{source.stem}.draw-25.{version}.nbi"
    index.parent.mkdir()
    index.touch()
    written = source.stat().st_mtime
    os.utime(index, (written - age, written - age))


def test_a_module_without_an_index_is_not_compiled(source: Path) -> None:
    """As after an installation."""
    assert not is_compiled(source)


def test_a_module_with_its_index_is_compiled(source: Path) -> None:
    """As after the first render."""
    compile_of(source)
    assert is_compiled(source)


@pytest.mark.parametrize("stale", [{"age": 1.0}, {"version": "py27"}])
def test_an_index_of_something_else_does_not_count(source: Path, stale: dict[str, object]) -> None:
    """Of the module as it was before, or of another Python."""
    compile_of(source, **stale)
    assert not is_compiled(source)


def test_where_numba_keeps_things_elsewhere_they_are_taken_to_be_there(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first render is reported too little then."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(source.parent))
    assert is_compiled(source)


def test_what_is_drawn_with_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sprites where tiles fly, smears where they are blurred; nothing where all is there."""
    memory = partial(compiling_memory, flies=False, turns=False, exposes=False, has_palette=False)
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: False)
    plain, flight, gif = memory(), memory(flies=True), memory(has_palette=True)
    assert 0 < plain < flight < gif
    assert memory(exposes=True) == plain
    assert memory(flies=True, turns=True) > flight
    assert memory(flies=True, exposes=True) > flight
    assert memory(flies=True, has_palette=True) == flight + gif - plain
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: True)
    assert memory(flies=True, exposes=True, has_palette=True) == 0


def test_the_modules_are_there() -> None:
    """Their names are written down once more."""
    assert all(source.is_file() for source in compiling._BYTES)


def test_what_is_missing_is_compiled_aside(
    photo_folder: Path, cover_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is there when the photos are matched; what is there is not compiled again."""
    path = tmp_path / "scene.yaml"
    path.write_text(SCENE.format(cover=cover_file.as_posix(), photos=photo_folder.as_posix()))
    scene, drawn = Scene.load(path), tmp_path / "drawn"
    monkeypatch.setattr(compiling, "draw_trial", partial(_note, drawn))
    monkeypatch.setattr(compiling, "usable_cores", lambda: 2)
    steps: list[tuple[str, int, int]] = []
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: True)
    with compiling_aside(scene, RenderOptions(), lambda *step: steps.append(step)):
        pass
    assert not drawn.exists()
    monkeypatch.setattr(compiling, "is_compiled", lambda source: source.stem == "smears")
    with compiling_aside(scene, RenderOptions(), lambda *step: steps.append(step)):
        pass
    assert drawn.read_text("utf-8").split() == ["grid", "sprites", "turned", "gif"]
    assert steps[-1] == ("compiling", 4, 4)


@pytest.mark.parametrize("options", [{"max_memory": 1 << 30}, {"cluster": "tcp://127.0.0.1:1"}])
def test_nothing_is_compiled_aside_where_memory_is_limited_or_others_draw(
    photo_folder: Path, cover_file: Path, tmp_path: Path, options: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Another process takes memory, too."""
    path = tmp_path / "scene.yaml"
    path.write_text(SCENE.format(cover=cover_file.as_posix(), photos=photo_folder.as_posix()))
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: False)
    monkeypatch.setattr(compiling, "_started_worker", lambda: pytest.fail("one was started"))
    with compiling_aside(Scene.load(path), RenderOptions(**options), None):
        pass


def test_an_error_ends_the_process_at_once(
    photo_folder: Path, cover_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would otherwise be waited for, for as long as it takes."""
    path = tmp_path / "scene.yaml"
    path.write_text(SCENE.format(cover=cover_file.as_posix(), photos=photo_folder.as_posix()))
    monkeypatch.setattr(compiling, "draw_trial", _hang)
    monkeypatch.setattr(compiling, "usable_cores", lambda: 2)
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: False)
    scene = Scene.load(path)
    with pytest.raises(KeyboardInterrupt), compiling_aside(scene, RenderOptions(), None):
        raise KeyboardInterrupt


def _note(file: Path, trial: str) -> None:
    with file.open("a", encoding="utf-8") as notes:
        notes.write(f"{trial}\n")


def _hang(_trial: str) -> None:
    time.sleep(600)

"""Kernels that are not compiled yet take memory before anything is drawn."""

import os
import sys
from functools import partial
from pathlib import Path

import pytest

from mosaic_anim.rendering import compiling
from mosaic_anim.rendering.compiling import compiling_memory, is_compiled


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
    memory = partial(compiling_memory, flies=False, exposes=False, is_gif=False)
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: False)
    plain, flight, gif = memory(), memory(flies=True), memory(is_gif=True)
    assert 0 < plain < flight < gif
    assert memory(exposes=True) == plain
    assert memory(flies=True, exposes=True) > flight
    assert memory(flies=True, is_gif=True) == flight + gif - plain
    monkeypatch.setattr(compiling, "is_compiled", lambda _source: True)
    assert memory(flies=True, exposes=True, is_gif=True) == 0


def test_the_modules_are_there() -> None:
    """Their names are written down once more."""
    assert all(source.is_file() for source in compiling._BYTES)

"""Lazy modules: at hand from the start, imported when first used."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from mosaic_anim import lazy
from mosaic_anim.lazy import LazyModule


def test_a_lazy_module_is_imported_by_its_first_name(tmp_path, monkeypatch):
    """And only once, though several threads ask at the same time."""
    (tmp_path / "slow_to_load.py").write_text("import time\ntime.sleep(0.05)\nnumber = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = LazyModule("slow_to_load")
    assert "slow_to_load" not in sys.modules
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: module.number, range(4))) == [7] * 4
    monkeypatch.setattr(sys.modules["slow_to_load"], "number", 8)
    assert module.number == 8
    monkeypatch.delitem(sys.modules, "slow_to_load")


def test_what_a_module_lacks_and_a_module_that_is_missing_are_errors_as_ever():
    """The same as of an import at the place of use."""
    with pytest.raises(AttributeError, match="no attribute 'sliced'"):
        LazyModule("os").sliced  # noqa: B018 - the look-up is what is tested
    with pytest.raises(ImportError, match="no_such_module"):
        LazyModule("no_such_module").name  # noqa: B018 - as above


def test_every_lazy_library_is_what_it_stands_for():
    """Each name is that of a module which can be imported, or of an extra."""
    for name in set(lazy.__all__) - {"LazyModule", "resource"}:
        assert vars(lazy)[name].__doc__ is None  # the stand-in itself has none
        assert vars(lazy)[name].__spec__ is None
        assert vars(lazy)[name].__file__


@pytest.mark.parametrize("command", ["render", "build", "index", "estimate", "cache", "join"])
def test_the_help_of_a_command_imports_nothing_heavy(command):
    """`--help` answers at once; what a command calls comes when it runs."""
    heavy = "{'numpy', 'PIL', 'numba', 'scipy', 'sklearn', 'rich', 'filelock', 'yaml'}"
    code = f"import sys, mosaic_anim.cli.{command}; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


BARE = {"click", "typing", "dataclasses", "inspect", "re", "json", "pathlib", "mosaic_anim.errors"}
"""What takes longer to import than Python to start."""

OF_WORK = {
    "numpy", "PIL", "numba", "scipy", "sklearn", "rich", "filelock", "importlib.resources",
    "concurrent.futures", "ctypes", "hashlib", "logging", "pickle", "queue", "random",
    "selectors", "shutil", "subprocess", "tempfile", "zipfile",
}  # fmt: skip
"""What only reading photos, drawing and writing need."""

DECLARATIONS = (
    "cli", "clips", "demo.cover_size", "encode.format", "encode.formats", "encode.video",
    "encode.mp4.arguments", "encode.mp4.format", "encode.mp4.rates", "encode.platform",
    "encode.platforms", "encode.presets", "encode.sequence.names", "encode.settings", "errors",
    "io.names", "lazy", "library.sources", "mosaic.automatic", "mosaic.settings", "motion.easing",
    "scene", "schema", "text.characters", "values", "version",
)  # fmt: skip
"""Rooms that say what a scene with an MP4 may be, and not how it is drawn and written."""


def imported(*arguments: str) -> set[str]:
    """Return the modules that a command imports, those of Python's own start left out."""
    code = (
        "import sys; before = set(sys.modules); from mosaic_anim.cli.main import run;"
        f"run({list(arguments)}); print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_needs_nothing_but_streams():
    """It is asked for by scripts, again and again."""
    modules = imported("--version")
    assert "mosaic_anim.cli.streams" in modules
    assert not modules & BARE


def test_a_check_imports_declarations_only():
    """Neither what draws and writes, nor the motions and formats that the scene does not name."""
    modules = imported("check", "scenes/zoom_in.yaml")
    assert not modules & OF_WORK
    own = {name.removeprefix("mosaic_anim.") for name in modules if name.startswith("mosaic_anim.")}
    rooms = {name for name in own if any(other.startswith(f"{name}.") for other in own)}
    assert "scene.model" in own
    assert {name for name in own - rooms if not _is_within(name, DECLARATIONS)} == set()
    assert {name for name in own if name.startswith("clips.motions.")} == {"clips.motions.table"}


def _is_within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)

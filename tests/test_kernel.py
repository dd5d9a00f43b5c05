"""Compiled code is used only as long as it is newer than all that it was made of."""

import os
import time
from pathlib import Path

import pytest

from mosaic_anim import kernel
from mosaic_anim.kernel import remove_stale_code

NOW = time.time()


@pytest.fixture
def package(tmp_path):
    """Return a package whose kernels were compiled ten seconds ago, an hour after they changed."""
    sources = {
        "drawing/kernels/strips.py": "",
        "drawing/kernels/steps.py": "",
        "mosaic/moves.py": "from mosaic_anim.kernel import kernel",
        "mosaic/build.py": "import numpy",
    }
    for name, text in sources.items():
        write(tmp_path / name, text, age=3600)
    for name in ("drawing/kernels/__pycache__/strips.draw.py3.1", "mosaic/__pycache__/moves.f.py3"):
        for suffix in (".nbi", ".1.nbc"):
            write(tmp_path / f"{name}{suffix}", "code", age=10)
    write(tmp_path / "mosaic/__pycache__/moves.pyc", "code of Python", age=4000)
    return tmp_path


def write(path, text, *, age):
    """Write a file that changed some seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (NOW - age, NOW - age))


def compiled(package):
    """Count the files of compiled kernels."""
    return len([*package.rglob("*.nbi"), *package.rglob("*.nbc")])


@pytest.mark.parametrize(
    ("changed", "is_stale"),
    [
        ("drawing/kernels/steps.py", True),  # a part of the kernels beside it
        ("mosaic/moves.py", True),
        ("mosaic/build.py", False),
        ("drawing/frame.py", False),
    ],
)
def test_a_change_of_a_kernel_makes_all_compiled_code_stale(package, changed, is_stale):
    """Also code of another file, which the kernel has become a part of; nothing else does."""
    remove_stale_code(package)
    assert compiled(package) == 4
    text = "from mosaic_anim.kernel import kernel" if "moves" in changed else ""
    write(package / changed, text, age=5)
    remove_stale_code(package)
    assert compiled(package) == (0 if is_stale else 4)
    assert (package / "mosaic/__pycache__/moves.pyc").exists()


def test_a_clock_that_went_back_does_not_make_code_stale_for_ever(package):
    """A source from the future would be newer than whatever is compiled."""
    write(package / "mosaic/moves.py", "from mosaic_anim.kernel import kernel", age=-3600)
    remove_stale_code(package)
    assert compiled(package) == 4


def test_every_kernel_stands_where_stale_code_is_looked_for():
    """One in another folder would be used with parts that have changed."""
    package = Path(kernel.__file__).parent
    importing = b"from mosaic_anim.kernel import"
    folders = {
        source.parent.relative_to(package).as_posix()
        for source in package.rglob("*.py")
        if importing in source.read_bytes()
    }
    assert folders <= set(kernel.FOLDERS)


def test_a_package_without_compiled_code_is_left_alone(tmp_path):
    """A new installation."""
    remove_stale_code(tmp_path)
    assert not list(tmp_path.iterdir())

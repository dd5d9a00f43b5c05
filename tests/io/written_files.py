"""What the tests of written files share."""

import sys

import pytest

from mosaic_anim.io.atomic_files import atomic_file

needs_posix = pytest.mark.skipif(
    sys.platform == "win32", reason="signals, FIFOs and file modes of POSIX"
)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write(path, content=b"new", *, overwrite=False):
    with atomic_file(path, overwrite=overwrite) as part:
        part.write_bytes(content)

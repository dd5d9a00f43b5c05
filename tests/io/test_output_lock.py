"""output_lock.py: one render at a time writes an output."""

import subprocess
import sys
import textwrap

import pytest

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.output_lock import output_lock
from tests.io.written_files import names


def test_the_second_render_of_an_output_is_refused_by_name(tmp_path):
    """Whichever way the path is written."""
    target = tmp_path / "out.mp4"
    code = """
        import sys
        from pathlib import Path
        from mosaic_anim.errors import CannotStartError
        from mosaic_anim.io.output_lock import output_lock
        try:
            with output_lock(Path(sys.argv[1])):
                print("free")
        except CannotStartError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), tmp_path / "x" / ".." / "out.mp4"]
    (tmp_path / "x").mkdir()
    with output_lock(target):
        with pytest.raises(CannotStartError, match="another render"):
            output_lock(tmp_path / "OUT.mp4").__enter__()
        held = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    free = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "out.mp4: another render is writing this file" in held
    assert free == "free\n"


def test_other_outputs_are_free(tmp_path):
    """A lock holds one file only, and leaves nothing beside it."""
    with output_lock(tmp_path / "a.mp4"), output_lock(tmp_path / "b.mp4"):
        assert names(tmp_path) == []

"""partial_files.py: what a killed run leaves behind goes, and nothing else."""

import signal
import subprocess
import sys
import textwrap

from mosaic_anim.io.partial_files import remove_stale_partial_files
from tests.io.written_files import names, needs_posix, write


@needs_posix
def test_the_part_of_a_killed_run_goes_with_the_next_run(tmp_path):
    """After kill -9 there is a part and no file; then the same command gives the file."""
    code = """
        import os, signal, sys
        from pathlib import Path
        from mosaic_anim.io.atomic_files import atomic_file
        with atomic_file(Path(sys.argv[1]), overwrite=False) as part:
            part.write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    target = tmp_path / "out.mp4"
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(code), target], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert len(names(tmp_path)) == 1
    assert names(tmp_path)[0].endswith(".part")
    write(target)
    assert names(tmp_path) == ["out.mp4"]


def test_parts_of_other_targets_stay(tmp_path):
    """`a` does not remove the part of `a.b`."""
    (tmp_path / ".out.mp4.12-ab.part").write_bytes(b"")
    write(tmp_path / "out")
    assert ".out.mp4.12-ab.part" in names(tmp_path)


def test_what_others_call_a_part_stays(tmp_path):
    """Only names that this program gives are its own."""
    theirs = [".out.bin.part", ".out.bin.backup.part", ".out.bin.1-2.part", "12-0123abcd.part"]
    ours = [".out.bin.12-0123abcd.part", ".other.bin.7-ffffffff.part"]
    for name in (*theirs, *ours):
        (tmp_path / name).write_bytes(b"")
    write(tmp_path / "out.bin")
    assert names(tmp_path) == sorted([*theirs, ours[1], "out.bin"])
    remove_stale_partial_files(tmp_path)
    assert names(tmp_path) == sorted([*theirs, "out.bin"])

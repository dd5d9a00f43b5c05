"""atomic_files.py: a file appears whole or not at all, whatever happens before."""

import errno
import os
import subprocess
import sys
import textwrap
from dataclasses import fields, replace

import pytest

from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io import partial_files
from mosaic_anim.io.atomic_files import atomic_file
from tests.io.written_files import names, needs_posix, write


class TestWholeFile:
    def test_a_finished_file_has_its_name_and_leaves_no_part(self, tmp_path):
        """Folders are made, the content is there, nothing else is."""
        write(tmp_path / "a" / "b" / "out.bin", b"whole")
        assert (tmp_path / "a" / "b" / "out.bin").read_bytes() == b"whole"
        assert names(tmp_path / "a" / "b") == ["out.bin"]

    def test_the_part_lies_hidden_in_the_folder_of_the_target(self, tmp_path):
        """Only a rename within one folder is atomic."""
        with atomic_file(tmp_path / "out.mp4", overwrite=False) as part:
            assert part.parent == tmp_path
            assert part.name.startswith(".out.mp4.")
            assert part.name.endswith(".part")
            assert not (tmp_path / "out.mp4").exists()

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
    def test_any_exception_removes_the_part_and_keeps_the_old_file(self, tmp_path, error):
        """The old file is touched by a complete new one only."""
        target = tmp_path / "out.bin"
        target.write_bytes(b"old")
        with pytest.raises(error), atomic_file(target, overwrite=True) as part:  # noqa: PT012
            part.write_bytes(b"half")
            raise error
        assert target.read_bytes() == b"old"
        assert names(tmp_path) == ["out.bin"]

    def test_overwrite_replaces(self, tmp_path):
        """With leave to overwrite the new content takes the name."""
        (tmp_path / "out.bin").write_bytes(b"old")
        write(tmp_path / "out.bin", overwrite=True)
        assert (tmp_path / "out.bin").read_bytes() == b"new"

    @pytest.mark.parametrize("links", [True, False])
    def test_a_file_that_appears_meanwhile_is_kept(self, tmp_path, monkeypatch, links):
        """Without leave to overwrite the rename refuses, with hard links and without."""
        if not links:

            def no_link(_part, _path):
                raise OSError(errno.EPERM, "no hard links here")

            monkeypatch.setattr(
                partial_files, "operations", replace(partial_files.operations, link=no_link)
            )
        target = tmp_path / "out.bin"
        with (  # noqa: PT012 - the body is what happens meanwhile
            pytest.raises(StoppedError, match="appeared meanwhile"),
            atomic_file(target, overwrite=False) as part,
        ):
            part.write_bytes(b"new")
            target.write_bytes(b"somebody else's")
        assert target.read_bytes() == b"somebody else's"
        assert names(tmp_path) == ["out.bin"]

    def test_a_file_system_without_hard_links_still_gets_the_file(self, tmp_path, monkeypatch):
        """FAT has none: the rename takes over."""

        def no_link(_part, _path):
            raise OSError(errno.EPERM, "no hard links here")

        monkeypatch.setattr(
            partial_files, "operations", replace(partial_files.operations, link=no_link)
        )
        write(tmp_path / "out.bin")
        assert names(tmp_path) == ["out.bin"]

    @pytest.mark.parametrize("length", range(200, 256, 5))
    def test_a_name_of_the_greatest_length_has_a_part_too(self, tmp_path, length):
        """A part's name is cut where the target's name is long."""
        name = "ü" * ((length - 4) // 2) + "x" * (length % 2) + ".mp4"
        assert len(name.encode()) == length
        write(tmp_path / name)
        write(tmp_path / name, overwrite=True)
        assert names(tmp_path) == [name]

    @needs_posix
    def test_a_disk_with_shorter_names_has_shorter_parts(self, tmp_path, monkeypatch):
        """An encrypted folder takes 143 bytes."""
        limit, real = 143, os.open

        def short(path, flags, mode):
            if len(os.fsencode(path.name)) > limit:
                raise OSError(errno.ENAMETOOLONG, "File name too long")
            return real(path, flags, mode)

        monkeypatch.setattr(
            partial_files, "operations", replace(partial_files.operations, open=short)
        )
        monkeypatch.setattr(os, "pathconf", lambda _folder, _name: limit)
        for length in (90, 110, 130, limit):
            write(tmp_path / ("x" * length))
            assert names(tmp_path) == ["x" * length]
            (tmp_path / ("x" * length)).unlink()

    @needs_posix
    @pytest.mark.parametrize("answer", [-1, OSError(errno.EINVAL, "no limit")])
    def test_a_disk_that_names_no_limit_has_the_usual_one(self, tmp_path, monkeypatch, answer):
        """Also where it cannot be asked, as on Windows."""

        def pathconf(_folder, _name):
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(os, "pathconf", pathconf)
        write(tmp_path / ("x" * 250))
        assert names(tmp_path) == ["x" * 250]

    @needs_posix
    def test_the_file_has_the_mode_that_the_umask_gives(self, tmp_path):
        """A part is no private file."""
        old = os.umask(0o027)
        try:
            write(tmp_path / "out.bin")
        finally:
            os.umask(old)
        assert (tmp_path / "out.bin").stat().st_mode & 0o777 == 0o640

    @needs_posix
    def test_a_link_is_replaced_and_what_it_names_is_untouched(self, tmp_path):
        """An output never writes through a link into another folder."""
        (tmp_path / "other.bin").write_bytes(b"old")
        (tmp_path / "out.bin").symlink_to("other.bin")
        write(tmp_path / "out.bin", overwrite=True)
        assert (tmp_path / "other.bin").read_bytes() == b"old"
        assert not (tmp_path / "out.bin").is_symlink()

    def test_two_writers_of_one_target_do_not_disturb_each_other(self, tmp_path):
        """The part of a living owner is never removed."""
        target = tmp_path / "out.bin"
        with atomic_file(target, overwrite=True) as first:
            first.write_bytes(b"first")
            write(target, b"second")
            assert first.exists()
        assert target.read_bytes() == b"first"
        assert names(tmp_path) == ["out.bin"]


def failing(number, make_error):
    """Return operations whose `number`-th call raises, and the list of calls so far."""
    calls = []

    def wrap(name, operation):
        def call(*arguments):
            calls.append(name)
            if len(calls) == number:
                raise make_error()
            return operation(*arguments)

        return call

    plain = partial_files.FileOperations()
    wrapped = {f.name: wrap(f.name, getattr(plain, f.name)) for f in fields(plain)}
    return partial_files.FileOperations(**wrapped), calls


def failure_of(target, *, overwrite):
    """Write, and return the error of this program that it gives, or None."""
    try:
        write(target, overwrite=overwrite)
    except (StoppedError, CannotStartError) as error:
        return error
    return None


class TestEveryOperationMayFail:
    @pytest.mark.parametrize("overwrite", [True, False])
    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE])
    def test_the_target_is_old_or_new_and_the_error_has_its_exit_code(
        self, tmp_path, monkeypatch, overwrite, code
    ):
        """Fail the n-th operation, n = 1, 2, … until a run is clean."""
        target = tmp_path / "out.bin"
        for number in range(1, 30):
            target.unlink(missing_ok=True)
            before = b""
            if overwrite:
                before = b"old"
                target.write_bytes(before)
            operations, calls = failing(number, lambda: OSError(code, os.strerror(code)))
            monkeypatch.setattr(partial_files, "operations", operations)
            error = failure_of(target, overwrite=overwrite)
            if error is not None:
                at_first = calls == ["open"] and code != errno.ENOSPC  # a full disk stops a run
                assert isinstance(error, CannotStartError) == at_first
                assert len(str(error)) <= 200
            if len(calls) < number:
                assert error is None
                assert target.read_bytes() == b"new"
                return
            content = target.read_bytes() if target.exists() else b""
            assert content in (before, b"new")
            assert [n for n in names(tmp_path) if n.endswith(".part")] == []
        pytest.fail("no run was clean")

    @needs_posix
    @pytest.mark.parametrize(
        ("overwrite", "renaming"), [(True, ["replace"]), (False, ["link", "remove"])]
    )
    def test_the_content_is_synced_before_the_name_and_the_folder_after(
        self, tmp_path, monkeypatch, overwrite, renaming
    ):
        """So that a power cut leaves no name without content, and no finished file without name."""
        operations, calls = failing(0, AssertionError)
        monkeypatch.setattr(partial_files, "operations", operations)
        write(tmp_path / "out.bin", overwrite=overwrite)
        assert calls == ["open", "open", "sync", *renaming, "open", "sync"]

    @needs_posix
    @pytest.mark.parametrize("overwrite", [True, False])
    def test_killed_before_any_operation_the_target_is_absent_or_complete(
        self, tmp_path, overwrite
    ):
        """A real process ends at its n-th operation; the next one gives the file and tidies up."""
        target = tmp_path / "out.bin"
        code = """
            import os, sys
            from dataclasses import fields
            from pathlib import Path
            from mosaic_anim.io import partial_files
            from mosaic_anim.io.atomic_files import atomic_file
            target, overwrite = Path(sys.argv[1]), sys.argv[2] == "True"
            for number in range(1, 30):
                if os.fork() == 0:
                    calls = []
                    def wrap(operation):
                        def call(*arguments):
                            calls.append(operation)
                            if len(calls) == number:
                                os._exit(9)
                            return operation(*arguments)
                        return call
                    plain = partial_files.FileOperations()
                    partial_files.operations = partial_files.FileOperations(
                        **{f.name: wrap(getattr(plain, f.name)) for f in fields(plain)}
                    )
                    with atomic_file(target, overwrite=overwrite) as part:
                        part.write_bytes(b"new")
                    os._exit(0)
                clean = os.waitstatus_to_exitcode(os.wait()[1]) == 0
                content = target.read_bytes() if target.exists() else b""
                print(number, clean, content.decode())
                if clean:
                    break
                if not overwrite:
                    target.unlink(missing_ok=True)
        """
        if overwrite:
            target.write_bytes(b"old")
        ran = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code), target, str(overwrite)],
            check=True,
            capture_output=True,
            text=True,
        )
        lines = [line.split(" ") for line in ran.stdout.splitlines()]
        assert len(lines) >= 5
        assert {content for _, _, content in lines} <= {"", "old", "new"}
        assert lines[-1][1:] == ["True", "new"]
        assert names(tmp_path) == ["out.bin"]

    @needs_posix
    def test_a_full_disk_names_the_size_and_the_free_space(self, tmp_path):
        """RLIMIT_FSIZE stands for a full disk: the write itself fails."""
        code = """
            import resource, signal, sys
            from pathlib import Path
            from mosaic_anim.io.atomic_files import atomic_file
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
            from mosaic_anim.errors import StoppedError
            try:
                target = Path(sys.argv[1])
                with atomic_file(target, overwrite=False, needed=lambda: 5000) as part:
                    part.write_bytes(bytes(5000))
            except StoppedError as error:
                print(error)
        """
        ran = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code), tmp_path / "out.bin"],
            check=True,
            capture_output=True,
            text=True,
        )
        assert "the disk is full: about 5 kB are needed, 1 kB are free" in ran.stdout
        assert names(tmp_path) == []

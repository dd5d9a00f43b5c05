"""ffmpeg and its process: whatever it does, the reason is reported and nothing is left behind."""

import errno
import importlib.util
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from fractions import Fraction
from pathlib import Path

import psutil
import pytest

from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io import ffmpeg, ffmpeg_feed, ffmpeg_media
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg, require_encoder
from mosaic_anim.io.ffmpeg_feed import feed
from mosaic_anim.io.ffmpeg_media import list_packets, probe
from mosaic_anim.values.geometry import Size

_spec = importlib.util.spec_from_file_location(
    "fake_ffmpeg", Path(__file__).parents[1] / "fake_ffmpeg.py"
)
fake_ffmpeg = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fake_ffmpeg)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fakes are shell scripts")

FRAMES = 8
SIZE = Size(height=32, width=64)
FRAME = bytes(SIZE.height * SIZE.width * 3 // 2)


def arguments(part, *, rate="25"):
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", str(SIZE), "-framerate", rate]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-f", "mp4", "-y"]
    return [*raw, "-i", "pipe:0", *coded, ffmpeg.file_name(part)]


def run_fake(tmp_path, kind, *, stall_timeout=10.0):
    """Do what an encoder does, with a fake; return the file."""
    exe = fake_ffmpeg.write_fake(tmp_path, kind, find_ffmpeg())
    target = tmp_path / "out" / "video.mp4"
    with atomic_file(target, overwrite=False) as part:
        frames = [FRAME] * FRAMES
        feed(
            exe,
            arguments(part),
            frames,
            part=part,
            place="video.mp4",
            count=FRAMES,
            stall_timeout=stall_timeout,
        )
        if probe(exe, part, place="video.mp4").frames != FRAMES:
            raise StoppedError("frames are missing")
    return target


def children():
    return [c for c in psutil.Process().children(recursive=True) if c.status() != "zombie"]


@pytest.fixture(autouse=True)
def _no_child_is_left():
    before = {child.pid for child in children()}
    yield
    deadline = time.monotonic() + 2.0
    while {c.pid for c in children()} - before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert {c.pid for c in children()} - before == set()


class TestFakes:
    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("exits at once", "failed with exit code 1"),
            ("ends well at once", "ended before the last frame|wrote an empty file"),
            ("dies after some bytes", "was killed by SIGKILL"),
            ("eats all and fails", "failed with exit code 1: the encoder broke"),
            ("eats all and writes nothing", "wrote an empty file"),
            ("keeps half the frames", "frames are missing"),
            ("writes a damaged file", "the written file is damaged"),
            ("floods and fails", "failed with exit code 1: the last word"),
            ("fills the disk", r"the disk is full: more than the .* is needed"),
        ],
    )
    def test_a_failing_ffmpeg_is_reported_in_one_line_and_leaves_nothing(
        self, tmp_path, kind, said
    ):
        """Each ends with exit code 5, no file, no part, no process."""
        with pytest.raises(StoppedError, match=said) as caught:
            run_fake(tmp_path, kind)
        assert caught.value.exit_code == 5
        assert len(str(caught.value)) <= 200
        assert list((tmp_path / "out").iterdir()) == []

    @pytest.mark.parametrize("kind", ["hangs", "hangs at the end"])
    def test_a_hanging_ffmpeg_is_killed(self, tmp_path, monkeypatch, kind):
        """Whether it hangs while it is fed or while it is waited for."""
        monkeypatch.setenv("FAKE_CHILD", str(tmp_path / "child"))
        begun = time.monotonic()
        with pytest.raises(StoppedError, match=r"hung: nothing moved for 0\.4 s"):
            run_fake_with_much_data(tmp_path, kind, stall_timeout=0.4)
        assert time.monotonic() - begun < 5
        assert list((tmp_path / "out").iterdir()) == []

    def test_what_ffmpeg_started_is_killed_as_well(self, tmp_path, monkeypatch):
        """The whole group ends, not its leader alone."""
        monkeypatch.setenv("FAKE_CHILD", str(tmp_path / "child"))
        with pytest.raises(StoppedError, match="hung"):
            run_fake_with_much_data(tmp_path, "hangs", stall_timeout=1.0)
        assert ends(int((tmp_path / "child").read_text()))

    def test_one_that_stops_reading_but_lingers_is_not_waited_for(self, tmp_path, monkeypatch):
        """A closed input is a failure, whenever the process means to end."""
        monkeypatch.setattr(ffmpeg_feed, "END_TIMEOUT", 0.2)
        with pytest.raises(StoppedError, match="ended before the last frame"):
            run_fake_with_much_data(tmp_path, "closes its input and lingers", stall_timeout=10)

    def test_a_flood_of_messages_does_not_stop_the_work(self, tmp_path):
        """More than any pipe holds."""
        assert run_fake(tmp_path, "floods and works").stat().st_size > 0

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("does not run", "does not work: exit code 1"),
            ("is another program", "this program is no ffmpeg"),
        ],
    )
    def test_a_program_that_is_no_ffmpeg_is_refused_before_the_start(self, tmp_path, kind, said):
        """Exit code 4."""
        exe = fake_ffmpeg.write_fake(tmp_path, kind, find_ffmpeg())
        with pytest.raises(CannotStartError, match=said):
            ffmpeg_version(exe)

    def test_an_ffmpeg_without_the_encoder_is_refused_within_a_second(self, tmp_path):
        """The encoder's name is in the message."""
        exe = fake_ffmpeg.write_fake(tmp_path, "has no x264", find_ffmpeg())
        begun = time.monotonic()
        with pytest.raises(CannotStartError, match="has no libx264"):
            require_encoder(exe, "libx264")
        assert time.monotonic() - begun < 1

    def test_a_missing_ffmpeg_is_named_with_the_remedy(self, tmp_path, monkeypatch):
        """A path that is no program, or none at all."""
        monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "gone"))
        with pytest.raises(CannotStartError, match=r"gone: ffmpeg is missing.*IMAGEIO_FFMPEG_EXE"):
            find_ffmpeg()

    def test_a_file_that_the_system_cannot_run_is_reported(self, tmp_path):
        """An executable of another machine."""
        exe = tmp_path / "ffmpeg"
        exe.write_bytes(b"\x7fELF nonsense")
        exe.chmod(0o755)
        with pytest.raises(CannotStartError, match="ffmpeg does not work"):
            ffmpeg_version(exe)
        with pytest.raises(CannotStartError, match="ffmpeg does not work"):
            feed(exe, [], [])

    @pytest.mark.parametrize("number", [errno.ENOMEM, errno.EAGAIN, errno.EMFILE])
    def test_a_lack_of_memory_is_not_called_a_lack_of_ffmpeg(self, tmp_path, monkeypatch, number):
        """imageio-ffmpeg passes over a binary that cannot be started, and finds none."""
        written = tmp_path / "film.mp4"
        written.write_bytes(b"film")
        exe = find_ffmpeg()

        def lack(*_args, **_kwargs):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(ffmpeg, "run_command", lack)
        monkeypatch.setattr(ffmpeg_media, "run_command", lack)
        monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", find_none)
        ffmpeg_version.cache_clear()
        said = f"ffmpeg cannot be started: {os.strerror(number).lower()} — end other programs"
        for ask in (
            find_ffmpeg,
            lambda: require_encoder(exe, "none"),
            lambda: probe(exe, written),
            lambda: list_packets(exe, []),
        ):
            with pytest.raises(CannotStartError, match=said):
                ask()

    def test_an_ffmpeg_that_was_passed_over_in_need_is_found_afterwards(self, monkeypatch):
        """imageio-ffmpeg remembers for ever that it found none."""
        monkeypatch.delenv("IMAGEIO_FFMPEG_EXE", raising=False)
        carried = find_ffmpeg()
        monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", find_none)
        assert find_ffmpeg().samefile(carried)


def find_none():
    """Do as imageio-ffmpeg where it finds no ffmpeg."""
    raise RuntimeError("No ffmpeg exe could be found.")


def run_fake_with_much_data(tmp_path, kind, *, stall_timeout):
    """Feed more than a pipe holds, so that writing blocks."""
    exe = fake_ffmpeg.write_fake(tmp_path, kind, find_ffmpeg())
    with atomic_file(tmp_path / "out" / "video.mp4", overwrite=False) as part:
        feed(exe, arguments(part), [bytes(300_000)] * 4, part=part, stall_timeout=stall_timeout)


class TestFeed:
    def test_a_failing_source_is_the_reason_that_is_reported(self, tmp_path):
        """Not a complaint about ffmpeg."""

        def frames():
            yield FRAME
            raise StoppedError("frame 1 cannot be drawn")

        with pytest.raises(StoppedError, match="frame 1 cannot be drawn"):
            feed(find_ffmpeg(), arguments(tmp_path / "a.mp4"), frames())

    @pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
    def test_an_interrupt_ends_ffmpeg_at_once_and_closes_the_source(self, tmp_path, error):
        """Well within the 5 seconds that Ctrl-C may take."""
        closed = []

        def frames():
            try:
                yield FRAME
                yield FRAME
            finally:
                closed.append(True)

        def interrupted():
            source = frames()
            try:
                yield next(source)
                raise error
            finally:
                source.close()

        begun = time.monotonic()
        with pytest.raises(error):
            feed(find_ffmpeg(), arguments(tmp_path / "a.mp4"), interrupted())
        assert time.monotonic() - begun < 2
        assert closed == [True]

    def test_the_source_is_closed_when_ffmpeg_dies(self, tmp_path):
        """So that drawing threads end as well."""
        closed = []

        def frames():
            try:
                while True:
                    yield bytes(1_000_000)
            finally:
                closed.append(True)

        exe = fake_ffmpeg.write_fake(tmp_path, "exits at once", find_ffmpeg())
        with pytest.raises(StoppedError, match="exit code 1"):
            feed(exe, arguments(tmp_path / "a.mp4"), frames())
        assert closed == [True]

    def test_ctrl_c_in_the_terminal_does_not_reach_ffmpeg(self, tmp_path):
        """It runs in a session of its own."""
        exe = tmp_path / "session"
        code = "import os; print(os.getsid(0))"
        exe.write_text(f"#!/bin/sh\nexec '{sys.executable}' -S -E -c '{code}'\n")
        exe.chmod(0o755)
        assert int(feed(exe, [], [])) != os.getsid(0)

    def test_no_log_file_is_written_for_an_environment_that_asks(self, tmp_path, monkeypatch):
        """FFREPORT would put one into the current folder."""
        monkeypatch.setenv("FFREPORT", f"file={tmp_path}/report.log:level=32")
        ffmpeg_version.cache_clear()
        ffmpeg_version(find_ffmpeg())
        feed(find_ffmpeg(), arguments(tmp_path / "a.mp4"), [FRAME])
        assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]

    def test_killing_the_program_leaves_no_ffmpeg(self, tmp_path):
        """After kill -9 of the parent, ffmpeg sees the end of its input and ends."""
        code = f"""
            import os, signal, sys, psutil
            sys.path[:0] = {sys.path!r}
            from pathlib import Path
            from mosaic_anim.io.ffmpeg import find_ffmpeg
            from mosaic_anim.io.ffmpeg_feed import feed
            def frames():
                yield bytes({len(FRAME)})
                print(*[child.pid for child in psutil.Process().children()], flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
            feed(find_ffmpeg(), {arguments(tmp_path / "a.part")!r}, frames())
        """
        ran = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert ran.returncode == -signal.SIGKILL
        pids = [int(pid) for pid in ran.stdout.split()]
        assert len(pids) == 1
        assert ends(pids[0])


def ends(pid):
    """Wait up to 5 seconds for a process to end; an orphan may stay a zombie in a container."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_file_beyond_the_limit_of_the_system_is_reported_like_a_full_disk(tmp_path):
    """The real ffmpeg, and a limit in place of a small disk."""
    code = f"""
        import os, resource, sys
        from pathlib import Path
        from mosaic_anim.errors import StoppedError
        from mosaic_anim.io.ffmpeg import find_ffmpeg
        from mosaic_anim.io.ffmpeg_feed import feed
        from mosaic_anim.io.atomic_files import atomic_file
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_ffmpeg import FRAME, arguments
        frames = (os.urandom(len(FRAME)) for _ in range(400))
        try:
            with atomic_file(Path({str(tmp_path / "a.mp4")!r}), overwrite=False) as part:
                feed(find_ffmpeg(), arguments(part), frames, part=part, count=400)
        except StoppedError as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert re.search(r"the disk is full: about .* MB are needed, 0\.2 MB are free", ran.stdout)
    assert list(tmp_path.iterdir()) == []


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "-y.mp4",
            "tcp:127.0.0.1:9.mp4",
            "concat:a|b.mp4",
            "%03d.mp4",
            "two words.mp4",
            "grün 写真 🖼.mp4",
            "a'b\"c\\d.mp4",
            "line\nbreak.mp4",
        ],
    )
    def test_every_name_is_literal(self, tmp_path, monkeypatch, name):
        """No option, no pattern, no socket, when it is relative as well."""
        monkeypatch.chdir(tmp_path)
        path = Path(name)
        feed(find_ffmpeg(), arguments(path), [FRAME] * 3)
        assert [p.name for p in tmp_path.iterdir()] == [name]
        assert probe(find_ffmpeg(), path).frames == 3


class TestProbe:
    def test_it_counts_frames_and_reads_size_and_duration(self, tmp_path):
        """29.97 frames a second are 30000/1001."""
        path = tmp_path / "a.mp4"
        feed(find_ffmpeg(), arguments(path, rate="30000/1001"), [FRAME] * 7)
        found = probe(find_ffmpeg(), path)
        assert (found.frames, found.size, found.codec) == (7, SIZE, "h264")
        assert found.duration == Fraction(7 * 1001, 30000)

    def test_a_file_that_is_cut_short_is_damaged(self, tmp_path):
        """One missing byte is enough."""
        path = tmp_path / "a.mp4"
        flags = ["-movflags", "+faststart"]
        *rest, name = arguments(path)
        feed(find_ffmpeg(), [*rest, *flags, name], [os.urandom(len(FRAME)) for _ in range(5)])
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(StoppedError, match="the written file is damaged"):
            probe(find_ffmpeg(), path)

"""Programs that pose as ffmpeg and fail: the command line tells it, and the real one resumes."""

from pathlib import Path

import pytest

from mosaic_anim.errors import ExitCode
from mosaic_anim.io.ffmpeg import find_ffmpeg
from tests.fake_ffmpeg import write_fake
from tests.faults.invariants import check_end, check_resumed, expectation
from tests.faults.program import Fault
from tests.faults.room import World

WORKS = ["floods and works"]
CANNOT_START = ["missing", "does not run", "is another program", "has no x264"]
STOPS = [
    "exits at once",
    "ends well at once",
    "dies after some bytes",
    "eats all and fails",
    "eats all and writes nothing",
    "keeps half the frames",
    "writes a damaged file",
    "floods and fails",
    "fills the disk",
]
HANGS = ["hangs", "hangs at the end", "closes its input and lingers"]

_ENDS = {
    **dict.fromkeys(WORKS, ExitCode.DONE),
    **dict.fromkeys(CANNOT_START, ExitCode.CANNOT_START),
    **dict.fromkeys(STOPS + HANGS, ExitCode.STOPPED),
}
_QUICK = ["missing", "has no x264", "dies after some bytes", "writes a damaged file", "hangs"]


def render_with(world: World, folder: Path, kind: str, output: str) -> None:
    """Render with a fake over an old film, then with the real one."""
    room = world.room(folder, output)
    (room.folder / output).write_bytes(b"an old film")
    expected = expectation(room, world.reference(room))
    fake = room.folder / "no-such-ffmpeg"
    if kind != "missing":
        fake = write_fake(room.folder, kind, find_ffmpeg())
    ended = room.render(
        "--overwrite",
        fault=Fault(patience=1.0),
        IMAGEIO_FFMPEG_EXE=str(fake),
        FAKE_CHILD=str(room.folder / "child"),
    )
    check_end(room, ended, expected, codes=frozenset({_ENDS[kind]}))
    if _ENDS[kind] != ExitCode.DONE:
        assert room.contents() == expected.before
    check_resumed(room, expected, "--overwrite")


@pytest.mark.parametrize("kind", _QUICK)
def test_a_bad_ffmpeg_is_reported_and_the_real_one_makes_the_film(
    world: World, tmp_path: Path, kind: str
) -> None:
    """Nothing half, no process left, the old film untouched; then the reference bytes."""
    render_with(world, tmp_path, kind, "film.mp4")


@pytest.mark.long
@pytest.mark.parametrize("kind", sorted(_ENDS))
def test_every_bad_ffmpeg_is_reported(world: World, tmp_path: Path, kind: str) -> None:
    """Films only: nothing else is encoded by ffmpeg."""
    render_with(world, tmp_path, kind, "film.mp4")

"""Every file operation of a render fails in its turn, or is the last one before a kill."""

import errno
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from mosaic_anim.errors import ExitCode
from tests.faults.chance import chance
from tests.faults.invariants import check_end, check_resumed, expectation
from tests.faults.program import Fault
from tests.faults.room import Room, World

ERRORS = [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE]
FAILED = frozenset({ExitCode.DONE, ExitCode.CANNOT_START, ExitCode.STOPPED})


def operations_of(world: World, folder: Path, *more: str) -> Sequence[str]:
    """Count the file operations of an undisturbed render."""
    room = world.room(folder)
    ended = room.render(*more, fault=Fault(number=0))
    assert ended.code == ExitCode.DONE, ended
    assert ended.operations
    return ended.operations


def kill_before(room: Room, reference: Mapping[str, bytes], number: int, *more: str) -> bool:
    """Kill a render before its `number`-th file operation and resume; false if it was done."""
    expected = expectation(room, reference)
    ended = room.render(*more, fault=Fault(number=number))
    was_killed = len(ended.operations) >= number
    assert (ended.code == -signal.SIGKILL) == was_killed
    check_end(room, ended, expected, killed=was_killed)
    check_resumed(room, expected, *more)
    return was_killed


def fail(room: Room, reference: Mapping[str, bytes], number: int, error: int, *more: str) -> bool:
    """Let the `number`-th file operation of a render fail, and resume; false if it was done."""
    expected = expectation(room, reference)
    ended = room.render(*more, fault=Fault(number=number, error=error))
    check_end(room, ended, expected, codes=FAILED)
    check_resumed(room, expected, *more)
    return len(ended.operations) >= number


def test_killed_before_a_file_operation_a_render_resumes(world: World, tmp_path: Path) -> None:
    """Before the sync of the film, before its name, and before one of the operations until then."""
    operations = operations_of(world, tmp_path / "counted")
    naming = len(operations) - operations[::-1].index("link")
    for number in (chance("kills", anew=False).randrange(1, naming - 1), naming - 1, naming):
        room = world.room(tmp_path / str(number))
        assert kill_before(room, world.reference(room), number)


def test_killed_between_the_two_names_of_the_film_a_render_tidies_up(
    world: World, tmp_path: Path
) -> None:
    """The film is whole and has its name, and still has that of its part."""
    operations = operations_of(world, tmp_path / "counted")
    room = world.room(tmp_path / "killed")
    number = len(operations) - operations[::-1].index("remove")
    assert kill_before(room, world.reference(room), number)


@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
def test_a_failing_file_operation_is_reported_and_leaves_no_half_file(
    world: World, tmp_path: Path, error: int
) -> None:
    """One of them all, over an old film."""
    count = len(operations_of(world, tmp_path / "counted", "--overwrite"))
    number = chance(f"errno {error}", anew=False).randint(1, count)
    room = world.room(tmp_path / "old")
    (room.folder / "film.mp4").write_bytes(b"an old film")
    assert fail(room, world.reference(room), number, error, "--overwrite")


@pytest.mark.long
@pytest.mark.parametrize("output", ["film.mp4", "film.gif"])
@pytest.mark.parametrize("more", [(), ("--overwrite",)], ids=["new", "over an old one"])
@pytest.mark.parametrize("cold", [False, True], ids=["indexed", "cold"])
def test_killed_before_any_file_operation_a_render_resumes(
    world: World, tmp_path: Path, output: str, more: tuple[str, ...], *, cold: bool
) -> None:
    """The first, the second, … until a run is clean."""
    for number in range(1, 1000):
        room = world.room(tmp_path / str(number), output, cold=cold)
        if more:
            (room.folder / output).write_bytes(b"an old film")
        if not kill_before(room, world.reference(room), number, *more):
            return
    pytest.fail("no run was clean")


@pytest.mark.long
@pytest.mark.parametrize("output", ["film.mp4", "film.gif"])
@pytest.mark.parametrize("more", [(), ("--overwrite",)], ids=["new", "over an old one"])
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
def test_any_failing_file_operation_is_reported_and_leaves_no_half_file(
    world: World, tmp_path: Path, output: str, more: tuple[str, ...], error: int
) -> None:
    """The first, the second, … until a run is clean."""
    for number in range(1, 1000):
        room = world.room(tmp_path / str(number), output)
        if more:
            (room.folder / output).write_bytes(b"an old film")
        if not fail(room, world.reference(room), number, error, *more):
            return
    pytest.fail("no run was clean")

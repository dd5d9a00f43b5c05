"""A disk that fills at any byte: told, nothing half left; with more room the same command ends."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mosaic_anim.errors import ExitCode
from tests.faults.invariants import check_end, check_resumed, expectation
from tests.faults.program import Driver, Fault
from tests.faults.room import Room, World

FULL = frozenset({ExitCode.DONE, ExitCode.CANNOT_START, ExitCode.STOPPED})

_SIZES = 24
_ROOM = 64 << 20  # [bytes] more than any render here takes
_PAGE = 4096  # [bytes] that a tmpfs counts in


def why_no_disks() -> str:
    """Tell why this machine gives no disks of our own; empty if it does."""
    if sys.platform != "linux":
        return "tmpfs is Linux's"
    command = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"no unshare: {error}"
    return ended.stderr.strip()


@pytest.fixture(scope="module")
def driver(world: World) -> Iterator[Driver]:
    """Start a program that may mount disks, which nobody else sees."""
    if why := why_no_disks():
        pytest.skip(f"no disks of our own: {why}")
    made = Driver([world.folder / "calm" / "dive.yaml"], world.cache, own_mounts=True)
    yield made
    made.close()


def sizes_of(room: Room, needed: int) -> list[int]:
    """Return disks that hold what is there, and from nearly nothing to `needed` more."""
    there = occupied(room)
    step = max(_PAGE, needed // (_SIZES - 1))
    return [there + step * number for number in range(1, _SIZES + 1)]


def occupied(room: Room) -> int:
    """Return what the files of a room take of a tmpfs [bytes]; its folders take nothing."""
    lengths = [path.stat().st_size for path in room.folder.rglob("*") if path.is_file()]
    return sum(-(-length // _PAGE) * _PAGE for length in lengths)


def room_on_disk(
    world: World, driver: Driver, folder: Path, size: int, output: str, *, cold: bool
) -> Room:
    """Make a room on a disk of its own, which holds `size` bytes."""
    source = world.room(folder.with_name("source"), output, cold=cold)
    folder.mkdir()
    driver.mount(folder, size)
    shutil.copytree(source.folder, driver.root / folder.relative_to("/"), dirs_exist_ok=True)
    shutil.rmtree(source.folder)
    return replace(
        source,
        folder=folder,
        scene=folder / source.scene.name,
        cache=folder / "cache",
        driver=driver,
        root=driver.root,
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_file_that_may_not_grow_is_reported_as_a_full_disk(
    world: World, tmp_path: Path, share: float
) -> None:
    """RLIMIT_FSIZE stands for the disk: no file may be as long as the film."""
    room = world.room(tmp_path)
    (room.folder / "film.mp4").write_bytes(b"an old film")
    expected = expectation(room, world.reference(room))
    length = len(expected.reference["film.mp4"])
    ended = room.render("--overwrite", fault=Fault(limits={"FSIZE": round(share * length)}))
    check_end(room, ended, expected, codes=frozenset({ExitCode.STOPPED}))
    assert re.search(
        r"disk is full: about [\d.]+ kB are needed, [\d.]+ kB are free", ended.messages
    )
    assert room.contents() == expected.before
    check_resumed(room, expected, "--overwrite")


@pytest.mark.long
@pytest.mark.parametrize("output", ["film.mp4", "film.gif"])
@pytest.mark.parametrize("cold", [False, True], ids=["indexed", "cold"])
def test_a_full_disk_is_reported_and_with_room_the_command_ends(
    world: World, driver: Driver, tmp_path: Path, output: str, *, cold: bool
) -> None:
    """24 sizes of a real disk that holds outputs and cache; in the end there is room."""
    plain = world.room(tmp_path / "plain", output, cold=cold)
    expected = expectation(plain, world.reference(plain))
    begun = occupied(plain)
    assert plain.render().code == ExitCode.DONE
    # A part beside its finished twin, and what is written in passing: twice what stays.
    needed = 2 * (occupied(plain) - begun)
    sizes = sizes_of(world.room(tmp_path / "sizes", output, cold=cold), needed)
    ends = []
    for size in sizes:
        room = room_on_disk(world, driver, tmp_path / f"disk-{size}", size, output, cold=cold)
        ended = room.render()
        ends.append(ended.code)
        check_end(room, ended, expected, codes=FULL)
        driver.mount(room.folder, _ROOM, again=True)
        check_resumed(room, expected)
    print(f"{output}: {len(sizes)} disks of {sizes[0]} to {sizes[-1]} bytes ended with {ends}")
    assert ExitCode.STOPPED in ends
    assert ends[-1] == ExitCode.DONE


@pytest.mark.long
def test_a_disk_without_one_free_byte_is_reported(
    world: World, driver: Driver, tmp_path: Path
) -> None:
    """The index cannot even be begun."""
    plain = world.room(tmp_path / "plain", cold=True)
    expected = expectation(plain, world.reference(plain))
    size = occupied(plain)
    room = room_on_disk(world, driver, tmp_path / "disk", size, "film.mp4", cold=True)
    check_end(room, room.render(), expected, codes=FULL)

"""Memory: what cannot fit is refused, what runs stays in bounds, and its end is reported."""

import sys
import time
from pathlib import Path

import pytest

from mosaic_anim.errors import ExitCode
from tests.faults.invariants import check_end, check_resumed, expectation
from tests.faults.program import Fault
from tests.faults.room import World

_GIB = 1 << 30
_COLUMNS = 400  # with square cells of a cover of 96x54: 90,000 cells


def test_a_render_that_cannot_fit_is_refused(world: World, tmp_path: Path) -> None:
    """Exit 4, before anything is written; with leave it is rendered."""
    room = world.room(tmp_path)
    expected = expectation(room, world.reference(room))
    ended = room.render("--max-memory", "100MB")
    check_end(room, ended, expected, codes=frozenset({ExitCode.CANNOT_START}))
    assert not room.contents()
    check_resumed(room, expected)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_an_index_that_finds_no_memory_is_not_called_damaged(world: World, tmp_path: Path) -> None:
    """To build it anew would take long, and would not help."""
    ended = world.room(tmp_path).render(fault=Fault(limits={"AS": 1 << 28}))
    assert ended.code in {ExitCode.CANNOT_START, ExitCode.STOPPED}
    assert "memory" in ended.messages
    assert "rebuild" not in ended.messages


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
@pytest.mark.parametrize("mebibytes", [608, 700])
def test_too_few_addresses_for_the_libraries_are_reported_at_once(
    world: World, tmp_path: Path, mebibytes: int
) -> None:
    """OpenBLAS would ask for memory for ever, LLVM abort."""
    room = world.room(tmp_path, cold=True, afresh=True)
    expected = expectation(room, world.reference(room))
    ended = room.render(fault=Fault(limits={"AS": mebibytes << 20}))
    check_end(room, ended, expected, codes=frozenset({ExitCode.CANNOT_START}))
    assert "not enough memory" in ended.messages
    assert "ulimit" in ended.messages


@pytest.mark.long
def test_a_larger_mosaic_stays_below_one_gibibyte(world: World, tmp_path: Path) -> None:
    """The program and its children together, sampled every 20 ms."""
    room = world.room(tmp_path, cold=True, afresh=True)
    run = room.start("--quiet", "--set", f"mosaic.columns={_COLUMNS}")
    peak = 0
    while run.is_alive():
        peak = max(peak, run.memory())
        time.sleep(0.02)
    ended = run.ended()
    print(f"{_COLUMNS} columns: peak of {peak / 2**20:.0f} MiB, {ended.seconds:.1f} s")
    assert (ended.code, ended.messages) == (ExitCode.DONE, "")
    assert peak < _GIB


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_process_without_memory_says_so(world: World, tmp_path: Path) -> None:
    """RLIMIT_AS from 256 MiB to 4 GiB: whole, or told in one line; never a traceback."""
    ends = {}
    for step in range(17):
        limit = int(2**28 * 2 ** (step / 4))
        room = world.room(tmp_path / str(limit))
        expected = expectation(room, world.reference(room))
        ended = room.render(fault=Fault(limits={"AS": limit}))
        ends[limit >> 20] = (ended.code, ended.messages[-160:])
        assert room.contents() in ({}, expected.reference)
        check_resumed(room, expected)
    print("\n".join(f"{limit} MiB: {end}" for limit, end in ends.items()))
    bad = {limit: end for limit, end in ends.items() if end[0] == 1 or "Traceback" in end[1]}
    assert not bad

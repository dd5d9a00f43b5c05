"""What holds whatever happens to a render; every fault test ends here."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mosaic_anim.errors import LINE_LIMIT, ExitCode
from tests.faults.program import Ended
from tests.faults.room import Room
from tests.faults.tally import TALLY

TOLD = {ExitCode.INVALID, ExitCode.CANNOT_START, ExitCode.STOPPED, ExitCode.INTERRUPTED}
"""Ends that say why, in one line."""

_SILENT = {ExitCode.DONE, ExitCode.TERMINATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a room holds when all is well, and what it held before.

    Attributes
    ----------
    reference : mapping of str to bytes
        What an undisturbed render writes.
    before : mapping of str to bytes
        The outputs that were there when the run began.
    """

    reference: Mapping[str, bytes]
    before: Mapping[str, bytes]


def check_end(
    room: Room,
    ended: Ended,
    expected: Expected,
    *,
    killed: bool = False,
    codes: frozenset[int] = frozenset(ExitCode) - {ExitCode.BUG},
) -> None:
    """Check a run that was disturbed: its outputs, its code, what it says and what it leaves.

    Parameters
    ----------
    room : Room
        Where it ran.
    ended : Ended
        How it ended.
    expected : Expected
        What its outputs may be.
    killed : bool
        Whether it had no chance to tidy up; then its parts stay until the next run.
    codes : frozenset of int
        The exit codes that it may have.
    """
    found = room.contents()
    wrong = {
        name
        for name, content in found.items()
        if content not in {expected.before.get(name), expected.reference[name]}
    }
    is_silent = ended.code == ExitCode.DONE and found != expected.reference
    TALLY["disturbed runs"] += 1
    TALLY["kills"] += ended.code == -signal.SIGKILL
    TALLY["wrong files"] += len(wrong)
    TALLY["silent failures"] += is_silent
    assert not wrong, f"{sorted(wrong)} are neither old nor whole"
    lost = expected.before.keys() - found.keys()
    assert not lost, f"{sorted(lost)} were there before"
    assert not is_silent, "exit 0 without the whole output"
    assert not ended.left, f"still running: {ended.left}"
    if killed:
        allowed = codes | {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT}
        assert ended.code in allowed, ended
        assert "Traceback" not in ended.messages, ended.messages
        return
    assert ended.code in codes, ended
    check_messages(ended)
    assert not room.parts()


def check_messages(ended: Ended) -> None:
    """Check what a run says: one line, at most 200 characters, no traceback."""
    lines = [line for line in ended.messages.splitlines() if line]
    if ended.code in TOLD:
        assert len(lines) == 1, ended.messages
        assert lines[0].startswith("error: "), lines[0]
        assert len(lines[0]) <= len("error: ") + LINE_LIMIT, lines[0]
        assert lines[0].isprintable(), lines[0]
    elif ended.code in _SILENT:
        assert not lines, ended.messages


def check_resumed(
    room: Room, expected: Expected, *more: str, parts: Literal["gone", "may stay"] = "gone"
) -> Ended:
    """Run the same command again, undisturbed: it gives the reference bytes and tidies up."""
    ended = room.render(*more)
    found = room.contents()
    TALLY["resumed runs"] += 1
    TALLY["wrong files"] += sum(found[name] != expected.reference.get(name) for name in found)
    TALLY["silent failures"] += ended.code == ExitCode.DONE and found != expected.reference
    assert (ended.code, ended.messages) == (ExitCode.DONE, ""), ended
    assert found == expected.reference, "other bytes than those of an undisturbed run"
    assert not ended.left, f"still running: {ended.left}"
    if parts == "gone":
        assert not room.parts()
    return ended


def expectation(room: Room, reference: Mapping[str, bytes]) -> Expected:
    """Return what a room is to hold, given what it holds now."""
    return Expected(reference=reference, before=room.contents())

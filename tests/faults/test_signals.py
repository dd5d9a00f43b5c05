"""Signals: an orderly end within 5 s, wherever they strike."""

import signal
import time
from pathlib import Path

import pytest

from mosaic_anim.errors import ExitCode
from mosaic_anim.io.ffmpeg import find_ffmpeg
from tests.fake_ffmpeg import write_fake
from tests.faults.chance import chance
from tests.faults.invariants import check_end, check_resumed, expectation
from tests.faults.room import DIVE, FLIGHT, Room, World, workers

CODES = {
    signal.SIGINT: ExitCode.INTERRUPTED,
    signal.SIGTERM: ExitCode.TERMINATED,
    signal.SIGHUP: ExitCode.TERMINATED,
}
TWICE = "SIGINT twice"

_AT_ONCE = 5.0  # [s] as promised
_LONG = 60


def strike(
    world: World, room: Room, number: signal.Signals, *, delay: float, twice: bool = False
) -> int:
    """Send a signal some time after a run has begun to work, then resume; return its exit code."""
    expected = expectation(room, world.reference(room))
    run = room.start("--json")
    run.until("\n")
    time.sleep(delay)
    struck = time.monotonic()
    run.signal(number)
    if twice:
        time.sleep(0.001)
        run.signal(number)
    ended = run.ended(grace=5)
    assert time.monotonic() - struck < _AT_ONCE
    codes = frozenset({CODES[number], ExitCode.DONE})
    if '"event": "done"' in ended.output:
        codes |= {-number}  # all is written and reported; Python, on its way out, no longer listens
    check_end(room, ended, expected, killed=twice, codes=codes)
    check_resumed(room, expected)
    return ended.code if ended.code > 0 else ExitCode.DONE


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
def test_a_signal_while_ffmpeg_hangs_ends_both(
    world: World, tmp_path: Path, number: signal.Signals
) -> None:
    """The program waits for ffmpeg, which waits for ever: both are gone at once."""
    room = world.room(tmp_path)
    fake = write_fake(room.folder, "hangs at the end", find_ffmpeg())
    expected = expectation(room, world.reference(room))
    run = room.start("--quiet", IMAGEIO_FFMPEG_EXE=str(fake))
    while run.encoder() is None:
        assert run.is_alive()
        time.sleep(0.005)
    time.sleep(0.2)
    struck = time.monotonic()
    run.signal(number)
    ended = run.ended()
    assert time.monotonic() - struck < _AT_ONCE
    check_end(room, ended, expected, codes=frozenset({CODES[number]}))
    check_resumed(room, expected)


def test_ctrl_c_while_frames_are_drawn_resumes(world: World, tmp_path: Path) -> None:
    """Exit 130, no file; then the reference bytes."""
    strike(world, world.room(tmp_path), signal.SIGINT, delay=0.03)


def test_ctrl_c_is_reported_in_one_line(world: World, tmp_path: Path) -> None:
    """Nothing else is on standard error."""
    run = world.room(tmp_path).start("--json")
    run.until("\n")
    run.signal(signal.SIGINT)
    assert run.ended().messages == "error: stopped by Ctrl-C; no incomplete file was left\n"


def test_a_second_ctrl_c_ends_at_once(world: World, tmp_path: Path) -> None:
    """A part may stay, until the next run."""
    strike(world, world.room(tmp_path), signal.SIGINT, delay=0.03, twice=True)


@pytest.mark.long
def test_sixty_signals_at_random_moments(world: World, tmp_path: Path) -> None:
    """Films and GIFs, indexed and cold, warm and afresh."""
    draw = chance("sixty signals", anew=True)
    struck = 0
    for number in range(2 * _LONG):
        if struck == _LONG:
            break
        cold, afresh = draw.random() < 0.25, draw.random() < 0.25
        kind = draw.choice([*CODES, TWICE])
        name, scene = draw.choice(["film.mp4", "film.gif"]), draw.choice([DIVE, FLIGHT])
        delay = draw.uniform(0, 0.2 + 0.8 * afresh + 2.0 * cold)
        print(number, kind, name, scene, f"{delay:.3f} s", "cold" * cold, "afresh" * afresh)
        room = world.room(
            tmp_path / str(number),
            name,
            scene=scene,
            cold=cold,
            afresh=afresh,
            options=(workers(draw.choice([1, 2, 4])),),
        )
        twice = kind == TWICE
        sent = signal.SIGINT if twice else kind
        struck += strike(world, room, sent, delay=delay, twice=twice) != ExitCode.DONE
    print(f"{struck} signals struck: 0 wrong, 0 silent")
    assert struck == _LONG

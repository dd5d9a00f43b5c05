"""Kill -9 at random moments: the program, its group, its ffmpeg; then the same command again."""

import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from mosaic_anim.errors import ExitCode
from tests.faults.chance import chance
from tests.faults.invariants import check_end, check_resumed, expectation
from tests.faults.program import Run
from tests.faults.room import DIVE, ENDLESS, FLIGHT, Room, World, workers
from tests.faults.tally import TALLY

VICTIMS = ["program", "group", "ffmpeg"]

_LONG = 60
_DONE_OR_STOPPED = frozenset({ExitCode.DONE, ExitCode.STOPPED})


def kill(run: Run, victim: str, delay: float) -> bool:
    """Kill a run after `delay` [s], or the ffmpeg that it feeds; false if it had ended before."""
    if victim != "ffmpeg":
        time.sleep(delay)
        run.signal(signal.SIGKILL, group=victim == "group")
        return True  # if it came too late, the exit code tells
    while run.is_alive():
        encoder = run.encoder()
        if encoder is not None:
            time.sleep(delay / 10)
            with suppress(psutil.NoSuchProcess):
                encoder.kill()
                return True
            return False
    return False


def kill_and_resume(
    world: World, room: Room, victim: str, random: random.Random, *, seconds: float, more: list[str]
) -> int:
    """Kill a render up to three times at random moments, then let it come to its end.

    Returns
    -------
    int
        How often it was really killed.
    """
    expected = expectation(room, world.reference(room))
    kills = 0
    for _ in range(random.randint(1, 3)):
        run = room.start("--quiet", *more)
        struck = kill(run, victim, random.uniform(0, seconds))
        ended = run.ended(grace=5)
        check_end(room, ended, expected, killed=True, codes=_DONE_OR_STOPPED)
        TALLY["kills"] += struck and victim == "ffmpeg"  # of the program, the check counts them
        # A render outlives its ffmpeg: it starts another.
        kills += struck and (victim == "ffmpeg" or ended.code != ExitCode.DONE)
    check_resumed(room, expected, *more)
    return kills


@pytest.mark.parametrize(
    ("victim", "scene", "seconds"),
    [*((victim, DIVE, 0.2) for victim in VICTIMS), ("program", ENDLESS, 0.5)],
)
def test_a_killed_render_resumes_to_the_same_bytes(
    world: World, tmp_path: Path, victim: str, scene: str, seconds: float
) -> None:
    """One random moment of each; a warm render takes some tenths of a second."""
    room = world.room(tmp_path, scene=scene)
    kill_and_resume(world, room, victim, chance(victim, anew=False), seconds=seconds, more=[])


@pytest.mark.long
def test_sixty_random_kills_leave_no_wrong_byte(world: World, tmp_path: Path) -> None:
    """Films and GIFs, indexed and cold, warm and afresh, new and over an old one."""
    draw = chance("sixty kills", anew=True)
    kills: Counter[str] = Counter()
    number = 0
    while kills.total() < _LONG:
        number += 1
        victim = VICTIMS[number % len(VICTIMS)]
        cold, afresh = draw.random() < 0.25, draw.random() < 0.25
        name = draw.choice(["film.mp4", "film.mp4", "film.gif"])
        scene = draw.choice([DIVE, FLIGHT, ENDLESS])
        room = world.room(
            tmp_path / str(number),
            name,
            scene=scene,
            cold=cold,
            afresh=afresh,
            options=(workers(draw.choice([1, 2, 4])),),
        )
        more = []
        if draw.random() < 0.25:
            (room.folder / name).write_bytes(b"an old film")
            more = ["--overwrite"]
        seconds = (0.3 if not afresh else 2.5) + (2.0 if cold else 0.0)
        print(number, victim, name, scene, "cold" * cold, "afresh" * afresh, *more, flush=True)
        kills[victim] += kill_and_resume(world, room, victim, draw, seconds=seconds, more=more)
    print(f"{kills.total()} kills {dict(kills)} of {number} renders: 0 wrong, 0 silent")

"""How long the program takes to say anything: nothing heavy may be imported for it."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.command import ROOT
from tests.benchmarks.table import Row

_ROUNDS = 7
_COMMAND = "python -m tests.benchmarks startup"


def rows(*, rounds: int = _ROUNDS) -> Iterator[Row]:
    """Measure Python itself, `--version`, and `check` of a shipped scene, in turn."""
    program = _program()
    commands = {
        "Python that does nothing": [sys.executable, "-c", "pass"],
        "`mosaic-anim --version`": [*program, "--version"],
        "`mosaic-anim check scenes/zoom_in.yaml`": [*program, "check", "scenes/zoom_in.yaml"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds[name].append(_wall(command))
    floor = median(seconds["Python that does nothing"])
    for name, times in seconds.items():
        yield Row(
            name=name,
            value=median(times),
            unit="s",
            ratio=median(times) / floor,
            to="Python that does nothing",
            command=_COMMAND,
        )


def _program() -> list[str]:
    """Return the console script beside this Python; the module where it is not installed."""
    script = shutil.which("mosaic-anim", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "mosaic_anim"]


def _wall(command: Sequence[str]) -> float:
    """Run `command` and return its wall time [s]."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begun

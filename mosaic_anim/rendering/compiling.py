"""Compiling: kernels that this machine has not drawn with yet are compiled before the first frame.

A render does that in a process of its own, while photos are read and matched; what is missing then
is compiled where it is first called.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path

from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import StoppedError
from mosaic_anim.io.worker_process import WorkerProcess
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.project import blurs, takes_tiles_off, turns_camera
from mosaic_anim.rendering.trial_frames import Trial, draw_trial
from mosaic_anim.scene.model import Scene

_PACKAGE = Path(__file__).parents[1]
_GRID = _PACKAGE / "drawing/kernels/strips.py"
_SPRITES = _PACKAGE / "drawing/kernels/sprites.py"
_TURNED = _PACKAGE / "drawing/kernels/turned_canvas.py"
_SMEARS = _PACKAGE / "drawing/kernels/smears.py"
_GIF = _PACKAGE / "encode/gif/kernels/choose.py"
_BYTES = {
    _GRID: 77 << 20,
    _SPRITES: 57 << 20,
    _TURNED: 20 << 20,
    _SMEARS: 44 << 20,
    _GIF: 140 << 20,
}
"""Measured were 73, 53, 17, 41 and 133 MiB."""

_TRIALS: dict[Path, Trial] = {
    _GRID: "grid",
    _SPRITES: "sprites",
    _TURNED: "turned",
    _SMEARS: "smears",
    _GIF: "gif",
}

_LONGEST = 300.0
"""A process that compiles the kernels of one trial for longer is ended [s]."""

_LOOK_UP = 0.5  # [s] between two looks at Ctrl-C, where waiting itself does not end on it


def compiling_memory(*, flies: bool, turns: bool, exposes: bool, has_palette: bool) -> int:
    """Return the memory that compiling takes before anything is drawn, and keeps [bytes].

    Parameters
    ----------
    flies : bool
        Whether tiles leave the grid.
    turns : bool
        Whether the camera turns.
    exposes : bool
        Whether pictures are blurred by motion: tiles that fly are smeared.
    has_palette : bool
        Whether palettes are chosen, for a GIF.
    """
    missing = _missing(flies=flies, turns=turns, exposes=exposes, has_palette=has_palette)
    return sum(_BYTES[source] for source in missing)


@contextmanager
def compiling_aside(
    scene: Scene, options: RenderOptions, progress: Progress | None
) -> Iterator[None]:
    """Compile what a render will draw with in another process; wait for it at the end.

    Not where one core is all there is, where memory is limited, or where others draw.
    """
    trials = _missing_trials(scene)
    here = not options.cluster and options.max_memory is None and usable_cores() > 1
    worker = _started_worker() if trials and here else None
    if worker is None:
        yield
        return
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="compiling") as pool:
            try:
                pool.submit(worker.is_ready)
                compiled = [pool.submit(worker.run, trial) for trial in trials]
                yield
                _wait_for(compiled, progress)
            finally:
                worker.kill()
    finally:
        worker.close()


def _missing_trials(scene: Scene) -> list[Trial]:
    """Return the trial frames that compile what a scene lacks."""
    missing = _missing(
        flies=takes_tiles_off(scene),
        turns=turns_camera(scene),
        exposes=blurs(scene),
        has_palette=any(format_of(output.file).has_palette for output in scene.outputs),
    )
    return [_TRIALS[source] for source in missing]


def _started_worker() -> WorkerProcess | None:
    """Return a process that draws trial frames; None if none can be started."""
    try:
        return WorkerProcess(draw_trial, timeout=_LONGEST)
    except StoppedError:
        return None


def _wait_for(compiled: Sequence[Future[object]], progress: Progress | None) -> None:
    """Wait until all is compiled, or has failed."""
    waiting = set(compiled)
    while waiting:
        waiting = wait(waiting, timeout=_LOOK_UP).not_done
        if progress:
            progress("compiling", len(compiled) - len(waiting), len(compiled))


def _missing(*, flies: bool, turns: bool, exposes: bool, has_palette: bool) -> list[Path]:
    """Return the modules that a render draws with and that are not compiled yet."""
    asked = {
        _GRID: True,
        _SPRITES: flies,
        _TURNED: turns,
        _SMEARS: flies and exposes,
        _GIF: has_palette,
    }
    return [source for source, is_asked in asked.items() if is_asked and not is_compiled(source)]


def is_compiled(source: Path) -> bool:
    """Return whether compiled code of a module lies beside it; true if Numba keeps it elsewhere."""
    if "NUMBA_CACHE_DIR" in os.environ or not os.access(source.parent, os.W_OK):
        return True
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    written = source.stat().st_mtime
    compiled = (source.parent / "__pycache__").glob(f"{source.stem}.*.{version}.nbi")
    return any(index.stat().st_mtime >= written for index in compiled)

"""On worker: what runs in the processes of a cluster, started by Dask where `cluster` asks for it.

Nothing here trusts that the machines are alike: versions are compared before a frame is drawn, and
tiles are proven by their hash before they are used.
"""

import hashlib
import platform
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.ffmpeg import ffmpeg_version, find_ffmpeg
from mosaic_anim.rendering.executors.pack import mosaics_in, read_pack
from mosaic_anim.rendering.segment_job import SegmentJob, make_segment
from mosaic_anim.rendering.segments import code_hash, motion_code
from mosaic_anim.version import __version__

_KEPT_OPEN = 3  # packs, in each worker process

_open: dict[str, dict[str, Mosaic]] = {}
_opening = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLocation:
    """Where a worker finds its tiles: a pack in a place, or one that it was given."""

    name: str
    place: str


def program_versions() -> dict[str, str]:
    """Return what must be the same on all machines for the same bytes."""
    return {
        "mosaic_anim": f"{__version__} ({code_hash()[:12]})",
        "ffmpeg": ffmpeg_version(find_ffmpeg()),
        "processors": platform.machine(),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAnswer:
    """What comes from a worker.

    Attributes
    ----------
    worker : str
        Its address.
    made : bytes
        The file of a segment; empty if the worker has not been given the tiles yet.
    sha256 : str
        Its hash, where it was made.
    """

    worker: str
    made: bytes = b""
    sha256: str = ""


def make_on_worker(
    order: SegmentJob, source: PackLocation, home: Mapping[str, str], motions: str
) -> WorkerAnswer:
    """Make a segment, as a worker.

    Parameters
    ----------
    home : Mapping of str to str
        `program_versions` of the machine that asks.
    motions : str
        `motion_code_hash` the order there.
    """
    from distributed import get_worker

    worker = get_worker()
    if found := version_difference(home, program_versions(), worker.address):
        raise found
    if motion_code_hash(order) != motions:
        raise version_error(worker.address, "motions of your own", "in other files")
    mosaics = _opened(source)
    if mosaics is None:
        return WorkerAnswer(worker=worker.address)
    suffix = format_of(order.encoding.path).segment_suffix
    with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
        part = Path(folder) / f"segment{suffix}"
        make_segment(order, mosaics, part)
        made = part.read_bytes()
    return WorkerAnswer(worker=worker.address, made=made, sha256=hashlib.sha256(made).hexdigest())


def take_tiles(name: str, content: bytes) -> None:
    """Take a pack, as a worker."""
    with _opening:
        if name not in _open:
            # A copy: numbers must lie at even addresses, and bytes from a network need not.
            _hold(name, mosaics_in(np.frombuffer(content, np.uint8).copy(), name))


def motion_code_hash(order: SegmentJob) -> str:
    """Hash the code of the motions in an order that are not this package's."""
    return hashlib.sha256(motion_code(order.states)).hexdigest()


def version_difference(
    home: Mapping[str, str], there: Mapping[str, str], worker: str
) -> CannotStartError | None:
    """Return an error if a worker is another program than this one."""
    for what, ours in home.items():
        if there.get(what) != ours:
            return version_error(worker, f"{what} {there.get(what)}", f"here it is {ours}")
    return None


def version_error(worker: str, there: str, here: str) -> CannotStartError:
    """Return the error that a worker is not what this machine is."""
    return CannotStartError(
        f"worker {worker} has {there}, {here}", remedy="install the same versions everywhere"
    )


def workers_and_deaths(
    keys: Sequence[str], dask_scheduler: Any = None
) -> tuple[int, dict[str, int]]:
    """Return, as the scheduler, the threads of workers that take work, and who died of a task."""
    tasks = [dask_scheduler.tasks.get(key) for key in keys]
    threads = sum(worker.nthreads for worker in dask_scheduler.running)
    return threads, {task.key: task.suspicious for task in tasks if task is not None}


def _opened(source: PackLocation) -> dict[str, Mosaic] | None:
    """Return the mosaics of a pack, which a worker proves and maps once."""
    with _opening:
        if source.name not in _open and source.place:
            _hold(source.name, read_pack(source.place, source.name))
        return _open.get(source.name)


def _hold(name: str, mosaics: dict[str, Mosaic]) -> None:
    while len(_open) >= _KEPT_OPEN:
        _open.pop(next(iter(_open)))
    _open[name] = mosaics

"""Dask worker: the functions that `dask` runs in the processes of a cluster.

Nothing here trusts that the machines are alike: versions are compared before a frame is drawn, and
tiles are checked by their hash before they are used.
"""

import hashlib
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.lazy import distributed
from mosaic_anim.pack.place import read_pack
from mosaic_anim.pack.tile_pack import mosaics_in
from mosaic_anim.rendering.executors.dask_connection import (
    program_versions,
    require_versions,
    version_error,
)
from mosaic_anim.rendering.fingerprint import motion_code
from mosaic_anim.rendering.segment_job import SegmentJob, make_segment

if TYPE_CHECKING:
    from distributed import Client

ANSWERING = 30.0
"""Time that a scheduler may take for an answer before it counts as lost [s]."""

_KEPT_OPEN = 3  # packs, in each worker process

_open: dict[str, dict[str, Mosaic]] = {}
_opening = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAnswer:
    """A worker's answer.

    Attributes
    ----------
    worker : str
        Its address.
    content : bytes
        The file of a segment; empty if the worker does not have the tiles yet.
    sha256 : str
        Its hash, computed where it was made.
    """

    worker: str
    content: bytes = b""
    sha256: str = ""


def make_on_worker(
    job: SegmentJob, pack: str, place: str, home: Mapping[str, str], motions: str
) -> WorkerAnswer:
    """Make a segment, as a worker.

    Parameters
    ----------
    pack, place : str
        Name of the pack, and where it is; empty if it was sent to the worker.
    home : Mapping of str to str
        `program_versions` of the calling machine.
    motions : str
        `motion_code_hash` of the job there.
    """
    worker = distributed.get_worker()
    require_versions(home, program_versions(), worker.address)
    if motion_code_hash(job) != motions:
        raise version_error(worker.address, "motions of your own", "in other files")
    mosaics = _mosaics_of(pack, place)
    if mosaics is None:
        return WorkerAnswer(worker=worker.address)
    with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
        part = Path(folder) / f"segment{job.suffix}"
        make_segment(replace(job, mosaics=mosaics), part)
        content = part.read_bytes()
    return WorkerAnswer(
        worker=worker.address, content=content, sha256=hashlib.sha256(content).hexdigest()
    )


def take_tiles(name: str, content: bytes) -> None:
    """Take a pack, as a worker."""
    with _opening:
        if name not in _open:
            # A copy: numbers must be aligned in memory, and bytes from a network may not be.
            _hold(name, mosaics_in(np.frombuffer(content, np.uint8).copy(), name))


def motion_code_hash(job: SegmentJob) -> str:
    """Hash the code of the motions in a job that are not this package's."""
    return hashlib.sha256(motion_code(job.states)).hexdigest()


def workers_and_deaths(
    keys: Sequence[str], dask_scheduler: Any = None
) -> tuple[int, dict[str, int]]:
    """Return, on the scheduler, the threads of the workers that take work, and deaths by task."""
    tasks = [dask_scheduler.tasks.get(key) for key in keys]
    threads = sum(worker.nthreads for worker in dask_scheduler.running)
    return threads, {task.key: task.suspicious for task in tasks if task is not None}


def ask_scheduler(client: "Client", keys: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return what `workers_and_deaths` does, asked from here; see `answering`."""

    async def ask() -> tuple[int, dict[str, int]]:
        return await client.run_on_scheduler(workers_and_deaths, keys)  # type: ignore[no-any-return]

    return client.sync(ask, callback_timeout=ANSWERING)  # type: ignore[no-any-return]


def _mosaics_of(pack: str, place: str) -> dict[str, Mosaic] | None:
    """Return the mosaics of a pack, which a worker checks and maps once."""
    with _opening:
        if pack not in _open and place:
            _hold(pack, read_pack(place, pack))
        return _open.get(pack)


def _hold(name: str, mosaics: dict[str, Mosaic]) -> None:
    while len(_open) >= _KEPT_OPEN:
        _open.pop(next(iter(_open)))
    _open[name] = mosaics

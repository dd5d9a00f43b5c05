"""Index photos on a Dask cluster: its workers read them from a disk that all machines share.

A worker gets the names of some photos and answers with their small pictures. It reads them in a
process of its own, as this machine does: a decoder that crashes or hangs there costs one photo.
"""

import queue
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError, MosaicAnimError, StoppedError
from mosaic_anim.lazy import distributed
from mosaic_anim.library.photo_reading import Reader, Reading, read_photos
from mosaic_anim.library.scan import PhotoFile
from mosaic_anim.rendering.executors.dask_connection import (
    IDLE,
    again_without,
    answering,
    connected_cluster,
    program_versions,
    require_versions,
    silence,
)
from mosaic_anim.rendering.executors.dask_worker import ask_scheduler

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

PHOTOS_AT_ONCE = 128
"""Photos that a worker reads for one answer: it starts a process for them."""

_LOOK = 2.0  # [s] between two looks at the workers
_TRANSFER = 300.0  # [s] that an answer may take to arrive
_AHEAD = 2
"""Tasks for each thread of a worker: one waits while another runs."""

_STAYS = "what was read stays"


@contextmanager
def cluster_reader(address: str) -> Iterator[Reader]:
    """Connect to a cluster, and return what reads photos there.

    Parameters
    ----------
    address : str
        Address of the scheduler, such as `tcp://192.168.1.10:8786`.

    Raises
    ------
    CannotStartError
        As `connected_cluster`; when photos are read, also if a worker does not see their folder.
    StoppedError
        When photos are read and the scheduler is lost.
    """
    with connected_cluster(address) as client:

        def read(folder: Path, photos: Sequence[PhotoFile]) -> Iterator[tuple[PhotoFile, Reading]]:
            _require_folder(client, folder, address)
            yield from _read_there(client, address, folder, photos)

        yield read


def _read_there(
    client: "Client", address: str, folder: Path, photos: Sequence[PhotoFile]
) -> Iterator[tuple[PhotoFile, Reading]]:
    """Read photos on the workers; yield each as it comes."""
    starts = range(0, len(photos), PHOTOS_AT_ONCE)
    waiting = deque(photos[start : start + PHOTOS_AT_ONCE] for start in starts)
    running: dict[DaskFuture, Sequence[PhotoFile]] = {}
    ended: queue.SimpleQueue[DaskFuture] = queue.SimpleQueue()
    versions = program_versions()
    seen_workers = time.monotonic()
    try:
        while waiting or running:
            with answering(address, again_without(_STAYS)):
                room = _AHEAD * ask_scheduler(client, ())[0]
                while waiting and len(running) < room:
                    some = waiting.popleft()
                    future = client.submit(read_on_worker, folder, some, versions, pure=False)
                    running[future] = some
                    future.add_done_callback(ended.put)
            if room:
                seen_workers = time.monotonic()
            elif time.monotonic() - seen_workers > IDLE:
                raise StoppedError(
                    f"for {IDLE:g} s no worker took work",
                    remedy=again_without(_STAYS),
                    place=address,
                )
            with suppress(queue.Empty):
                future = ended.get(timeout=_LOOK)
                yield from _taken(future, address, folder, running.pop(future))
    finally:
        with suppress(*silence()):
            client.cancel(list(running))


def _taken(
    ended: "DaskFuture", address: str, folder: Path, photos: Sequence[PhotoFile]
) -> Iterator[tuple[PhotoFile, Reading]]:
    """Yield what a worker has read; photos that let workers die are read on this machine."""
    with answering(address, again_without(_STAYS)):
        if ended.status not in {"finished", "error"}:
            raise OSError(ended.status)  # the client drops all when it loses the scheduler
        failed = ended.exception(timeout=_TRANSFER)
    if failed is None:
        with answering(address, again_without(_STAYS)):
            readings = ended.result(timeout=_TRANSFER)
        yield from zip(photos, readings, strict=True)
    elif isinstance(failed, distributed.KilledWorker):
        yield from read_photos(folder, photos, workers=1)
    elif isinstance(failed, MosaicAnimError):
        raise failed
    else:
        raise StoppedError(f"{type(failed).__name__} in a worker: {failed}", place=address)


def read_on_worker(
    folder: Path, photos: Sequence[PhotoFile], home: Mapping[str, str]
) -> list[Reading]:
    """Read photos, as a worker.

    Parameters
    ----------
    home : Mapping of str to str
        `program_versions` of the calling machine.
    """
    require_versions(home, program_versions(), distributed.get_worker().address)
    readings = {photo.path: reading for photo, reading in read_photos(folder, photos, workers=1)}
    return [readings[photo.path] for photo in photos]


def _require_folder(client: "Client", folder: Path, address: str) -> None:
    """Refuse a cluster one of whose workers does not see the photos."""
    with answering(address, again_without(_STAYS)):
        seen: dict[str, bool] = client.run(sees_folder, folder)
    for worker, is_there in sorted(seen.items()):
        if not is_there:
            raise CannotStartError(
                f"worker {worker} does not see these photos",
                remedy="mount their disk at the same place on all machines",
                place=str(folder),
            )


def sees_folder(folder: Path) -> bool:
    """Return whether a folder is there, as a worker."""
    return folder.is_dir()

"""Dask executor: segments are made by Dask workers, the same function on other machines.

A worker gets a job and the tiles that its frames show, and answers with the bytes of a segment and
their hash. Which worker makes a segment, and how often, does not matter: it is a pure function.
Finished segments are stored here at once, so a lost worker costs one segment, and a lost scheduler
none that is finished.
"""

import hashlib
import queue
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from mosaic_anim.errors import CannotStartError, MosaicAnimError, StoppedError, option
from mosaic_anim.lazy import distributed
from mosaic_anim.pack.place import write_pack
from mosaic_anim.pack.tile_pack import DamagedPackError, TilePack, pack_tiles
from mosaic_anim.rendering.executors.dask_connection import (
    IDLE,
    again_without,
    answering,
    connected_cluster,
    program_versions,
    silence,
)
from mosaic_anim.rendering.executors.dask_worker import (
    WorkerAnswer,
    ask_scheduler,
    make_on_worker,
    motion_code_hash,
    take_tiles,
)
from mosaic_anim.rendering.executors.local import Report, Store
from mosaic_anim.rendering.segment_job import TRIES, SegmentJob
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

    from mosaic_anim.drawing.mosaic import Mosaic

THROUGH_SCHEDULER = 64 << 20
"""Largest pack of tiles that travels through the scheduler [bytes]."""

_STAYS = "finished segments stay"
_LOOK = 0.5  # [s] between two looks at the workers
_TRANSFER = 300.0  # [s] that 64 MiB, or a segment, may take


@contextmanager
def dask_executor(
    address: str, place: str, store: Store, report: Report
) -> Iterator["DaskExecutor"]:
    """Connect to a cluster; at the end, tasks that are still running there are cancelled.

    Parameters
    ----------
    address : str
        Address of the scheduler, such as `tcp://192.168.1.10:8786`.
    place : str
        Folder or URL that all machines reach, for the tiles; empty if they travel through the
        scheduler.

    Raises
    ------
    CannotStartError
        If Dask is not installed, no scheduler answers, it has no workers, or they have other
        versions than this machine.
    """
    with connected_cluster(address) as client:
        executor = DaskExecutor(client, address, place, store, report)
        try:
            yield executor
        finally:
            executor.cancel()


class DaskExecutor:
    """Makes segments on a cluster, as many at once as its workers have threads.

    No task is queued at a worker: if that worker died, Dask would suspect the queued ones too. The
    methods raise a CannotStartError if the tiles cannot reach the workers, or these run another
    program; and a StoppedError if the scheduler is lost.
    """

    def __init__(
        self, client: "Client", address: str, place: str, store: Store, report: Report
    ) -> None:
        self._client = client
        self._address = address
        self._place = place
        self._store = store
        self._report = report
        self._versions = program_versions()
        self._packs: dict[int, tuple[Mapping[str, Mosaic], TilePack]] = {}
        self._waiting: deque[tuple[SegmentJob, Future[None]]] = deque()
        self._running: dict[DaskFuture, tuple[SegmentJob, Future[None]]] = {}
        self._ended: queue.SimpleQueue[DaskFuture] = queue.SimpleQueue()
        self._submitted: Counter[str] = Counter()  # how often, by the segment's name
        self._deaths: Counter[str] = Counter()  # of workers, under keys that were given up
        self._given: Counter[str] = Counter()  # how often a worker got the tiles
        self._has_finished = False
        self._threads = 0
        self._looked = self._seen_workers = time.monotonic()
        self._look()

    def has_room(self) -> bool:
        """Return whether a worker has a free thread."""
        return len(self._waiting) + len(self._running) < self._threads

    def submit(self, *jobs: SegmentJob) -> Sequence[Future[None]]:
        """Start jobs, each on its own."""
        futures: list[Future[None]] = [Future() for _ in jobs]
        self._waiting.extend(zip(jobs, futures, strict=True))
        self._submit_waiting()
        return futures

    def wait(self, futures: Collection[Future[None]]) -> None:  # noqa: ARG002 - set here
        """Take a segment that arrives within half a second, and check on the workers."""
        with suppress(queue.Empty):
            self._take(self._ended.get(timeout=_LOOK))
        if time.monotonic() - self._looked > _LOOK:
            self._look()
        self._submit_waiting()

    def cancel(self) -> None:
        """Cancel what is running."""
        self._cancel(list(self._running))
        self._running = {}

    def _submit_waiting(self) -> None:
        while self._waiting and len(self._running) < self._threads:
            self._submit(*self._waiting.popleft())

    def _submit(self, job: SegmentJob, future: "Future[None]") -> None:
        pack = self._sent_pack(job).name
        about = repr((pack, self._place, self._submitted[job.name]))
        running = self._client.submit(
            make_on_worker,
            replace(job, mosaics={}),
            pack,
            self._place,
            self._versions,
            motion_code_hash(job),
            key=f"mosaic-anim-{job.name}-{hashlib.sha256(about.encode()).hexdigest()[:16]}",
            retries=TRIES - 1,
        )
        self._submitted[job.name] += 1
        self._running[running] = job, future
        running.add_done_callback(self._ended.put)

    def _sent_pack(self, job: SegmentJob) -> TilePack:
        """Put the tiles of a job where all workers reach them, unless they are there already."""
        _, pack = self._packs.get(id(job.mosaics), (None, None))
        if pack is not None:
            return pack
        pack = pack_tiles(job.mosaics, job.assets)
        self._packs[id(job.mosaics)] = job.mosaics, pack
        if self._place:
            write_pack(pack, self._place)
        elif pack.size > THROUGH_SCHEDULER:
            raise CannotStartError(
                f"the tiles take {pack.size / 1e6:,.0f} MB, too much for a scheduler",
                remedy=_name_a_place(),
                place=self._address,
            )
        else:
            self._ask(take_tiles, pack.name, b"".join(pack.chunks()), on_error="ignore")
        return pack

    def _take(self, ended: "DaskFuture") -> None:
        """Store a segment that a worker has made; send the tiles to a worker that lacks them."""
        if ended not in self._running:  # given up meanwhile
            return
        job, future = self._running.pop(ended)
        with self._answering():
            if ended.status not in {"finished", "error"}:
                raise OSError(ended.status)  # the client drops all when it loses the scheduler
            failed = ended.exception(timeout=_TRANSFER)
        if isinstance(failed, DamagedPackError) and self._submitted[job.name] < TRIES:
            write_pack(self._sent_pack(job), self._place, is_damaged=True)
            self._submit(job, future)
            return
        if failed is not None:
            future.set_exception(self._failure(job, failed))
            return
        with self._answering():
            answer: WorkerAnswer = ended.result(timeout=_TRANSFER)
        if not answer.content:
            self._deaths[job.name] += self._ask_scheduler([ended.key])[1].get(ended.key, 0)
            self._give(job, answer.worker)
            self._submit(job, future)
        elif hashlib.sha256(answer.content).hexdigest() != answer.sha256:
            what = f"what worker {answer.worker} made arrived damaged"
            future.set_exception(StoppedError(what))
        else:
            with self._store(job) as part:
                part.write_bytes(answer.content)
            self._has_finished = True
            self._report(job.name, len(job.frames))
            future.set_result(None)

    def _give(self, job: SegmentJob, worker: str) -> None:
        """Send the tiles to a worker that joined late, or was restarted."""
        self._given[worker] += 1
        if self._given[worker] > TRIES:
            raise StoppedError(
                f"worker {worker} does not keep its tiles",
                remedy=_name_a_place(),
                place=self._address,
            )
        pack = self._sent_pack(job)
        content = b"".join(pack.chunks())
        self._ask(take_tiles, pack.name, content, workers=[worker], on_error="ignore")

    def _failure(self, job: SegmentJob, error: BaseException) -> MosaicAnimError:
        """Return why a job failed; raise what would fail every job."""
        if isinstance(error, distributed.KilledWorker):
            return self._deadly(job, error.allowed_failures + 1)
        if isinstance(error, CannotStartError) and not self._has_finished:
            raise error
        if isinstance(error, MosaicAnimError):
            return error
        return StoppedError(f"{type(error).__name__} in a worker: {error}")

    def _deadly(self, job: SegmentJob, count: int) -> MosaicAnimError:
        count += self._deaths[job.name]
        return StoppedError(f"{count_of(count, 'worker')} died while they made them")

    def _look(self) -> None:
        """Count the workers, and give up the jobs that keep killing them."""
        keys = {running.key: running for running in self._running}
        self._threads, deaths = self._ask_scheduler(list(keys))
        for key, count in deaths.items():
            job, future = self._running[keys[key]]
            if count + self._deaths[job.name] >= TRIES:
                del self._running[keys[key]]
                self._cancel([keys[key]])
                future.set_exception(self._deadly(job, count))
        self._looked = time.monotonic()
        if self._threads:
            self._seen_workers = self._looked
        elif self._looked - self._seen_workers > IDLE:
            raise StoppedError(
                f"for {IDLE:g} s no worker took work: they have gone, or lack memory",
                remedy=again_without(_STAYS),
                place=self._address,
            )

    def _cancel(self, running: "list[DaskFuture]") -> None:
        """Cancel tasks whose results are no longer needed."""
        if running and self._client.status == "running":
            with suppress(*silence()):
                self._client.cancel(running)

    def _ask_scheduler(self, keys: Sequence[str]) -> tuple[int, dict[str, int]]:
        with self._answering():
            return ask_scheduler(self._client, keys)

    def _ask(self, function: Callable[..., object], *values: object, **options: object) -> None:
        """Let workers call a function besides their tasks."""

        async def ask() -> None:
            await self._client.run(function, *values, **options)

        with self._answering():
            self._client.sync(ask, callback_timeout=_TRANSFER)

    def _answering(self) -> AbstractContextManager[None]:
        """Treat a missing answer as the loss of the scheduler."""
        return answering(self._address, again_without(_STAYS))


def _name_a_place() -> str:
    """Return what to do where tiles cannot travel through the scheduler."""
    return f"name a folder or URL that all machines reach with {option('pack')}"

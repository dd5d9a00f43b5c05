"""Cluster: segments are made by Dask workers, the same function on other machines.

A worker gets an order and the tiles that its frames show, and answers with the bytes of a segment
and their hash. Who made a segment, and how often, changes nothing: it is a pure function. What is
finished is kept here at once, so that a lost worker costs a segment, and a lost scheduler nothing
that was done.
"""

import hashlib
import logging
import queue
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import CannotStartError, MosaicAnimError, StoppedError, lacks_memory
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.rendering.executors.dask_worker import (
    PackLocation,
    WorkerAnswer,
    make_on_worker,
    motion_code_hash,
    program_versions,
    take_tiles,
    version_difference,
    version_error,
    workers_and_deaths,
)
from mosaic_anim.rendering.executors.pack import DamagedPackError, TilePack, pack_tiles, write_pack
from mosaic_anim.rendering.segment_job import TRIES, SegmentJob, name_failing_segment
from mosaic_anim.rendering.segments import Segment

if TYPE_CHECKING:
    from distributed import Client, Future

THROUGH_SCHEDULER = 64 << 20
"""Largest pack of tiles that travels through the scheduler [bytes]."""

CONNECTING = 5.0
"""How long the scheduler may take to answer at first, and then to have a worker [s]."""

_LOOK = 0.5  # [s] between two looks at the workers
_ANSWERING = 30.0  # [s] that a scheduler may take for an answer before it counts as lost
_BRINGING = 300.0  # [s] that 64 MiB, or a segment, may take
_IDLE = 60.0  # [s] without any worker
_AGAIN = "what is finished is kept: run the same command again, with or without --cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where segments are made.

    Attributes
    ----------
    address : str
        Of the scheduler, such as `tcp://192.168.1.10:8786`.
    place : str
        Folder or URL that all machines reach, for the tiles; empty if they shall travel through
        the scheduler.
    """

    address: str
    place: str = ""


def make_on_cluster(
    segments: Sequence[Segment],
    order: Callable[[Segment], SegmentJob],
    mosaics: Mapping[str, Mosaic],
    store: ContentStore,
    *,
    cluster: Cluster,
    assets: Collection[str] = (),
    on_frames: Callable[[int], None] | None = None,
) -> None:
    """Let a cluster make `segments`, and keep them in `store` as they come.

    Parameters
    ----------
    order : Callable
        Returns what a segment is made from; asked when its turn comes.
    assets : collection of str
        Names of the fonts and logos that lie over the frames.
    on_frames : Callable, optional
        Told how many frames have come.

    Raises
    ------
    CannotStartError
        If Dask is not installed, no scheduler answers, it has no workers, they have other versions
        than this machine, or the tiles have no way to them.
    StoppedError
        If a frame cannot be drawn, some frames let three workers die, or the scheduler is lost.
    """
    with _connected(cluster.address) as client:
        _require_same_program(client, cluster.address)
        packed = pack_tiles(mosaics, assets)
        run = _Run(
            client=client,
            cluster=cluster,
            packed=packed,
            store=store,
            order=order,
            on_frames=on_frames,
        )
        run.make_all(segments)


def require_cluster(address: str) -> None:
    """Refuse a cluster that cannot help, before anything costs time.

    Raises
    ------
    CannotStartError
        As `make_on_cluster`.
    """
    with _connected(address) as client:
        _require_same_program(client, address)


class _Run:
    """Segments on their way through a cluster."""

    def __init__(
        self,
        *,
        client: "Client",
        cluster: Cluster,
        packed: TilePack,
        store: ContentStore,
        order: Callable[[Segment], SegmentJob],
        on_frames: Callable[[int], None] | None,
    ) -> None:
        self._client = client
        self._cluster = cluster
        self._packed = packed
        self._source = PackLocation(name=packed.name, place=cluster.place)
        self._store = store
        self._order = order
        self._on_frames = on_frames
        self._home = program_versions()
        self._content = b""
        self._begun: Counter[str] = Counter()  # how often, by the segment's name
        self._deaths: Counter[str] = Counter()  # of workers, under keys that were given up
        self._given: Counter[str] = Counter()  # how often a worker got the tiles
        self._running: dict[Future, Segment] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._threads = 0
        self._looked = self._seen_workers = time.monotonic()
        self._frames = 0

    def make_all(self, segments: Sequence[Segment]) -> None:
        """Make segments, at any time as many as the workers have threads.

        None waits at a worker for its turn: if that worker died, it would be suspected too.
        """
        waiting = deque(segments)
        try:
            self._send()
            self._look()
            while waiting or self._running:
                while waiting and len(self._running) < self._threads:
                    self._submit(waiting.popleft())
                with suppress(queue.Empty):
                    future = self._done.get(timeout=_LOOK)
                    self._take(self._running.pop(future), future)
                if time.monotonic() - self._looked > _LOOK:
                    self._look()
        finally:
            self._cancel()

    def _send(self) -> None:
        """Bring the tiles to where all workers reach them."""
        packed = self._packed
        if self._source.place:
            write_pack(packed, self._source.place)
            return
        if packed.size > THROUGH_SCHEDULER:
            raise CannotStartError(
                f"the tiles take {packed.size / 1e6:,.0f} MB, too much for a scheduler",
                remedy="name a folder or URL that all machines reach with --pack",
                place=self._cluster.address,
            )
        self._content = b"".join(packed.chunks())
        self._ask(take_tiles, packed.name, self._content, on_error="ignore")

    def _submit(self, segment: Segment) -> None:
        order = self._order(segment)
        about = repr((self._source, self._begun[segment.name]))
        future = self._client.submit(
            make_on_worker,
            order,
            self._source,
            self._home,
            motion_code_hash(order),
            key=f"mosaic-anim-{segment.name}-{hashlib.sha256(about.encode()).hexdigest()[:16]}",
            retries=TRIES - 1,
        )
        self._begun[segment.name] += 1
        self._running[future] = segment
        future.add_done_callback(self._done.put)

    def _take(self, segment: Segment, future: "Future") -> None:
        """Take what a worker made, and keep it; give its tiles to one that has none."""
        with self._answering():
            if future.status not in {"finished", "error"}:
                raise OSError(future.status)  # the client drops all when it loses the scheduler
            failed = future.exception(timeout=_BRINGING)
        if isinstance(failed, DamagedPackError) and self._begun[segment.name] < TRIES:
            write_pack(self._packed, self._source.place, is_damaged=True)
            self._submit(segment)
            return
        if failed is not None:
            raise self._failure(segment, failed)
        with self._answering():
            answer: WorkerAnswer = future.result(timeout=_BRINGING)
        if answer.made:
            self._keep(segment, answer)
            return
        self._deaths[segment.name] += self._ask_scheduler([future.key])[1].get(future.key, 0)
        self._give(answer.worker)
        self._submit(segment)

    def _give(self, worker: str) -> None:
        """Give the tiles to a worker that came late, or came back."""
        self._given[worker] += 1
        if self._given[worker] > TRIES:
            raise StoppedError(
                f"worker {worker} does not keep its tiles",
                remedy="name a folder or URL that all machines reach with --pack",
                place=self._cluster.address,
            )
        name, content = self._source.name, self._content
        self._ask(take_tiles, name, content, workers=[worker], on_error="ignore")

    def _keep(self, segment: Segment, answer: WorkerAnswer) -> None:
        if hashlib.sha256(answer.made).hexdigest() != answer.sha256:
            what = f"what worker {answer.worker} made arrived damaged"
            raise name_failing_segment(segment, StoppedError(what))
        suffix = format_of(self._order(segment).encoding.path).segment_suffix
        with self._store.keep(segment.name, len(segment.frames), suffix) as part:
            part.write_bytes(answer.made)
        self._frames += len(segment.frames)
        if self._on_frames:
            self._on_frames(self._frames)

    def _failure(self, segment: Segment, error: BaseException) -> MosaicAnimError:
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            return self._deadly(segment, error.allowed_failures + 1)
        if isinstance(error, CannotStartError) and not self._frames:
            return error
        if not isinstance(error, MosaicAnimError):
            error = StoppedError(f"{type(error).__name__} in a worker: {error}")
        return name_failing_segment(segment, error)

    def _deadly(self, segment: Segment, count: int) -> MosaicAnimError:
        count += self._deaths[segment.name]
        return name_failing_segment(
            segment, StoppedError(f"{count} workers died while they made them")
        )

    def _look(self) -> None:
        """See how many workers there are, and whether a segment lets them die."""
        keys = {future.key: segment for future, segment in self._running.items()}
        threads, deaths = self._ask_scheduler(list(keys))
        for key, count in deaths.items():
            if count + self._deaths[keys[key].name] >= TRIES:
                raise self._deadly(keys[key], count)
        self._threads = threads
        self._looked = time.monotonic()
        if threads:
            self._seen_workers = self._looked
        elif self._looked - self._seen_workers > _IDLE:
            raise StoppedError(
                f"for {_IDLE:g} s no worker took work: they have gone, or lack memory",
                remedy=_AGAIN,
                place=self._cluster.address,
            )

    def _ask_scheduler(self, keys: Sequence[str]) -> tuple[int, dict[str, int]]:
        async def ask() -> tuple[int, dict[str, int]]:
            return await self._client.run_on_scheduler(workers_and_deaths, keys)  # type: ignore[no-any-return]

        with self._answering():
            return self._client.sync(ask, callback_timeout=_ANSWERING)  # type: ignore[no-any-return]

    def _ask(self, function: Callable[..., object], *values: object, **options: object) -> None:
        """Let workers call a function beside what they make."""

        async def ask() -> None:
            await self._client.run(function, *values, **options)

        with self._answering():
            self._client.sync(ask, callback_timeout=_BRINGING)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Take silence for the loss of the scheduler."""
        try:
            yield
        except _silence() as error:
            raise StoppedError(
                "the scheduler was lost", remedy=_AGAIN, place=self._cluster.address
            ) from error

    def _cancel(self) -> None:
        """Take back what nobody waits for any more."""
        futures, self._running = list(self._running), {}
        if futures and self._client.status == "running":
            with suppress(*_silence()):
                self._client.cancel(futures)


def _silence() -> tuple[type[BaseException], ...]:
    """Return the kinds of errors by which a client tells that nobody answers."""
    import asyncio
    import concurrent.futures

    return OSError, RuntimeError, asyncio.CancelledError, concurrent.futures.CancelledError


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    """Connect to a scheduler."""
    try:
        from distributed import Client
    except ImportError as error:
        if lacks_memory(error):
            raise
        raise CannotStartError(
            "Dask is not installed", remedy="pip install 'mosaic_anim[cluster]'"
        ) from error
    # Whatever Dask would log of lost machines, an error of ours says.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECTING, set_as_default=False, name="mosaic-anim")
    except (OSError, ValueError, TypeError) as error:
        raise CannotStartError(
            "no Dask scheduler answers here",
            remedy="start one with `dask scheduler`, and name it as tcp://HOST:8786",
            place=address,
        ) from error
    try:
        yield client
    finally:
        with suppress(*_silence()):
            client.close(timeout=2)


def _require_same_program(client: "Client", address: str) -> None:
    """Refuse workers that would make other bytes, before any is asked to."""
    try:
        client.wait_for_workers(1, timeout=CONNECTING)
    except TimeoutError as error:
        raise CannotStartError(
            "the scheduler has no workers",
            remedy=f"start some with `dask worker {address}`",
            place=address,
        ) from error
    home = program_versions()
    for worker, answer in client.run(program_versions, on_error="return").items():
        if isinstance(answer, MosaicAnimError):
            raise CannotStartError(f"worker {worker}: {answer.problems[0].what}", place=address)
        if isinstance(answer, Exception):
            raise version_error(worker, "no usable mosaic_anim", f"{answer}")
        if found := version_difference(home, answer, worker):
            raise found

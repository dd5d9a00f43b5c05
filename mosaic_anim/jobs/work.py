"""Work: segments are drawn and encoded, many at once, each in a thread with its own encoder."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.child import Crew
from mosaic_anim.disk import DiskError
from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output import Encoding, Pack
from mosaic_anim.errors import CannotStartError, MosaicAnimError, StoppedError
from mosaic_anim.geometry import Size
from mosaic_anim.jobs.frames import FrameError, naming_frame
from mosaic_anim.jobs.segments import Segment
from mosaic_anim.state import Quality, Shown
from mosaic_anim.store import Store
from mosaic_anim.timeline import Timeline

TRIES = 3
"""How often a segment is begun whose encoder dies."""

_LOOK_UP = 0.5  # [s] between two looks at Ctrl-C, where waiting itself does not end on it

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """All that a segment is made from, besides the mosaics; it can be sent to another machine.

    Attributes
    ----------
    states : tuple of FrameState or Exposure
        What each of its frames shows, after those of its lead.
    times : tuple of Fraction
        When each of them is shown [s], and `first`, the index of the first one in the output:
        for messages only.
    count : int
        How many of them, the last ones, are the segment's own.
    size : Size
        Of a frame [px].
    quality : "standard" or "high"
        How tiles in flight are drawn.
    encoding : Encoding
        Of the whole output.
    """

    states: tuple[Shown, ...]
    times: tuple[Fraction, ...]
    first: int
    count: int
    size: Size
    quality: Quality
    encoding: Encoding


def order_of(segment: Segment, timeline: Timeline, encoding: Encoding) -> Order:
    """Return what `segment` is made from."""
    seen = segment.seen
    return Order(
        states=tuple(timeline.frame_state(index) for index in seen),
        times=tuple(timeline.frame_time(index) for index in seen),
        first=seen.start,
        count=len(segment.frames),
        size=timeline.size,
        quality=timeline.quality,
        encoding=encoding,
    )


def make_segment(
    order: Order,
    mosaics: Mapping[str, Mosaic],
    part: Path,
    *,
    on_frame: Callable[[], None] | None = None,
) -> None:
    """Draw the frames of an order and encode them into the file `part`, with one thread each.

    Raises
    ------
    FrameError
        If a frame cannot be drawn.
    StoppedError
        If the encoder dies; what is in `part` then is no segment.
    """
    chosen = format_of(order.encoding.path)
    frames = _drawn(order, mosaics, chosen.pack(order.encoding), on_frame)
    lead = len(order.states) - order.count
    chosen.write_segment(order.encoding, frames, order.count, part, lead)


def make_all(
    segments: Sequence[Segment],
    order: Callable[[Segment], Order],
    mosaics: Mapping[str, Mosaic],
    store: Store,
    *,
    workers: int,
    on_frames: Callable[[int], None] | None = None,
) -> None:
    """Make `segments` and keep them in `store`, `workers` at once.

    What is finished stays, whatever happens to the others.

    Parameters
    ----------
    order : Callable
        Returns what a segment is made from; asked when its turn comes.
    on_frames : Callable, optional
        Told how many frames are drawn, of all segments together.

    Raises
    ------
    StoppedError
        If a frame cannot be drawn, an encoder dies each time, or the disk is full.
    """
    crew = _Workers(order, mosaics, store, on_frames)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="segment")
    try:
        _wait_for_all([pool.submit(crew.make, segment) for segment in segments])
    finally:
        # After an error, Ctrl-C among them, whoever still works is stopped; otherwise nobody does.
        crew.stop()
        pool.shutdown(wait=True, cancel_futures=True)


class _Workers:
    """What the threads of `make_all` share."""

    def __init__(
        self,
        order: Callable[[Segment], Order],
        mosaics: Mapping[str, Mosaic],
        store: Store,
        on_frames: Callable[[int], None] | None,
    ) -> None:
        self._order = order
        self._mosaics = mosaics
        self._store = store
        self._on_frames = on_frames
        self._drawn: dict[int, int] = {}
        self._counting = threading.Lock()
        self._over = threading.Event()
        self._crew = Crew()

    def stop(self) -> None:
        """Let all threads end soon, also one whose encoder hangs."""
        self._over.set()
        self._crew.end()

    def make(self, segment: Segment) -> None:
        """Make a segment and keep it; begin again where its encoder dies."""
        order = self._order(segment)
        suffix = format_of(order.encoding.path).suffix
        for attempt in range(1, TRIES + 1):
            self._require_time()
            try:
                with (
                    self._crew.working(),
                    self._store.keep(segment.name, len(segment.frames), suffix) as part,
                ):
                    make_segment(order, self._mosaics, part, on_frame=self._counter(segment))
            except CannotStartError as error:  # what began may stop, but is begun
                raise naming_segment(segment, error) from error
            except StoppedError as error:
                if attempt == TRIES or isinstance(error, FrameError | DiskError):
                    raise naming_segment(segment, error) from error
            else:
                return

    def _counter(self, segment: Segment) -> Callable[[], None]:
        """Return what counts the frames of a segment that is begun."""
        with self._counting:
            self._drawn[segment.number] = 0

        def count() -> None:
            self._require_time()
            with self._counting:
                self._drawn[segment.number] += 1
                if self._on_frames:
                    self._on_frames(sum(self._drawn.values()))

        return count

    def _require_time(self) -> None:
        if self._over.is_set():
            raise StoppedError("the work was stopped")


def naming_segment(segment: Segment, error: MosaicAnimError) -> StoppedError:
    """Name the frames of a segment that could not be made, and the command that repeats them."""
    if isinstance(error, FrameError | DiskError):
        return error
    problem = error.problems[0]
    first, end = segment.frames.start, segment.frames.stop
    return StoppedError(
        f"frames {first} to {end - 1}: {problem.what}",
        remedy=f"try again; only these: mosaic-anim render SCENE --frames {first}..{end}",
        place=problem.place,
    )


def _drawn(
    order: Order,
    mosaics: Mapping[str, Mosaic],
    pack: Pack,
    on_frame: Callable[[], None] | None,
) -> Iterator[Pixels]:
    """Yield the frames of an order, packed; a hold is drawn once."""
    last: Shown | None = None
    packed: Pixels | None = None
    for place, state in enumerate(order.states):
        if packed is None or state != last:
            with naming_frame(order.first + place, order.times[place]):
                frame = draw(state, order.size, mosaics, quality=order.quality)
                last, packed = state, pack(frame.pixels)
        yield packed
        if on_frame and place >= len(order.states) - order.count:
            on_frame()


def _wait_for_all(running: Iterable[Future[None]]) -> None:
    """Wait until all are done, or one has failed."""
    pending = set(running)
    while pending:
        done, pending = wait(pending, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()

"""Work: segments are drawn and encoded, many at once, each in a thread with its own encoder.

Segments that show the same frames, as two outputs of one size do, are made side by side.
"""

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.frame import Mosaic, draw
from mosaic_anim.encode.encoding import Encoding, Pack
from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import MosaicAnimError, StoppedError
from mosaic_anim.io.child_process import ProcessGroup
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.io.disk import DiskError, Need
from mosaic_anim.rendering.contact_sheet.frames import FrameError, name_failing_frame
from mosaic_anim.rendering.segments import Segment
from mosaic_anim.rendering.shared_frames import SharedFrames
from mosaic_anim.timeline import Timeline
from mosaic_anim.values.frame_state import FrameContent, Quality
from mosaic_anim.values.geometry import Size

TRIES = 3
"""How often a segment is begun whose encoder dies."""

_LOOK_UP = 0.5  # [s] between two looks at Ctrl-C, where waiting itself does not end on it

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentJob:
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

    states: tuple[FrameContent, ...]
    times: tuple[Fraction, ...]
    first: int
    count: int
    size: Size
    quality: Quality
    encoding: Encoding


def segment_job(segment: Segment, timeline: Timeline, encoding: Encoding) -> SegmentJob:
    """Return what `segment` is made from."""
    seen = segment.seen
    return SegmentJob(
        states=tuple(timeline.frame_state(index) for index in seen),
        times=tuple(timeline.frame_time(index) for index in seen),
        first=seen.start,
        count=len(segment.frames),
        size=timeline.size,
        quality=timeline.quality,
        encoding=encoding,
    )


Drawer = Callable[[FrameContent], Pixels]
"""Draws what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """A segment that is to be made.

    Attributes
    ----------
    segment : Segment
    order : Callable
        Returns what it is made from; asked when its turn comes.
    mosaics : Mapping[str, Mosaic]
        What it is drawn from.
    store : ContentStore
        Where it is kept.
    is_wanted : Callable
        Tells whether anybody still waits for it; asked when its turn comes.
    on_frame : Callable
        Told how many of its frames are drawn.
    on_end : Callable
        Told that it is made, or why it is not.
    needed : Callable
        Returns about how much space its output still needs [bytes]; asked when the disk is full.
    """

    segment: Segment
    order: Callable[[], SegmentJob]
    mosaics: Mapping[str, Mosaic]
    store: ContentStore
    is_wanted: Callable[[], bool]
    on_frame: Callable[[int], None]
    on_end: Callable[[MosaicAnimError | None], None]
    needed: Need


def make_segment(
    order: SegmentJob,
    mosaics: Mapping[str, Mosaic],
    part: Path,
    *,
    on_frame: Callable[[], None] | None = None,
    drawer: Drawer | None = None,
) -> None:
    """Draw the frames of an order and encode them into the file `part`, with one thread each.

    Parameters
    ----------
    on_frame : callable, optional
        Called after each frame of the segment.
    drawer : callable, optional
        Draws in place of `drawer_of`.

    Raises
    ------
    FrameError
        If a frame cannot be drawn.
    StoppedError
        If the encoder dies; what is in `part` then is no segment.
    """
    chosen = format_of(order.encoding.path)
    pack = chosen.pack(order.encoding)
    frames = _drawn(order, drawer or drawer_of(order, mosaics), pack, on_frame)
    lead = len(order.states) - order.count
    chosen.encode_segment(order.encoding, frames, order.count, part, lead)


def drawer_of(order: SegmentJob, mosaics: Mapping[str, Mosaic]) -> Drawer:
    """Return what draws the frames of an order."""
    return lambda state: draw(state, order.size, mosaics, quality=order.quality).pixels


def shown_by(order: SegmentJob) -> tuple[Hashable, ...]:
    """Return what tells the frames of an order apart: equal values are equal pictures."""
    return tuple((order.size, order.quality, repr(state)) for state, _ in groupby(order.states))


def make_all(groups: Sequence[Sequence[Task]], *, workers: int) -> None:
    """Make the segments of all tasks, `workers` groups at once; in a group frames are shared.

    A segment that cannot be made is told to its task, and the others are made all the same.
    """
    crew = _Workers()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="segment")
    try:
        wait_for_all([pool.submit(crew.make, group) for group in groups])
    finally:
        # After an error, Ctrl-C among them, whoever still works is stopped; otherwise nobody does.
        crew.stop()
        pool.shutdown(wait=True, cancel_futures=True)


class _Workers:
    """What the threads of `make_all` share."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._crew = ProcessGroup()

    def stop(self) -> None:
        """Let all threads end soon, also one whose encoder hangs."""
        self._over.set()
        self._crew.end()

    def make(self, group: Sequence[Task]) -> None:
        """Make the segments of a group, each in a thread if there are several."""
        wanted = [(task, task.order()) for task in group if task.is_wanted()]
        if len(wanted) == 1:
            (alone,) = wanted
            self._make(*alone)
        elif wanted:
            shared = SharedFrames([shown_by(order) for _, order in wanted])
            with ThreadPoolExecutor(len(wanted), thread_name_prefix="sharing") as pool:
                wait_for_all(
                    [
                        pool.submit(self._make, task, order, shared, taker)
                        for taker, (task, order) in enumerate(wanted)
                    ]
                )

    def _make(
        self, task: Task, order: SegmentJob, shared: SharedFrames | None = None, taker: int = 0
    ) -> None:
        """Make a segment and keep it, and tell how that ended."""
        error: MosaicAnimError | None = None
        try:
            self._try(task, order, shared, taker)
        except MosaicAnimError as reason:
            error = name_failing_segment(task.segment, reason)
            error.__cause__ = reason if error is not reason else reason.__cause__
        finally:
            if shared is not None:
                shared.leave(taker)
        if error is not None and self._over.is_set():
            raise error
        task.on_end(error)

    def _try(self, task: Task, order: SegmentJob, shared: SharedFrames | None, taker: int) -> None:
        """Make a segment; begin again, alone, where its encoder dies."""
        suffix = format_of(order.encoding.path).segment_suffix
        frames = len(task.segment.frames)
        plain = drawer_of(order, task.mosaics)
        for attempt in range(1, TRIES + 1):
            self._require_time()
            drawer = plain
            if shared is not None and attempt == 1:
                drawer = _sharing(plain, shared, taker)
            try:
                with (
                    self._crew.working(),
                    task.store.keep(task.segment.name, frames, suffix, needed=task.needed) as part,
                ):
                    counter = self._counter(task)
                    make_segment(order, task.mosaics, part, on_frame=counter, drawer=drawer)
            except StoppedError as error:
                if attempt == TRIES or isinstance(error, FrameError | DiskError):
                    raise
                if shared is not None:
                    shared.leave(taker)
            else:
                return

    def _counter(self, task: Task) -> Callable[[], None]:
        """Return what counts the frames of a segment that is begun."""
        drawn = 0
        task.on_frame(0)

        def count() -> None:
            nonlocal drawn
            self._require_time()
            drawn += 1
            task.on_frame(drawn)

        return count

    def _require_time(self) -> None:
        if self._over.is_set():
            raise StoppedError("the work was stopped")


def _sharing(plain: Drawer, shared: SharedFrames, taker: int) -> Drawer:
    """Return what takes frames that others may have drawn."""
    return lambda state: shared.take(taker, partial(plain, state))


def name_failing_segment(segment: Segment, error: MosaicAnimError) -> StoppedError:
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
    order: SegmentJob,
    drawer: Drawer,
    pack: Pack,
    on_frame: Callable[[], None] | None,
) -> Iterator[Pixels]:
    """Yield the frames of an order, packed; a hold is drawn once."""
    last: FrameContent | None = None
    packed: Pixels | None = None
    for place, state in enumerate(order.states):
        if packed is None or state != last:
            with name_failing_frame(order.first + place, order.times[place]):
                last, packed = state, pack(drawer(state))
        yield packed
        if on_frame and place >= len(order.states) - order.count:
            on_frame()


def wait_for_all(running: Iterable[Future[None]]) -> None:
    """Wait until all are done, or one has failed."""
    pending = set(running)
    while pending:
        done, pending = wait(pending, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
        for future in done:
            future.result()

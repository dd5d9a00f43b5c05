"""Executor: what makes segments, here or elsewhere; the scheduler does not know which."""

from collections.abc import Collection, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import Protocol

from mosaic_anim.rendering.executors.dask import dask_executor
from mosaic_anim.rendering.executors.local import Report, Store, local_executor
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.segment_job import SegmentJob


class Executor(Protocol):
    """Makes segments and puts them into the store.

    A future ends with None or with the error of its own job. An error that affects all jobs, such
    as a lost cluster, is raised by any method.
    """

    def has_room(self) -> bool:
        """Return whether a worker is free: only then is it time to submit."""
        ...

    def submit(self, *jobs: SegmentJob) -> Sequence[Future[None]]:
        """Start a job, or several that show the same frames."""
        ...

    def wait(self, futures: Collection[Future[None]]) -> None:
        """Wait until one of `futures` is done, or for half a second."""
        ...


def open_executor(
    options: RenderOptions, store: Store, *, workers: int, report: Report
) -> AbstractContextManager[Executor]:
    """Return the executor that the options ask for; at the end, its running jobs are stopped.

    Parameters
    ----------
    store : Store
        Called with a job, yields the file to write its segment to.
    workers : int
        How many jobs, or groups of jobs, run at once on this machine.
    report : Report
        Called with the name of a segment and how many of its frames are drawn.
    """
    if options.cluster:
        return dask_executor(options.cluster, options.pack, store, report)
    return local_executor(store, workers, report)

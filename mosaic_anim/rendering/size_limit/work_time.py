"""Work time: how long this process and those that it started have worked, whatever else runs."""

import sys
import time

from mosaic_anim.lazy import resource


def work_time() -> float:
    """Return the processor time of this process and of those it has waited for [s].

    What runs beside them does not count, so that a busy machine predicts what a quiet one takes.
    Windows does not add up that of other processes: there, the time on the clock stands in.
    """
    if sys.platform == "win32":
        return time.monotonic()
    uses = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)

"""Drawing ahead: where fewer segments are left than workers, idle workers draw frames of these.

Otherwise the last segments of a film keep one core each, while the others wait. A frame is the same
picture in any thread, so the bytes do not depend on it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

Result = TypeVar("Result")


class DrawingAhead:
    """Draws the next frames of a segment side by side, as many as it may.

    Parameters
    ----------
    share : callable
        Returns how many frames of one segment may be drawn at once now; 1 while all workers have
        segments of their own.
    """

    def __init__(self, share: Callable[[], int]) -> None:
        self._share = share
        self._pool = ThreadPoolExecutor(1 << 16, thread_name_prefix="frame")  # `share` bounds them

    def pictures(
        self, states: Iterable[Result], draw: Callable[[Result], Pixels]
    ) -> Iterator[Callable[[], Pixels]]:
        """Yield, for each of `states`, a function that returns its picture or raises its error."""
        left = deque(states)
        ahead: deque[Future[Pixels]] = deque()
        try:
            while left or ahead:
                share = self._share()
                while left and 1 < share > len(ahead):
                    ahead.append(self._pool.submit(draw, left.popleft()))
                yield ahead.popleft().result if ahead else partial(draw, left.popleft())
        finally:
            for future in ahead:
                future.cancel()

    def stop(self) -> None:
        """Wait for the frames that are being drawn; draw no others."""
        self._pool.shutdown(wait=True, cancel_futures=True)

"""Frame cache: the frames that were drawn last, within a bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

MOST_BYTES = 256 << 20
"""Memory of all frames together, at most [bytes]."""

KEY_BYTES = 4096
"""Memory that is counted for the description of each frame: small frames may be many [bytes]."""


class FrameCache:
    """Frames by what they show; those that were not asked for longest go first.

    Parameters
    ----------
    most : int
        Memory of all frames together [bytes].
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._frames: OrderedDict[Hashable, Pixels] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Memory of the frames and their keys [bytes]."""
        return self._size

    def get(self, key: Hashable) -> Pixels | None:
        """Return a frame, or None."""
        with self._lock:
            frame = self._frames.get(key)
            if frame is not None:
                self._frames.move_to_end(key)
            return frame

    def keep(self, key: Hashable, frame: Pixels) -> None:
        """Keep a frame, unless it alone takes more than there is."""
        if frame.nbytes + KEY_BYTES > self._most:
            return
        own = frame if frame.base is None else frame.copy()  # not all that a part was cut from
        with self._lock:
            before = self._frames.pop(key, None)
            self._size += own.nbytes + KEY_BYTES
            self._size -= before.nbytes + KEY_BYTES if before is not None else 0
            self._frames[key] = own
            while self._size > self._most:
                _, oldest = self._frames.popitem(last=False)
                self._size -= oldest.nbytes + KEY_BYTES

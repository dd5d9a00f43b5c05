"""Shared frames: frames that several encoders need at the same time are drawn once.

Each encoder takes its frames in its own order. The first to need a frame draws it, and it stays in
memory until the last one has taken it. Few frames wait: an encoder far ahead waits for the others.
Sharing changes no pixel, so where waiting would never end, a frame is simply drawn again.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

MOST_WAITING = 4  # frames for all encoders that share them; and one more for each of these


class SharedFrames:
    """Frames that are passed on to several encoders, the takers.

    Parameters
    ----------
    wanted : sequence of sequences
        Frames that each taker needs, in its order; equal values are equal frames.
    most : int
        Largest number of frames in memory.
    """

    def __init__(self, wanted: Sequence[Sequence[Hashable]], *, most: int = MOST_WAITING) -> None:
        self._most = most
        self._ahead = [deque(keys) for keys in wanted]
        self._counts = [len(keys) for keys in wanted]
        self._left = Counter(key for keys in wanted for key in keys)
        self._ready: dict[Hashable, Pixels] = {}
        self._drawing: set[Hashable] = set()
        self._there = set(range(len(wanted)))
        self._waiting: set[int] = set()
        self._changed = threading.Condition()

    def take(self, taker: int, draw: Callable[[], Pixels]) -> Pixels:
        """Return the next frame of a taker; `draw` it unless another taker has.

        Raises
        ------
        Exception
            Whatever `draw` raises; the others then draw that frame themselves.
        """
        with self._changed:
            key = self._ahead[taker].popleft()
            ready = self._awaited(taker, key)
            self._left[key] -= 1  # only now: until here others draw it for us too
            self._drop(key)
            if ready is not None:
                return ready
            stays = self._left[key] > 0 and self._has_room(spare=len(self._there))
            if stays:
                self._drawing.add(key)
        picture = None
        try:
            picture = draw()
        finally:
            with self._changed:
                if stays:
                    self._drawing.discard(key)
                    if picture is not None and self._left[key] > 0:
                        self._ready[key] = picture
                self._wake_all()
        return picture

    def leave(self, taker: int) -> None:
        """Drop all frames that a taker has not taken."""
        with self._changed:
            self._there.discard(taker)
            for key in self._ahead[taker]:
                self._left[key] -= 1
                self._drop(key)
            self._ahead[taker].clear()
            self._wake_all()

    def _awaited(self, taker: int, key: Hashable) -> Pixels | None:
        """Wait for a frame that is being drawn, or for room; None: draw it now."""
        while True:
            if key in self._ready:
                self._wake_all()
                return self._ready[key]
            if key not in self._drawing:
                if self._left[key] <= 1 or self._has_room() or self._goes_on(taker):
                    return None
                self._waiting.add(taker)
            self._changed.wait()

    def _wake_all(self) -> None:
        """Wake all takers; until they have looked again, none of them counts as waiting."""
        self._waiting.clear()
        self._changed.notify_all()

    def _goes_on(self, taker: int) -> bool:
        """Return whether a taker draws without room: the last one, or all would wait."""
        others = self._there - {taker}
        return others <= self._waiting or all(
            self._share_left(taker) >= self._share_left(other) for other in others
        )

    def _share_left(self, taker: int) -> float:
        return len(self._ahead[taker]) / max(1, self._counts[taker])

    def _has_room(self, *, spare: int = 0) -> bool:
        """Return whether one more frame can stay; a taker that goes on anyway has some to spare."""
        return len(self._ready) + len(self._drawing) < self._most + spare

    def _drop(self, key: Hashable) -> None:
        if self._left[key] <= 0:
            self._ready.pop(key, None)


def group_by_frames(keys: Sequence[Sequence[Iterable[Hashable]]]) -> list[list[tuple[int, int]]]:
    """Group segments that share frames, at most one of each output.

    Parameters
    ----------
    keys : sequence of sequences
        Content of the frames of each segment of each output.

    Returns
    -------
    list of list of (output, segment)
        In the order of the first output's segments, then of the second's remaining ones, and so on.
    """
    groups: list[list[tuple[int, int]]] = []
    groups_of: dict[Hashable, list[int]] = {}
    for output, segments in enumerate(keys):
        for segment, shown in enumerate(segments):
            own = set(shown)
            common = Counter(group for key in own for group in groups_of.get(key, ()))
            free = [group for group in common if groups[group][-1][0] != output]
            group = max(free, key=lambda group: (common[group], -group), default=len(groups))
            if group == len(groups):
                groups.append([])
            groups[group].append((output, segment))
            for key in own:
                known = groups_of.setdefault(key, [])
                if group not in known:
                    known.append(group)
    return groups

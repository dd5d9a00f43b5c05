"""A cache of what has been worked out of arrays: arrays of numpy cannot be keys themselves."""

from threading import Lock
from typing import Generic, TypeVar
from weakref import ref

import numpy as np
from numpy.typing import NDArray

Entry = TypeVar("Entry")

AnyArray = NDArray[np.generic]


class ArrayCache(Generic[Entry]):
    """What is known of arrays that never change, by their identity, as long as they live."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[ref[AnyArray], Entry]] = {}
        self._lock = Lock()

    def get(self, array: AnyArray) -> Entry | None:
        """Return what is known of an array; None for nothing."""
        known = self._entries.get(id(array))
        return known[1] if known is not None and known[0]() is array else None

    def add(self, array: AnyArray, entry: Entry) -> None:
        """Note what is known of an array; forget what was known of those that are gone."""
        with self._lock:
            for key in [key for key, (one, _) in self._entries.items() if one() is None]:
                del self._entries[key]
            self._entries[id(array)] = ref(array), entry

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

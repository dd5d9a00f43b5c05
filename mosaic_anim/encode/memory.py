"""Memory that encoding takes, besides drawing the frames.

Measured as `python -m tests.benchmarks estimate` does, as private memory not backed by files, for
films from 1280x720 to 7680x4320.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodingMemory:
    """Memory for encoding.

    Attributes
    ----------
    each : int
        Memory of each segment that is made at the same time [bytes].
    once : int
        Memory of the output, whatever the number of segments [bytes].
    """

    each: int
    once: int = 0

    @classmethod
    def total(cls, parts: Iterable["EncodingMemory"]) -> Self:
        """Return the sum for outputs whose segments are made side by side."""
        parts = list(parts)
        return cls(each=sum(part.each for part in parts), once=sum(part.once for part in parts))

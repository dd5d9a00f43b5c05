"""Memory that encoding takes besides the frames while they are drawn.

Measured as `python -m tests.benchmarks estimate` does: what no other process shares and no file
backs, of films from 1280x720 to 7680x4320.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodingMemory:
    """What encoding takes.

    Attributes
    ----------
    each : int
        For each segment that is made at the same time [bytes].
    once : int
        For the output, however many these are [bytes].
    """

    each: int
    once: int = 0

    @classmethod
    def total(cls, parts: Iterable["EncodingMemory"]) -> Self:
        """Return what several outputs take whose segments are made side by side."""
        parts = list(parts)
        return cls(each=sum(part.each for part in parts), once=sum(part.once for part in parts))

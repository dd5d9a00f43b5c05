"""Memory that encoding takes, besides drawing the frames.

Measured as `python -m tests.benchmarks estimate` does, as private memory not backed by files, for
films from 1280x720 to 7680x4320.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
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
    threads : int
        Number of frames that the encoder of a segment works at side by side.
    """

    each: int
    once: int = 0
    threads: int = 1

    @classmethod
    def total(cls, parts: Iterable["EncodingMemory"]) -> Self:
        """Return the sum for outputs whose segments are made side by side."""
        parts = list(parts)
        return cls(
            each=sum(part.each for part in parts),
            once=sum(part.once for part in parts),
            threads=sum(part.threads for part in parts),
        )

    def whole(self, *, workers: int, segments: int) -> int:
        """Return the memory for so many segments [bytes].

        Encoders of several threads keep as many workers busy. Where the next one begins, one has
        nearly ended: together they took 1.1 times what one takes; a quarter more is counted.
        """
        if self.threads <= 1:
            return self.once + self.each * min(workers, segments)
        at_once = ceil(workers / self.threads)
        ending = self.each // 4 if segments > at_once else 0
        return self.once + self.each * min(at_once, segments) + ending

"""Bands: horizontal strips of a picture, drawn and packed in threads, written in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.values.geometry import Size

Pixels = NDArray[np.uint8]
Item = TypeVar("Item")
Result = TypeVar("Result")

BAND_BYTES = 8 << 20
"""Approximate size of a band's pixels [bytes]."""
ROW_STEP = 8
"""The rows of a band are a multiple of this: the height of a JPEG's blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The rows top to bottom (not included) of a picture [px]."""

    top: int
    bottom: int
    is_last: bool

    @property
    def height(self) -> int:
        """Rows [px]."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedBand:
    """A band as its file stores it.

    Attributes
    ----------
    data : bytes
        The bytes to write.
    checksum : int
        Adler-32 of the unpacked data, if the format needs one for the whole picture.
    length : int
        Length of the unpacked data [bytes].
    """

    data: bytes
    checksum: int = 1
    length: int = 0


class StillWriter(Protocol):
    """A file format that is written in bands."""

    max_side: int
    """Longest side that the format can hold [px]."""

    def band_rows(self, size: Size) -> int:
        """Return how many rows [px] each band but the last has."""
        ...

    def pack(self, pixels: Pixels, band: Band) -> PackedBand:
        """Pack one band (h, W, 3); called in several threads, knows no other band."""
        ...

    def write(self, path: Path, size: Size, packed: Iterable[PackedBand]) -> None:
        """Write the file from its packed bands, in order, as they come."""
        ...


def usual_band_rows(size: Size) -> int:
    """Return the rows [px] that make about `BAND_BYTES`."""
    rows = BAND_BYTES // (3 * size.width) // ROW_STEP * ROW_STEP
    return min(max(ROW_STEP, rows), 64 * ROW_STEP)


def cut_bands(size: Size, rows: int) -> list[Band]:
    """Cut a picture into bands of `rows` rows [px]; the last one may have fewer."""
    return [
        Band(top=top, bottom=min(top + rows, size.height), is_last=top + rows >= size.height)
        for top in range(0, size.height, rows)
    ]


def in_order(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int
) -> Generator[Result]:
    """Run `function` on items in threads, one ahead for each, and give the results in order."""
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

"""Film: what formats of video have in common that store the colours of 2x2 pixels together."""

from math import ceil
from typing import ClassVar

from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.format import Format
from mosaic_anim.errors import UsageError
from mosaic_anim.values.geometry import Size


class Film(Format):
    """A format of even sides; with yuv444p too, as players want them.

    Attributes
    ----------
    longest_side : int
        What a side may have at most [px].
    """

    longest_side: ClassVar[int]

    def check(self, encoding: Encoding) -> None:
        """Refuse odd and too long sides, and rates that would be changed.

        Raises
        ------
        UsageError
            If a side is odd or too long, or the rate would be changed.
        """
        size, place = encoding.size, str(encoding.path)
        if self.rate(encoding.fps) is None:
            raise UsageError(
                f"{self.article} {self.name} cannot hold exactly {encoding.fps} frames a second",
                remedy=f"write {' or '.join(self.rates_near(encoding.fps))}",
                place=place,
            )
        if max(size.height, size.width) > self.longest_side:
            raise UsageError(
                f"{size} is more than {self.article} {self.name} can hold",
                remedy=f"at most {self.longest_side} px a side",
                place=place,
            )
        if near := self.sizes_near(size):
            sizes = " or ".join(map(str, near))
            raise UsageError(
                f"{self.article} {self.name} needs an even width and height, not {size}",
                remedy=f"write {sizes}",
                place=place,
            )

    def sizes_near(self, size: Size) -> tuple[Size, ...]:
        """Return the nearest even sizes: yuv420p keeps the colours of 2x2 pixels together."""
        if size.height % 2 == 0 and size.width % 2 == 0 and min(size.height, size.width) >= 2:
            return ()
        smaller = Size(height=max(2, size.height // 2 * 2), width=max(2, size.width // 2 * 2))
        larger = Size(height=ceil(size.height / 2) * 2, width=ceil(size.width / 2) * 2)
        return (smaller,) if smaller == larger else (smaller, larger)

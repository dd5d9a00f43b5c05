"""Kerning: how far pairs of glyphs are moved together, by either of the tables that say so.

Fonts of today say it in their positioning table, by pairs and by classes of glyphs; older ones in a
list of pairs.

References
----------
OpenType 1.9.1, https://learn.microsoft.com/typography/opentype/spec/: tables GPOS (lookup type 2,
and 9 around it), kern (format 0); common table formats: coverage, class definition.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

_PAIRS, _ELSEWHERE = 2, 9  # types of lookups
_ADVANCE = 0x0004  # of the first glyph, among the values of a pair
_MOST_PARTS = 2000


class Kerning(Protocol):
    """Knows how far the second of two glyphs is moved to the right [font units]."""

    def value(self, left: int, right: int) -> int | None:
        """Return it; None where nothing is said of the pair."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed:
    """Pairs in a list."""

    pairs: Mapping[tuple[int, int], int]

    def value(self, left: int, right: int) -> int | None:
        """Return how far the second glyph is moved."""
        return self.pairs.get((left, right))


@dataclass(frozen=True, kw_only=True, eq=False)
class Positioned:
    """Lookups of a positioning table, which add up; of each the first part that knows the pair."""

    lookups: tuple[tuple["_Part", ...], ...]

    def value(self, left: int, right: int) -> int | None:
        """Return how far the second glyph is moved."""
        total = 0
        for parts in self.lookups:
            found = (part.value(left, right) for part in parts)
            total += next((value for value in found if value is not None), 0)
        return total


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """A table of pairs within a lookup, read where it is asked."""

    table: bytes

    def value(self, left: int, right: int) -> int | None:
        """Return how far the second glyph is moved; None if another part may know."""
        if left not in self._covered:
            return None
        first, second = struct.unpack_from(">HH", self.table, 4)
        if not first & _ADVANCE:
            return 0
        skipped = 2 * (first & (_ADVANCE - 1)).bit_count()
        width = 2 * (first.bit_count() + second.bit_count())
        (format_,) = struct.unpack_from(">H", self.table, 0)
        if format_ == 1:
            return self._by_pair(left, right, skipped, 2 + width)
        return self._by_class(left, right, skipped, width) if format_ == 2 else None

    def _by_pair(self, left: int, right: int, skipped: int, step: int) -> int | None:
        (place,) = struct.unpack_from(">H", self.table, 10 + 2 * self._covered[left])
        (count,) = struct.unpack_from(">H", self.table, place)
        for number in range(count):
            start = place + 2 + number * step
            if struct.unpack_from(">H", self.table, start)[0] == right:
                return int(struct.unpack_from(">h", self.table, start + 2 + skipped)[0])
        return None

    def _by_class(self, left: int, right: int, skipped: int, width: int) -> int:
        (columns,) = struct.unpack_from(">H", self.table, 14)
        row, column = self._classes[0].get(left, 0), self._classes[1].get(right, 0)
        place = 16 + (row * columns + column) * width + skipped
        return int(struct.unpack_from(">h", self.table, place)[0])

    @cached_property
    def _covered(self) -> dict[int, int]:
        """Which glyphs may be the first, and the number of each."""
        (place,) = struct.unpack_from(">H", self.table, 2)
        format_, count = struct.unpack_from(">HH", self.table, place)
        if format_ == 1:
            glyphs = struct.unpack_from(f">{count}H", self.table, place + 4)
            return {glyph: number for number, glyph in enumerate(glyphs)}
        ranges = _ranges(self.table, place + 2)
        return {
            first + n: number + n for first, last, number in ranges for n in range(last - first + 1)
        }

    @cached_property
    def _classes(self) -> tuple[dict[int, int], dict[int, int]]:
        """The classes of first and of second glyphs, by classes; those not named have 0."""
        places = struct.unpack_from(">HH", self.table, 8)
        return self._classes_at(places[0]), self._classes_at(places[1])

    def _classes_at(self, place: int) -> dict[int, int]:
        format_, first = struct.unpack_from(">HH", self.table, place)
        if format_ == 1:
            (count,) = struct.unpack_from(">H", self.table, place + 4)
            classes = struct.unpack_from(f">{count}H", self.table, place + 6)
            return {first + number: one for number, one in enumerate(classes)}
        ranges = _ranges(self.table, place + 2)
        return {glyph: one for first, last, one in ranges for glyph in range(first, last + 1)}


def read_kerning(tables: Mapping[str, bytes]) -> Kerning:
    """Return the kerning in the tables of a font, by name; no pairs where there is none.

    Raises
    ------
    struct.error
        If a table is cut off.
    """
    if lookups := tuple(_lookups(tables.get("GPOS", b""))):
        return Positioned(lookups=lookups)
    return Listed(pairs=dict(_listed(tables.get("kern", b""))))


def _ranges(table: bytes, place: int) -> Iterator[tuple[int, ...]]:
    """Yield first glyph, last glyph and number of each range in a list."""
    (count,) = struct.unpack_from(">H", table, place)
    yield from struct.iter_unpack(">HHH", table[place + 2 : place + 2 + 6 * count])


def _lookups(table: bytes) -> Iterator[tuple[_Part, ...]]:
    """Yield the parts of each lookup that kerns, in their order."""
    if len(table) < 10:
        return
    features, lookups = struct.unpack_from(">HH", table, 6)
    wanted: set[int] = set()
    for number in range(struct.unpack_from(">H", table, features)[0]):
        tag, offset = struct.unpack_from(">4sH", table, features + 2 + 6 * number)
        if tag == b"kern":
            (count,) = struct.unpack_from(">H", table, features + offset + 2)
            wanted.update(struct.unpack_from(f">{count}H", table, features + offset + 4))
    for index in sorted(wanted):
        (offset,) = struct.unpack_from(">H", table, lookups + 2 + 2 * index)
        if parts := tuple(_parts(table, lookups + offset)):
            yield parts


def _parts(table: bytes, lookup: int) -> Iterator[_Part]:
    """Yield the tables of pairs of the lookup at a place."""
    kind, _, count = struct.unpack_from(">HHH", table, lookup)
    for offset in struct.unpack_from(f">{min(count, _MOST_PARTS)}H", table, lookup + 6):
        place, own = lookup + offset, kind
        if own == _ELSEWHERE:
            _, own, further = struct.unpack_from(">HHI", table, place)
            place += further
        if own == _PAIRS:
            yield _Part(table=table[place:])


def _listed(kern: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the pairs of the old table."""
    if len(kern) < 4 or kern[:2] != b"\0\0":
        return
    place = 4
    for _ in range(struct.unpack_from(">H", kern, 2)[0]):
        _, length, coverage, count = struct.unpack_from(">HHHH", kern, place)
        if coverage & 0xFF07 == 1:  # format 0, horizontal, not minimal, not across the line
            for number in range(count):
                left, right, value = struct.unpack_from(">HHh", kern, place + 14 + 6 * number)
                yield (left, right), value
        place += length or 14 + 6 * count

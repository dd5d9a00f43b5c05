# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Indices of colours as the codes of a GIF, with or without a loss.

GIF89a, appendix F: codes grow from one bit more than the indices to 12; then the table is full. It
is cleared as soon as it serves worse than a cycle of filling and using it does on average.

With a loss, of all strings in the table that are near enough to what comes next, the one is taken
that saves most: each pixel more is worth as much as a whole `limit` of errors.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.encode.gif.kernels.arrays import Bytes, Flags, Longs, Shorts
from mosaic_anim.encode.gif.kernels.choose import FIXED
from mosaic_anim.kernel import kernel

_ROOM = 4096
_WINDOW = 64  # codes after which the table is judged again
_TRIES = 256  # strings looked at for one code
_AHEAD = 64  # pixels of which it is kept what else they may be
_NEVER = 1 << 40

_step = kernel(cache=False, inline="always")
"""A step of `pack_indices`: called for each code, it would count references to all its arrays."""


class _Table(NamedTuple):
    """The strings that codes stand for, as a tree: each is another one and a pixel more.

    Attributes
    ----------
    first, after : (4096,) int16
        A string's first child, and the next child of the same string; -1 where there is none.
    color, begin : (4096,) int16
        A string's last and first pixel.
    before : (4096,) int16
        The string without its last pixel.
    """

    first: Shorts
    after: Shorts
    color: Shorts
    begin: Shorts
    before: Shorts


class _Loss(NamedTuple):
    """How far pixels may be from what was chosen; see `choose`."""

    limit: int
    target: Bytes
    error: Longs
    colors: Longs
    near: Shorts
    shown: Bytes
    keeps: Flags
    stay: int


class _Search(NamedTuple):
    """Room for a search with a loss.

    Attributes
    ----------
    waiting, length, cost : (4096,) int64
        Strings to look at, how many pixels they have, and how much farther these are.
    pixel_of : (A,) int64
        The pixel that a row of `extra` is about, or -1.
    extra : (A, 256) int64
        How much farther a pixel is as each colour, squared.
    """

    waiting: Longs
    length: Longs
    cost: Longs
    pixel_of: Longs
    extra: Longs


class _Stream(NamedTuple):
    """Codes as bytes: how many are written; the bits that fill none yet, and how many these are."""

    at: int
    bits: int
    waiting: int


@kernel()
def pack_indices(
    index: Shorts, bits: int, limit: int,
    target: Bytes, error: Longs, colors: Longs, near: Shorts, shown: Bytes, keeps: Flags, stay: int,
    out: Bytes,
) -> int:  # fmt: skip
    """Write the codes of `index`, and return how many bytes they take.

    Parameters
    ----------
    index : (N,) int16
        What `choose` chose; with a loss, filled with what is written.
    bits : int
        Bits of an index, 2 to 8.
    limit : int
        How much farther a pixel may be, squared, than what was chosen; 0 for no loss. The other
        arguments count only then, see `choose`.
    out : (2 * N + 16,) uint8
        Room for the worst case: a code of 12 bits for each pixel, and some to clear the table.
    """
    clear = 1 << bits
    first, after, color, begin, before = _new_table(clear)
    search = _new_search()
    loss = _Loss(limit, target, error, colors, near, shown, keeps, stay)
    size, free, last = bits + 1, clear + 2, -1
    stream = _put(out, _Stream(0, 0, 0), clear, size)
    cycle_pixels, cycle_bits, pixels, codes = 0, 0, 0, 0
    place = 0
    while place < index.size:
        # Take the next string, and enter the last one with the pixel that follows it.
        if limit == 0:
            free = _grow(free, last, index[place], first, after, color, begin, before)
            code, count = _exact(index, place, first, after, color)
        else:
            code, count = _near(index, place, first, after, color, loss, search)
            _write_back(index, place, code, count, color, before)
            free = _grow(free, last, begin[code], first, after, color, begin, before)
        stream = _put(out, stream, code, size)
        place += count
        last = code
        cycle_pixels += count
        cycle_bits += size
        if free >= 1 << size and size < 12:
            size += 1
        # Clear a full table once it has served worse, for a while, than its cycle did.
        if free == _ROOM:
            pixels += count
            codes += 1
        if codes < _WINDOW:
            continue
        if pixels * cycle_bits < cycle_pixels * 12 * codes:
            stream = _put(out, stream, clear, size)
            first[:] = -1
            size, free, last = bits + 1, clear + 2, -1
            cycle_pixels, cycle_bits = 0, 0
        pixels, codes = 0, 0
    stream = _put(out, stream, clear + 1, size)
    if stream.waiting:
        out[stream.at] = stream.bits
    return int(stream.at + (stream.waiting > 0))


@kernel()
def framed(data: Bytes) -> Bytes:
    """Cut data into sub-blocks of at most 255 bytes, each after its length, and an empty one."""
    blocks = -(-data.size // 255)
    out = np.empty(data.size + blocks + 1, np.uint8)
    at = 0
    for begin in range(0, data.size, 255):
        count = min(255, data.size - begin)
        out[at] = count
        out[at + 1 : at + 1 + count] = data[begin : begin + count]
        at += count + 1
    out[at] = 0
    return out


@kernel()
def _new_table(clear: int) -> _Table:
    """Return a table of strings of one pixel."""
    color, begin = np.empty(_ROOM, np.int16), np.empty(_ROOM, np.int16)
    for k in range(clear):
        color[k] = begin[k] = k
    first = np.full(_ROOM, -1, np.int16)
    return _Table(first, np.empty(_ROOM, np.int16), color, begin, np.empty(_ROOM, np.int16))


@kernel()
def _new_search() -> _Search:
    return _Search(
        np.empty(_ROOM, np.int64), np.empty(_ROOM, np.int64), np.empty(_ROOM, np.int64),
        np.full(_AHEAD, -1, np.int64), np.empty((_AHEAD, 256), np.int64),
    )  # fmt: skip


@_step
def _put(out: Bytes, stream: _Stream, code: int, size: int) -> _Stream:
    """Append a code of `size` bits, and write whole bytes."""
    at = stream.at
    bits = stream.bits | code << stream.waiting
    count = stream.waiting + size
    while count >= 8:
        out[at] = bits & 255
        bits >>= 8
        count -= 8
        at += 1
    return _Stream(at, bits, count)


@_step
def _grow(
    free: int, last: int, k: int,
    first: Shorts, after: Shorts, color: Shorts, begin: Shorts, before: Shorts,
) -> int:  # fmt: skip
    """Enter the `last` string and one pixel more, if it fits, and return the code that is free."""
    if last < 0 or free == _ROOM:
        return free
    color[free] = k
    before[free] = last
    begin[free] = begin[last]
    after[free] = first[last]
    first[last] = free
    first[free] = -1
    return free + 1


@_step
def _exact(
    index: Shorts, place: int, first: Shorts, after: Shorts, color: Shorts
) -> tuple[int, int]:
    """Return the longest string that comes next, and its length."""
    code = int(index[place])
    end = place + 1
    while end < index.size:
        k = index[end]
        child = first[code]
        while child >= 0 and color[child] != k:
            child = after[child]
        if child < 0:
            break
        code = int(child)
        end += 1
    return code, end - place


@_step
def _near(
    index: Shorts, place: int, first: Shorts, after: Shorts, color: Shorts,
    loss: _Loss, search: _Search,
) -> tuple[int, int]:  # fmt: skip
    """Return the string that saves most, and its length."""
    waiting, length, cost, extra = search.waiting, search.length, search.cost, search.extra
    limit, best, value = loss.limit, int(index[place]), 0
    length_of_best, tries = 1, 0
    count = _first_pixels(index, place, loss, search)
    while count > 0 and tries < _TRIES:
        tries += 1
        count -= 1
        code, here, paid = int(waiting[count]), int(length[count]), int(cost[count])
        worth = (here - 1) * limit - paid
        if worth > value or (worth == value and here > length_of_best):
            best, length_of_best, value = code, here, worth
        end = place + here
        if end >= index.size or first[code] < 0:
            continue
        row = _look(index, end, loss, search)
        child = first[code]
        while child >= 0:
            more = int(extra[row, color[child]])
            if more <= limit and count < _ROOM:
                waiting[count], length[count], cost[count] = child, here + 1, paid + more
                count += 1
            child = after[child]
    return best, length_of_best


@kernel()
def _first_pixels(index: Shorts, place: int, loss: _Loss, search: _Search) -> int:
    """Let the strings of one pixel wait that are near enough, and return how many they are."""
    near, stay = loss.near, loss.stay
    waiting, cost = search.waiting, search.cost
    chosen = int(index[place])
    row = _look(index, place, loss, search)
    extra = search.extra[row]
    count = 0
    if loss.keeps[place] and chosen != stay and extra[stay] <= loss.limit:
        waiting[0], cost[0] = stay, extra[stay]
        count = 1
    if chosen != stay:
        for q in range(near.shape[1] - 1, -1, -1):
            k = int(near[chosen, q])
            if extra[k] <= loss.limit:
                waiting[count], cost[count] = k, extra[k]
                count += 1
    waiting[count], cost[count] = chosen, 0
    count += 1
    search.length[:count] = 1
    return count


@_step
def _look(index: Shorts, i: int, loss: _Loss, search: _Search) -> int:
    """Return the row of `extra` that says what a pixel may be, and how much farther each is."""
    pixel_of, extra, stay = search.pixel_of, search.extra, loss.stay
    row = i % _AHEAD
    if pixel_of[row] == i:
        return row
    pixel_of[row] = i
    extra[row] = _NEVER
    chosen = int(index[i])
    extra[row, chosen] = 0
    error = int(loss.error[i])
    if error == FIXED or chosen == stay:
        return row
    if loss.keeps[i]:
        extra[row, stay] = max(_squared(loss.shown[i], loss.target[i]) - error, 0)
    for k in loss.near[chosen]:
        extra[row, k] = max(_squared(loss.colors[k], loss.target[i]) - error, 0)
    return row


@kernel()
def _squared(color: Bytes | Longs, target: Bytes) -> int:
    """Return the squared distance of two colours."""
    total = 0
    for c in range(3):
        step = int(np.int64(color[c]) - np.int64(target[c]))
        total += step * step
    return total


@kernel()
def _write_back(
    index: Shorts, place: int, code: int, count: int, color: Shorts, before: Shorts
) -> None:
    """Write the string of a code into the indices."""
    for i in range(place + count - 1, place - 1, -1):
        index[i] = color[code]
        if i > place:
            code = int(before[code])

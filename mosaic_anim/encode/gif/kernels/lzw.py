# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Indices of colours as the codes of a GIF, with or without a loss.

GIF89a, appendix F: codes grow from one bit more than the indices to 12; then the table is full. It
is cleared as soon as it serves worse than a cycle of filling and using it does on average.

With a loss, of all strings in the table that are near enough to what comes next, the one is taken
that saves most: each pixel more is worth as much as a whole `limit` of errors.
"""

import numpy as np
from numba import njit

from mosaic_anim.encode.gif.kernels.arrays import Bytes, Flags, Longs, Shorts
from mosaic_anim.encode.gif.kernels.choose import FIXED

_ROOM = 4096
_WINDOW = 64  # codes after which the table is judged again
_TRIES = 256  # strings looked at for one code
_AHEAD = 64  # pixels of which it is kept what else they may be
_NEVER = 1 << 40


@njit(nogil=True, cache=True)
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
    first, after = np.full(_ROOM, -1, np.int16), np.empty(_ROOM, np.int16)
    color, begin = np.empty(_ROOM, np.int16), np.empty(_ROOM, np.int16)
    before = np.empty(_ROOM, np.int16)
    for k in range(clear):
        color[k] = begin[k] = k
    waiting, length, cost = (
        np.empty(_ROOM, np.int64), np.empty(_ROOM, np.int64), np.empty(_ROOM, np.int64),
    )  # fmt: skip
    pixel_of, extra = np.full(_AHEAD, -1, np.int64), np.empty((_AHEAD, 256), np.int64)
    size, free, last = bits + 1, clear + 2, -1
    held, room, at = clear, size, 0
    cycle_pixels, cycle_bits, pixels, codes = 0, 0, 0, 0
    place = 0
    while place < index.size:
        if limit == 0:
            if last >= 0 and free < _ROOM:
                _enter(free, last, index[place], first, after, color, begin, before)
                free += 1
            code, count = _exact(index, place, first, after, color)
        else:
            code, count = _near(
                index, place, limit, target, error, colors, near, shown, keeps, stay,
                first, after, color, waiting, length, cost, pixel_of, extra,
            )  # fmt: skip
            _write_back(index, place, code, count, color, before)
            if last >= 0 and free < _ROOM:
                _enter(free, last, begin[code], first, after, color, begin, before)
                free += 1
        held |= code << room
        room += size
        at, held, room = _flush(out, at, held, room)
        cycle_pixels += count
        cycle_bits += size
        place += count
        last = code
        if free >= 1 << size and size < 12:
            size += 1
        if free < _ROOM:
            continue
        pixels += count
        codes += 1
        if codes == _WINDOW:
            if pixels * cycle_bits < cycle_pixels * 12 * codes:
                held |= clear << room
                room += size
                at, held, room = _flush(out, at, held, room)
                first[:] = -1
                size, free, last = bits + 1, clear + 2, -1
                cycle_pixels, cycle_bits = 0, 0
            pixels, codes = 0, 0
    held |= (clear + 1) << room
    room += size
    at, held, room = _flush(out, at, held, room)
    if room:
        out[at] = held
        at += 1
    return int(at)


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
def _flush(out: Bytes, at: int, held: int, room: int) -> tuple[int, int, int]:
    """Write whole bytes."""
    while room >= 8:
        out[at] = held & 255
        held >>= 8
        room -= 8
        at += 1
    return at, held, room


@njit(nogil=True, cache=True)
def _enter(
    code: int, prefix: int, k: int,
    first: Shorts, after: Shorts, color: Shorts, begin: Shorts, before: Shorts,
) -> None:  # fmt: skip
    """Make `code` the string of `prefix` and one pixel more."""
    color[code] = k
    before[code] = prefix
    begin[code] = begin[prefix]
    after[code] = first[prefix]
    first[prefix] = code
    first[code] = -1


@njit(nogil=True, cache=True)
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


@njit(nogil=True, cache=True)
def _near(
    index: Shorts, place: int, limit: int,
    target: Bytes, error: Longs, colors: Longs, near: Shorts, shown: Bytes, keeps: Flags, stay: int,
    first: Shorts, after: Shorts, color: Shorts, waiting: Longs, length: Longs, cost: Longs,
    pixel_of: Longs, extra: Longs,
) -> tuple[int, int]:  # fmt: skip
    """Return the string that saves most, and its length."""
    chosen = int(index[place])
    row = _look(index, place, target, error, colors, near, shown, keeps, stay, pixel_of, extra)
    count = 0
    if keeps[place] and chosen != stay and extra[row, stay] <= limit:
        waiting[0], length[0], cost[0] = stay, 1, extra[row, stay]
        count = 1
    if chosen != stay:
        for q in range(near.shape[1] - 1, -1, -1):
            k = int(near[chosen, q])
            if extra[row, k] <= limit:
                waiting[count], length[count], cost[count] = k, 1, extra[row, k]
                count += 1
    waiting[count], length[count], cost[count] = chosen, 1, 0
    count += 1
    best, found, value = chosen, 1, 0
    tries = 0
    while count > 0 and tries < _TRIES:
        tries += 1
        count -= 1
        code, here, paid = int(waiting[count]), int(length[count]), int(cost[count])
        worth = (here - 1) * limit - paid
        if worth > value or (worth == value and here > found):
            best, found, value = code, here, worth
        end = place + here
        if end >= index.size or first[code] < 0:
            continue
        row = _look(index, end, target, error, colors, near, shown, keeps, stay, pixel_of, extra)
        child = first[code]
        while child >= 0:
            more = int(extra[row, color[child]])
            if more <= limit and count < _ROOM:
                waiting[count], length[count], cost[count] = child, here + 1, paid + more
                count += 1
            child = after[child]
    return best, found


@njit(nogil=True, cache=True)
def _look(
    index: Shorts, i: int,
    target: Bytes, error: Longs, colors: Longs, near: Shorts, shown: Bytes, keeps: Flags, stay: int,
    pixel_of: Longs, extra: Longs,
) -> int:  # fmt: skip
    """Return the row of `extra` that tells what a pixel may be, and how much farther each is."""
    row = i % _AHEAD
    if pixel_of[row] == i:
        return row
    pixel_of[row] = i
    extra[row] = _NEVER
    chosen = int(index[i])
    extra[row, chosen] = 0
    if error[i] == FIXED:
        return row
    if keeps[i] and chosen != stay:
        total = 0
        for c in range(3):
            step = int(np.int64(shown[i, c]) - np.int64(target[i, c]))
            total += step * step
        extra[row, stay] = max(total - int(error[i]), 0)
    if chosen != stay:
        for q in range(near.shape[1]):
            k = near[chosen, q]
            total = 0
            for c in range(3):
                step = int(colors[k, c] - np.int64(target[i, c]))
                total += step * step
            extra[row, k] = max(total - int(error[i]), 0)
    return row


@njit(nogil=True, cache=True)
def _write_back(
    index: Shorts, place: int, code: int, count: int, color: Shorts, before: Shorts
) -> None:
    """Write the string of a code into the indices."""
    for i in range(place + count - 1, place - 1, -1):
        index[i] = color[code]
        if i > place:
            code = int(before[code])

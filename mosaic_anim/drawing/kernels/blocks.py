# ruff: noqa: PLR0917 - Numba passes what an intrinsic gets by place
"""Arithmetic on 32 lanes of 16 bits: the inner steps of every loop that draws a grid.

Numba widens each integer product to 64 bits, which costs a vector loop three quarters of its
speed; these intrinsics say what is meant. 32 lanes are 8 pixels of 4 channels, or 1 column of 8
rows of 4 channels.

A lane holds a channel as 8.8 fixed point (0 to 65280); a weight is a 16-bit fraction, 65535 for
one. `(value * weight) >> 16` keeps a lane below 65281 as long as the weights add to 65535.
"""

from collections.abc import Sequence
from typing import Any

from numba import types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.intrinsics import Array, code_of
from mosaic_anim.drawing.kernels.vectors import BYTE, INT, LONG, WORD, repeat, transpose

CHANNELS = 32
"""Channels handled at once."""

ROWS = 8
"""Frame rows handled at once: 8 rows of 4 channels are 32 lanes."""

_PIXEL = 4  # channels


@intrinsic
def weigh(typing, out, o, start, s, source, indices, weights):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = start[s:s+32] + sum of source[i:i+32] times w, for all indices and weights.

    Parameters
    ----------
    out, start : (N,) uint16
        8.8 fixed point.
    source : (M,) uint8 or uint16
        Bytes are taken as 8.8 fixed point, too.
    indices, weights : tuple of int64, tuple of uint16
        As many of one as of the other.
    """
    is_bytes = source.dtype == types.uint8

    def write(
        builder: Any, out: Array, o: Any, start: Array, s: Any, source: Array,
        indices: Sequence[Any], weights: Sequence[Any],
    ) -> None:  # fmt: skip
        total = start.load(s, WORD, CHANNELS)
        for index, weight in zip(indices, weights, strict=True):
            lanes = source.load(index, BYTE if is_bytes else WORD, CHANNELS)
            value = lanes.to(WORD) << 8 if is_bytes else lanes
            total += value.high_product(repeat(builder, weight, CHANNELS))
        out.store(o, total)

    index, count = types.int64, len(indices)
    taps = types.UniTuple(index, count), types.UniTuple(types.uint16, count)
    return types.void(out, index, start, index, source, *taps), code_of(write)


@intrinsic
def copy_bytes(typing, out, o, source, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = source[i:i+32]."""

    def write(builder: Any, out: Array, o: Any, source: Array, i: Any) -> None:
        del builder
        out.store(o, source.load(i, BYTE, CHANNELS))

    return types.void(out, types.int64, source, types.int64), code_of(write)


@intrinsic
def tint_bytes(typing, out, o, source, i, tint, t):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = source[i:i+32] * tint[t:t+4] + tint[t+4:t+8], channel by channel, clipped.

    tint : (N,) int32, 16.16 fixed point.
    """

    def write(builder: Any, out: Array, o: Any, source: Array, i: Any, tint: Array, t: Any) -> None:
        gain, offset = (
            tint.load(at, INT, _PIXEL).pick(lane % _PIXEL for lane in range(CHANNELS))
            for at in (t, builder.add(t, t.type(_PIXEL)))
        )
        whole = (source.load(i, BYTE, CHANNELS).to(INT) * gain + offset).floor_shift(16)
        out.store(o, whole.most(0).least(255).to(BYTE))

    index = types.int64
    return types.void(out, index, source, index, tint, index), code_of(write)


@intrinsic
def turn_pixels(typing, out, o, source, i, stride):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Turn 8 rows of 8 pixels, `stride` words apart, into 8 columns of 8 pixels at out[o:].

    A pixel is 4 words; both arrays are uint16.
    """

    def write(builder: Any, out: Array, o: Any, source: Array, i: Any, stride: Any) -> None:
        rows = []
        for _ in range(ROWS):
            rows.append(source.load(i, LONG, ROWS))
            i = builder.add(i, stride)
        for column in transpose(rows):
            out.store(o, column)
            o = builder.add(o, o.type(CHANNELS))

    index = types.int64
    return types.void(out, index, source, index, index), code_of(write)


@intrinsic
def write_words(typing, out, o, stride, block, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Write 8 columns of 8 pixels as 8 rows of 32 words, `stride` apart; both arrays are uint16."""

    def write(builder: Any, out: Array, o: Any, stride: Any, block: Array, i: Any) -> None:
        columns = []
        for _ in range(ROWS):
            columns.append(block.load(i, LONG, ROWS))
            i = builder.add(i, i.type(CHANNELS))
        for row in transpose(columns):
            out.store(o, row)
            o = builder.add(o, stride)

    index = types.int64
    return types.void(out, index, index, block, index), code_of(write)


@intrinsic
def write_pixels(typing, out, o, stride, block, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Round 8 columns of 8 pixels (8.8 words), and write 8 rows of 24 bytes, `stride` apart."""

    def write(builder: Any, out: Array, o: Any, stride: Any, block: Array, i: Any) -> None:
        columns = []
        for _ in range(ROWS):
            words = block.load(i, WORD, CHANNELS)
            columns.append(((words + 128) >> 8).to(BYTE).bits_as(INT))
            i = builder.add(i, i.type(CHANNELS))
        colors = [_PIXEL * pixel + channel for pixel in range(ROWS) for channel in range(3)]
        for row in transpose(columns):
            out.store(o, row.bits_as(BYTE).pick(colors))
            o = builder.add(o, stride)

    index = types.int64
    return types.void(out, index, index, block, index), code_of(write)

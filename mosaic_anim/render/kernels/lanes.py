"""Arithmetic on 32 lanes of 16 bits: the inner steps of every drawing loop.

Numba widens each integer product to 64 bits, which costs a vector loop three quarters of its
speed. These intrinsics say in portable LLVM vectors what is meant; LLVM splits them to whatever
the processor has. 32 lanes are 8 pixels of 4 channels, or 1 column of 8 rows of 4 channels.

A lane holds a channel as 8.8 fixed point (0 to 65280); a weight is a 16-bit fraction, 65535 for
one. `(value * weight) >> 16` keeps a lane below 65281 as long as the weights add to 65535.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 32
"""Channels handled at once."""

_BYTE, _WORD, _LONG = ir.IntType(8), ir.IntType(16), ir.IntType(32)


def _vector(kind: ir.Type, count: int = LANES) -> ir.VectorType:
    return ir.VectorType(kind, count)


def _all(kind: ir.Type, value: int) -> ir.Constant:
    return ir.Constant(_vector(kind), [value] * LANES)


def _at(context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), vector.as_pointer())


def _weight(builder: Any, value: Any) -> Any:
    lane = builder.insert_element(
        ir.Constant(_vector(_WORD), ir.Undefined), value, ir.Constant(_LONG, 0)
    )
    every = builder.shuffle_vector(lane, lane, ir.Constant(_vector(_LONG), [0] * LANES))
    return builder.zext(every, _vector(_LONG))


def _weigh(source_kind: ir.Type) -> Callable[..., Any]:
    """Make the intrinsic that adds four weighted runs of 32 lanes to a start value."""

    def typed(_: Any, out: Any, o: Any, start: Any, s: Any, source: Any, *rest: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            out, o, start, s, source, i0, i1, i2, i3, w0, w1, w2, w3 = arguments
            kinds = signature.args
            words, run = _vector(_WORD), _vector(source_kind)
            total = builder.load(_at(context, builder, kinds[2], start, s, words), align=2)
            for index, weight in ((i0, w0), (i1, w1), (i2, w2), (i3, w3)):
                lanes = builder.load(_at(context, builder, kinds[4], source, index, run), align=1)
                if source_kind is _BYTE:
                    lanes = builder.shl(builder.zext(lanes, words), _all(_WORD, 8))
                long = builder.mul(builder.zext(lanes, _vector(_LONG)), _weight(builder, weight))
                high = builder.trunc(builder.lshr(long, _all(_LONG, 16)), words)
                total = builder.add(total, high)
            builder.store(total, _at(context, builder, kinds[0], out, o, words), align=2)
            return context.get_dummy_value()

        index, word = types.int64, types.uint16
        runs = (index,) * 4 + (word,) * 4
        return types.void(out, index, start, index, source, *runs), generate

    def weigh(typing, out, o, start, s, source, i0, i1, i2, i3, w0, w1, w2, w3):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return typed(typing, out, o, start, s, source, i0, i1, i2, i3, w0, w1, w2, w3)

    return intrinsic(weigh)  # type: ignore[no-any-return]


weigh_bytes = _weigh(_BYTE)
"""out[o:o+32] = start[s:s+32] + sum of source[i:i+32] (bytes, taken as 8.8) times w."""

weigh_words = _weigh(_WORD)
"""out[o:o+32] = start[s:s+32] + sum of source[i:i+32] (8.8 words) times w."""


@intrinsic
def round_to_bytes(typing, out, o, words, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Write 32 lanes of 8.8 words, rounded, to out[o:o+32]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, words, i = arguments
        kinds = signature.args
        lanes = builder.load(_at(context, builder, kinds[2], words, i, _vector(_WORD)), align=2)
        half = builder.add(lanes, _all(_WORD, 128))
        rounded = builder.trunc(builder.lshr(half, _all(_WORD, 8)), _vector(_BYTE))
        builder.store(rounded, _at(context, builder, kinds[0], out, o, _vector(_BYTE)), align=1)
        return context.get_dummy_value()

    return types.void(out, types.int64, words, types.int64), generate


@intrinsic
def pack_rgb(typing, out, o, pixels, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Write 8 pixels of 4 bytes as 8 pixels of 3 bytes to out[o:o+24]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, pixels, i = arguments
        kinds = signature.args
        lanes = builder.load(_at(context, builder, kinds[2], pixels, i, _vector(_BYTE)), align=1)
        kept = [4 * pixel + channel for pixel in range(8) for channel in range(3)]
        packed = builder.shuffle_vector(lanes, lanes, ir.Constant(_vector(_LONG, 24), kept))
        builder.store(packed, _at(context, builder, kinds[0], out, o, _vector(_BYTE, 24)), align=1)
        return context.get_dummy_value()

    return types.void(out, types.int64, pixels, types.int64), generate

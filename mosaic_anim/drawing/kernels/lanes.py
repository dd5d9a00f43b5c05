# ruff: noqa: PLR0917 - compiled code has no keyword-only arguments
"""Arithmetic on 32 lanes of 16 bits: the inner steps of every drawing loop.

Numba widens each integer product to 64 bits, which costs a vector loop three quarters of its
speed. These intrinsics say in portable LLVM vectors what is meant; LLVM splits them to whatever
the processor has. 32 lanes are 8 pixels of 4 channels, or 1 column of 8 rows of 4 channels.

A lane holds a channel as 8.8 fixed point (0 to 65280); a weight is a 16-bit fraction, 65535 for
one. `(value * weight) >> 16` keeps a lane below 65281 as long as the weights add to 65535.
"""

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

LANES = 32
"""Channels handled at once."""

ROWS = 8
"""Frame rows handled at once: 8 rows of 4 channels are 32 lanes."""

_BYTE, _WORD, _LONG, _PIXEL = (ir.IntType(bits) for bits in (8, 16, 32, 64))


@intrinsic
def weigh_bytes(typing, out, o, start, s, source, i0, i1, i2, i3, w0, w1, w2, w3):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = start[s:s+32] + sum of source[i:i+32] (bytes, taken as 8.8) times w."""
    return _weigh(_BYTE, 4, out, start, source)


@intrinsic
def weigh_words(typing, out, o, start, s, source, i0, i1, i2, i3, w0, w1, w2, w3):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = start[s:s+32] + sum of source[i:i+32] (8.8 words) times w."""
    return _weigh(_WORD, 4, out, start, source)


@intrinsic
def weigh_byte(typing, out, o, start, s, source, i, w):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """As `weigh_bytes`, of one run."""
    return _weigh(_BYTE, 1, out, start, source)


@intrinsic
def weigh_word(typing, out, o, start, s, source, i, w):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """As `weigh_words`, of one run."""
    return _weigh(_WORD, 1, out, start, source)


@intrinsic
def copy_bytes(typing, out, o, source, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = source[i:i+32]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, source, i = arguments
        kinds, run = signature.args, _vector(_BYTE)
        lanes = builder.load(_at(context, builder, kinds[2], source, i, run), align=1)
        builder.store(lanes, _at(context, builder, kinds[0], out, o, run), align=1)
        return context.get_dummy_value()

    return types.void(out, types.int64, source, types.int64), generate


@intrinsic
def tint_bytes(typing, out, o, source, i, tint, t):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """out[o:o+32] = source[i:i+32] * tint[t:t+4] + tint[t+4:t+8], channel by channel, clipped.

    tint : (N,) int32, 16.16 fixed point.
    """
    index = types.int64
    return types.void(out, index, source, index, tint, index), _tinting(from_address=False)


@intrinsic
def tint_from(typing, out, o, address, tint, t):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """As `tint_bytes`, from 32 bytes at an address."""
    index = types.int64
    return types.void(out, index, index, tint, index), _tinting(from_address=True)


@intrinsic
def turn_pixels(typing, out, o, source, i, stride):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Turn 8 rows of 8 pixels, `stride` words apart, into 8 columns of 8 pixels at out[o:].

    A pixel is 4 words; both arrays are uint16.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, source, i, stride = arguments
        kinds, run = signature.args, _vector(_PIXEL, ROWS)
        rows = []
        for _ in range(ROWS):
            rows.append(builder.load(_at(context, builder, kinds[2], source, i, run), align=2))
            i = builder.add(i, stride)
        for column in _transposed(builder, rows):
            builder.store(column, _at(context, builder, kinds[0], out, o, run), align=2)
            o = builder.add(o, ir.Constant(o.type, LANES))
        return context.get_dummy_value()

    index = types.int64
    return types.void(out, index, source, index, index), generate


@intrinsic
def write_pixels(typing, out, o, stride, block, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG001
    """Round 8 columns of 8 pixels (8.8 words), and write 8 rows of 24 bytes, `stride` apart."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, stride, block, i = arguments
        kinds, words = signature.args, _vector(_WORD)
        columns = []
        for _ in range(ROWS):
            lanes = builder.load(_at(context, builder, kinds[3], block, i, words), align=2)
            half = builder.add(lanes, _all(_WORD, 128))
            rounded = builder.trunc(builder.lshr(half, _all(_WORD, 8)), _vector(_BYTE))
            columns.append(builder.bitcast(rounded, _vector(_LONG, ROWS)))
            i = builder.add(i, ir.Constant(i.type, LANES))
        kept = _mask([4 * pixel + channel for pixel in range(ROWS) for channel in range(3)])
        for row in _transposed(builder, columns):
            lanes = builder.bitcast(row, _vector(_BYTE))
            packed = builder.shuffle_vector(lanes, lanes, kept)
            place = _at(context, builder, kinds[0], out, o, _vector(_BYTE, 3 * ROWS))
            builder.store(packed, place, align=1)
            o = builder.add(o, stride)
        return context.get_dummy_value()

    index = types.int64
    return types.void(out, index, index, block, index), generate


def _tinting(*, from_address: bool) -> Any:
    """Return the code of `tint_bytes` or `tint_from`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, *source, tint, t = arguments
        kinds, run, four = signature.args, _vector(_BYTE), _vector(_LONG, 4)
        every = _mask([lane % 4 for lane in range(LANES)])
        factors = []
        for _ in range(2):
            factor = builder.load(_at(context, builder, kinds[-2], tint, t, four), align=4)
            factors.append(builder.shuffle_vector(factor, factor, every))
            t = builder.add(t, ir.Constant(t.type, 4))
        if from_address:
            where = builder.inttoptr(source[0], run.as_pointer())
        else:
            array, i = source
            where = _at(context, builder, kinds[2], array, i, run)
        lanes = builder.load(where, align=1)
        longs = builder.mul(builder.zext(lanes, _vector(_LONG)), factors[0])
        longs = builder.ashr(builder.add(longs, factors[1]), _all(_LONG, 16))
        for order, limit in ((">", 0), ("<", 255)):
            bound = _all(_LONG, limit)
            longs = builder.select(builder.icmp_signed(order, longs, bound), longs, bound)
        lanes = builder.trunc(longs, run)
        builder.store(lanes, _at(context, builder, kinds[0], out, o, run), align=1)
        return context.get_dummy_value()

    return generate


def _weigh(kind: ir.Type, count: int, out: Any, start: Any, source: Any) -> Any:
    """Return signature and code of a weighted sum of some runs of 32 lanes."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, o, start, s, source, *taps = arguments
        kinds, words, bits = signature.args, _vector(_WORD), ir.Constant(_LONG, 16)
        total = builder.load(_at(context, builder, kinds[2], start, s, words), align=2)
        for index, weight in zip(taps[:count], taps[count:], strict=True):
            lanes = builder.load(
                _at(context, builder, kinds[4], source, index, _vector(kind)), align=1
            )
            if kind is _BYTE:
                lanes = builder.shl(builder.zext(lanes, words), _all(_WORD, 8))
            high = builder.call(_high_product(builder), [lanes, _everywhere(builder, weight), bits])
            total = builder.add(total, high)
        builder.store(total, _at(context, builder, kinds[0], out, o, words), align=2)
        return context.get_dummy_value()

    index, word = types.int64, types.uint16
    taps = (index,) * count + (word,) * count
    return types.void(out, index, start, index, source, *taps), generate


def _high_product(builder: Any) -> Any:
    """Return LLVM's product of unsigned fractions, (a * b) >> 16 with the right third argument.

    Written as widening, product and shift, LLVM moves the weight's widening out of the loop and
    then no longer sees that one instruction does it all.
    """
    words = _vector(_WORD)
    kind = ir.FunctionType(words, [words, words, _LONG])
    name = f"llvm.umul.fix.v{LANES}i16"
    return builder.module.globals.get(name) or ir.Function(builder.module, kind, name)


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Transpose 8 vectors of 8 lanes: swap ever smaller off-diagonal squares."""
    for step in (4, 2, 1):
        for n in range(ROWS):
            if n & step:
                continue
            low, high = rows[n], rows[n + step]
            one = _mask([k if not k & step else k - step + ROWS for k in range(ROWS)])
            two = _mask([k + step if not k & step else k + ROWS for k in range(ROWS)])
            rows[n] = builder.shuffle_vector(low, high, one)
            rows[n + step] = builder.shuffle_vector(low, high, two)
    return rows


def _vector(kind: ir.Type, count: int = LANES) -> ir.VectorType:
    return ir.VectorType(kind, count)


def _all(kind: ir.Type, value: int) -> ir.Constant:
    return ir.Constant(_vector(kind), [value] * LANES)


def _mask(lanes: list[int]) -> ir.Constant:
    return ir.Constant(_vector(_LONG, len(lanes)), lanes)


def _everywhere(builder: Any, value: Any) -> Any:
    """Copy a word to all lanes."""
    nothing = ir.Constant(_vector(_WORD), ir.Undefined)
    lane = builder.insert_element(nothing, value, ir.Constant(_LONG, 0))
    return builder.shuffle_vector(lane, lane, _mask([0] * LANES))


def _at(context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: Any) -> Any:
    """Return the address of array[index] as that of a vector."""
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), vector.as_pointer())

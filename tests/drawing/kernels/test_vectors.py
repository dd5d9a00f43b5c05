"""Arithmetic that is written on vectors computes what numpy computes, lane by lane."""

import numpy as np
import pytest
from numba import njit, types
from numba.extending import intrinsic

from mosaic_anim.drawing.kernels.intrinsics import code_of
from mosaic_anim.drawing.kernels.vectors import BYTE, INT, LONG, REAL, WORD, transpose

RANDOM = np.random.default_rng(6)
KINDS = {np.uint8: BYTE, np.int32: INT, np.uint16: WORD, np.float32: REAL}
REALS = np.array([0.5, -2.75, np.nan, 3e4, -0.0, 255.5, 1e-9, -7], np.float32)
OTHERS = np.array([1.5, -4, 2, np.nan, 0, -255.5, 2e-9, -7], np.float32)
INTS, MORE = RANDOM.integers(-(2**31), 2**31, (2, 8)).astype(np.int32)
WORDS, WEIGHTS = RANDOM.integers(0, 2**16, (2, 32)).astype(np.uint16)
BYTES = RANDOM.integers(0, 256, (2, 16)).astype(np.uint8)


def computed(work, one, other, like):
    """Compile `work` on the lanes of two arrays, run it, and return an array like another."""

    @intrinsic
    def step(typing, out, one, other):
        del typing

        def write(builder, out, *arrays):
            del builder
            lanes = (array.load(LONG(0), kind, count) for array in arrays)
            out.store(LONG(0), work(*lanes))

        return types.void(out, one, other), code_of(write)

    @njit
    def run(out, one, other):
        step(out, one, other)

    kind, count = KINDS[one.dtype.type], len(one)
    out = np.zeros_like(like)
    run(out, one, other)
    return out


@pytest.mark.parametrize(
    ("work", "one", "other", "truth"),
    [
        (lambda a, b: 1 - a * b / (b + 2), REALS, OTHERS, 1 - REALS * OTHERS / (OTHERS + 2)),
        (lambda a, b: a.least(b), REALS, OTHERS, np.where(REALS < OTHERS, REALS, OTHERS)),
        (lambda a, b: a.most(b), REALS, OTHERS, np.where(REALS > OTHERS, REALS, OTHERS)),
        (lambda a, b: (a < b).select(a, b), INTS, MORE, np.minimum(INTS, MORE)),
        (lambda a, b: a.magnitude() + b * 0, REALS, REALS, abs(REALS) + REALS * 0),
        (lambda a, b: (a & ~b) | (b >> 3), INTS, MORE, INTS & ~MORE | (MORE.view("u4") >> 3)),
        (lambda a, _: a.floor_shift(5), INTS, MORE, INTS >> 5),
        (lambda a, b: a - (b << 4), INTS, MORE, INTS - (MORE << 4)),
        (lambda a, b: a.high_product(b), WORDS, WEIGHTS, (WORDS * WEIGHTS.astype("u4")) >> 16),
        (lambda a, _: a.bit_counts(), WORDS, WEIGHTS, np.bitwise_count(WORDS)),
        (lambda a, b: (a + b).to(REAL), INTS >> 4, MORE >> 4, ((INTS >> 4) + (MORE >> 4)) * 1.0),
        (lambda a, _: (a * 3.7).to(INT), OTHERS[5:], OTHERS[5:], (OTHERS[5:] * 3.7).astype(int)),
        (lambda a, b: a.to(WORD) * b.to(WORD), *BYTES, BYTES[0].astype("u2") * BYTES[1]),
        (lambda a, _: a.to(BYTE).to(WORD), WORDS, WEIGHTS, WORDS & 255),
        (lambda a, b: a.pick([7, 0, 9, 8], b), INTS, MORE, [INTS[7], INTS[0], MORE[1], MORE[0]]),
        (lambda a, _: a.bits_as(WORD), INTS, MORE, INTS.view(np.uint16)),
    ],
)
def test_an_operation_is_that_of_numpy(work, one, other, truth):
    """Also for what is not a number, for negative numbers and for those that overflow."""
    truth = np.asarray(truth)
    kind = {"f": np.float32, "i": np.int32, "u": np.uint16}[truth.dtype.kind]
    like = truth.astype(kind)
    assert np.array_equal(computed(work, one, other, like), like, equal_nan=kind is np.float32)


def test_rows_become_columns():
    """Eight vectors of eight lanes, transposed and put one after another."""
    square = RANDOM.integers(0, 2**16, (8, 8)).astype(np.uint16)

    def work(lanes, _):
        parts = transpose([lanes.pick(range(8 * row, 8 * row + 8)) for row in range(8)])
        while len(parts) > 1:
            pairs = zip(parts[::2], parts[1::2], strict=True)
            parts = [one.pick(range(2 * one.lanes), other) for one, other in pairs]
        return parts[0]

    turned = computed(work, square.ravel(), square.ravel(), square.ravel())
    assert np.array_equal(turned, square.T.ravel())

"""encode/gif/kernels/lzw.py: what is written is what a plain decoder reads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.encode.gif.kernels.choose import FIXED
from mosaic_anim.encode.gif.kernels.lzw import framed, pack_indices
from tests.encode.gifs import decode_codes

GREYS = np.repeat(np.arange(256)[:, None], 3, 1)


def packed(index, bits, *, limit=0, error=None, keeps=None, near=None, stay=-1):
    """Pack indices of greys, and return what is read, and what the kernel says it wrote."""
    count = len(index)
    target = GREYS[index].astype(np.uint8)
    error = np.zeros(count, np.int64) if error is None else error
    keeps = np.zeros(count, bool) if keeps is None else keeps
    near = np.zeros((256, 0), np.int16) if near is None else near
    out, index = np.empty(2 * count + 16, np.uint8), index.copy()
    shown = np.full((count, 3), 100, np.uint8)
    length = pack_indices(
        index, bits, limit, target, error, GREYS, near, shown, keeps, stay, out
    )  # fmt: skip
    return np.array(decode_codes(out[:length].tobytes(), bits)), index, length


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 8), st.lists(st.tuples(st.integers(0, 255), st.integers(1, 40)), min_size=1))
def test_runs_come_back(bits, runs):
    """Any indices of any number of bits; strings of themselves among them."""
    index = np.concatenate([np.full(count, k % (1 << bits), np.int16) for k, count in runs])
    found, _, _ = packed(index, bits)
    np.testing.assert_array_equal(found, index)


@pytest.mark.parametrize("bits", [2, 5, 8])
def test_noise_fills_the_table_many_times(bits):
    """Codes grow to 12 bits, the table is begun anew, and nothing is lost."""
    index = np.random.default_rng(bits).integers(0, 1 << bits, 40_000).astype(np.int16)
    found, _, length = packed(index, bits)
    np.testing.assert_array_equal(found, index)
    assert length < 40_000 * bits / 8 * 1.4


def test_a_loss_stays_within_its_limit_and_saves_bytes():
    """What is read is what the kernel tells, no pixel farther from its target than allowed."""
    rng = np.random.default_rng(2)
    index = (120 + rng.normal(0, 6, 20_000)).astype(np.int16)
    near = np.argsort(np.abs(np.arange(256)[:, None] - np.arange(256)), 1, kind="stable")
    near = near[:, 1:13].astype(np.int16)
    exact, _, longest = packed(index, 8)
    found, told, length = packed(index, 8, limit=27, near=near)
    np.testing.assert_array_equal(found, told)
    np.testing.assert_array_equal(exact, index)
    assert np.abs(found - index).max() == 3
    assert length < 0.85 * longest


def test_a_fixed_pixel_stays_whatever_the_loss():
    """And a pixel is left as it is only where that is known and near enough."""
    rng = np.random.default_rng(3)
    index = rng.integers(90, 110, 5000).astype(np.int16)
    error = np.zeros(5000, np.int64)
    error[::3] = FIXED
    index[::3] = 255
    keeps = rng.random(5000) < 0.5
    found, told, _ = packed(index, 8, limit=75, error=error, keeps=keeps, stay=255)
    np.testing.assert_array_equal(found, told)
    fixed = error == FIXED
    assert (found[fixed] == 255).all()
    more = (found == 255) & ~fixed
    assert more.any()
    assert keeps[more].all()
    assert np.abs(index[more] - 100).max() <= 5


@pytest.mark.parametrize("count", [0, 1, 254, 255, 256, 510, 1000])
def test_sub_blocks_hold_at_most_255_bytes(count):
    """Each after its length, and an empty one at the end."""
    data = np.arange(count, dtype=np.uint8) if count < 256 else np.zeros(count, np.uint8)
    found = framed(data).tobytes()
    held, at = b"", 0
    while found[at]:
        held += found[at + 1 : at + 1 + found[at]]
        at += 1 + found[at]
    assert held == data.tobytes()
    assert at == len(found) - 1

"""What `kernels.triangles` does, once more in plain numpy: all pixels at once, no loops."""

import numpy as np

from mosaic_anim.drawing.kernels.arrays import ONE
from mosaic_anim.drawing.shares import Shares, triangle_before

SPECK = 1e-3


def plain_triangles(first, half, area, centre, total, *, taps):
    """Return weights (m, n, T)."""
    off = (first - centre)[..., None] + (np.arange(taps) + 0.5)
    half, area = half[:, None, None], area[:, None, None]
    if area.min() == 1:
        running = triangle_before((off + 0.5) / half)
    else:
        height = triangle_before((off + area / 2) / half)
        height -= triangle_before((off - area / 2) / half)
        running = np.cumsum(height, axis=-1)
    running *= total[..., None] / running[..., -1:]
    return np.diff(np.floor(running + 0.5), axis=-1, prepend=0.0).astype(np.uint16)


def plain_shares(place, first, weight, axis):
    """Return weights (n, T), and how much of each pixel lies outside (n,)."""
    shares = Shares(step=axis.step, cells=axis.cells, crisp=axis.crisp)
    owner = (first[:, None] + np.arange(weight.shape[1])) // axis.length
    before, after = shares.before(np.stack((owner, owner + 1)) * axis.unit, place[:, None])
    weighed = weight + SPECK
    running = np.cumsum(weighed, axis=-1)
    is_first = np.ones(owner.shape, bool)
    is_first[:, 1:] = owner[:, 1:] != owner[:, :-1]
    is_last = np.roll(is_first, -1, axis=-1)
    low = np.maximum.accumulate(np.where(is_first, running - weighed, 0.0), axis=-1)
    ends = np.where(is_last, running, np.inf)[:, ::-1]
    high = np.minimum.accumulate(ends, axis=-1)[:, ::-1]
    share = before + (running - low) / (high - low) * (after - before)
    share = np.where(is_last, after, np.minimum(share, after))
    whole = np.floor(share * ONE + 0.5)
    made = np.diff(whole, axis=-1, prepend=np.floor(before[:, :1] * ONE + 0.5))
    is_cut = (owner[:, 0] < 0) | (owner[:, -1] >= axis.cells // axis.unit)
    is_cut |= axis.is_apart & (owner[:, 0] != owner[:, -1])
    made = np.where(is_cut[:, None], made, weight).astype(np.uint16)
    return made, np.where(is_cut, ONE - made.sum(1, dtype=int), 0)

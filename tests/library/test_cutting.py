"""Tiles cut out of photos: the size that was planned, the colours of the photo."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mosaic_anim.library.tile_cutting import cut_tile, plan_cut

SIDES = st.integers(1, 80)
SPANS = st.tuples(
    st.one_of(st.sampled_from([1.0, 1e-3, 1e-9, 1e-30, 1e-45]), st.floats(1e-6, 1)),
    st.floats(0, 1),
).map(lambda span: (span[1] * (1 - span[0]), span[0]))
"""Start and length of part of a side [unit], however thin it is."""


@settings(max_examples=300)
@given(
    full=st.tuples(SIDES, SIDES),
    part=st.tuples(SPANS, SPANS),
    shown=st.tuples(SPANS, SPANS),
    turn=st.integers(0, 7),
    cell=st.tuples(st.sampled_from([8, 64, 512]), st.sampled_from([0.05, 0.75, 1.0, 20.0])),
)
def test_any_part_of_a_photo_becomes_a_tile(full, part, shown, turn, cell):
    """Also one that is thinner than a pixel, or lies outside of the small picture."""
    (top, tall), (left, wide) = part
    crop = tuple(float(np.float32(edge)) for edge in (top, left, tall, wide))
    cut = plan_cut(crop, turn, full, *cell)
    (top, tall), (left, wide) = shown
    for seen in ((0.0, 0.0, 1.0, 1.0), (top, left, max(tall, 0.01), max(wide, 0.01))):
        sides = [max(1, round(side * share)) for side, share in zip(full, seen[2:], strict=True)]
        tile = cut_tile(np.full((*sides, 3), 77, np.uint8), seen, cut)
        assert tile.shape == (cut.height, cut.width, 3)
        assert (tile == 77).all()

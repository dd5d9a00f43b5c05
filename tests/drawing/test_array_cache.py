"""A cache of what has been worked out of arrays."""

import gc

import numpy as np

from mosaic_anim.drawing.array_cache import ArrayCache


def test_what_is_known_of_an_array_is_not_known_of_an_equal_one():
    """Identity counts."""
    cache, one = ArrayCache(), np.zeros(3)
    cache.add(one, "known")
    assert cache.get(one) == "known"
    assert cache.get(one.copy()) is None
    cache.clear()
    assert cache.get(one) is None


def test_what_is_known_of_arrays_that_are_gone_is_forgotten():
    """When the next entry is noted."""
    cache, entry = ArrayCache(), np.zeros(3)
    gone = np.zeros(3)
    cache.add(gone, entry)
    del gone
    gc.collect()
    cache.add(entry, "other")
    assert len(cache._entries) == 1


def test_an_address_that_is_used_again_tells_nothing():
    """An entry belongs to its array, not to where it lay."""
    cache, one, other = ArrayCache(), np.zeros(3), np.zeros(3)
    cache.add(one, "known")
    cache._entries[id(other)] = cache._entries[id(one)]
    assert cache.get(other) is None

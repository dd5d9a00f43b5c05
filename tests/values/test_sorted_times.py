"""Sorted times: a look-up by whole numbers finds what comparing the fractions does."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.values.sorted_times import SortedTimes

TIMES = st.fractions(min_value=-3, max_value=9, max_denominator=60)


@given(times=st.lists(TIMES, max_size=8), other=TIMES, before=st.booleans())
def test_a_look_up_counts_the_times_up_to_a_moment(times, other, before):
    """At each of them, at any other time, and just before either."""
    found = SortedTimes(times)
    assert list(found.times) == sorted(times)
    for time in (*times, other, other + Fraction(1, 7919)):
        earlier = [one for one in times if one < time or (one == time and not before)]
        assert found.count(time, before=before) == len(earlier)

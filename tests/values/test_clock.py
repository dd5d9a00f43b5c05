"""Time is exact: durations, frame counts and frame times hold no rounding."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mosaic_anim.values.clock import format_timecode, frame_count, parse_duration

NTSC = Fraction(30000, 1001)
durations = st.fractions(Fraction(1, 1000), 600, max_denominator=30000)
rates = st.sampled_from([Fraction(30), Fraction(25, 2), NTSC, Fraction(2997, 100), Fraction(60)])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1.5s", Fraction(3, 2)),
        ("800ms", Fraction(4, 5)),
        ("45f", Fraction(45 * 1001, 30000)),
        ("0.1s", Fraction(1, 10)),
        ("0s", Fraction(0)),
        (" 2 s ", Fraction(2)),
    ],
)
def test_a_duration_is_exact(text, seconds):
    """0.1s is a tenth, and frames count at the given rate."""
    assert parse_duration(text, fps=NTSC) == seconds


@pytest.mark.parametrize("text", ["", "1", "-1s", "1.s", "1:30", "1e3s", "nans", "1h", "1s2s"])
def test_what_is_no_duration_is_refused(text):
    """No guess is made about units or signs."""
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text, fps=Fraction(30))


@pytest.mark.parametrize(
    ("duration", "fps", "count"),
    [
        (Fraction(15, 2), Fraction(30), 225),
        (Fraction(4), Fraction(25, 2), 50),
        (Fraction(1), Fraction(25, 2), 13),  # 12.5 frames begin within a second: 13 of them
        (Fraction(4), NTSC, 120),  # 119.88
        (Fraction(1001, 1000), NTSC, 30),  # exactly 30, where floats would say 31
        (Fraction(100), Fraction("29.97"), 2997),  # exactly
        (Fraction(0), Fraction(30), 1),
    ],
)
def test_frames_are_counted_exactly(duration, fps, count):
    """A duration holds the frames that begin in it; no length at all is one frame."""
    assert frame_count(duration, fps) == count


@given(duration=durations, fps=rates)
def test_the_last_frame_begins_before_the_end_and_the_next_would_not(duration, fps):
    """So the first frame of a loop is never shown twice."""
    count = frame_count(duration, fps)
    assert (count - 1) / fps < duration <= count / fps


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (Fraction(0), "0:00.000"),
        (Fraction(5, 2), "0:02.500"),
        (Fraction(3725, 1), "62:05.000"),
        (Fraction(59_999_999, 1_000_000), "1:00.000"),
    ],
)
def test_a_timecode_reads_minutes_seconds_milliseconds(time, text):
    """It carries over where rounding fills a unit."""
    assert format_timecode(time) == text

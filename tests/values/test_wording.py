"""Wording: numbers, lists and times in sentences."""

import pytest

from mosaic_anim.values.wording import count_of, format_rate, format_time, listed


@pytest.mark.parametrize(
    ("number", "words", "text"),
    [
        (0, ("photo",), "0 photos"),
        (1, ("photo",), "1 photo"),
        (2372, ("photo",), "2,372 photos"),
        (1, ("file is not a photo", "files are not photos"), "1 file is not a photo"),
        (2, ("file is not a photo", "files are not photos"), "2 files are not photos"),
    ],
)
def test_a_number_has_the_noun_that_it_asks_for(number, words, text):
    """Only one is one."""
    assert count_of(number, *words) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_the_last_word_of_a_list_is_joined(words, text):
    """Without a comma before it."""
    assert listed(words) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.1, "1 s"),
        (42.4, "42 s"),
        (59.6, "1 min"),
        (200, "3 min 20 s"),
        (3600, "1 h"),
        (3900, "1 h 5 min"),
    ],
)
def test_a_time_is_written_for_a_person(seconds, text):
    """In at most two units."""
    assert format_time(seconds) == text


@pytest.mark.parametrize(
    ("rate", "text"), [(0.31, "0.3"), (9.94, "9.9"), (9.96, "10"), (1234.5, "1,234")]
)
def test_a_rate_of_few_a_second_has_tenths(rate, text):
    """Nothing that goes on is at 0."""
    assert format_rate(rate) == text

"""Wording: numbers, times and lists as a sentence has them."""

from collections.abc import Sequence


def count_of(number: int, one: str, several: str = "") -> str:
    """Write a number with its noun: `1 photo`, `2,372 photos`.

    Parameters
    ----------
    number : int
    one : str
        What follows the number 1; it may hold a verb: `file is no photo`.
    several : str
        What follows all others; empty for `one` with an s.
    """
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """Write words as a list: `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def format_rate(rate: float) -> str:
    """Write how much a second: `240`, `1,200`, and of few the tenths, `0.3`."""
    return f"{rate:,.0f}" if rate >= 9.95 else f"{rate:.1f}"


def format_time(seconds: float) -> str:
    """Write a time for a person: `42 s`, `3 min 20 s`, `1 h 5 min`."""
    if round(seconds) < 60:
        return f"{max(1, round(seconds))} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"

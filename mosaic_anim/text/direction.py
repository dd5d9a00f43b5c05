"""Direction: which parts of a line are written from right to left, and in what order they stand.

References
----------
UAX 9, Unicode Bidirectional Algorithm, https://www.unicode.org/reports/tr9/: even levels are
written from left to right, odd ones from right to left; rule L2 puts parts in their order.
"""

import re
import unicodedata
from collections.abc import Sequence

from mosaic_anim.lazy import bidi

_PLAIN = {"L", "EN", "ES", "ET", "CS", "NSM", "WS", "ON", "BN"}
"""Classes of characters among which nothing is written from right to left."""

_LEVELS = re.compile(r"^    levels: \[$(.*?)^    \],$", re.DOTALL | re.MULTILINE)
_NUMBER = re.compile(r"\d+")


def embedding_levels(text: str) -> tuple[int, ...]:
    """Return the embedding level of each character of a line of text.

    The first letter that has a direction gives the line its own.
    """
    if text.isascii() or all(unicodedata.bidirectional(letter) in _PLAIN for letter in text):
        return (0,) * len(text)
    listed = _LEVELS.search(bidi.get_display(text, debug=True))  # levels of bytes in UTF-8
    if listed is None:
        raise RuntimeError("python-bidi lists its levels in another form than that of 0.6")
    levels = [int(number) for number in _NUMBER.findall(listed[1])]
    starts = [0]
    for letter in text[:-1]:
        starts.append(starts[-1] + len(letter.encode()))
    return tuple(levels[start] for start in starts)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the numbers of parts with these levels, from left to right (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order

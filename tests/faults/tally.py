"""Tally: what the fault tests did to the program, and what came of it, in one line at the end."""

from collections import Counter

TALLY: Counter[str] = Counter()
"""Counts of this session, by what is counted."""

_ALWAYS = ("disturbed runs", "kills", "resumed runs", "wrong files", "silent failures")


def told() -> str:
    """Return the counts in a line, the bad ones too where there are none."""
    return "faults: " + ", ".join(f"{TALLY[what]:,} {what}" for what in _ALWAYS)

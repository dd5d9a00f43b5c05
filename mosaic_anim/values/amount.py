"""Amounts of bytes, as people write them."""

import re

_UNITS = {
    "": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9,
    "kib": 2**10, "mib": 2**20, "gib": 2**30,
}  # fmt: skip
_AMOUNT = r"(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]*)"


def parse_bytes(text: str) -> int:
    """Read `800MB`, `2GiB` or `1500000`.

    Raises
    ------
    ValueError
        If `text` is none of these.
    """
    match = re.fullmatch(_AMOUNT, text.strip().lower())
    if match is None or match[2] not in _UNITS:
        raise ValueError(f"not an amount of bytes: {text!r}")
    return int(float(match[1]) * _UNITS[match[2]])


def format_file_size(count: int) -> str:
    """Write the size of a file as platforms count it: `1.3 MB`, `96.0 kB`."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


def format_bytes(count: float) -> str:
    """Write an amount for a person: `9.8 MiB`, `512 B`."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count:.0f} B"

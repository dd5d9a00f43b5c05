"""Scalars: what a plain word of YAML means. The core schema of YAML 1.2, without inf and nan.

YAML 1.1, which PyYAML reads by itself, takes `9:16` for 556, `off` for false and `0123` for 83.

References
----------
YAML 1.2.2, section 10.3.2, https://yaml.org/spec/1.2.2/#1032-tag-resolution
"""

import re
from math import isfinite

from mosaic_anim.scene.node import Scalar

MAX_DIGITS = 40

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def read_scalar(text: str) -> Scalar:
    """Return what the unquoted `text` means.

    Raises
    ------
    ValueError
        If it is a number that no scene can use: infinite, not a number, or endlessly long.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a finite number")
    if not _FLOAT.fullmatch(text) and not _OCTAL_OR_HEX.fullmatch(text):
        return text
    if len(text) > MAX_DIGITS:
        raise ValueError("a number with so many digits")
    if _INT.fullmatch(text):
        return int(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is not a finite number")
    return number

"""Source: the code of a user's own motion, hashed while it is loaded.

Frames are named by the code that draws them. A file that is edited later, in a notebook or beside
a worker that goes on running, no longer is that code: so it is read when the class is made, not
when its name is asked for.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType

_PACKAGE = __name__.partition(".")[0]


def source_of(kind: type) -> str:
    """Hash the file of a class's module as it is now, or, without a file, its compiled methods.

    Returns
    -------
    str
        SHA-256 in hexadecimal; empty for the classes of this package, which is hashed as a whole.
    """
    if kind.__module__.partition(".")[0] == _PACKAGE:
        return ""
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    with suppress(OSError):
        if file:
            return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    return hashlib.sha256(repr(list(_compiled(kind))).encode()).hexdigest()


def _compiled(kind: type) -> Iterator[object]:
    """Yield the names and values of a class, and of its methods what they were compiled to."""
    for name, value in sorted(vars(kind).items()):
        code = getattr(getattr(value, "__func__", value), "__code__", None)
        if isinstance(code, CodeType):
            yield name, _parts(code)
        elif isinstance(value, bool | int | float | str | tuple):
            yield name, value


def _parts(code: CodeType) -> tuple[object, ...]:
    """Return what a function does, whatever its place in a file."""
    constants = tuple(
        _parts(value) if isinstance(value, CodeType) else value for value in code.co_consts
    )
    return code.co_code, code.co_names, code.co_varnames, constants

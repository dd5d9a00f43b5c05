"""Kernel: a function that Numba compiles where it runs, and keeps for the next time.

All are compiled with the same options, which are written down here. They take and give arrays, run
on one thread, and let other threads of Python run.

Numba keeps compiled code beside a function and looks only at that function's own file to see
whether it is still good. Functions of other files become a part of it, so code that is older than
the source of any kernel is removed when this module is imported: after an update of a clone, say.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba import njit

_PACKAGE = Path(__file__).parent
FOLDERS = ("drawing/kernels", "encode", "encode/gif/kernels", "encode/mp4", "mosaic")
"""Where kernels stand; a folder of this name holds nothing else."""

Decorator = Callable[[Callable[..., Any]], Any]
"""What it returns has no type: arguments are numbers of numpy as well as Python's."""


def kernel(
    *,
    cache: bool = True,
    forceinline: bool = False,
    inline: str = "never",
    error_model: str = "python",
) -> Decorator:
    """Return a decorator that compiles a function when it is first called.

    Numba also writes code by which C could call it. Nobody does, and without it compiling takes a
    seventh less time.

    Parameters
    ----------
    cache : bool
        Whether compiled code is kept in a file. A function that takes functions is kept with its
        callers.
    forceinline : bool
        Whether its machine code becomes part of its callers'.
    inline : "never" or "always"
        Whether its source becomes part of its callers': no reference to an array is counted then.
    error_model : "python" or "numpy"
        What a division by zero does: it raises, or gives what it gives in numpy.
    """
    decorator: Decorator = njit(
        nogil=True,
        no_cfunc_wrapper=True,
        cache=cache,
        forceinline=forceinline,
        inline=inline,
        error_model=error_model,
    )
    return decorator


def remove_stale_code(package: Path) -> None:
    """Remove compiled code of a package that is older than the source of any of its kernels.

    What cannot be removed stays. Sources that are newer than the clock says are not looked at: code
    would be removed each time.
    """
    folders = [package / folder for folder in FOLDERS]
    compiled = [file for folder in folders for file in (folder / "__pycache__").glob("*.nb[ci]")]
    if not compiled:
        return
    now = time.time()
    times = (source.stat().st_mtime for folder in folders for source in _sources(folder))
    newest = max((written for written in times if written <= now), default=0.0)
    for file in compiled:
        with suppress(OSError):  # another process has removed it, or it is in use
            if file.stat().st_mtime < newest:
                file.unlink()


def _sources(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that kernels are made of."""
    for source in folder.glob("*.py"):
        if folder.name == "kernels" or f"from {__name__} import".encode() in source.read_bytes():
            yield source


remove_stale_code(_PACKAGE)

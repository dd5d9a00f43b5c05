"""Kernel: a function that Numba compiles where it runs, and keeps for the next time.

All are compiled with the same options, which are written down here. They take and give arrays, run
on one thread, and let other threads of Python run.
"""

from collections.abc import Callable
from typing import Any

from numba import njit

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

"""Compiling: kernels that this machine has not drawn with yet are compiled first, in memory."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_GRID = _PACKAGE / "drawing/kernels/strips.py"
_SPRITES = _PACKAGE / "drawing/kernels/sprites.py"
_GIF = _PACKAGE / "encode/gif/kernels/choose.py"
_BYTES = {_GRID: 77 << 20, _SPRITES: 57 << 20, _GIF: 140 << 20}  # measured 73, 53, 133 MiB


def compiling_memory(*, flies: bool, is_gif: bool) -> int:
    """Return the memory that compiling takes before anything is drawn, and keeps [bytes].

    Parameters
    ----------
    flies : bool
        Whether tiles leave the grid.
    is_gif : bool
        Whether a GIF is encoded.
    """
    asked = [_GRID, *([_SPRITES] if flies else []), *([_GIF] if is_gif else [])]
    return sum(_BYTES[source] for source in asked if not is_compiled(source))


def is_compiled(source: Path) -> bool:
    """Return whether compiled code of a module lies beside it; true if Numba keeps it elsewhere."""
    if "NUMBA_CACHE_DIR" in os.environ or not os.access(source.parent, os.W_OK):
        return True
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    written = source.stat().st_mtime
    compiled = (source.parent / "__pycache__").glob(f"{source.stem}.*.{version}.nbi")
    return any(index.stat().st_mtime >= written for index in compiled)

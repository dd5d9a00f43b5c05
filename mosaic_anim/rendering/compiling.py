"""Compiling: kernels that this machine has not drawn with yet are compiled first, in memory."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_GRID = _PACKAGE / "drawing/kernels/strips.py"
_SPRITES = _PACKAGE / "drawing/kernels/sprites.py"
_SMEARS = _PACKAGE / "drawing/kernels/smears.py"
_GIF = _PACKAGE / "encode/gif/kernels/choose.py"
_BYTES = {_GRID: 77 << 20, _SPRITES: 57 << 20, _SMEARS: 44 << 20, _GIF: 140 << 20}
"""Measured were 73, 53, 41 and 133 MiB."""


def compiling_memory(*, flies: bool, exposes: bool, is_gif: bool) -> int:
    """Return the memory that compiling takes before anything is drawn, and keeps [bytes].

    Parameters
    ----------
    flies : bool
        Whether tiles leave the grid.
    exposes : bool
        Whether pictures are blurred by motion: tiles that fly are smeared.
    is_gif : bool
        Whether a GIF is encoded.
    """
    asked = {_GRID: True, _SPRITES: flies, _SMEARS: flies and exposes, _GIF: is_gif}
    missing = (source for source, is_asked in asked.items() if is_asked and not is_compiled(source))
    return sum(_BYTES[source] for source in missing)


def is_compiled(source: Path) -> bool:
    """Return whether compiled code of a module lies beside it; true if Numba keeps it elsewhere."""
    if "NUMBA_CACHE_DIR" in os.environ or not os.access(source.parent, os.W_OK):
        return True
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    written = source.stat().st_mtime
    compiled = (source.parent / "__pycache__").glob(f"{source.stem}.*.{version}.nbi")
    return any(index.stat().st_mtime >= written for index in compiled)

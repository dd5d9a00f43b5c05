"""What translucent tiles leave of a pixel, so that neighbours add and layers of them darken.

A pixel knows three numbers: what comes through all sheets that are done (1 if nothing lies above),
how much of the pixel the unfinished sheet covers, and how much that sheet takes. A tile first
falls where the sheet has no cover yet, as a neighbour does, then on the sheet.
"""

from numba import njit

from mosaic_anim.drawing.kernels.arrays import Floats

_DONE = 1e-4


@njit(nogil=True, cache=True, forceinline=True)
def veiled_share(veils: Floats, at: int, opacity: float, cover: float, is_settled: bool) -> float:
    """Return how much of the pixel a tile takes, 0 to 1.

    Parameters
    ----------
    veils : (N, 3) float32
        Of each pixel: light that comes through, cover and share of the unfinished sheet.
    is_settled : bool
        Whether the tile is noted; one of which the grid shows the rest is not.
    """
    through, covered, taken = veils[at, 0], veils[at, 1], veils[at, 2]
    free = min(cover, 1.0 - covered)
    over = cover - free
    behind = (covered - taken) / covered if covered > 0 else 0.0
    share: float = through * opacity * (free + over * behind)
    if is_settled:
        if cover < 1.0 - covered - _DONE:
            veils[at, 1] = covered + cover
            veils[at, 2] = taken + opacity * cover
        else:
            veils[at, 0] = max(through * (1.0 - taken) - share, 0.0)
            veils[at, 1] = 0.0
            veils[at, 2] = 0.0
    return share


@njit(nogil=True, cache=True, forceinline=True)
def light_left(veils: Floats, at: int) -> float:
    """Return how much comes through all sheets, 0 to 1."""
    left: float = veils[at, 0] * (1.0 - veils[at, 2])
    return left

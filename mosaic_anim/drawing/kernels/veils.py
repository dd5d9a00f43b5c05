"""What translucent tiles leave of a pixel, so that neighbours add and layers of them darken.

A pixel knows three numbers: what comes through all finished sheets (1 if nothing lies above), how
much of the pixel the unfinished sheet covers, and how much that sheet takes. A tile first falls
where the sheet has no cover yet, as a neighbour does, then on the sheet.
"""

from collections.abc import Sequence
from typing import Any

from mosaic_anim.drawing.kernels.vectors import REAL, Vector, load, run_if, store

_DONE = 1e-4
_LEAST = 1e-9  # a sheet that covers nothing takes nothing: 0 / _LEAST


def veil_share(
    sheets: Sequence[Any], opacity: Vector, cover: Vector, visible: Vector, is_noted: Any
) -> Vector:
    """Return how much of 8 pixels a tile takes, 0 to `opacity`.

    Parameters
    ----------
    sheets : three addresses of <8 x float>
        Light that comes through, cover and share of the unfinished sheet: 0 to 1.
    opacity : Vector
        The tile's, 0 to 256.
    cover, visible : Vector
        The tile's coverage, and what opaque tiles leave of it, 0 to 1.
    is_noted : bool
        Whether the tile is noted; one of which the grid shows the rest is not.
    """
    builder = cover.builder
    through, sheet, share = (load(builder, place, REAL, cover.lanes) for place in sheets)
    room = 1 - sheet
    free = cover.least(room)
    behind = (sheet - share) / sheet.most(_LEAST)
    seen = (free + (cover - free) * behind).least(visible)
    taken = through * opacity * seen

    def note() -> list[Vector]:
        fits = cover < room - _DONE
        alpha = opacity * (1 / 256)
        rest = (through * (1 - share) - taken * (1 / 256)).most(0)
        after = [
            fits.select(through, rest),
            fits.select(sheet + cover, sheet.like(0)),
            fits.select(share + alpha * cover, share.like(0)),
        ]
        for place, new, old in zip(sheets, after, (through, sheet, share), strict=True):
            store((cover > 0).select(new, old), place)
        return []

    run_if(builder, is_noted, note, [])
    return taken

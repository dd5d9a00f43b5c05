"""Spots: where in a frame an overlay lies."""

from dataclasses import dataclass

from mosaic_anim.values.frame_state import OverlayPosition
from mosaic_anim.values.geometry import Rect, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What of a patch counts where it is placed; a shadow does not [px]."""

    top: int
    left: int
    height: int
    width: int


def free_area(spot: OverlayPosition, size: Size) -> Rect:
    """Return the part of a frame of `size` [px] that safe areas and the margin leave."""
    margin = spot.margin * min(size.height, size.width)
    top = spot.safe.top * size.height + margin
    left = spot.safe.left * size.width + margin
    bottom = (1 - spot.safe.bottom) * size.height - margin
    right = (1 - spot.safe.right) * size.width - margin
    return Rect(row=top, col=left, height=max(bottom - top, 1.0), width=max(right - left, 1.0))


def overlay_corner(
    extent: Extent, spot: OverlayPosition, free: Rect, size: Size
) -> tuple[int, int]:
    """Return row and column [px] of the frame at which a patch begins.

    What counts of it lies at its anchor in the room that is `free`, moved by the offset, but never
    out of the frame.
    """
    side = min(size.height, size.width)
    down = 0.0 if "top" in spot.anchor else 1.0 if "bottom" in spot.anchor else 0.5
    along = 0.0 if "left" in spot.anchor else 1.0 if "right" in spot.anchor else 0.5
    row = free.row + down * (free.height - extent.height) + spot.offset[1] * side
    col = free.col + along * (free.width - extent.width) + spot.offset[0] * side
    row = min(max(row, 0.0), max(size.height - extent.height, 0))
    col = min(max(col, 0.0), max(size.width - extent.width, 0))
    return round(row) - extent.top, round(col) - extent.left

"""Overlays: titles, marks and fades are laid over a frame.

Titles and marks are drawn once for frames of a size, and kept. They are mixed with the picture as
encoded sRGB, as browsers and editors of pictures do: the weight of letters and the depth of shadows
and logos are what their makers saw. In linear light white letters grow bold, and shadows pale.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.light import fade_to
from mosaic_anim.drawing.overlay_positions import Extent, free_area, overlay_corner
from mosaic_anim.drawing.titles import Patch, title_patch
from mosaic_anim.lazy import Image, LazyModule
from mosaic_anim.text.assets import asset_content
from mosaic_anim.values.frame_state import Fade, Mark, Overlay, Title
from mosaic_anim.values.geometry import Size

kernels = LazyModule("mosaic_anim.drawing.kernels.overlays")

PATCH_MEMORY = 64 << 20
"""Memory limit of patches that are kept for the next frames [bytes]."""

patch_cache: "OrderedDict[tuple[Title | Mark, Size], Patch]" = OrderedDict()
"""Overlays as they were drawn last, the most recent one at the end."""

_drawing = threading.Lock()


def lay_overlays(pixels: NDArray[np.uint8], overlays: Sequence[Overlay]) -> None:
    """Lay overlays over pixels (H, W, 3), one after another, in place.

    Titles and marks are laid over pixels (H, W, 4), too, whose colours are multiplied by alpha.
    """
    size = Size(height=pixels.shape[0], width=pixels.shape[1])
    for overlay in overlays:
        if overlay.opacity <= 0:
            continue
        if isinstance(overlay, Fade):
            fade_to(pixels, overlay.color or (0, 0, 0), overlay.opacity)
            continue
        patch = patch_of(overlay, size)
        kernels.lay_over(pixels, patch.pixels, patch.top, patch.left, np.float32(overlay.opacity))


def patch_of(overlay: Title | Mark, size: Size) -> Patch:
    """Return the patch of a title or mark at full opacity, drawn once for frames of `size`."""
    whole = replace(overlay, opacity=1.0), size
    with _drawing:
        if whole not in patch_cache:
            patch_cache[whole] = _draw(*whole)
            while (
                len(patch_cache) > 1
                and sum(one.pixels.nbytes for one in patch_cache.values()) > PATCH_MEMORY
            ):
                patch_cache.popitem(last=False)
        patch_cache.move_to_end(whole)
        return patch_cache[whole]


def _draw(overlay: Title | Mark, size: Size) -> Patch:
    return title_patch(overlay, size) if isinstance(overlay, Title) else mark_patch(overlay, size)


def mark_patch(mark: Mark, size: Size) -> Patch:
    """Draw a logo for frames of `size`; one that does not fit into the room becomes smaller."""
    picture = asset_content(mark.picture)
    free = free_area(mark.spot, size)
    height, width = picture.shape[:2]
    scale = mark.size * min(size.height, size.width) / max(height, width)
    scale = min(scale, free.height / height, free.width / width)
    target = max(1, round(width * scale)), max(1, round(height * scale))
    # Multiplied by alpha before: otherwise what is transparent would shine into the edges.
    image = Image.fromarray(picture).convert("RGBa")
    if target != image.size:
        kind = Image.Resampling.HAMMING if scale < 1 else Image.Resampling.BICUBIC
        image = image.resize(target, kind)
    extent = Extent(top=0, left=0, height=target[1], width=target[0])
    row, col = overlay_corner(extent, mark.spot, free, size)
    pixels = np.array(image)
    pixels.setflags(write=False)
    return Patch(pixels=pixels, top=row, left=col)

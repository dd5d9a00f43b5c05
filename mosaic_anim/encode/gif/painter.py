"""Frames as images of what changes between them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.encode.gif.image import Image, index_bits
from mosaic_anim.encode.gif.kernels.choose import STEPS, choose, show
from mosaic_anim.encode.gif.kernels.lzw import framed, pack_indices
from mosaic_anim.encode.gif.kernels.nearest import FINE, candidates, cells_of, neighbours
from mosaic_anim.encode.gif.palette import PaletteMaker
from mosaic_anim.encode.settings import Gif

_NEIGHBOURS = 12  # of a colour that may take turns with it, or its place where that saves
_FEW = 4  # colours that all count: the index of what stays comes on top
_NOTHING = -1  # an index that is never used

Pixels = NDArray[np.uint8]


class Painter:
    """Makes images of frames, one after the other.

    A pixel whose source is what it was stays as it is, whatever else changes: what stands still
    does not flicker, also where a segment begins. Another pixel stays only where what is shown is
    as near as the nearest colour of the palette, or within the loss. So no error lasts or adds up.

    Parameters
    ----------
    settings : Gif
        Colours, dither and loss.
    """

    def __init__(self, settings: Gif) -> None:
        self._settings = settings
        self._palettes = PaletteMaker()
        self._before: Pixels | None = None
        self._shown = np.zeros((0, 0, 3), np.uint8)
        self._known = np.zeros((0, 0), np.bool_)

    def begin(self, before: Pixels) -> None:
        """Set the frame before the first one; how it was painted is not known."""
        self._before = before

    def paint(self, frame: Pixels) -> Image | None:
        """Return what changes with this frame (H, W, 3); None if nothing does."""
        before, self._before = self._before, frame
        if before is frame:
            return None
        if before is None:
            changed = np.ones(frame.shape[:2], np.bool_)
        else:
            red, green, blue = np.moveaxis(frame != before, 2, 0)
            changed = red | green | blue  # ten times as fast as `any`
        if not changed.any():
            return None
        if not self._known.size:
            self._shown, self._known = np.zeros_like(frame), np.zeros(frame.shape[:2], np.bool_)
        rows, cols = (_extent(np.flatnonzero(changed.any(axis=axis))) for axis in (1, 0))
        return self._painted(frame, changed, rows, cols)

    def _painted(
        self, frame: Pixels, changed: NDArray[np.bool_], rows: slice, cols: slice
    ) -> Image:
        """Return the image of a rectangle, and remember what it shows."""
        part = (rows, cols)
        height, width = changed[part].shape
        pixels, shown = (_flat(whole[part], 3) for whole in (frame, self._shown))
        changes, known = (_flat(whole[part], 1)[:, 0] for whole in (changed, self._known))
        can_stay = bool(known.any()) or not changes.all()
        most = self._settings.colors
        if can_stay and most > _FEW:
            most -= 1
        colors = self._palettes.palette(pixels, changes, most)
        stay = len(colors) if can_stay else _NOTHING
        bits = index_bits(len(colors) + can_stay)

        span, listed = candidates(colors, 1, cells_of(pixels, changes), FINE)
        near = neighbours(colors, _NEIGHBOURS)
        count = len(pixels)
        index, target, error = (
            np.empty(count, np.int16),
            np.empty_like(pixels),
            np.empty(count, np.int64),
        )
        strength = round(self._settings.dither * STEPS)
        choose(
            pixels, changes, shown, known, colors, span, listed, near, stay,
            width, rows.start, cols.start, strength, index, target, error,
        )  # fmt: skip
        codes = np.empty(2 * count + 16, np.uint8)
        limit = round(self._settings.loss**2)
        length = pack_indices(
            index, bits, limit, target, error, colors, near, shown, known, stay, codes
        )
        show(index, colors, stay, shown)
        self._shown[part] = shown.reshape(height, width, 3)
        self._known[part] |= changed[part]
        palette = np.zeros((1 << max(1, (len(colors) + can_stay - 1).bit_length()), 3), np.uint8)
        palette[: len(colors)] = colors
        return Image(
            row=rows.start,
            col=cols.start,
            height=height,
            width=width,
            palette=palette,
            stay=stay if can_stay else None,
            data=framed(codes[:length]).tobytes(),
        )


def _flat(part: NDArray[Any], channels: int) -> NDArray[Any]:
    """Return a copy (N, channels) of a rectangle, so that kernels read it in one run."""
    return np.array(part, order="C").reshape(-1, channels)


def _extent(places: NDArray[np.intp]) -> slice:
    """Return from the first to the last of rising places."""
    return slice(int(places[0]), int(places[-1]) + 1)

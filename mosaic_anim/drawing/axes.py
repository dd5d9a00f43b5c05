"""Plan one axis of a view: which source pixels each frame pixel weighs, and whose it is.

A filter ends with its source. That is the whole canvas where a mosaic is one picture: cells are
small, or pieces of a cover. It is the cell's own photo where they are large or enlarged.
"""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.kernels.arrays import ONE
from mosaic_anim.drawing.shares import Doubles, Shares, crispness
from mosaic_anim.drawing.taps import Taps, triangle
from mosaic_anim.lazy import LazyModule
from mosaic_anim.library.pyramid import OVERSAMPLING

if TYPE_CHECKING:
    from mosaic_anim.drawing.kernels import triangles as kernels
else:  # Numba
    kernels = LazyModule("mosaic_anim.drawing.kernels.triangles")

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The pixels of a frame along one axis of the canvas.

    Attributes
    ----------
    start, step : float
        Pixel k lies at start + (k + 0.5) * step [cells].
    count : int
        Number of pixels.
    cells : int
        Length of the canvas [cells].
    first, end : int
        The cells that are read.
    crisp : float
        Least crispness with which pixels are shared out, as in `Shares`.
    """

    start: float
    step: float
    count: int
    cells: int
    first: int
    end: int
    crisp: float = 0.0

    @property
    def place(self) -> Doubles:
        """Centres of the pixels (n,) [cells]."""
        return self.start + (np.arange(self.count) + 0.5) * self.step

    @property
    def outside(self) -> NDArray[np.uint16]:
        """How much of each pixel lies outside the canvas (n,), of `ONE`."""
        inside = np.floor(self.shares().inside(self.place) * ONE + 0.5)
        return np.asarray(ONE - inside, np.uint16)

    def shares(self, scale: float = OVERSAMPLING) -> Shares:
        """Return how cells share pixels whose pictures have `scale` source pixels for each."""
        crisp = max(self.crisp, crispness(self.step, scale))
        return Shares(step=self.step, cells=self.cells, crisp=crisp)


def strip_taps(axis: Axis, per_cell: int, *, is_one: bool) -> tuple[Taps, NDArray[np.uint16]]:
    """Plan an axis along which every cell has `per_cell` source pixels.

    Parameters
    ----------
    is_one : bool
        Whether the cells are pieces of one picture.

    Returns
    -------
    taps : Taps
        (n, T), source pixels counted from the canvas's border.
    outside : (n,) uint16
        How much of each pixel lies outside the canvas, of `ONE`.
    """
    scale, place = per_cell * axis.step, axis.place
    whole = np.full(axis.count, ONE)
    taps = triangle(np.array(scale), place * per_cell, whole, with_touched=True)
    shares = axis.shares(scale)
    unit = axis.cells if is_one else 1  # of what is filtered as one [cells]
    outside = np.empty(axis.count, np.uint16)
    kernels.share_out(
        place,
        taps.index[:, 0],
        taps.weight,
        outside,
        kernels.Sharing(
            step=axis.step,
            cells=axis.cells,
            crisp=shares.crisp,
            unit=unit,
            length=per_cell * unit,
            is_apart=shares.crisp > 0 and not is_one,
        ),
    )
    index = np.clip(taps.index, axis.first * per_cell, axis.end * per_cell - 1)
    return Taps(index=index, weight=taps.weight), outside


def cell_taps(axis: Axis, first: Doubles, length: Doubles, stored: Indices) -> tuple[Indices, Taps]:
    """Plan an axis of cells whose pictures have sizes of their own.

    Parameters
    ----------
    first, length, stored : (a, b)
        Where the picture of each of the `a` cells lies along the axis, where b runs along the other
        one: start and length of what is shown, and length of what there is [source px].

    Returns
    -------
    span : (a, 2) int64
        Frame pixels, from and to, that each row or column of cells touches.
    taps : Taps
        (a, b, n, T), from the start of the span on; past its end they have no weight.
    """
    cell = np.arange(axis.first, axis.end)
    low = np.floor((cell - axis.start) / axis.step - 1.5)
    high = np.ceil((cell + 1 - axis.start) / axis.step + 0.5)
    span = np.clip(np.stack((low, high), axis=1), 0, axis.count).astype(np.int64)
    pixel = span[:, :1] + np.arange((span[:, 1] - span[:, 0]).max())  # (a, n)
    place = axis.start + (pixel + 0.5) * axis.step
    edge = np.stack((cell, cell + 1))[..., None]
    before, after = axis.shares().before(edge, place)  # (a, n)
    share = (np.floor(after * ONE + 0.5) - np.floor(before * ONE + 0.5)).astype(np.int64)
    centre = first[..., None] + (place - edge[0])[:, None] * length[..., None]  # (a, b, n)
    taps = triangle(length * axis.step, centre, np.broadcast_to(share[:, None], centre.shape))
    index = np.clip(taps.index, 0, stored[..., None, None] - 1)
    return span, Taps(index=index, weight=taps.weight)


def owners(axis: Axis) -> tuple[Indices, NDArray[np.float32]]:
    """Return the cells that each pixel lies over, and how much of what lies inside in each.

    Returns
    -------
    cell : (n, J) int64
        Counted from the first cell that is read.
    part : (n, J) float32
        0 to 1.
    """
    place = axis.place[:, None]
    cell = np.floor(place - axis.step).astype(np.int64) + np.arange(ceil(2 * axis.step) + 1)
    before, after = axis.shares().part_before(np.stack((cell, cell + 1)), place)
    return np.clip(cell, axis.first, axis.end - 1) - axis.first, (after - before).astype(np.float32)

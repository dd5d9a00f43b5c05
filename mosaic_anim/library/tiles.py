"""Tiles: the pictures in the cells, at the sizes that frames need."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

PADDING = 64
"""Spare bytes after the last picture of a level: the drawing loops read whole chunks."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variants:
    """The different pictures on a canvas: a photo, cropped and turned in one way. Read-only.

    Attributes
    ----------
    index : (n,) int32
        Variant in each cell.
    tile : (V,) int32
        Library photo of each variant.
    crop : (V, 4) float32
        row, col, height, width of the photo's part that is shown [unit].
    turn : (V,) uint8
        0 upright; bit 0 mirrored left-right; bits 1-2 quarter turns clockwise.
    native : (V,) int32
        Height of that part, turned, in the original [px].
    is_one : bool
        Whether the cells are pieces of one picture that lie as they do in it: filters that read
        from one cell into the next read what belongs there.
    least_native : int
        Least of those heights; 0 if there is no variant.
    """

    index: NDArray[np.int32]
    tile: NDArray[np.int32]
    crop: NDArray[np.float32]
    turn: NDArray[np.uint8]
    native: NDArray[np.int32]
    is_one: bool = False
    least_native: int = field(init=False)

    def __post_init__(self) -> None:
        least = int(self.native.min()) if len(self.native) else 0
        object.__setattr__(self, "least_native", least)  # asked for every frame

    def __len__(self) -> int:
        """Count the variants."""
        return len(self.tile)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TileLevel:
    """Some variants' pictures at one size. Read-only.

    Attributes
    ----------
    height, width : int
        The level's size [px].
    slot : (V,) int32
        Number of the picture that shows each variant; -1 if there is none.
    offset : (S,) int64
        Offset of each picture in `pixels`.
    shape : (S, 2) int32
        Height and width of each picture [px]: the level's, or that of a smaller original.
    window : (S, 4) float64
        row, col, height, width of the part of the picture that fills the cell [px].
    pixels : (N,) uint8
        All pictures: rows of red, green, blue, 0; at least `PADDING` spare bytes at the end.
    """

    height: int
    width: int
    slot: NDArray[np.int32]
    offset: NDArray[np.int64]
    shape: NDArray[np.int32]
    window: NDArray[np.float64]
    pixels: Bytes

    def picture(self, variant: int) -> Bytes:
        """Return the (h, w, 3) picture of a variant.

        Raises
        ------
        KeyError
            If the level does not hold it.
        """
        slot = int(self.slot[variant])
        if slot < 0:
            raise KeyError(variant)
        height, width = (int(n) for n in self.shape[slot])
        start = int(self.offset[slot])
        flat = self.pixels[start : start + height * width * 4]
        return flat.reshape(height, width, 4)[..., :3]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tiles:
    """The variants of a canvas with their levels.

    Attributes
    ----------
    variants : Variants
    levels : tuple of TileLevel
        Ascending in height.
    skipped : tuple of str
        Photos that could not be read again and are shown by their small pictures.
    """

    variants: Variants
    levels: tuple[TileLevel, ...]
    skipped: tuple[str, ...] = ()

    def level(self, height: int) -> TileLevel:
        """Return the level of this height.

        Raises
        ------
        KeyError
            If it was not made.
        """
        for level in self.levels:
            if level.height == height:
                return level
        raise KeyError(height)


def in_memory(pictures: Sequence[Bytes] | Bytes, level: int) -> TileLevel:
    """Make a level of pictures that all have one size; slot i shows variant i."""
    height, width = pictures[0].shape[:2]
    count = len(pictures)
    size = height * width * 4
    pixels = np.zeros(count * size + PADDING, np.uint8)
    stack = pixels[: count * size].reshape(count, height, width, 4)
    for slot, picture in enumerate(pictures):
        stack[slot, ..., :3] = picture
    return of_one_size(pixels, (count, height, width), level)


def of_one_size(pixels: Bytes, shape: tuple[int, int, int], level: int) -> TileLevel:
    """Make a level of `pixels` as in `TileLevel`, whose slot i shows variant i.

    Parameters
    ----------
    pixels : (N,) uint8
        From now on it can only be read, as what is mapped from files: kernels are compiled once.
    shape : (int, int, int)
        Number of pictures, their height and width [px].
    """
    count, height, width = shape
    pixels.flags.writeable = False
    return TileLevel(
        height=level,
        width=width,
        slot=np.arange(count, dtype=np.int32),
        offset=np.arange(count, dtype=np.int64) * (height * width * 4),
        shape=np.tile(np.array([height, width], np.int32), (count, 1)),
        window=np.tile(np.array([0, 0, height, width], np.float64), (count, 1)),
        pixels=pixels,
    )

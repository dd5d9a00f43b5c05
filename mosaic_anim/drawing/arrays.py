"""The arrays that drawing hands from step to step, by name."""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A picture (H, W, 3), or weights of cells of 255."""

Lanes = NDArray[np.uint16]
"""A picture (H, W, 4): red, green, blue, coverage, 8.8 fixed point, premultiplied."""

CellRange = tuple[int, int, int, int]
"""First and end row, first and end column [cells]."""

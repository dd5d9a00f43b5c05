"""What kernels take: the kinds of their arrays, and what weights add to."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint16]
Factors = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

ONE = 65535
"""The sum of the weights of a frame pixel."""

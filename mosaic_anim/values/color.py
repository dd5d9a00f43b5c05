"""sRGB <-> linear light, sRGB -> CIELAB and OKLab, on arrays of float32."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Linear sRGB to CIE XYZ, D65 white, 2 degree observer: IEC 61966-2-1:1999, annex B.
_XYZ_FROM_LINEAR = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ],
    dtype=np.float32,
)
_WHITE = _XYZ_FROM_LINEAR.sum(axis=1)
_LAB_EPSILON = np.float32((6 / 29) ** 3)


def linear_from_srgb(encoded: Floats) -> Floats:
    """Decode sRGB values (..., 3) in [0, 1] to linear light in [0, 1] (IEC 61966-2-1)."""
    low = encoded / np.float32(12.92)
    high = ((encoded + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(encoded <= np.float32(0.04045), low, high).astype(np.float32)


def srgb_from_linear(linear: Floats) -> Floats:
    """Encode linear light (..., 3) in [0, 1] as sRGB values in [0, 1] (IEC 61966-2-1)."""
    low = linear * np.float32(12.92)
    high = np.float32(1.055) * np.maximum(linear, 0) ** np.float32(1 / 2.4) - np.float32(0.055)
    return np.where(linear <= np.float32(0.0031308), low, high).astype(np.float32)


def lab_from_srgb(encoded: Floats) -> Floats:
    """Convert sRGB values (..., 3) in [0, 1] to CIE L*a*b*, white D65 (CIE 15:2004).

    Returns
    -------
    Floats
        (..., 3): L* from 0 to 100, a* and b* from about -110 to 110.
    """
    xyz = linear_from_srgb(encoded) @ _XYZ_FROM_LINEAR.T / _WHITE
    root = np.cbrt(xyz)
    line = xyz * np.float32((29 / 6) ** 2 / 3) + np.float32(4 / 29)
    f = np.where(xyz > _LAB_EPSILON, root, line).astype(np.float32)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1).astype(np.float32)


# Linear sRGB to cone responses, and their cube roots to OKLab: Björn Ottosson, "A perceptual color
# space for image processing", 2020.
_CONES_FROM_LINEAR = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_OKLAB_FROM_ROOTS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)


def oklab_from_srgb(encoded: Floats) -> Floats:
    """Convert sRGB values (..., 3) in [0, 1] to OKLab.

    Returns
    -------
    Floats
        (..., 3): L from 0 to 1, a and b from about -0.32 to 0.28.
    """
    roots = np.cbrt(linear_from_srgb(encoded) @ _CONES_FROM_LINEAR.T)
    return np.asarray(roots @ _OKLAB_FROM_ROOTS.T, np.float32)

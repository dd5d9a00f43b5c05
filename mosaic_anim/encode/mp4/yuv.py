"""RGB frames as the planes that H.264 stores: yuv420p or yuv444p, BT.709, limited range.

Done here rather than in ffmpeg's scaler, the pipe carries half the bytes, the conversion runs in
the threads that draw, and its rounding is known.

Luma and chroma follow Rec. ITU-R BT.709-6, items 3.2 to 3.5, at 8 bits, in fixed point with 22 bits
of fraction. A chroma sample lies on the left one of its two columns and between its two rows, which
is what H.264 means where a stream says nothing (ITU-T H.264, figure E-1, type 0) and what players
assume; so columns are weighted 1, 2, 1 about it, and rows 1, 1.
"""

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.kernel import kernel

_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
_BITS = 22  # a sum stays below 240 * 2**22 < 2**31
_ONE = 1 << _BITS


def _fixed(weights: tuple[float, float, float], total: float) -> tuple[np.int32, ...]:
    """Return `weights` in fixed point; green takes the rounding, so that greys are exact."""
    red, _, blue = (round(weight * _ONE) for weight in weights)
    return tuple(np.int32(w) for w in (red, round(total * _ONE) - red - blue, blue))


_Y = _fixed((219 / 255 * _KR, 0.0, 219 / 255 * _KB), 219 / 255)


def _chroma(pixels: int) -> tuple[tuple[np.int32, ...], tuple[np.int32, ...]]:
    """Return the weights of U and V for the sum of so many pixels."""
    half = 224 / 255 / pixels / 2
    u = _fixed((-half * _KR / (1 - _KB), 0.0, half), 0.0)
    return u, _fixed((half, 0.0, -half * _KB / (1 - _KR)), 0.0)


_U, _V = _chroma(8)  # the weights of columns and rows sum to 8
_U_WHOLE, _V_WHOLE = _chroma(1)
_Y_ZERO = np.int32(16 * _ONE + _ONE // 2)
_UV_ZERO = np.int32(128 * _ONE + _ONE // 2)
_SHIFT = np.int32(_BITS)
_TWO = np.int16(2)


def pack_yuv420(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert a frame to its Y, U and V planes.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB; H and W even.

    Returns
    -------
    (H * W * 3 // 2,) uint8
        Y (H, W), then U and V (H/2, W/2 each), row by row.
    """
    height, width, _ = pixels.shape
    planes = np.empty(height * width * 3 // 2, np.uint8)
    _pack(np.ascontiguousarray(pixels).reshape(-1), height, width, planes)
    return planes


def pack_yuv444(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert a frame to its Y, U and V planes, with colours for each pixel.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.

    Returns
    -------
    (H * W * 3,) uint8
        Y, U and V (H, W each), row by row.
    """
    height, width, _ = pixels.shape
    planes = np.empty((3, height, width), np.uint8)
    _pack_whole(np.ascontiguousarray(pixels).reshape(-1), planes)
    return planes.reshape(-1)


@kernel()
def _pack_whole(flat: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    _, height, width = out.shape
    channels = np.empty((3, width), np.int16)
    for row in range(height):
        _separate(flat[3 * row * width : 3 * (row + 1) * width], channels)
        _weigh(channels, _Y, _Y_ZERO, out[0, row])
        _weigh(channels, _U_WHOLE, _UV_ZERO, out[1, row])
        _weigh(channels, _V_WHOLE, _UV_ZERO, out[2, row])


@kernel()
def _pack(flat: NDArray[np.uint8], height: int, width: int, out: NDArray[np.uint8]) -> None:
    half = width // 2
    rows = np.empty((2, 3, width), np.int16)
    sums = np.empty((3, half), np.int16)
    odd = np.empty(half + 1, np.int16)
    for row in range(0, height, 2):
        for k in range(2):
            at = (row + k) * width
            _separate(flat[3 * at : 3 * (at + width)], rows[k])
            _weigh(rows[k], _Y, _Y_ZERO, out[at : at + width])
        for channel in range(3):
            _halve(rows[0, channel], rows[1, channel], odd, sums[channel])
        u = height * width + row // 2 * half
        v = u + height // 2 * half
        _weigh(sums, _U, _UV_ZERO, out[u : u + half])
        _weigh(sums, _V, _UV_ZERO, out[v : v + half])


@kernel()
def _separate(row: NDArray[np.uint8], channels: NDArray[np.int16]) -> None:
    """Split interleaved pixels into channels, so that what follows is vectorised."""
    red, green, blue = channels[0], channels[1], channels[2]
    for c in range(red.shape[0]):
        red[c] = row[3 * c]
        green[c] = row[3 * c + 1]
        blue[c] = row[3 * c + 2]


@kernel()
def _weigh(
    channels: NDArray[np.int16],
    weights: tuple[np.int32, ...],
    zero: np.int32,
    out: NDArray[np.uint8],
) -> None:
    """Write the rounded weighted sum; each step is cut to 32 bits, as numba widens integers."""
    red, green, blue = channels[0], channels[1], channels[2]
    for c in range(out.shape[0]):
        total = np.int32(np.int32(weights[0] * red[c]) + np.int32(weights[1] * green[c]))
        total = np.int32(total + np.int32(np.int32(weights[2] * blue[c]) + zero))
        out[c] = np.uint8(total >> _SHIFT)


@kernel()
def _halve(
    upper: NDArray[np.int16],
    lower: NDArray[np.int16],
    odd: NDArray[np.int16],
    out: NDArray[np.int16],
) -> None:
    """Sum two rows, and columns 2c-1, 2c, 2c+1 with weights 1, 2, 1; the edge is repeated."""
    for c in range(out.shape[0]):
        out[c] = np.int16(upper[2 * c] + lower[2 * c])
        odd[c + 1] = np.int16(upper[2 * c + 1] + lower[2 * c + 1])
    odd[0] = out[0]
    for c in range(out.shape[0]):
        out[c] = np.int16(np.int16(_TWO * out[c]) + np.int16(odd[c] + odd[c + 1]))

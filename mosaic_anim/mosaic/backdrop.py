"""Backdrops: pictures behind a mosaic. Gradients, and pictures out of focus, without banding.

A backdrop is a mosaic of one cell, made in the frame's own shape and size: the drawer shows its
pixels as they are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import Image, ndimage
from mosaic_anim.library.tiles import Bytes, Tiles, Variants, in_memory
from mosaic_anim.mosaic.cells import cover_crop, square_rects
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.values.color import Floats, linear_from_srgb, srgb_from_linear
from mosaic_anim.values.frame_state import Color
from mosaic_anim.values.geometry import Grid, Rect, Size

_WORKING_SIGMA = 4.0
"""A wide blur is computed on a reduced picture, where it is this wide, and enlarged: it looks the
same, and costs the same however wide it is [px]."""


def gradient(size: Size, colors: Sequence[Color], angle: float) -> Bytes:
    """Draw colours that change evenly into one another (H, W, 3).

    They are mixed as encoded sRGB and placed as in CSS: the line through the middle is just long
    enough for the corners to have the first and the last colour.

    Parameters
    ----------
    angle : float
        Direction of the gradient: 0 up, 90 to the right, 180 down [degrees].

    References
    ----------
    CSS Images Module Level 3, section 3.1.1: linear-gradient().
    """
    down, right = -np.cos(np.radians(angle)), np.sin(np.radians(angle))
    length = abs(size.height * down) + abs(size.width * right)
    row = (np.arange(size.height) + 0.5 - size.height / 2) * (down / length) + 0.5
    col = (np.arange(size.width) + 0.5 - size.width / 2) * (right / length)
    stops = np.linspace(0, 1, len(colors))
    values = np.array(colors, np.float64)
    return _dithered(size, lambda channel: np.interp(row[:, None] + col, stops, values[:, channel]))


def fill_frame(picture: Bytes, size: Size, blur: float, dim: float = 0.0) -> Bytes:
    """Fill a frame (H, W, 3) with the middle of a picture, as large as it fits, out of focus.

    A lens mixes light, so the blur is one of linear light: bright spots stay bright. A darker
    picture has less of that light.

    Parameters
    ----------
    picture : (h, w, 3) uint8
        Encoded sRGB.
    blur : float
        Sigma of the Gaussian blur [heights of the frame].
    dim : float
        Share of the light that is taken away.
    """
    height, width = picture.shape[:2]
    frame = Grid(rows=1, cols=1, cell_aspect=size.aspect)
    crop = cover_crop(Size(height=height, width=width), frame)
    if not blur:
        image = Image.fromarray(np.ascontiguousarray(picture))
        fitted = image.resize((size.width, size.height), Image.Resampling.LANCZOS, box=_box(crop))
        sharp = np.asarray(fitted)
        return (
            sharp if not dim else _dithered(size, lambda channel: _dimmed(sharp[..., channel], dim))
        )
    sigma = blur * size.height
    return _dithered(size, lambda channel: _blurred(picture[..., channel], crop, size, sigma, dim))


def backdrop_placement(aspect: float, content: str) -> Placement:
    """Return the placement of one picture in one cell.

    Parameters
    ----------
    aspect : float
        Width of the picture over its height.
    content : str
        Hash of all that its pixels depend on, but the size.
    """
    grid = Grid(rows=1, cols=1, cell_aspect=aspect)
    return Placement(
        grid=grid,
        tile=np.zeros(1, np.int32),
        rect=square_rects(grid),
        crop=np.array([[0, 0, 1, 1]], np.float32),
        turn=np.zeros(1, np.uint8),
        gain=np.ones((1, 3), np.float32),
        offset=np.zeros((1, 3), np.float32),
        distance=np.zeros(1, np.float32),
        photo=np.array(["background"]),
        photo_hash=np.array([content]),
    )


def backdrop_size(frame: Size, aspect: float) -> Size:
    """Return the size [px] at which a backdrop of `aspect` fills a frame: 1:1 in its own shape."""
    if abs(frame.aspect / aspect - 1) < 1e-9:
        return frame
    height = max(float(frame.height), frame.width / aspect)
    return Size(height=round(height), width=max(1, round(height * aspect)))


def backdrop_variants(size: Size) -> Variants:
    """Return the one picture of a backdrop of `size` [px]."""
    return Variants(
        index=np.zeros(1, np.int32),
        tile=np.zeros(1, np.int32),
        crop=np.array([[0, 0, 1, 1]], np.float32),
        turn=np.zeros(1, np.uint8),
        native=np.array([size.height], np.int32),
    )


def backdrop_tiles(picture: Bytes, variants: Variants, heights: Iterable[int]) -> Tiles:
    """Return the picture as every level that frames ask for; a smaller one would be of no use."""
    level = in_memory(picture[None], 1)
    levels = (replace(level, height=height) for height in sorted(set(heights)))
    return Tiles(variants=variants, levels=tuple(levels))


def _dimmed(channel: Bytes, dim: float) -> Floats:
    """Return one channel with less light [encoded sRGB, 0 to 255] (H, W)."""
    light = linear_from_srgb(channel.astype(np.float32) / np.float32(255))
    encoded: Floats = srgb_from_linear(light * np.float32(1 - dim)) * np.float32(255)
    return encoded


def _blurred(channel: Bytes, crop: Rect, size: Size, sigma: float, dim: float) -> Floats:
    """Return one channel of the blurred picture [encoded sRGB, 0 to 255] (H, W)."""
    scale = min(1.0, _WORKING_SIGMA / sigma)
    work = max(1, round(size.width * scale)), max(1, round(size.height * scale))
    light = linear_from_srgb(channel.astype(np.float32) / np.float32(255))
    small = Image.fromarray(light).resize(work, Image.Resampling.BILINEAR, box=_box(crop))
    soft = ndimage.gaussian_filter(np.asarray(small), sigma * work[1] / size.height, mode="nearest")
    whole = Image.fromarray(soft).resize((size.width, size.height), Image.Resampling.BICUBIC)
    lit = np.asarray(whole).clip(0, 1) * np.float32(1 - dim)
    encoded: Floats = srgb_from_linear(lit) * np.float32(255)
    return encoded


def _dithered(size: Size, channel: Callable[[int], NDArray[np.floating]]) -> Bytes:
    """Round red, green and blue [0 to 255] to whole levels, with a dither pattern.

    The pattern is the same in every frame and in all channels, so that a film compresses well and
    greys stay grey. Whole numbers stay as they are.

    References
    ----------
    Jimenez, "Next generation post processing in Call of Duty: Advanced Warfare", SIGGRAPH 2014:
    interleaved gradient noise.
    """
    row, col = np.arange(size.height)[:, None], np.arange(size.width)
    noise = 52.9829189 * ((0.06711056 * col + 0.00583715 * row) % 1.0) % 1.0
    picture = np.empty((size.height, size.width, 3), np.uint8)
    for number in range(3):
        picture[..., number] = np.clip(np.floor(channel(number) + noise), 0, 255)
    return picture


def _box(crop: Rect) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom, as Pillow wants it."""
    return crop.col, crop.row, crop.right, crop.bottom

"""Draw close-ups: few cells, each with a picture of its own size.

Each cell is filtered at its own resolution and added to the frame with its share of each frame
pixel's triangle. The shares of neighbours and of the background add to one, so there is no seam.
"""

from typing import NamedTuple

import numpy as np

from mosaic_anim.drawing.kernels.arrays import Bytes, Factors, Floats, Longs, Words
from mosaic_anim.drawing.kernels.blocks import CHANNELS, ROWS
from mosaic_anim.drawing.kernels.steps import (
    CHUNK,
    RUN,
    START,
    ColumnTaps,
    RowTaps,
    Source,
    Surface,
    copy_run,
    filter_run,
    turn_rows,
    weigh_columns,
    write_block,
    write_lanes,
)
from mosaic_anim.kernel import kernel


class CellTaps(NamedTuple):
    """Which source pixels of each cell the pixels along one axis are made of.

    Attributes
    ----------
    span : (a, 2) int64
        Pixels, from and to, that each row or column of cells touches.
    pixel, weight : (rows * cols * n, T) int64, uint16
        Taps of each cell, for n pixels from the start of its span on. Of rows they count from the
        top of the cell's picture, of columns from `CloseUps.origin`.
    outside : (N,) uint16
        How much of each pixel's triangle lies outside the canvas.
    """

    span: Longs
    pixel: Longs
    weight: Words
    outside: Words


class CloseUps(NamedTuple):
    """The cells in view.

    Attributes
    ----------
    place : (rows, cols) int64
        Where the picture of each starts in `pixels`.
    pixels : (N,) uint8
        Pictures of 4 bytes a pixel.
    tint : (rows * cols * 8,) int32
        Gain and offset of each, 16.16 fixed point; empty for none.
    row_bytes : (rows, cols) int64
        Length of a row of each picture.
    origin, read : (rows, cols) int64
        First source column of each, and how many are read.
    """

    place: Longs
    pixels: Bytes
    tint: Factors
    row_bytes: Longs
    origin: Longs
    read: Longs


@kernel()
def draw_cells(
    surface: Surface, down: CellTaps, across: CellTaps, cells: CloseUps, ground: Floats
) -> None:
    """Draw the picture.

    Parameters
    ----------
    down, across : CellTaps
        Of its rows and of its columns.
    ground : (4,) float32
        Colour outside the canvas, 0 to 255.
    """
    place, tint, read, row_bytes = cells.place, cells.tint, cells.read, cells.row_bytes
    out, lanes, width = surface.pixels, surface.lanes, surface.width
    rows = np.zeros(ROWS * RUN, np.uint16)
    tall = down.weight.shape[0] // place.size
    wide = across.weight.shape[0] // place.size
    band = np.zeros(0, np.uint8)
    turned = np.zeros((_most(read) + 8) * CHANNELS, np.uint16)
    block = np.zeros((width + 8) * CHANNELS, np.uint16)
    small = np.zeros(192, np.uint8)
    nowhere, nothing = np.zeros((1, 1), np.int64), np.zeros(CHANNELS, np.uint16)
    cell, byte = np.zeros(down.pixel.shape, np.int64), _row_starts(down.pixel, row_bytes)
    taps = RowTaps(cell, byte, down.weight, nothing, 0)
    columns_taps = ColumnTaps(across.pixel, across.weight)
    for top in range(0, surface.height, ROWS):
        count = min(ROWS, surface.height - top)
        _lay_ground(block, top, count, down.outside, across.outside, ground)
        for i in range(place.shape[0]):
            if down.span[i, 0] >= top + count or down.span[i, 1] <= top:
                continue
            first, last = max(top, down.span[i, 0]), min(top + count, down.span[i, 1])
            for j in range(place.shape[1]):
                here = i * place.shape[1] + j
                y0 = here * tall - down.span[i, 0]  # taps of frame row 0, were it in the span
                pixels, start = cells.pixels, place[i, j]
                if tint.size > 0:
                    low = down.pixel[y0 + first, 0]
                    size = (down.pixel[y0 + last - 1, -1] + 1 - low) * row_bytes[i, j]
                    if band.size < size + CHANNELS:
                        band = np.zeros(size + CHANNELS, np.uint8)
                    low *= row_bytes[i, j]
                    copy_run(band, START, size // 4, pixels, start + low, tint, here * 8)
                    pixels, start = band, -low
                source = Source(nowhere, pixels)
                for left in range(0, read[i, j], CHUNK):
                    columns = min(CHUNK, read[i, j] - left)
                    shift = start + (cells.origin[i, j] + left) * 4
                    for y in range(top, top + count):
                        o = (y - top) * RUN
                        if first <= y < last:
                            filter_run(rows, o, columns, taps, y0 + y, source, START, shift)
                        else:
                            rows[o : o + columns * 4] = 0
                    turn_rows(rows, columns, turned, left * CHANNELS)
                weigh_columns(
                    block, across.span[j, 0] * CHANNELS, block, turned,
                    columns_taps, here * wide, across.span[j, 1] - across.span[j, 0],
                )  # fmt: skip
        if lanes.size > 0:
            write_lanes(lanes, top, width, count, block)
        else:
            write_block(out, top, width, count, block, small)


@kernel()
def _most(table: Longs) -> int:
    """Return the greatest number of a table."""
    most = 0
    for i in range(table.shape[0]):
        for j in range(table.shape[1]):
            most = max(most, table[i, j])
    return most


@kernel()
def _row_starts(pixel: Longs, row_bytes: Longs) -> Longs:
    """Return the byte that each source row of a tap starts at in its picture."""
    starts = np.zeros(pixel.shape, np.int64)
    tall = pixel.shape[0] // row_bytes.size
    for k in range(pixel.shape[0]):
        cell = k // tall
        length = row_bytes[cell // row_bytes.shape[1], cell % row_bytes.shape[1]]
        for t in range(pixel.shape[1]):
            starts[k, t] = pixel[k, t] * length
    return starts


@kernel()
def _lay_ground(  # noqa: PLR0917 - compiled code has no keyword-only arguments
    block: Words, top: int, count: int, row_outside: Words, column_outside: Words, ground: Floats
) -> None:
    """Start a block with the background, as far as each pixel lies outside the canvas."""
    for k in range(block.size):
        block[k] = 0
    edge = False
    for r in range(count):
        edge = edge or row_outside[top + r] > 0
    for x in range(column_outside.size):
        if not edge and column_outside[x] == 0:
            continue
        across = 1.0 - column_outside[x] / 65535.0
        for r in range(count):
            outside = 1.0 - across * (1.0 - row_outside[top + r] / 65535.0)
            for channel in range(3):
                block[x * CHANNELS + r * 4 + channel] = np.uint16(ground[channel] * 256.0 * outside)

"""Frames as pieces of an animation, and pieces timed for the whole.

Each frame is encoded by libwebp on its own: of it, what is new since the frame before.
"""

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mosaic_anim.encode.changes import Change, change_between, whole_change
from mosaic_anim.encode.encoding import Encoding, Pixels
from mosaic_anim.encode.webp.riff import NOTHING_NEW, Piece, picture_chunks
from mosaic_anim.lazy import Image
from mosaic_anim.values.geometry import Size


def new_pieces(encoding: Encoding, frames: Iterator[Pixels], lead: int) -> Iterator[Piece]:
    """Yield what is new in each frame; one that equals the frame before lengthens it.

    Where the first of them equal the last frame of the lead, the first piece has no picture.
    """
    before: Pixels | None = None
    waiting: Piece | None = None
    for number, frame in enumerate(frames):
        if number >= lead:
            new = whole_change(frame) if before is None else change_between(before, frame)
            if new is None and waiting is not None:
                waiting = replace(waiting, duration=waiting.duration + 1)
            else:
                if waiting is not None:
                    yield waiting
                waiting = NOTHING_NEW if new is None else _encoded(encoding, frame, new)
        before = frame
    if waiting is not None:
        yield waiting


def _encoded(encoding: Encoding, frame: Pixels, new: Change) -> Piece:
    """Encode what is new in a frame; the rest of its rectangle is transparent.

    A frame that is itself transparent replaces the whole rectangle: nothing shines through it.
    """
    pixels = frame[new.rows, new.cols]
    blends = new.is_new is not None and frame.shape[2] == 3
    if new.is_new is not None and blends:
        pixels = np.dstack([pixels, np.where(new.is_new, np.uint8(255), np.uint8(0))])
    chosen = encoding.settings.webp
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "WEBP", quality=chosen.quality, method=chosen.effort)
    return Piece(
        row=new.rows.start,
        col=new.cols.start,
        size=Size(height=pixels.shape[0], width=pixels.shape[1]),
        duration=1,
        blends=blends,
        data=picture_chunks(data.getvalue()),
    )

"""Sizes of files that are not joined yet, from their segments: what a limit is compared with.

They tell a little too much rather than too little, so that a file that should fit does fit.
"""

from collections.abc import Sequence
from pathlib import Path

from mosaic_anim.encode.boxes import boxes
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.sound import sound_size

_MP4_FILE = 912  # [bytes] of an MP4 without a frame, title or comment
_MP4_FRAME = 12  # [bytes] of a frame's length and time in the index
_GIF_FILE = 128  # [bytes] of a GIF's head, loop and end, and of a hold at its end
_GIF_SEGMENT = 50  # [bytes] of a segment's head and end
_MP4_SEGMENT = 4  # [bytes] of a key frame in the index


def mp4_size(encoding: Encoding, segments: Sequence[Path]) -> int:
    """Return how large an MP4 will be: its pictures, its sound and its index [bytes]."""
    pictures = 0
    for segment in segments:
        with segment.open("rb") as file:
            found = boxes(file, 0, segment.stat().st_size)
            pictures += sum(end - begin for name, begin, end in found if name == b"mdat")
    texts = len(encoding.title.encode()) + len(encoding.comment.encode())
    index = _MP4_FILE + texts + _MP4_FRAME * encoding.frames + _MP4_SEGMENT * len(segments)
    return pictures + sound_size(encoding) + index


def gif_size(encoding: Encoding, segments: Sequence[Path]) -> int:
    """Return how large a GIF will be: its images are copied [bytes]."""
    comment = len(encoding.comment.encode())
    images = sum(segment.stat().st_size - _GIF_SEGMENT for segment in segments)
    return images + comment + comment // 255 + _GIF_FILE

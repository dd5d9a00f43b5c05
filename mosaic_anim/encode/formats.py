"""What each kind of video can do, by the suffix of its file.

A video is made in parts: `pack` prepares a frame in the thread that drew it, `write_segment`
encodes some frames into a file of their own, and `join` makes one file of them; nothing is encoded
with a loss twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from mosaic_anim.encode.encoding import Encoding, Pack, Pixels
from mosaic_anim.encode.gif.video import (
    check_gif,
    gif_options,
    join_gif,
    pack_gif,
    write_gif_segment,
)
from mosaic_anim.encode.mp4 import (
    ENCODER,
    check_mp4,
    join_mp4,
    mp4_options,
    pack_mp4,
    write_mp4_segment,
)
from mosaic_anim.encode.picture import (
    check_picture,
    check_pixels,
    join_picture,
    picture_options,
    write_picture_segment,
)
from mosaic_anim.encode.rgb import pack_rgb
from mosaic_anim.encode.sequence import join_sequence
from mosaic_anim.encode.sequence_names import is_sequence
from mosaic_anim.encode.sizes import gif_size, mp4_size
from mosaic_anim.encode.webp import (
    check_webp,
    join_webp,
    webp_options,
    webp_size,
    write_webp_segment,
)
from mosaic_anim.errors import UsageError


class WriteSegment(Protocol):
    """Encodes a segment."""

    def __call__(
        self, encoding: Encoding, frames: Iterator[Pixels], count: int, part: Path, lead: int = 0
    ) -> None:
        """Encode `count` packed frames into the file `part`, with one thread, and verify it.

        The first `lead` of `frames` are those before the segment: they are not counted. A
        StoppedError leaves `part` as it is, for its owner to remove.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a kind of video is written.

    Attributes
    ----------
    suffix : str
        Of a segment's file, with its dot.
    check : callable
        Refuses with a UsageError, before anything is drawn, what the format cannot hold.
    options : callable
        All that the bytes of a segment depend on besides its frames and the version of ffmpeg.
    pack : callable
        Gives what is done with a frame in the thread that drew it; pure.
    encoder : str
        What ffmpeg is asked for; empty where it is asked for nothing that may be missing.
    many : bool
        Whether it is many files. `join` then gets the pattern of their names for `part`, and
        writes each of `written(encoding)` whole, but those that are there.
    lead : int
        How many frames before a segment its encoder wants to see, where there are any: 0 or 1.
    write_segment : WriteSegment
        Encodes some frames into a file.
    join : callable
        (encoding, segments, part): make the file `part` of the segments, and verify it.
    size : callable or None
        (encoding, segments): how large that file will be, before it is made [bytes]; never less
        than it is. Without segments, what a file without a frame takes. None: there is no limit.
    """

    suffix: str
    check: Callable[[Encoding], None]
    options: Callable[[Encoding], tuple[str, ...]]
    pack: Callable[[Encoding], Pack]
    write_segment: WriteSegment
    join: Callable[[Encoding, Sequence[Path], Path], None]
    size: Callable[[Encoding, Sequence[Path]], int] | None = None
    encoder: str = ""
    many: bool = False
    lead: int = 0


SEQUENCE = "####.png"
"""Stands in `FORMATS` for a sequence of pictures, whatever its number of digits."""

_PICTURE = Format(
    suffix=".png",
    check=check_picture,
    options=picture_options,
    pack=pack_rgb,
    write_segment=write_picture_segment,
    join=join_picture,
)

FORMATS: dict[str, Format] = {
    ".mp4": Format(
        suffix=".mp4",
        check=check_mp4,
        options=mp4_options,
        pack=pack_mp4,
        write_segment=write_mp4_segment,
        join=join_mp4,
        size=mp4_size,
        encoder=ENCODER,
    ),
    ".gif": Format(
        suffix=".gif",
        check=check_gif,
        options=gif_options,
        pack=pack_gif,
        write_segment=write_gif_segment,
        join=join_gif,
        size=gif_size,
        lead=1,
    ),
    ".webp": Format(
        suffix=".webp",
        check=check_webp,
        options=webp_options,
        pack=pack_rgb,
        write_segment=write_webp_segment,
        join=join_webp,
        size=webp_size,
        lead=1,
    ),
    SEQUENCE: replace(_PICTURE, check=check_pixels, join=join_sequence, many=True),
    ".png": _PICTURE,
    ".jpg": _PICTURE,
    ".jpeg": _PICTURE,
}


def format_of(path: Path) -> Format:
    """Return the format that the name of `path` asks for.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = FORMATS.get(SEQUENCE if is_sequence(path) else path.suffix.lower())
    if found is None:
        raise UsageError(
            f"no video is written as '{path.suffix}'",
            remedy=f"take one of {', '.join(FORMATS)}",
            place=str(path),
        )
    return found

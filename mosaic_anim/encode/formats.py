"""Which encoder writes a file, by its suffix."""

from collections.abc import Callable

from mosaic_anim.encode.gif import check_gif, encode_gif
from mosaic_anim.encode.mp4 import check_mp4, encode_mp4
from mosaic_anim.encode.output import Encoding, FrameSource
from mosaic_anim.errors import UsageError

ENCODERS: dict[str, Callable[[Encoding, FrameSource], None]] = {
    ".mp4": encode_mp4,
    ".gif": encode_gif,
}

_CHECKS: dict[str, Callable[[Encoding], None]] = {".mp4": check_mp4, ".gif": check_gif}


def check_encoding(encoding: Encoding) -> None:
    """Refuse, before anything is drawn, what its format cannot hold.

    Raises
    ------
    UsageError
        If suffix, size, rate or preset are impossible.
    """
    check = _CHECKS.get(encoding.path.suffix.lower())
    if check is None:
        raise UsageError(
            f"no video is written as '{encoding.path.suffix}'",
            remedy=f"take one of {', '.join(ENCODERS)}",
            place=str(encoding.path),
        )
    check(encoding)


def encode(encoding: Encoding, source: FrameSource) -> None:
    """Write the file that `encoding` describes, with the frames of `source`."""
    check_encoding(encoding)
    ENCODERS[encoding.path.suffix.lower()](encoding, source)

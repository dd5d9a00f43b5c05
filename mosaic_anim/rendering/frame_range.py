"""Frame range: which frames of an output are rendered, as `A..B`."""

import re

from mosaic_anim.errors import UsageError, option


def frame_range(text: str | None, count: int, *, place: str = "") -> range:
    """Read `A..B` (half open) within `count` frames; None is all of them.

    Raises
    ------
    UsageError
        If it is not of this form, empty, or reaches past the end.
    """
    if text is None:
        return range(count)
    first, _, end = text.partition("..")
    frames = range(int(first or 0), int(end or count)) if _is_range(text) else range(0)
    if not frames or frames.stop > count:
        raise UsageError(
            f"{option('frames', text)}: no part of the frames 0 to {count}",
            remedy=f"write A..B with 0 <= A < B <= {count}, for example 0..{min(30, count)}",
            place=place,
        )
    return frames


def require_range(text: str | None) -> None:
    """Refuse what is no range of frames, before any photo is read; its end is not known yet.

    Raises
    ------
    UsageError
        If it is not of the form `A..B`.
    """
    if text is not None and not _is_range(text):
        what = f"{option('frames', text)}: this is no range of frames"
        raise UsageError(what, remedy="write A..B for frames A to B, B not included: 0..30")


def _is_range(text: str) -> bool:
    return re.fullmatch(r"\d{0,9}\.\.\d{0,9}", text) is not None

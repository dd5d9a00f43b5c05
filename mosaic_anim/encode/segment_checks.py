"""Checks that segments exist and are whole, before they are joined."""

from collections.abc import Callable, Sequence
from pathlib import Path

from mosaic_anim.errors import StoppedError


def require_whole(
    segments: Sequence[Path], is_whole: Callable[[Path], bool], *, place: str
) -> None:
    """Refuse segments if one is missing or damaged, and name it.

    Raises
    ------
    StoppedError
    """
    for segment in segments:
        if not is_whole(segment):
            raise unusable(segment, place=place)


def unusable(segment: Path, what: str = "", *, place: str) -> StoppedError:
    """Return the error that names a segment: damaged or gone, unless `what` is known better."""
    what = what or ("is damaged" if segment.is_file() else "has gone")
    return StoppedError(
        f"the segment {segment.name} {what}", remedy="run the same command again", place=place
    )


def require_count(count: int, expected: int, *, place: str) -> None:
    """Refuse segments that have more or fewer frames together than the output.

    Raises
    ------
    StoppedError
    """
    if count != expected:
        raise StoppedError(
            f"the segments hold {count} frames instead of {expected}",
            remedy="run the same command again",
            place=place,
        )

"""Results: what commands print about what they made, and how they show it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mosaic_anim.cli.console import say, tell
from mosaic_anim.cli.rooms import picture_extras, viewer
from mosaic_anim.errors import SkippedPhotosError, one_line
from mosaic_anim.values.origin import OWN
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.rendering.landed_photos import LandedPhoto
    from mosaic_anim.values.geometry import Grid

_LISTED = 20
"""Largest number of photos that are named."""


def print_relaxed(rules: Iterable[str]) -> None:
    """Report on standard error which rules of the mosaic its photos could not keep."""
    for rule in rules:
        tell(one_line(f"note: {rule}"))


def print_grid(grid: "Grid", candidates: int | None, photos: int, *, indent: str = "") -> None:
    """Print how many cells a mosaic has, and how many photos of a library it was chosen from.

    Near duplicates, and what settings leave out, are none of those.
    """
    some = f"{candidates:,} of " if candidates not in {None, photos} else ""
    say(f"{indent}{grid.cols} x {grid.rows} cells from {some}{count_of(photos, 'photo')}")


def print_chosen(text: str) -> None:
    """Print what automatic settings became, if there are any."""
    if text:
        say(f"  {text}")


def print_landed(photos: "Iterable[LandedPhoto]") -> None:
    """Print on which photos a film lands, each once, and report which of them look soft."""
    photos = list(photos)
    for line in dict.fromkeys(str(photo) for photo in photos):
        say(f"  {line}")
    most: dict[tuple[str, str], LandedPhoto] = {}
    for photo in sorted(photos, key=lambda one: one.enlargement):
        most[photo.clip, photo.photo] = photo
    for photo in most.values():
        if photo.warning:
            tell(one_line(f"warning: {photo.warning}"))


def print_skipped(skipped: Mapping[str, int], *, strict: bool) -> None:
    """Report on standard error how many photos were not usable, and why.

    Raises
    ------
    SkippedPhotosError
        If there were any, not counting this program's own pictures, and `strict` was asked for.
    """
    if not skipped:
        return
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in skipped.items())
    if len(skipped) == 1:  # its number is that of all
        (reasons,) = skipped
    total = sum(skipped.values())
    message = f"{count_of(total, 'file was', 'files were')} skipped: {reasons}"
    remedy = f"`mosaic-anim index PHOTOS` names {'it' if total == 1 else 'them'}"
    if strict and skipped.keys() - {OWN}:
        raise SkippedPhotosError(message, remedy=remedy)
    tell(one_line(f"note: {message} — {remedy}"))
    for line in picture_extras.missing_extras(skipped):
        tell(one_line(f"note: {line}"))


def tell_lost(photos: Iterable[str], *, strict: bool = False) -> None:
    """Report on standard error which photos have gone or changed while the command ran.

    Raises
    ------
    SkippedPhotosError
        If there were any and `strict` was asked for.
    """
    lost = tuple(dict.fromkeys(photos))
    if not lost:
        return
    for photo in lost[:_LISTED]:
        tell(one_line(f"note: {photo} has gone or changed: drawn from its small picture"))
    message = count_of(len(lost), "photo was lost", "photos were lost")
    remedy = "run it again with --overwrite; `mosaic-anim index PHOTOS --rebuild` if they stay"
    if strict:
        raise SkippedPhotosError(message, remedy=remedy)
    tell(one_line(f"note: {message} — {remedy}"))


def show_result(path: Path) -> None:
    """Show a finished file with the system's viewer; a note says where that cannot be."""
    try:
        viewer.show_file(path)
    except viewer.NoViewerError as error:
        tell(one_line(f"note: {path} cannot be shown here: {error}"))

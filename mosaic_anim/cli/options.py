"""Options that several commands share."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from os.path import expanduser, lexists
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

import mosaic_anim
from mosaic_anim.cli.console import say, tell
from mosaic_anim.cli.rooms import picture_extras, starter, viewer
from mosaic_anim.errors import SkippedPhotosError, one_line
from mosaic_anim.io.names import existing_path
from mosaic_anim.mosaic.settings import AUTO
from mosaic_anim.values.amount import parse_bytes
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import OWN
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.rendering.landed_photos import LandedPhoto

_LISTED = 20
"""Largest number of photos that are named."""

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneEdits:
    """What a command line changes in a scene.

    Attributes
    ----------
    sets, variables : tuple of str
        Values of `--set` and `--var`.
    cover, library : str or None
        The cover and the folder of photos, in place of the scene's.
    """

    sets: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    cover: str | None = None
    library: str | None = None

    def load(self, scene: str, *, output: str | None = None) -> "mosaic_anim.Scene":
        """Load a scene, a file or a shipped one, with these edits.

        Raises
        ------
        SceneError, UsageError
            With all that is wrong with it.
        """
        return mosaic_anim.Scene.load(
            scene_path(scene),
            sets=self.sets,
            variables=self.variables,
            cover=self.cover,
            library=self.library,
            output=output,
        )


def mosaic_paths(command: _Command) -> _Command:
    """Add `--cover` and `--library`."""
    for option in (
        click.option(
            "--library",
            type=home_text,
            metavar="PHOTOS",
            help="Folder of your photos, in place of the scene's.",
        ),
        click.option(
            "--cover",
            type=home_text,
            metavar="PICTURE",
            help="The picture that the photos form, in place of the scene's.",
        ),
    ):
        command = option(command)
    return command


def scene_edits(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--cover`, `--library`, `--set` and `--var`; the command gets them as `edits`."""

    @wraps(command)
    def edited(
        *,
        sets: tuple[str, ...],
        variables: tuple[str, ...],
        cover: str | None,
        library: str | None,
        **others: object,
    ) -> None:
        edits = SceneEdits(sets=sets, variables=variables, cover=cover, library=library)
        command(edits=edits, **others)

    return mosaic_paths(_assignments(edited))


def _assignments(command: _Command) -> _Command:
    """Add `--set` and `--var`."""
    for option in (
        click.option(
            "--var",
            "variables",
            multiple=True,
            metavar="NAME=VALUE",
            help="Set a variable of the scene.",
        ),
        click.option(
            "--set",
            "sets",
            multiple=True,
            metavar="PLACE=VALUE",
            help="Set any key of the scene, e.g. frame.fps=60; VALUE is YAML.",
        ),
    ):
        command = option(command)
    return command


def scene_path(text: str) -> Path:
    """Return the scene file that `text` names: a path, or the name of a shipped scene."""
    path = existing_path(Path(expanduser(text)))  # noqa: PTH111 - Path raises without a home
    if path.suffix or lexists(path):
        return path
    return starter.shipped_scene(text)


def print_relaxed(rules: Iterable[str]) -> None:
    """Report on standard error which rules of the mosaic its photos could not keep."""
    for rule in rules:
        tell(one_line(f"note: {rule}"))


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


class _ByteCount(click.ParamType[int]):
    """A number of bytes: 800MB, 2GiB, 1500000."""

    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return parse_bytes(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a size — write 800MB or 2GiB", param, ctx)


class _PictureSize(click.ParamType[Size]):
    """A picture's size, width x height: 1920x1080."""

    name = "WxH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Size:
        match = re.fullmatch(r"([1-9]\d{0,4})x([1-9]\d{0,4})", str(value).strip())
        if match is None:
            self.fail(f"'{value}' is not a size — write 1920x1080", param, ctx)
        return Size(width=int(match[1]), height=int(match[2]))


class _OrAuto(click.ParamType[str]):
    """A number in a range, or `auto`; it is passed on as text."""

    name = "number|auto"

    def __init__(self, number: "click.ParamType[int] | click.ParamType[float]") -> None:
        self._number = number

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(value).strip().lower()
        if text == AUTO:
            return AUTO
        try:
            float(text)
        except ValueError:
            self.fail(f"'{value}' is no number — write a number, or auto", param, ctx)
        return str(self._number.convert(value, param, ctx))


class _HomePath(click.Path):
    """A path that may begin with `~`: shells leave it in `--option=~/file`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        return super().convert(expanduser(value), param, ctx)  # noqa: PTH111 - Path raises without a home


class _PictureFile(click.ParamType[Path]):
    """A picture to write; its suffix names the format."""

    name = "file"
    _suffixes = (".png", ".jpg", ".jpeg", ".webp")

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        path = Path(expanduser(str(value)))  # noqa: PTH111 - Path raises without a home
        if path.suffix.lower() not in self._suffixes:
            self.fail(
                f"'{value}' names no picture format — end it in .png, .jpg or .webp", param, ctx
            )
        return path


open_result = click.option("--open", "opens", is_flag=True, help="Show the result when it is done.")
"""Adds `--open` to a command."""


def show_result(path: Path) -> None:
    """Show a finished file with the system's viewer; a note says where that cannot be."""
    try:
        viewer.show_file(path)
    except viewer.NoViewerError as error:
        tell(one_line(f"note: {path} cannot be shown here: {error}"))


home_text = expanduser
home_path = _HomePath()
columns_or_auto = _OrAuto(click.IntRange(1, 10_000))
tint_or_auto = _OrAuto(click.FloatRange(0, 1))
byte_count = _ByteCount()
picture_size = _PictureSize()
picture_file = _PictureFile()

segments_folder = click.option(
    "--segments",
    "folder",
    type=home_path,
    metavar="FOLDER",
    help="Folder of the segments.  [default: the user's cache]",
)
"""Adds `--segments` to a command."""

worker_count = click.option(
    "--workers", type=click.IntRange(1, 256), help="Segments made at once.  [default: the cores]"
)
"""Adds `--workers` to a command."""

"""Options that several commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from os.path import expanduser, isdir, lexists
from pathlib import Path
from typing import TypeVar

import click

import mosaic_anim
from mosaic_anim.cli.rooms import starter
from mosaic_anim.cli.value_types import columns_or_auto, home_path, home_text, whole_number
from mosaic_anim.io.names import existing_path
from mosaic_anim.mosaic.settings import AUTO, MOST_FRAMES

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneEdits:
    """What a command line changes in a scene.

    Attributes
    ----------
    sets, variables : tuple of str
        Values of `--set` and `--var`.
    cover : str or None
        The cover, in place of the scene's.
    library : str, tuple of str or None
        The folder of photos or several, in place of the scene's.
    """

    sets: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    cover: str | None = None
    library: str | tuple[str, ...] | None = None

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


frames_option = click.option(
    "--frames",
    type=whole_number(1, MOST_FRAMES),
    default=1,
    show_default=True,
    help="Frames of each video that are photos of their own; a scene calls it `mosaic.frames`.",
)
"""Adds `--frames`."""


def mosaic_paths(command: _Command) -> _Command:
    """Add `--cover` and `--library`."""
    for option in (
        photo_sources("Folder of your photos, in place of the scene's. May be given again."),
        click.option(
            "--cover",
            type=home_text,
            metavar="PICTURE",
            help="The picture that the photos form, in place of the scene's.",
        ),
    ):
        command = option(command)
    return command


def photo_sources(text: str, *, required: bool = False) -> Callable[[_Command], _Command]:
    """Return what adds `--library`; the command gets None, one folder, or a tuple of several."""
    return click.option(
        "--library",
        type=home_text,
        metavar="PHOTOS",
        multiple=True,
        required=required,
        callback=_one_or_several,
        help=text,
    )


def _one_or_several(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> str | tuple[str, ...] | None:
    return (given[0] if len(given) == 1 else given) if given else None


def scene_edits(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--cover`, `--library`, `--set` and `--var`; the command gets them as `edits`."""

    @wraps(command)
    def edited(
        *,
        sets: tuple[str, ...],
        variables: tuple[str, ...],
        cover: str | None,
        library: str | tuple[str, ...] | None,
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
    """Return the scene file that `text` names: a path, or the name of a shipped scene.

    A folder of that name, such as the one that its films are in, does not hide a shipped scene.
    """
    path = existing_path(Path(expanduser(text)))  # noqa: PTH111 - Path raises without a home
    is_folder = isdir(path)  # noqa: PTH112 - Path raises for a name that is too long
    if path.suffix or (lexists(path) and not (is_folder and starter.is_shipped(text))):
        return path
    return starter.shipped_scene(text)


open_result = click.option("--open", "opens", is_flag=True, help="Show the result when it is done.")
"""Adds `--open` to a command."""


segments_folder = click.option(
    "--segments",
    "folder",
    type=home_path,
    metavar="FOLDER",
    help="Folder of the segments.  [default: the user's cache]",
)
"""Adds `--segments` to a command."""

worker_count = click.option(
    "--workers", type=whole_number(1, 256), help="Segments made at once.  [default: the cores]"
)
"""Adds `--workers` to a command."""

index_option = click.option(
    "--index",
    "index_folder",
    type=home_path,
    help="Folder of the index.  [default: in the user's cache]",
)
"""Adds `--index` to a command that reads a folder of photos."""

reader_count = click.option(
    "--workers", type=whole_number(1), help="Number of reading processes.  [default: the cores]"
)
"""Adds `--workers` to a command that reads a folder of photos."""

strict_option = click.option(
    "--strict", is_flag=True, help="Exit with code 3 if any photo was skipped."
)
"""Adds `--strict` to a command that skips photos that it cannot use."""

quiet_option = click.option("--quiet", is_flag=True, help="No progress.")
"""Adds `--quiet` to a command."""

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Progress and result as JSON lines."
)
"""Adds `--json` to a command."""

photos_option = photo_sources("Folder of photos, or demo. May be given again.", required=True)
"""Adds `--library` to a command that needs one."""

columns_option = click.option(
    "--columns",
    type=columns_or_auto,
    metavar="NUMBER|auto",
    help="Cells in a row.  [default: auto, as suits the photos]",
)
"""Adds `--columns` to a command."""

mosaic_sets = click.option(
    "--set", "sets", multiple=True, metavar="PLACE=VALUE", help="Set any key of `mosaic`."
)
"""Adds `--set` to a command that knows a mosaic and no scene."""


def overwrite_option(what: str) -> Callable[[_Command], _Command]:
    """Return what adds `--overwrite` to a command: "the sheet if it exists"."""
    return click.option("--overwrite", is_flag=True, help=f"Replace {what}.")


def all_sets(sets: tuple[str, ...], **options: str | None) -> list[str]:
    """Return what `--set` sets, after what is automatic here and before what options set."""
    automatic = [f"{name}={AUTO}" for name in options]
    return [*automatic, *sets, *(f"{name}={value}" for name, value in options.items() if value)]

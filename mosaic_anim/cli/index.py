"""`mosaic-anim index`: read a folder of photos into a library."""

from pathlib import Path

import click

from mosaic_anim.cli.console import say, say_json
from mosaic_anim.cli.options import json_option, quiet_option
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.rooms import index, picture_extras
from mosaic_anim.cli.value_types import home_path, whole_number
from mosaic_anim.errors import SkippedPhotosError, one_line
from mosaic_anim.values.origin import OWN
from mosaic_anim.values.wording import count_of

_LISTED = 20


@click.command("index")
@click.argument("photos", type=home_path)
@click.option(
    "--index",
    "index_folder",
    type=home_path,
    help="Folder of the index.  [default: in the user's cache]",
)
@click.option(
    "--workers", type=whole_number(1), help="Number of reading processes.  [default: the cores]"
)
@click.option("--rebuild", is_flag=True, help="Discard the index and read everything again.")
@click.option("--strict", is_flag=True, help="Exit with code 3 if any photo was skipped.")
@json_option
@quiet_option
@click.option("--list", "list_all", is_flag=True, help="Name every photo that was skipped.")
def index_command(
    photos: Path,
    index_folder: Path | None,
    workers: int | None,
    rebuild: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    list_all: bool,
) -> None:
    """Read a folder of PHOTOS into the index.

    Subfolders are read too. Photos are never changed, and those that have not changed since the
    last time are not read again. `build` and `render` do this by themselves.
    """
    with reporter(as_json=as_json, quiet=quiet) as progress:
        report = index.index_photos(
            photos, index=index_folder, workers=workers, rebuild=rebuild, progress=progress
        )
    if as_json:
        say_json(
            {
                "event": "indexed",
                "folder": str(photos),
                "photos": report.taken,
                "unchanged": report.reused,
                "copies": report.same,
                "others": report.others,
                "skipped": dict(report.summary()),
                "index": str(report.library.index),
            }
        )
    else:
        say(f"{count_of(report.taken, 'photo')} in the library ({report.reused:,} unchanged)")
        if report.same:
            say(count_of(report.same, "more file is a copy", "more files are copies of these"))
        for reason, count in report.summary().items():
            say(f"{count:,} skipped: {reason}")
        for line in picture_extras.missing_extras(report.summary()):
            say(line)
        if report.others:
            say(count_of(report.others, "file is no photo", "files are no photos"))
        shown = report.skipped if list_all else report.skipped[:_LISTED]
        for photo in shown:
            say(f"  {one_line(str(photo.path))}: {photo.reason}")
        if len(shown) < len(report.skipped):
            say(f"  … and {len(report.skipped) - len(shown):,} more: --list names all")
    bad = sum(photo.reason != OWN for photo in report.skipped)
    if strict and bad:
        raise SkippedPhotosError(count_of(bad, "file was skipped", "files were skipped"))

"""`mosaic-anim index`: read a folder of photos into a library."""

from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mosaic_anim.cli.console import say, say_json, tell
from mosaic_anim.cli.options import (
    frames_option,
    index_option,
    json_option,
    quiet_option,
    reader_count,
    strict_option,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.rooms import dask_reading, index, picture_extras, watch
from mosaic_anim.cli.value_types import home_path
from mosaic_anim.errors import CannotStartError, SkippedPhotosError, StoppedError, one_line
from mosaic_anim.values.origin import OWN
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from collections.abc import Callable

_LISTED = 20


@click.command("index")
@click.argument("photos", type=home_path)
@index_option
@reader_count
@frames_option
@click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Let Dask workers read the photos, e.g. tcp://HOST:8786; all machines see their folder.",
)
@click.option("--rebuild", is_flag=True, help="Discard the index and read everything again.")
@strict_option
@json_option
@quiet_option
@click.option("--list", "list_all", is_flag=True, help="Name every photo that was skipped.")
@click.option(
    "--watch", "watches", is_flag=True, help="Stay, and index photos as they come; Ctrl-C ends it."
)
def index_command(
    photos: Path,
    index_folder: Path | None,
    workers: int | None,
    frames: int,
    cluster: str,
    rebuild: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    list_all: bool,
    watches: bool,
) -> None:
    """Read a folder of PHOTOS into the index.

    Subfolders are read too. Photos are never changed, and those that have not changed since the
    last time are not read again. `build` and `render` do this by themselves.
    """
    if watches:
        watch.require_watching()

    def refresh(*, afresh: bool = False) -> "index.IndexReport":
        there = dask_reading.cluster_reader(cluster) if cluster else nullcontext()
        with reporter(as_json=as_json, quiet=quiet) as progress, there as reader:
            return index.index_photos(
                photos,
                index=index_folder,
                workers=workers,
                rebuild=afresh,
                frames=frames,
                reader=reader,
                progress=progress,
            )

    report = refresh(afresh=rebuild)
    if as_json:
        _say_as_json(report, photos)
    else:
        _print(report, list_all=list_all)
    if watches:
        with suppress(KeyboardInterrupt):  # this is how one ends it
            _watch(report, photos, refresh, as_json=as_json)
    bad = sum(photo.reason != OWN for photo in report.skipped)
    if strict and bad:
        raise SkippedPhotosError(count_of(bad, "file was skipped", "files were skipped"))


def _watch(
    report: "index.IndexReport",
    photos: Path,
    refresh: "Callable[[], index.IndexReport]",
    *,
    as_json: bool,
) -> None:
    """Index again whenever photos have come or gone, and say so."""
    tell("watching for photos; Ctrl-C ends it")
    for _ in watch.folder_changes(photos, leave_out=report.library.index):
        before = set(report.library.photo_hash)
        try:
            report = refresh()
        except (CannotStartError, StoppedError) as error:  # a disk that is away may come back
            tell(f"note: {error}")
            continue
        now = set(report.library.photo_hash)
        if now == before:
            continue
        if as_json:
            _say_as_json(report, photos)
        else:
            changes = _difference(len(now - before), len(before - now))
            say(f"{count_of(len(now), 'photo')}: {changes}")


def _difference(new: int, gone: int) -> str:
    parts = [f"{count:,} {what}" for count, what in ((new, "new"), (gone, "gone")) if count]
    return ", ".join(parts)


def _say_as_json(report: "index.IndexReport", photos: Path) -> None:
    say_json(
        {
            "event": "indexed",
            "folder": str(photos),
            "photos": report.taken,
            "unchanged": report.reused,
            "copies": report.same,
            "near_duplicates": report.near_duplicates(),
            "others": report.others,
            "skipped": dict(report.summary()),
            "index": str(report.library.index),
        }
    )


def _print(report: "index.IndexReport", *, list_all: bool) -> None:
    say(f"{count_of(report.taken, 'photo')} in the library ({report.reused:,} unchanged)")
    if report.same:
        say(count_of(report.same, "more file is a copy", "more files are copies of these"))
    if near := report.near_duplicates():
        say(count_of(near, "photo is a near duplicate", "photos are near duplicates"))
    for reason, count in report.summary().items():
        say(f"{count:,} skipped: {reason}")
    for line in picture_extras.missing_extras(report.summary()):
        say(line)
    if report.others:
        say(count_of(report.others, "file is not a photo", "files are not photos"))
    shown = report.skipped if list_all else report.skipped[:_LISTED]
    for photo in shown:
        say(f"  {one_line(str(photo.path))}: {photo.reason}")
    if len(shown) < len(report.skipped):
        say(f"  … and {len(report.skipped) - len(shown):,} more: --list names all")

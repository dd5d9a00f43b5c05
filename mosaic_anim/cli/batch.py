"""`mosaic-anim batch`: a scene becomes one film for each row of a table."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mosaic_anim.cli.console import say, say_json, tell
from mosaic_anim.cli.options import (
    SceneEdits,
    json_option,
    quiet_option,
    scene_edits,
    scene_path,
)
from mosaic_anim.cli.progress import reporter
from mosaic_anim.cli.render import file_event, print_file, print_missing_photos
from mosaic_anim.cli.render_options import render_options
from mosaic_anim.cli.rooms import render_batch
from mosaic_anim.cli.value_types import home_path
from mosaic_anim.errors import ExitCode, MosaicAnimError, option
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mosaic_anim.batch.row_result import RowResult
    from mosaic_anim.rendering.options import RenderOptions


class RowsError(MosaicAnimError):
    """Some rows could not be made."""

    def __init__(self, what: str, *, remedy: str, exit_code: ExitCode) -> None:
        super().__init__(what, remedy=remedy)
        self.exit_code = exit_code


@click.command("batch")
@click.argument("scene")
@click.argument("table", type=home_path)
@scene_edits
@click.option(
    "-o",
    "output",
    metavar="PATTERN",
    help="File of each row's first output, with columns in braces: out/{name}.mp4.",
)
@click.option(
    "--qr",
    "address",
    metavar="ADDRESS",
    help="Write a QR code beside each film: of https://example.org/{file}, say, where {file} is "
    "its name. Needs segno: pip install 'mosaic_anim[qr]'.",
)
@render_options("films that exist")
@click.option("--strict", is_flag=True, help="Exit with code 3 if any photo was skipped.")
@json_option
@quiet_option
def batch_command(
    scene: str,
    table: Path,
    edits: SceneEdits,
    output: str | None,
    address: str | None,
    options: "RenderOptions",
    strict: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Render SCENE once for each row of TABLE, a CSV file.

    Its first line names columns, which are variables of the scene: photo, name and others. All
    photos that rows name are in the mosaic, which is made once; so is what the films share. A row
    that is wrong is reported and left out. The same command makes only what is missing.
    """

    def report(row: "RowResult") -> None:
        if as_json:
            _say_row(row)
        elif row.error is not None:
            tell(f"error: {row.error}")
        else:
            for file in row.files:
                print_file(file, as_json=False)

    with reporter(as_json=as_json, quiet=quiet) as progress:
        rows = render_batch.render_batch(
            scene_path(scene),
            table,
            output=output,
            address=address,
            sets=edits.sets,
            variables=edits.variables,
            cover=edits.cover,
            library=edits.library,
            options=options,
            progress=progress,
            report=report,
        )
    _print_end(rows, as_json=as_json)
    files = [file for row in rows for file in row.files]
    if files:
        print_missing_photos(files, strict=strict)
    _require_all(rows)


def _say_row(row: "RowResult") -> None:
    """Print a row as JSON."""
    problem = row.error.problems[0] if row.error is not None else None
    say_json(
        {
            "event": "row",
            "line": row.line,
            "values": dict(row.values),
            "status": _status(row),
            "files": [str(path) for path in row.paths],
            "outputs": [file_event(file) for file in row.files],
            "older": row.is_older,
            "error": str(problem) if problem is not None else None,
            "exit_code": None if row.error is None else int(row.error.exit_code),
        }
    )


def _status(row: "RowResult") -> str:
    if row.error is not None:
        return "failed"
    return "already_done" if row.already_done else "done"


def _print_end(rows: "Sequence[RowResult]", *, as_json: bool) -> None:
    """Print how many rows were made."""
    counts = Counter(map(_status, rows))
    if as_json:
        about = {name: counts[name] for name in ("done", "already_done", "failed")}
        say_json({"event": "batch", "rows": len(rows), **about})
    else:
        parts = [f"{counts['done']:,} made now"]
        parts += [f"{counts['already_done']:,} already done"] if counts["already_done"] else []
        parts += [f"{counts['failed']:,} not made"] if counts["failed"] else []
        say(f"{count_of(len(rows), 'row')}: {', '.join(parts)}")
    older = sum(row.is_older for row in rows)
    if older:
        were = count_of(older, "film was", "films were")
        tell(
            f"note: {were} made before the photos or the program changed — "
            f"{option('overwrite')} makes them again"
        )


def _require_all(rows: "Sequence[RowResult]") -> None:
    """Raise an error if rows could not be made.

    Raises
    ------
    RowsError
        With the exit code of the first of them where no other row is made.
    """
    errors = [row.error for row in rows if row.error is not None]
    if not errors:
        return
    code = errors[0].exit_code if len(errors) == len(rows) else ExitCode.STOPPED
    what = f"{len(errors):,} of {count_of(len(rows), 'row')} could not be made"
    remedy = "mend what the lines above name, and run the same command again"
    raise RowsError(what, remedy=remedy, exit_code=code)

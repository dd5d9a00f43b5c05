"""`render_batch`: one film for each row of a table, with everything that rows share made once."""

from collections.abc import Sequence
from pathlib import Path

from mosaic_anim.batch.batch import Batch, Report
from mosaic_anim.batch.output_names import Pattern
from mosaic_anim.batch.progress import BatchProgress
from mosaic_anim.batch.qr_codes import QrCodes
from mosaic_anim.batch.row_result import RowResult
from mosaic_anim.batch.row_scenes import BatchScene
from mosaic_anim.batch.table import read_table
from mosaic_anim.errors import caller_text, option
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.options import RenderOptions


def render_batch(
    scene: str | Path,
    table: str | Path,
    *,
    output: str | None = None,
    address: str | None = None,
    sets: Sequence[str] = (),
    variables: Sequence[str] = (),
    cover: str | None = None,
    library: str | Sequence[str] | None = None,
    options: RenderOptions | None = None,
    progress: Progress | None = None,
    report: Report | None = None,
) -> tuple[RowResult, ...]:
    """Render a scene once for each row of a table, whose values are the scene's variables.

    The mosaic is made once, with all photos that rows name in the cells where they fit best, and
    what films share is drawn once. A row that cannot be made does not stop the others. What an
    earlier run has made is left alone.

    Parameters
    ----------
    scene : str or Path
        A scene file.
    table : str or Path
        A CSV file; its first line names the columns.
    output : str, optional
        File of the first output, with columns in braces: `out/{name}.mp4`. The scene's own outputs
        need names of their own too: `out/$name.gif`.
    address : str, optional
        Where each film will be found, with columns and `{file}`, its name, in braces: a QR code of
        that is written beside it.
    sets, variables, cover, library
        As for `Scene.load`, for all rows.
    options : RenderOptions, optional
        How to render.
    progress : callable, optional
        Called with how far the work is.
    report : callable, optional
        Called with each row as soon as it is known what became of it.

    Returns
    -------
    tuple of RowResult
        In the order of the table.

    Raises
    ------
    SceneError, UsageError
        If the scene or the table as a whole is invalid; nothing was written.
    CannotStartError
        If nothing can be made at all.
    StoppedError
        If the disk or the cluster fails in the middle; the same call resumes.
    """
    path, rows, options = Path(scene), read_table(Path(table)), options or RenderOptions()
    used: set[str] = set()
    pattern = codes = None
    if output is not None:
        place = caller_text(command_line="-o", python="output")
        pattern = Pattern(text=output, place=place)
        pattern.require_columns(rows.columns)
        used |= pattern.columns
    if address is not None:
        place = option("qr", argument="address")
        codes = QrCodes(Pattern(text=address, place=place), overwrite=options.overwrite)
        codes.require_columns(rows.columns)
        used |= codes.columns
    described = BatchScene(
        path=path,
        text=path.read_text("utf-8", "replace") if path.is_file() else "",
        edits={"sets": sets, "variables": variables, "cover": cover, "library": library},
        output=pattern,
        options=options,
    )
    names = described.variables_of(rows, used)
    batch = Batch(described, rows, BatchProgress(progress, rows=len(rows)), report, codes)
    batch.run(names)
    return batch.results

"""Row result: what became of one row of a batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.rendering.rendered_file import RenderedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """What became of one row.

    Attributes
    ----------
    line : int
        Number of its line in the table.
    values : Mapping of str to str
        What stands there, by column.
    paths : tuple of Path
        Its files, all complete; none if it could not be made.
    files : tuple of RenderedFile
        More about them; empty if an earlier run made them, and they were not looked at now.
    already_done : bool
        Whether nothing was left to do.
    is_older : bool
        Whether it was made from the library, or by the code, of an earlier day.
    error : MosaicAnimError or None
        Why it could not be made.
    """

    line: int
    values: Mapping[str, str]
    paths: tuple[Path, ...] = ()
    files: tuple[RenderedFile, ...] = ()
    already_done: bool = False
    is_older: bool = False
    error: MosaicAnimError | None = None

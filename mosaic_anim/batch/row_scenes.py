"""Row scenes: what each row of a table asks for, as a scene of its own."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mosaic_anim.batch.output_names import Pattern, name_problem
from mosaic_anim.batch.table import Table, TableRow
from mosaic_anim.errors import ExitCode, MosaicAnimError, Problem, UsageError, option
from mosaic_anim.io.names import name_key
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.paths import lies_in
from mosaic_anim.scene.row import Row
from mosaic_anim.scene.text import read_file
from mosaic_anim.schema.problem import quoted, suggest
from mosaic_anim.timeline.titles import today


class RowError(MosaicAnimError):
    """A row that cannot be made, in one line that names it."""

    def __init__(self, place: str, problems: Sequence[Problem], exit_code: ExitCode) -> None:
        first = problems[0]
        elsewhere = f"{first.place}: " if first.place not in {"", place} else ""
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{elsewhere}{first.what}{more}", remedy=first.remedy, place=place)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchScene:
    """The scene of a batch, and what is changed in it for all rows.

    Attributes
    ----------
    path : Path
        Its file.
    text : str
        What is in it.
    edits : Mapping of str to value
        Arguments of `Scene.load`.
    output : Pattern or None
        File of the first output; None for the scene's own.
    options : RenderOptions
        How its rows are rendered.
    """

    path: Path
    text: str
    edits: Mapping[str, Any] = field(default_factory=dict)
    output: Pattern | None = None
    options: RenderOptions = field(default_factory=RenderOptions)

    def variables_of(self, table: Table, named: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of a table that are variables of the scene.

        Parameters
        ----------
        named : iterable of str
            Columns that are used besides.

        Raises
        ------
        SceneError
            If the scene cannot be read.
        UsageError
            If a column that it needs is missing, or one seems to be misspelt.
        """
        vars_ = read_file(self.path)[0].at("vars")
        declared = vars_.value if vars_ is not None and isinstance(vars_.value, dict) else {}
        columns = tuple(column for column in table.columns if column in declared)
        free = [name for name in declared if name not in columns]
        for column in table.columns:
            remedy = suggest(column, free)
            if column not in {*columns, *named} and "did you mean" in remedy:
                what = f"the scene has no variable {quoted(column)}"
                raise UsageError(what, remedy=remedy, place=table.header)
        given = {text.partition("=")[0].strip() for text in self.edits.get("variables", ())}
        for name in free:
            if declared[name].value is None and name not in given:
                raise UsageError(
                    f"no column {quoted(name)}, which the scene needs",
                    remedy=f"add it, or give {option('var', f'{name}=…')}",
                    place=table.header,
                )
        if not columns:
            raise UsageError(
                "no column is a variable of the scene",
                remedy=f"its variables: {', '.join(declared)}" if declared else "give it vars:",
                place=table.header,
            )
        return columns

    def request(self, row: TableRow, variables: Iterable[str]) -> "RowRequest":
        """Return what a row asks for.

        Raises
        ------
        RowError
            If a value is missing, or cannot be a part of the file's name.
        """
        named = sorted(self.output.columns) if self.output else []
        for column in dict.fromkeys([*variables, *named]):
            if not row.values[column]:
                what, remedy = f"{quoted(column)} is empty", "write a value, or remove the line"
                problem = Problem(what=what, remedy=remedy)
                raise RowError(row.place, [problem], ExitCode.INVALID)
        for column in named:
            if wrong := name_problem(column, row.values[column], row.place):
                raise RowError(row.place, [wrong], ExitCode.INVALID)
        values = {name: row.values[name] for name in variables}
        output = self.output.filled(row.values) if self.output else None
        return RowRequest(row=row, values=values, output=output, key=self._key(values, output))

    def load(self, request: "RowRequest") -> Scene:
        """Return the scene of a row.

        Raises
        ------
        SceneError
            With all that is wrong with it.
        """
        row = Row(values=request.values, place=request.row.place)
        return Scene.load(self.path, **self.edits, output=request.output, row=row)

    def outside(self, scene: Scene) -> Path | None:
        """Return a file of the scene's that a value lets leave the folders it may write to."""
        files = [output.file for output in scene.outputs][self.output is not None :]
        files += [one.poster.file for one in scene.outputs if one.poster and one.poster.file]
        allowed = [Path.cwd(), self.path.parent]
        return next((Path(file) for file in files if not lies_in(str(file), allowed)), None)

    def _key(self, values: Mapping[str, str], output: str | None) -> str:
        """Hash what a row asks for, but for the contents of the files that it names."""
        options = self.options
        about = (
            self.text,
            str(self.path.absolute()),
            str(Path.cwd()),
            {name: self.edits[name] for name in sorted(self.edits)},
            dict(values),
            output,
            (options.frames, options.draft),
            today() if "{date}" in self.text + json.dumps([*values.values()]) else "",
        )
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRequest:
    """What a row asks for.

    Attributes
    ----------
    row : TableRow
    values : Mapping of str to str
        The scene's variables.
    output : str or None
        File of the first output; None for the scene's own.
    key : str
        Hash of it all.
    """

    row: TableRow
    values: Mapping[str, str]
    output: str | None
    key: str


class Claims:
    """What only one row may have: a file that it writes, a photo that is its own."""

    def __init__(self) -> None:
        self._files: dict[str, RowRequest] = {}
        self._photos: dict[str, RowRequest] = {}

    def claim(self, request: RowRequest, files: Iterable[Path], photos: Mapping[str, str]) -> None:
        """Take files and photos for a row.

        Parameters
        ----------
        photos : Mapping of str to str
            Names of photos as the row writes them, by the hashes of their contents.

        Raises
        ------
        RowError
            If another row has one of them.
        """
        keys = {name_key(file): file for file in files}
        for key, file in keys.items():
            if key in self._files:
                raise self._taken(request, f"writes {file} too", self._files[key], "another name")
        for content, name in photos.items():
            if content in self._photos:
                other = self._photos[content]
                raise self._taken(
                    request, f"has the photo {quoted(name)} too", other, "another photo"
                )
        self._files.update(dict.fromkeys(keys, request))
        self._photos.update(dict.fromkeys(photos, request))

    @staticmethod
    def _taken(request: RowRequest, what: str, other: RowRequest, remedy: str) -> RowError:
        problem = Problem(
            what=f"line {other.row.line} {what}", remedy=f"{remedy}, or remove one of the lines"
        )
        return RowError(request.row.place, [problem], ExitCode.INVALID)

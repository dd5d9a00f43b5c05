"""Table: rows of values with a name for each column, as spreadsheets write CSV."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.errors import Problem, UsageError
from mosaic_anim.schema.problem import quoted
from mosaic_anim.values.wording import count_of

MAX_BYTES = 1 << 26
"""Longest table [bytes]."""

SEPARATORS = (",", ";", "\t")
"""What may stand between values; the one that is most frequent among the names of the columns."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_STATES_SEPARATOR = "sep="
"""How a first line begins that names the separator, for Excel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row.

    Attributes
    ----------
    line : int
        Number of its line in the file, from 1.
    place : str
        `people.csv:3`.
    values : Mapping of str to str
        Its values by the names of their columns, without spaces around them.
    """

    line: int
    place: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file of rows holds.

    Attributes
    ----------
    path : str
        The file.
    header : str
        Place of the names of the columns: `people.csv:1`.
    columns : tuple of str
    rows : tuple of TableRow
        Without empty lines.
    problems : tuple of (int, Problem)
        Lines that are no rows of this table, and why.
    """

    path: str
    header: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[tuple[int, Problem], ...] = ()

    def __len__(self) -> int:
        """Return the number of lines that are not empty, below the first."""
        return len(self.rows) + len(self.problems)


def read_table(path: Path) -> Table:
    """Read a table in UTF-8 or UTF-16, with commas, semicolons or tabs between values.

    Raises
    ------
    UsageError
        If the file as a whole is no table.
    """
    lines = _lines(_text(path), str(path))
    header = next(lines, None)
    if header is None:
        raise UsageError(
            "the table is empty", remedy="the first line names columns: photo,name", place=str(path)
        )
    line, columns = header
    place = f"{path}:{line}"
    _require_names(columns, place)
    rows, problems = [], []
    for number, values in lines:
        here = f"{path}:{number}"
        if len(values) == len(columns):
            row = dict(zip(columns, values, strict=True))
            rows.append(TableRow(line=number, place=here, values=row))
            continue
        what = f"{count_of(len(values), 'value')} for {count_of(len(columns), 'column')}"
        remedy = "put a value with a separator or a line break into double quotes"
        problems.append((number, Problem(what=what, remedy=remedy, place=here)))
    if not rows and not problems:
        raise UsageError(
            "the table has no rows", remedy="add a line below the names of the columns", place=place
        )
    return Table(
        path=str(path),
        header=place,
        columns=tuple(columns),
        rows=tuple(rows),
        problems=tuple(problems),
    )


def _text(path: Path) -> str:
    """Return the text of a table's file."""
    place = str(path)
    if path.is_dir():
        raise UsageError("this is a folder, no table", remedy="name a CSV file", place=place)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        remedy = "the table is a CSV file, relative to the current folder"
        raise UsageError(f"cannot be read: {what}", remedy=remedy, place=place) from error
    if len(content) > MAX_BYTES:
        raise UsageError(
            f"the table is larger than {MAX_BYTES >> 20} MiB", remedy="split it up", place=place
        )
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            "this is neither UTF-8 nor UTF-16",
            remedy="save the table as CSV UTF-8",
            place=f"{place}:{line}",
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UsageError(
            "not a text: a NUL character",
            remedy="save the table as CSV UTF-8",
            place=f"{place}:{line}",
        )
    return text


def _lines(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each line that is not empty, and its values."""
    first, _, rest = text.partition("\n")
    statement = first.strip().strip('"')
    begins = 1
    if (
        statement.lower().startswith(_STATES_SEPARATOR)
        and len(statement) == len(_STATES_SEPARATOR) + 1
    ):
        separator, text, begins = statement[-1], rest, 2
    else:
        header = next((line for line in text.splitlines() if line.strip()), "")
        separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + begins
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise UsageError(
                f"no CSV: {error}",
                remedy='a quote inside quotes is written twice: ""',
                place=f"{path}:{line}",
            ) from None
        if values is None:
            return
        values = [value.strip() for value in values]
        if any(values):
            yield line, values


def _require_names(columns: list[str], place: str) -> None:
    """Refuse columns without a name of their own."""
    if "" in columns:
        what = f"column {columns.index('') + 1} has no name"
        raise UsageError(what, remedy="name it, or remove the column", place=place)
    name, count = Counter(columns).most_common(1)[0]
    if count > 1:
        what = f"{count_of(count, 'column')} are called {quoted(name)}"
        raise UsageError(what, remedy="give each a name of its own", place=place)

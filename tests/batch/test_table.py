"""Tables: as spreadsheets of all kinds write them, and what is wrong with others."""

import pytest

from mosaic_anim.batch.output_names import Pattern
from mosaic_anim.batch.table import read_table
from mosaic_anim.errors import UsageError

ROWS = {2: {"photo": "a.jpg", "name": "Zoë"}, 3: {"photo": "b.jpg", "name": "Łucja, Bo"}}


def rows_of(path):
    """Return the rows of a table by their lines."""
    return {row.line: dict(row.values) for row in read_table(path).rows}


@pytest.mark.parametrize(
    "text",
    [
        'photo,name\na.jpg,Zoë\nb.jpg,"Łucja, Bo"\n',
        'photo;name\na.jpg;Zoë\nb.jpg;"Łucja, Bo"',
        "photo\tname\r\na.jpg\tZoë\r\nb.jpg\tŁucja, Bo\r\n",
        ' photo , name \n a.jpg , Zoë \n b.jpg ,"Łucja, Bo"\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_spreadsheet_is_understood(tmp_path, text, encoding):
    """Commas, semicolons, tabs; spaces around values; with a byte order mark and without."""
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    assert rows_of(path) == ROWS


def test_empty_lines_are_no_rows_and_lines_keep_their_numbers(tmp_path):
    """Also where a value spans two lines, and where Excel is told the separator."""
    path = tmp_path / "people.csv"
    path.write_text('sep=;\nphoto;name\n\n;;\na.jpg;"two\nlines"\n \nb.jpg;Bo\n', encoding="utf-8")
    assert rows_of(path) == {
        5: {"photo": "a.jpg", "name": "two\nlines"},
        8: {"photo": "b.jpg", "name": "Bo"},
    }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ": the table is empty — the first line names columns: photo,name"),
        (b"\n\n", ": the table is empty"),
        (b"photo,name\n", ":1: the table has no rows — add a line"),
        (b"photo,\na,b\n", ":1: column 2 has no name — name it, or remove the column"),
        (b"a,a\nb,c\n", ":1: 2 columns are called 'a' — give each a name of its own"),
        (b"photo,name\na,Zo\xeb\n", ":2: this is neither UTF-8 nor UTF-16 — save the table as CSV"),
        (b"photo,name\na,\0\n", ":2: not a text: a NUL character — save the table as CSV UTF-8"),
        (b'photo,name\na,"Bo\nb,Cy\n', ":2: no CSV: unexpected end of data — a quote inside"),
        (b'photo,name\na,"Bo"x\n', ":2: no CSV: ',' expected after '\"' — a quote inside quotes"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(tmp_path, content, problem):
    """And with what to do about it."""
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r".") as caught:
        read_table(path)
    assert str(caught.value).endswith(str(caught.value).partition("people.csv")[2])
    assert str(caught.value).partition("people.csv")[2].startswith(problem)


@pytest.mark.parametrize(
    ("name", "problem"), [("none.csv", "cannot be read: No such file"), ("", "this is a folder")]
)
def test_a_table_that_is_not_there_is_named(tmp_path, name, problem):
    """By its path."""
    with pytest.raises(UsageError, match=problem):
        read_table(tmp_path / name)


def test_a_pattern_is_filled_and_its_braces_doubled():
    """Values stand as they are in names of files, and escaped in addresses."""
    pattern = Pattern(text="{{{name}}}/{n}", place="-o")
    pattern.require_columns(["name", "n", "other"])
    assert pattern.columns == {"name", "n"}
    assert pattern.filled({"name": "Zoë B", "n": "{n}"}) == "{Zoë B}/{n}"
    assert pattern.address({"name": "Zoë B", "n": "?"}) == "{Zo%C3%AB%20B}/%3F"

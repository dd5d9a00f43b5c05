"""`batch` as a user meets it: what it prints, and how it ends."""

import csv
import json
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.cli.options import scene_path
from mosaic_anim.errors import ExitCode
from mosaic_anim.scene.starter import scenes_folder, shipped_scene

EXAMPLE = scenes_folder().parent / "examples" / "people" / "people.csv"

SCENE = """\
mosaic_anim: 1
vars: {{photo: null, name: Ada}}
frame: {{size: 64x36, fps: 5}}
mosaic: {{cover: {cover}, library: {library}, columns: 16, match: {{repeat_distance: 1}}}}
timeline: [{{duration: 400ms, camera: {{to: {{photo: $photo}}}}, text: $name}}]
outputs: [{{file: out/film.mp4, preset: draft}}]
"""

COMMAND = ("batch", "people.yaml", "people.csv", "-o", "out/{name}.mp4")


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path, monkeypatch, photo_folder, cover_file):
    """Run every command in a folder with a scene, and with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    text = SCENE.format(cover=cover_file, library=photo_folder)
    Path("people.yaml").write_text(text, encoding="utf-8")


def write(*rows):
    """Write the table."""
    lines = ["photo,name,mail", *rows]
    Path("people.csv").write_text("\n".join(lines), encoding="utf-8")


def test_it_counts_the_rows_and_names_what_it_wrote(capsys):
    """The second time, that all is there; a column that nobody needs does not matter."""
    write("photo-03,Ada,a@b.c", "photo-07,Bo,")
    assert run([*COMMAND, "--quiet"]) == ExitCode.DONE
    first = capsys.readouterr().out.splitlines()
    assert first[0].startswith("out/Ada.mp4: 64x36, 2 frames at 5/s")
    assert first[-1] == "2 rows: 2 made now"
    assert run([*COMMAND, "--quiet"]) == ExitCode.DONE
    assert capsys.readouterr().out == "2 rows: 0 made now, 2 already done\n"


def test_a_bad_row_is_an_error_of_one_line_and_the_end_says_how_many(capsys):
    """Exit 5: the same command goes on once the table is mended."""
    write("photo-03,Ada,", "photo-99,Bo,")
    assert run([*COMMAND, "--quiet"]) == ExitCode.STOPPED
    captured = capsys.readouterr()
    errors = captured.err.splitlines()
    assert errors[0].startswith("error: people.csv:3: the library has no photo 'photo-99' — ")
    assert errors[1].startswith("error: 1 of 2 rows could not be made — mend what the lines above")
    assert len(errors) == 2
    assert captured.out.splitlines()[-1] == "2 rows: 1 made now, 1 not made"
    write("photo-03,Ada,", "photo-09,Bo,")
    assert run([*COMMAND, "--quiet"]) == ExitCode.DONE
    assert capsys.readouterr().out.splitlines()[-1] == "2 rows: 1 made now, 1 already done"


def test_a_table_of_which_nothing_can_be_made_writes_nothing(capsys):
    """Exit 2, as for a scene that is invalid."""
    write("photo-98,Ada,", "photo-99,Bo,")
    assert run([*COMMAND, "--quiet"]) == ExitCode.INVALID
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("batch", "people.yaml"), "missing argument 'TABLE'"),
        (("batch", "people.yaml", "none.csv"), "none.csv: cannot be read: No such file"),
        (("batch", "none.yaml", "people.csv"), "none.yaml: no such file"),
        ((*COMMAND[:3], "-o", "out.mp4"), "-o: all rows are this one file — write a column into"),
        (
            (*COMMAND, "--qr", "https://x.org/{mial}"),
            "--qr: no column 'mial' — did you mean 'mail'",
        ),
    ],
)
def test_a_wrong_command_is_one_line(arguments, message, capsys):
    """With what to write instead; nothing was written."""
    write("photo-03,Ada,")
    assert run([*arguments, "--quiet"]) == ExitCode.INVALID
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: {message}")
    assert not Path("out").exists()


def test_json_tells_of_every_row(capsys):
    """One object for each, and one for all; standard error holds errors only at the end."""
    write("photo-03,Ada,", "photo-99,Bo,", "photo-07,Cy,")
    assert run([*COMMAND, "--json"]) == ExitCode.STOPPED
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    rows = {event["line"]: event for event in events if event["event"] == "row"}
    assert {line: row["status"] for line, row in rows.items()} == {
        2: "done",
        3: "failed",
        4: "done",
    }
    assert rows[2]["files"] == [str(Path("out/Ada.mp4"))]
    assert rows[2]["outputs"][0]["frames"] == 2
    assert rows[2]["values"] == {"photo": "photo-03", "name": "Ada", "mail": ""}
    assert rows[3]["error"].startswith("people.csv:3: the library has no photo")
    assert rows[3]["exit_code"] == ExitCode.INVALID
    assert events[-1] == {"event": "batch", "rows": 3, "done": 2, "already_done": 0, "failed": 1}


def test_the_example_has_twenty_people_with_photos_and_names_of_their_own():
    """Its columns are variables of the shipped scene."""
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert {len({row[column] for row in rows}) for column in ("photo", "name")} == {20}


def test_films_in_a_folder_called_like_a_shipped_scene_do_not_hide_it(tmp_path, monkeypatch):
    """The same command finds the scene again; another folder is no scene."""
    monkeypatch.chdir(tmp_path)
    for name in ("people", "films"):
        Path(name).mkdir()
    assert scene_path("people") == shipped_scene("people")
    assert scene_path("films") == Path("films")

"""A batch: a film for each row, as if it were rendered alone, what they share made once."""

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim import Scene, render
from mosaic_anim.batch import batch as batches
from mosaic_anim.errors import CannotStartError, ExitCode, SceneError, StoppedError, UsageError
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.rendering import segment_cache, segment_job
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.scene.row import Row

HEAD = "photo,name"
ADA, BO, CY = "photo-03,Ada", "photo-07.png,Bo", "photo-11,Cy"


@pytest.fixture
def drawn(monkeypatch):
    """Count the pictures that are drawn."""
    counts = Counter()
    draw = segment_job.draw

    def counted(state, *others, **options):
        counts["drawn"] += 1
        return draw(state, *others, **options)

    monkeypatch.setattr(segment_job, "draw", counted)
    return counts


def problems_of(rows):
    """Return what is wrong with rows, by line."""
    return {row.line: str(row.error) for row in rows if row.error}


def test_each_row_becomes_the_film_that_its_values_make(batch, people):
    """Byte for byte what a render of the same scene with the same photos in its mosaic writes."""
    rows = batch(HEAD, ADA, BO)
    assert [str(row.paths[0]) for row in rows] == ["out/Ada.mp4", "out/Bo.mp4"]
    for number, line in enumerate((ADA, BO)):
        photo, name = line.split(",")
        alone = Scene.load(
            people,
            sets=["mosaic.match.must_use=[photo-03.png,photo-07.png]"],
            row=Row(values={"photo": photo, "name": name}, place=""),
            output=f"alone-{number}.mp4",
        )
        (file,) = render(alone, options=RenderOptions(segments=Path("others")))
        made = rows[number].paths[0].read_bytes()
        assert len(made) == len(file.path.read_bytes())
        assert segments_of(made) == segments_of(file.path.read_bytes())


def segments_of(film):
    """Return the part of a film that holds its frames."""
    begin = film.index(b"mdat")
    return film[begin : begin + int.from_bytes(film[begin - 4 : begin], "big")]


def test_what_films_share_is_drawn_once(batch, drawn):
    """The five frames in which the tiles burst; each dive for itself."""
    rows = batch(HEAD, ADA, BO, CY)
    assert not problems_of(rows)
    assert drawn["drawn"] == 5 + 3 * 2


def test_tiles_are_read_once_for_all_rows(batch, monkeypatch):
    """Of one mosaic, and of the photos that each of them opens to."""
    calls = []
    read = segment_cache._read_tiles
    monkeypatch.setattr(
        segment_cache, "_read_tiles", lambda *given: (calls.append(given), read(*given))[1]
    )
    assert not problems_of(batch(HEAD, ADA, BO, CY))
    assert len(calls) == 1


def test_rows_with_other_covers_show_their_own(batch, people, photo_folder):
    """Though all that their frames say of tiles and cameras is the same."""
    text = people.read_text()
    cover = text[text.index("cover: ") + 7 : text.index(", library")]
    people.write_text(
        text.replace(cover, "$cover").replace("photo: null", f"photo: null, cover: {cover}")
    )
    other = photo_folder / "photo-40.png"
    rows = batch("photo,name,cover", f"photo-03,Ada,{cover}", f"photo-07,Bo,{other}")
    assert not problems_of(rows)
    for number, (photo, image) in enumerate((("photo-03", cover), ("photo-07", other))):
        alone = Scene.load(
            people,
            variables=[f"photo={photo}", f"name={('Ada', 'Bo')[number]}", f"cover={image}"],
            sets=["mosaic.match.must_use=[photo-03.png,photo-07.png]"],
            output=f"alone-{number}.mp4",
        )
        (file,) = render(alone, options=RenderOptions(segments=Path("others")))
        assert segments_of(file.path.read_bytes()) == segments_of(
            rows[number].paths[0].read_bytes()
        )


def test_a_second_run_makes_only_what_is_missing(batch, drawn):
    """Neither planning nor drawing what is there; a removed film comes back from its segments."""
    batch(HEAD, ADA, BO)
    drawn.clear()
    before = Path("out/Ada.mp4").stat().st_mtime_ns
    Path("out/Bo.mp4").unlink()
    rows = batch(HEAD, ADA, BO, CY)
    assert [row.already_done for row in rows] == [True, False, False]
    assert Path("out/Ada.mp4").stat().st_mtime_ns == before
    assert rows[1].paths[0].is_file()


def test_a_run_that_is_done_opens_no_scene(batch, monkeypatch):
    """Its record and the comments of the films suffice: a thousand rows take seconds."""
    batch(HEAD, ADA, BO)
    monkeypatch.setattr(batches, "open_outputs", None)
    monkeypatch.setattr(batches.BatchScene, "load", None)
    rows = batch(HEAD, ADA, BO)
    assert [row.already_done for row in rows] == [True, True]


def test_a_lost_or_damaged_record_costs_time_only(batch):
    """Films are known by their comments."""
    batch(HEAD, ADA)
    (record,) = Path("cache/batches").glob("*.json")
    written = record.read_text()
    other_library = written.replace('"library": "', '"library": "/no/such/folder')
    assert other_library != written
    for text in ("", "{}", '{"value": {"photos": 3, "rows": []}}', other_library):
        record.write_text(text)
        (row,) = batch(HEAD, ADA)
        assert row.already_done
        assert not row.error


def test_a_film_that_was_changed_is_not_there(batch):
    """Nor is it replaced."""
    batch(HEAD, ADA, BO)
    Path("out/Ada.mp4").write_bytes(b"mine")
    rows = batch(HEAD, ADA, BO)
    assert "out/Ada.mp4: this file exists" in problems_of(rows)[2]
    assert rows[0].error.exit_code == ExitCode.CANNOT_START
    assert rows[1].already_done
    assert Path("out/Ada.mp4").read_bytes() == b"mine"


def test_a_new_row_leaves_the_films_of_others_alone(batch):
    """Although the mosaic now has one more photo in a place of its own."""
    batch(HEAD, ADA)
    before = Path("out/Ada.mp4").read_bytes()
    rows = batch(HEAD, ADA, BO)
    assert [row.already_done for row in rows] == [True, False]
    assert Path("out/Ada.mp4").read_bytes() == before


def test_a_row_that_goes_leaves_the_mosaic_as_it_is(batch, drawn):
    """Its photo stays in it, so that what is drawn already serves new rows."""
    batch(HEAD, ADA, BO)
    Path("out/Ada.mp4").unlink()
    drawn.clear()
    (row,) = batch(HEAD, ADA)
    assert row.files[0].drawn == 0
    assert not drawn


def test_an_edited_scene_is_another_batch(batch, people):
    """Its films are not those that are there: they stay unless --overwrite is given."""
    batch(HEAD, ADA, BO)
    people.write_text(people.read_text().replace("200ms", "300ms"))
    rows = batch(HEAD, ADA, BO)
    assert all("the output exists" in problem for problem in problems_of(rows).values())
    rows = batch(HEAD, ADA, BO, render={"overwrite": True})
    assert [row.already_done for row in rows] == [False, False]


def test_overwriting_goes_on_where_it_was_stopped(batch):
    """A film that is exactly what would be written is left alone."""
    batch(HEAD, ADA)
    rows = batch(HEAD, ADA, BO, render={"overwrite": True})
    assert [row.already_done for row in rows] == [True, False]


def test_films_of_an_older_library_are_left_and_counted(batch, people, photo_folder):
    """One more photo in the folder: those that are there say that they are older."""
    shutil.copytree(photo_folder, "photos")
    people.write_text(people.read_text().replace(str(photo_folder), "photos"))
    batch(HEAD, ADA)
    shutil.copy("photos/photo-05.png", "photos/new.png")
    with Path("photos/new.png").open("ab") as file:
        file.write(b" ")
    (row,) = batch(HEAD, ADA)
    assert row.already_done
    assert row.is_older
    (row,) = batch(HEAD, ADA, render={"overwrite": True})
    assert not row.already_done
    assert not row.is_older


def test_a_photo_of_a_row_that_changed_makes_it_anew(batch, people, photo_folder):
    """The film shows another picture now."""
    shutil.copytree(photo_folder, "photos")
    people.write_text(people.read_text().replace(str(photo_folder), "photos"))
    batch(HEAD, ADA)
    shutil.copy("photos/photo-20.png", "photos/photo-03.png")
    (row,) = batch(HEAD, ADA)
    assert "the output exists" in str(row.error)


def test_named_photos_cost_the_mosaic_little(photo_folder, cover_file):
    """At most 1 Delta E a cell on average, for a third of the library."""
    library = Library.open(photo_folder)
    settings = MosaicSettings(columns=32, repeat_distance=1)
    free = build_placement(cover_file, library, settings)
    named = tuple(f"photo-{number:02}.png" for number in range(0, 60, 3))
    bound = build_placement(
        cover_file, library, MosaicSettings(columns=32, repeat_distance=1, must_use=named)
    )
    shown = {library.photo[photo] for photo in np.unique(bound.tile)}
    assert shown.issuperset(named)
    assert float(bound.distance.mean() - free.distance.mean()) <= 1


BAD = {
    "photo-99,Di": "the library has no photo 'photo-99' — did you mean 'photo-",
    "photo-03,Di": "line 2 has the photo 'photo-03' too — another photo, or remove",
    "photo-03.png,Di": "line 2 has the photo 'photo-03.png' too — another photo",
    "photo-11,ada": "line 2 writes out/ada.mp4 too — another name",
    "photo-12,../ada": "'name' names the file and is '../ada', which could leave the folder",
    "photo-13,a/b": "which could leave the folder — a name without / and \\",
    "photo-14,.hidden": "which could leave the folder — a name",
    'photo-15,"a\x07b"': "with a control character — leave it out, or name the file by another",
    "photo-16,": "'name' is empty — write a value, or remove the line",
    ",Di": "'photo' is empty — write a value, or remove the line",
    "photo-17": "1 value for 2 columns — put a value with a separator",
    "photo-17,Di,": "3 values for 2 columns — put a value with a separator",
    "photo-18,{who}": "unknown field '{who}'",
    "photo-19,\u6f22": "no font here has the letter",
}
"""Lines of a table, and what is wrong with each."""


def test_a_bad_row_is_one_line_and_the_others_go_on(batch):
    """With file, line and remedy; its film is absent, theirs are there."""
    found = problems_of(batch(HEAD, ADA, *BAD, BO))
    assert found.keys() == set(range(3, 3 + len(BAD)))
    for line, (row, problem) in enumerate(BAD.items(), start=3):
        assert found[line].startswith(f"people.csv:{line}: "), row
        assert problem in found[line]
        assert len(found[line].splitlines()) == 1
    assert sorted(path.name for path in Path("out").iterdir()) == ["Ada.mp4", "Bo.mp4"]


def test_values_cannot_lead_outputs_of_the_scene_out_of_their_folders(batch, people):
    """As the scene itself cannot."""
    text = people.read_text().replace("out/film.mp4", "out/$name.mp4")
    people.write_text(text)
    rows = batch(HEAD, ADA, "photo-11,../../up", output=None)
    assert "a value lets ../up.mp4 leave the folder" in problems_of(rows)[3].replace("out/../", "")
    assert Path("out/Ada.mp4").is_file()


def test_rows_may_differ_in_any_variable(batch):
    """Also in one that is no text; what a row does not say is as in the scene."""
    rows = batch("name,photo,pause", "Ada,photo-03,400ms", "Bo,photo-07,100ms")
    assert [row.files[0].frames for row in rows] == [9, 6]


@pytest.mark.parametrize(
    ("header", "options", "problem"),
    [
        ("name", {}, "people.csv:1: no column 'photo', which the scene needs — add it, or give"),
        ("foto,name", {}, "people.csv:1: the scene has no variable 'foto' — did you mean 'photo'?"),
        ("photo,mail", {}, "output: no column 'name' — one of mail, photo"),
        ("photo,name", {"output": "out.mp4"}, "output: all rows are this one file — write a colu"),
        ("photo,name", {"output": "{name.mp4"}, "output: a brace that is not closed"),
        ("photo,photo", {}, "people.csv:1: 2 columns are called 'photo' — give each a name"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_before_anything_is_made(
    batch, header, options, problem
):
    """In one line, with its remedy."""
    with pytest.raises(UsageError, match=r".") as caught:
        batch(header, "photo-03,Ada", **options)
    assert str(caught.value).startswith(problem)
    assert not Path("out").exists()


def test_a_fault_of_the_scene_is_not_that_of_each_row(batch, people):
    """It is told once, with its place."""
    people.write_text(people.read_text().replace("motion: explode", "motion: explod"))
    with pytest.raises(SceneError, match=r"people.yaml:6:\d+: unknown motion 'explod'"):
        batch(HEAD, ADA, BO)


def test_a_library_that_has_gone_stops_only_its_rows(batch, people, photo_folder):
    """Rows that were made from others are there."""
    scene = people.read_text(encoding="utf-8").replace(f"library: {photo_folder}", "library: $lib")
    people.write_text(scene.replace("vars: {", "vars: {lib: here, "), encoding="utf-8")
    for name in ("here", "there"):
        shutil.copytree(photo_folder, name)
    lines = ("name,photo,lib", "Ada,photo-03.png,here", "Bo,photo-07.png,there")
    assert not problems_of(batch(*lines))
    shutil.move("there", "gone")
    ada, bo = batch(*lines)
    assert ada.already_done
    assert not ada.error
    assert "people.csv:3: no such folder: 'there'" in str(bo.error)


def test_what_stops_every_row_is_told_once(batch):
    """Such as a limit that nothing fits into."""
    with pytest.raises(CannotStartError, match="memory"):
        batch(HEAD, ADA, BO, render={"max_memory": 1})


def test_a_batch_that_was_stopped_goes_on(batch, drawn, monkeypatch):
    """A disk that fails stops it; what was finished is not drawn again."""
    monkeypatch.setattr(batches, "_AT_ONCE", 1)
    monkeypatch.setattr(batches, "usable_cores", lambda: 1)
    make, calls = batches.make_files, []

    def fail(plans, *others):
        calls.append(plans)
        if len(calls) == 2:
            raise StoppedError("the disk is full")
        return make(plans, *others)

    monkeypatch.setattr(batches, "make_files", fail)
    with pytest.raises(StoppedError, match="the disk is full"):
        batch(HEAD, ADA, BO)
    assert Path("out/Ada.mp4").is_file()
    drawn.clear()
    rows = batch(HEAD, ADA, BO)
    assert [row.already_done for row in rows] == [True, False]
    assert drawn["drawn"] == 2


def test_rows_are_reported_as_soon_as_they_are_known(batch):
    """Faults first, before anything is drawn."""
    lines = []
    batch(HEAD, ADA, "photo-99,Bo", report=lambda row: lines.append(row.line))
    assert lines == [3, 2]


def test_a_qr_code_of_its_address_lies_beside_each_film(batch):
    """Letters that an address cannot hold are escaped."""
    segno = pytest.importorskip("segno")
    from PIL import Image

    batch(HEAD, "photo-03,Zo\u00eb B", address="https://example.org/v/{file}?n={name}")
    with Image.open("out/Zo\u00eb B-qr.png") as picture:
        modules = np.asarray(picture)[6::12, 6::12] == 0
    text = "https://example.org/v/Zo%C3%AB%20B.mp4?n=Zo%C3%AB%20B"
    expected = np.array([*segno.make_qr(text, error="m").matrix_iter(border=4)], bool)
    assert np.array_equal(modules, expected)


def test_a_foreign_picture_is_no_qr_code(batch):
    """It is not replaced; the film is there, and the row says why it is not whole."""
    pytest.importorskip("segno")
    Path("out").mkdir()
    Path("out/Ada-qr.png").write_bytes(b"mine")
    rows = batch(HEAD, ADA, BO, address="https://example.org/{file}")
    assert "out/Ada-qr.png" in problems_of(rows)[2]
    assert Path("out/Ada-qr.png").read_bytes() == b"mine"
    assert Path("out/Bo-qr.png").is_file()


def test_the_record_is_plain_json(batch):
    """With the photos that rows named, and what each row became."""
    batch(HEAD, ADA)
    (record,) = Path("cache/batches").glob("*.json")
    stored = json.loads(record.read_text())["value"]
    assert len(stored["photos"]) == 1
    (row,) = stored["rows"].values()
    assert row["photos"][0][0] == "photo-03.png"

"""An index that others wrote, or a disk has damaged: refused, and nothing else is touched."""

import contextlib
import os
import shutil
import sqlite3
import struct
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library import manifest
from mosaic_anim.library import photo_reading as reading
from mosaic_anim.library.entry import row_of
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.index_folder import MANIFEST
from mosaic_anim.library.library import library_of
from mosaic_anim.library.manifest import DamagedIndexError, Manifest
from mosaic_anim.library.scan import scan_photos
from mosaic_anim.library.update import Update

REBUILD = r"rebuild with: Library\.open\(.*, rebuild=True\)"
DIARY = b"dear diary" * 1000


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    """Read photos in this process, which is quicker."""

    def run(_, tasks, **__):
        for task in tasks:
            yield task, reading.read_small(task)

    monkeypatch.setattr(reading, "run_in_workers", run)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a folder of three photos and a text, with their index."""
    home = tmp_path_factory.mktemp("made")
    (home / "photos" / "b").mkdir(parents=True)
    for number, name in enumerate(["a.png", "b/c.png", "d.png"]):
        pixels = np.full((20 + number, 30, 3), 60 * number, np.uint8)
        Image.fromarray(pixels).save(home / "photos" / name)
    (home / "photos" / "text.jpg").write_text("no photo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            reading,
            "run_in_workers",
            lambda _, tasks, **__: ((t, reading.read_small(t)) for t in tasks),
        )
        index_photos(home / "photos", index=home / "index")
    return home


@pytest.fixture
def photos(made):
    """Name the folder of the photos."""
    return made / "photos"


@pytest.fixture
def index(made, tmp_path):
    """Copy the index, to change it."""
    return shutil.copytree(made / "index", tmp_path / "index")


@pytest.fixture
def diary(tmp_path):
    """Make a file that is none of the program's business."""
    (tmp_path / "v").mkdir()
    path = tmp_path / "v" / "diary.jpg"
    path.write_bytes(DIARY)
    return path


def entries_of(index, photos):
    with Manifest.open(index / MANIFEST, photos) as opened:
        return opened.read()[1].entries()


def forge(index, photos, *entries, store=None):
    """Write entries with checksums that are right."""
    with Manifest.open(index / MANIFEST, photos) as opened:
        opened.write(entries, store=store)


def change(index, *statements):
    """Change the database behind the back of the program."""
    with contextlib.closing(sqlite3.connect(index / MANIFEST, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


@pytest.mark.parametrize(
    "store",
    [
        "../v/diary.jpg", "..", "", "pixels-0.u8", "pixels-01.u8", "pixels-1.u8\n", "pixels-1.U8",
        "pixels-1.u8/../../v/diary.jpg", "pixels-\u0661.u8", "manifest.sqlite", "pixels-1.u8\0",
        "/etc/x",
    ],
)  # fmt: skip
def test_a_store_lies_in_its_index(photos, index, diary, store):
    """Any other name is refused, whatever its checksum says; no file is opened under it."""
    forge(index, photos, store=store)
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(photos / "new.png")
    try:
        with pytest.raises(CannotStartError, match=REBUILD):
            index_photos(photos, index=index)
        assert diary.read_bytes() == DIARY
        assert len(index_photos(photos, index=index, rebuild=True).library) == 4
    finally:
        (photos / "new.png").unlink()


@pytest.mark.parametrize(
    "path", ["../a.png", "/a.png", "b/../../a.png", "b//c.png", "./a.png", "a.png/", "", "a\0.png"]
)
def test_paths_lead_below_the_folder(photos, index, path):
    """A path that climbs up, or begins at the root, is damage."""
    photo = entries_of(index, photos)["a.png"]
    forge(index, photos, photo._replace(path=path))
    with pytest.raises(DamagedIndexError, match=REBUILD):
        index_photos(photos, index=index)


IMPOSSIBLE = {
    "reason": ["\x1b[2J", "x" * 101, "caf\xe9"],
    "taken": ["yesterday", "2020-01-01"],
    "size": [-1],
    "late": [1, -1],
    "full_height": [0, -20, 2**31 - 1],
    "full_width": [0, 20_000_000],
    "small_height": [0, -1, 21],
    "small_width": [0, 31, 2**31 - 1],
    "offset": [-1, 2**63 - 1],
    "row": [-0.1, 0.5, float("nan"), float("inf")],
    "width": [0.0, -1.0, 1.1, float("nan"), float("inf")],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in IMPOSSIBLE.items() for value in values]
)
def test_values_out_of_range_are_damage(photos, index, name, value):
    """Right checksums over values that cannot be do not make them true."""
    forge(index, photos, entries_of(index, photos)["a.png"]._replace(**{name: value}))
    with pytest.raises(DamagedIndexError, match=REBUILD):
        index_photos(photos, index=index)


def test_what_is_not_used_has_no_picture(photos, index):
    """A refused file with a place in the store would let the store seem longer."""
    text = entries_of(index, photos)["text.jpg"]
    forge(index, photos, text._replace(offset=1 << 40))
    with pytest.raises(DamagedIndexError, match=REBUILD):
        index_photos(photos, index=index)


def reseal(index, path, record):
    """Put a record in a row, and make all checksums right."""
    with contextlib.closing(sqlite3.connect(index / MANIFEST)) as database:
        database.execute("PRAGMA synchronous = OFF")
        name = os.fsencode(path)
        (reason,) = database.execute("SELECT reason FROM photo WHERE path = ?", (name,)).fetchone()
        (seal,) = manifest._seals([name], [reason], [record])
        database.execute(
            "UPDATE photo SET record = ?, seal = ? WHERE path = ?", (record, seal, name)
        )
        state = database.execute(
            "SELECT max(store), max(photos), (SELECT sum(seal) FROM photo) FROM state"
        ).fetchone()
        database.execute(
            "UPDATE state SET photos = ?, total = ?, seal = ?",
            (*state[1:], manifest._state_seal(*state)),
        )
        database.commit()


@given(data=st.data())
def test_any_forged_record_shows_its_pixels_or_is_damage(made, tmp_path_factory, data):
    """Bytes of a record are changed and sealed again: pictures of their size, or one line."""
    folder, index = made / "photos", tmp_path_factory.getbasetemp() / "forged"
    shutil.copytree(made / "index", index, dirs_exist_ok=True)
    path, entry = data.draw(st.sampled_from(sorted(entries_of(index, folder).items())))
    record = bytearray(row_of(entry)[2])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(record) - 1))
        record[place] = data.draw(
            st.sampled_from([0, 1, 0x7F, 0x80, 0xF0, 0xFF, record[place] ^ 4])
        )
    cut = data.draw(st.sampled_from([len(record)] * 9 + [0, 8, len(record) - 1]))
    reseal(index, path, bytes(record[:cut]))
    with contextlib.suppress(DamagedIndexError):
        library = library_of(Update.of(folder, index, scan_photos(folder)))
        for i in range(len(library)):
            assert library.small(i).shape == (*library.small_size[i], 3)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM photo WHERE path = CAST('d.png' AS BLOB)",
        "INSERT INTO photo SELECT CAST('e.png' AS BLOB), reason, record, seal FROM photo LIMIT 1",
        "UPDATE photo SET path = CAST('e.png' AS BLOB) WHERE path = CAST('d.png' AS BLOB)",
        "UPDATE photo SET seal = seal + 1",
        "UPDATE photo SET seal = NULL",
        "UPDATE photo SET reason = NULL",
        "UPDATE photo SET record = 'text'",
        "UPDATE photo SET reason = 'too many pixels'",
        "UPDATE state SET store = 'pixels-2.u8'",
        "UPDATE state SET photos = 'many'",
        "DELETE FROM state",
        "INSERT INTO state SELECT * FROM state",
        "DROP TABLE state",
        "CREATE VIEW more AS SELECT * FROM photo",
        "CREATE TRIGGER more AFTER INSERT ON photo BEGIN DELETE FROM photo; END",
    ],
)
def test_rows_that_change_vanish_or_come_back_are_damage(photos, index, statement):
    """Whatever SQLite itself holds for whole."""
    change(index, statement)
    with pytest.raises(DamagedIndexError, match=REBUILD):
        index_photos(photos, index=index)


def test_a_row_of_an_earlier_state_is_damage(photos, index):
    """Its own checksum is right: only the sum over all tells."""
    before = entries_of(index, photos)["a.png"]
    forge(index, photos, before._replace(size=before.size + 1))
    row = row_of(before)
    with contextlib.closing(sqlite3.connect(index / MANIFEST)) as database:
        database.execute(
            "UPDATE photo SET record = ?, seal = ? WHERE path = ?",
            (row[2], manifest._seals(*([column] for column in row))[0], row[0]),
        )
        database.commit()
    with pytest.raises(DamagedIndexError, match=REBUILD):
        entries_of(index, photos)


def test_a_view_without_end_is_not_read(photos, index):
    """SQLite would count for ever."""
    change(
        index,
        "ALTER TABLE photo RENAME TO old",
        "CREATE VIEW photo AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT path, reason, record, seal FROM old, n",
    )
    with pytest.raises(DamagedIndexError, match=REBUILD):
        index_photos(photos, index=index)


NAMES = ["manifest.sqlite", "manifest.sqlite-journal", "pixels-1.u8", "pixels-7.u8", "indexer",
         "indexer.lock"]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("kind", ["link", "second name", "pipe", "folder"])
@pytest.mark.parametrize("name", NAMES)
def test_an_index_consists_of_files_of_its_own(photos, index, diary, name, kind):
    """A file of another place that bears one of their names is neither opened nor removed."""
    (index / name).unlink(missing_ok=True)
    match kind:
        case "link":
            (index / name).symlink_to(diary)
        case "second name":
            (index / name).hardlink_to(diary)
        case "pipe":
            os.mkfifo(index / name)
        case _:
            (index / name).mkdir()
    for rebuild in (False, True):
        with pytest.raises(CannotStartError, match=f"{name}: an index consists of files of its"):
            index_photos(photos, index=index, rebuild=rebuild)
    assert diary.read_bytes() == DIARY
    assert os.path.lexists(index / name)


def test_a_journal_that_names_another_file_is_not_rolled_back(photos, index, diary):
    """SQLite would remove that file, as the journal of many databases that it takes it for."""
    with contextlib.closing(sqlite3.connect(index / MANIFEST, isolation_level=None)) as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("BEGIN")
        database.execute("CREATE TABLE more (a)")
        database.executemany("INSERT INTO more VALUES (?)", [("x" * 1000,)] * 500)
        kept = {path.name: path.read_bytes() for path in index.glob(f"{MANIFEST}*")}
        database.execute("ROLLBACK")
    assert kept[f"{MANIFEST}-journal"]
    name = os.fsencode(diary)
    page = struct.pack(">I", (1 << 30) // 4096 + 1)  # which is never used [SQLite, 1.3.5]
    end = struct.pack(">II", len(name), sum(name)) + bytes.fromhex("d9d505f920a163d7")
    kept[f"{MANIFEST}-journal"] += page + name + end
    for file, data in kept.items():
        (index / file).write_bytes(data)
    with pytest.raises(DamagedIndexError, match=REBUILD):
        index_photos(photos, index=index)
    assert diary.read_bytes() == DIARY
    assert len(index_photos(photos, index=index, rebuild=True).library) == 3
    assert diary.read_bytes() == DIARY


@pytest.mark.parametrize("rebuild", [False, True])
def test_the_database_of_another_program_is_left_alone(photos, tmp_path, rebuild):
    """A folder that somebody takes for an index by mistake keeps its files."""
    with contextlib.closing(sqlite3.connect(tmp_path / MANIFEST)) as database:
        database.execute("CREATE TABLE diary (text)")
        database.commit()
    before = (tmp_path / MANIFEST).read_bytes()
    (tmp_path / "pixels-1.u8.txt").write_text("mine")
    with pytest.raises(CannotStartError, match="this is the database of another program — name"):
        index_photos(photos, index=tmp_path, rebuild=rebuild)
    assert (tmp_path / MANIFEST).read_bytes() == before


def test_rebuilding_removes_only_what_an_index_consists_of(photos, index):
    """Names that only begin or end like those of an index are not its own."""
    others = ["manifest.sqlite.bak", "pixels-holiday.u8", "pixels-1.u8.bak"]
    for name in others:
        (index / name).write_text("mine")
    index_photos(photos, index=index, rebuild=True)
    assert [(index / name).read_text() for name in others] == ["mine"] * 3


def test_the_sums_hold_through_every_change(photos, index):
    """Entries that are added, replaced and removed leave an index that is whole."""
    rng = np.random.default_rng(3)
    known = entries_of(index, photos)
    photo = known["a.png"]
    for _ in range(30):
        names = [f"{number}.png" for number in rng.integers(0, 20, 6)]
        new = {name: photo._replace(path=name, mtime_ns=int(rng.integers(1e9))) for name in names}
        gone = [name for name in rng.permutation(sorted(known))[:3].tolist() if name not in new]
        with Manifest.open(index / MANIFEST, photos) as opened:
            opened.write(new.values(), gone=[*gone, "never there.png"])
        known = {name: entry for name, entry in known.items() if name not in gone} | new
        assert entries_of(index, photos) == known

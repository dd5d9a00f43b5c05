"""Several folders, and lists of photos, as one library."""

import os
import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim import Placement, build_mosaic
from mosaic_anim.cli.main import run
from mosaic_anim.errors import CannotStartError
from mosaic_anim.library import refresh
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.known_names import known_names
from mosaic_anim.library.library import Library, join_libraries
from mosaic_anim.library.output_files import check_files
from mosaic_anim.library.sources import source_names
from tests.nasty_pictures import encoded, write


@pytest.fixture(autouse=True)
def in_process(tmp_path, monkeypatch):
    """Read in this process, into a cache of its own."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))

    def run(function, items, **_):
        return ((item, function(item)) for item in items)

    monkeypatch.setattr("mosaic_anim.library.photo_reading.run_in_workers", run)


def photo(path, number):
    """Write a photo of one colour of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    color = (number * 37 % 256, number * 91 % 256, 128)
    return write(path, encoded(Image.new("RGB", (9, 7 + number % 3), color), "PNG"))


def table(library):
    """Return all that a library says of its photos."""
    return [
        (
            library.photo[i],
            library.photo_hash[i],
            library.full_size[i].tolist(),
            library.taken[i],
            library.format[i],
            library.small_rect[i].tolist(),
            int(library.phash[i]),
            library.colour[i].tolist(),
            float(library.flatness[i]),
            library.small(i).tolist(),
            library.original(i).read_bytes(),
        )
        for i in range(len(library))
    ]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6)), min_size=1, max_size=12),
    st.permutations("abc"),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_several_folders_are_the_folder_that_holds_them(tmp_path, photos, order):
    """Index of A, then of B, and index of A + B: the same photos, copies and names."""
    root = tmp_path / "root"
    shutil.rmtree(root, ignore_errors=True)
    for number, (folder, color) in enumerate(photos):
        photo(root / folder / f"{number}.png", color)
    folders = [root / name for name in order if (root / name).is_dir()]
    joined, whole = Library.open(folders), Library.open(root)
    if len(folders) == 1:
        assert joined.photo_hash == Library.open(folders[0]).photo_hash
        return
    assert table(joined) == table(whole)
    assert dict(joined.same) == dict(whole.same)
    assert joined.digest == whole.digest
    assert joined.skipped == whole.skipped


def test_skipped_files_of_all_folders_are_counted(tmp_path):
    """By their reasons."""
    for name in "ab":
        photo(tmp_path / name / "p.png", ord(name))
        write(tmp_path / name / "empty.jpg", b"")
    library = Library.open([tmp_path / "a", tmp_path / "b"])
    assert library.skipped == {"empty file": 2}
    assert repr(library) == f"Library({str(tmp_path / 'a')!r}, {str(tmp_path / 'b')!r}, 2 photos)"


def test_a_folder_that_is_named_twice_counts_once(tmp_path):
    """However it is spelt."""
    photo(tmp_path / "a/p.png", 1)
    library = Library.open([tmp_path / "a", str(tmp_path / "a" / ".." / "a")])
    assert library.photo == ("p.png",)
    assert library.parts == ()


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["x/a", "x/b"], ("a", "b")),
        (["x/photos", "y/photos"], ("x/photos", "y/photos")),
        (["c/a", "d/b/a"], ("c/a", "b/a")),
    ],
)
def test_folders_are_named_by_as_much_as_tells_them_apart(tmp_path, paths, names):
    """The same, whatever their order."""
    sources = [tmp_path / path for path in paths]
    assert source_names(sources) == names
    assert source_names(sources[::-1]) == names[::-1]


def test_photos_of_several_folders_are_found_by_name(tmp_path):
    """By the ends of their paths, as in one folder; and before they are read."""
    photo(tmp_path / "a/p.png", 1)
    photo(tmp_path / "b/p.png", 2)
    photo(tmp_path / "b/q.png", 3)
    folders = [str(tmp_path / "a"), str(tmp_path / "b")]
    before = known_names(folders)
    assert sorted(before.paths_of("p")) == ["a/p.png", "b/p.png"]
    library = Library.open(folders)
    assert library.find("q") == library.photo.index("b/q.png")
    assert known_names(folders).photos == set(library.photo_hash)


def test_a_list_names_photos_and_folders(tmp_path):
    """Relative to the list, with comments and blank lines; whatever the names of the photos."""
    photo(tmp_path / "a/p.png", 1)
    photo(tmp_path / "a/left out.png", 2)
    photo(tmp_path / "b/c/q.png", 3)
    photo(tmp_path / "#odd name", 4)
    lines = ["\ufeffa/p.png", "", "# a comment", "  b  ", "./#odd name", "a/../a/p.png", "gone.jpg"]
    listed = write(tmp_path / "photos.txt", "\r\n".join(lines).encode())
    library = Library.open(listed)
    assert library.photo == ("#odd name", "a/p.png", "b/c/q.png")
    assert library.skipped == {"no such file": 1}
    assert library.original(1) == tmp_path / "a/p.png"
    assert not library.same


def test_a_list_may_name_photos_anywhere(tmp_path):
    """Absolute, or above the list; their paths begin where they part."""
    photo(tmp_path / "far/p.png", 1)
    here = photo(tmp_path / "here/q.png", 2)
    (tmp_path / "lists").mkdir()
    listed = write(tmp_path / "lists/x.txt", f"../far/p.png\n{here}\n".encode())
    assert Library.open(listed).photo == ("far/p.png", "here/q.png")


def test_a_longer_list_reads_only_what_is_new(tmp_path, monkeypatch):
    """As a folder with more photos."""
    for number in range(4):
        photo(tmp_path / f"{number}.png", number)
    listed = write(tmp_path / "photos.txt", b"0.png\n1.png\n")
    assert len(Library.open(listed)) == 2
    write(listed, b"0.png\n1.png\n3.png\n")
    read = []

    def counted(folder, photos, *, workers):
        read.extend(photo.path for photo in photos)
        return original(folder, photos, workers=workers)

    original = refresh.Update.run.__globals__["read_photos"]
    monkeypatch.setattr("mosaic_anim.library.update.read_photos", counted)
    assert Library.open(listed).photo == ("0.png", "1.png", "3.png")
    assert read == ["3.png"]


@pytest.mark.parametrize("data", [b"\0\1\2", None])
def test_what_is_no_list_is_refused(tmp_path, data):
    """Bytes that are no text; a list that is not there."""
    path = tmp_path / "photos.txt"
    if data is not None:
        write(path, data)
    with pytest.raises(CannotStartError, match="list of photos"):
        Library.open(path)


def test_an_empty_list_is_no_library(tmp_path):
    """And keeps whatever index there was."""
    with pytest.raises(CannotStartError, match="no usable photo"):
        Library.open(write(tmp_path / "photos.txt", b"# nothing yet\n"))


def test_listed_photos_and_the_list_are_never_replaced(tmp_path):
    """As the photos of a folder."""
    mine = photo(tmp_path / "a/p.png", 1)
    listed = write(tmp_path / "photos.txt", b"a/p.png\n")
    for target in (mine, listed):
        with pytest.raises(CannotStartError, match="read and never replaced"):
            check_files([target], Inputs.of_mosaic("", (str(listed),)), overwrite=True)
    check_files([photo(tmp_path / "b/p.png", 2)], Inputs.of_mosaic("", listed), overwrite=True)


def test_an_index_for_several_is_a_mistake(tmp_path):
    """Each has one of its own."""
    with pytest.raises(ValueError, match="an index each"):
        Library.open([tmp_path, tmp_path / "b"], index=tmp_path / "i")
    with pytest.raises(ValueError, match="no folder"):
        Library.open([])


def test_a_joined_library_says_which_photo_is_damaged(tmp_path):
    """Pixels are checked in the part that they come from."""
    photo(tmp_path / "a/p.png", 1)
    photo(tmp_path / "b/p.png", 2)
    parts = [Library.open(tmp_path / name) for name in "ab"]
    joined = join_libraries(parts, ("a", "b"))
    (store,) = parts[1].index.glob("pixels-*.u8")
    with store.open("r+b") as file:
        file.write(b"\xff" * 30)
    np.testing.assert_array_equal(joined.small(0), parts[0].small(0))
    with pytest.raises(CannotStartError, match="damaged pixels"):
        joined.small(1)
    assert os.fspath(joined.original(1)).endswith("p.png")


def test_a_mosaic_of_several_folders_is_that_of_the_folder_that_holds_them(tmp_path):
    """The same placement; it does not say where to look, and finds photos by their names."""
    for number in range(6):
        photo(tmp_path / "root" / "ab"[number % 2] / f"{number}.png", number)
    cover = photo(tmp_path / "cover.png", 9)
    folders = [tmp_path / "root/b", tmp_path / "root/a"]
    joined = build_mosaic(cover, folders, columns=3)
    whole = build_mosaic(cover, tmp_path / "root", columns=3)
    np.testing.assert_array_equal(joined.placement.tile, whole.placement.tile)
    assert joined.placement.photo.tolist() == whole.placement.photo.tolist()
    assert joined.placement.library == ""
    joined.placement.save(tmp_path / "p.npz")
    assert joined.save(tmp_path / "joined.png").read_bytes() == (
        whole.save(tmp_path / "whole.png").read_bytes()
    )
    assert Placement.load(tmp_path / "p.npz").library == ""
    for target in (tmp_path / "root/a/0.png", tmp_path / "root/b/1.png"):
        with pytest.raises(CannotStartError, match="photo of the library"):
            joined.save(target, overwrite=True)


def test_the_command_line_takes_several_folders(tmp_path, capsys):
    """For a picture, and for any scene."""
    photo(tmp_path / "a/p.png", 1)
    photo(tmp_path / "b/p.png", 2)
    sources = [f"--library={tmp_path / name}" for name in "ab"]
    cover = photo(tmp_path / "cover.png", 9)
    output = tmp_path / "p.npz"
    command = ["build", str(cover), *sources, "--columns=2", "--quiet"]
    assert run([*command, "--placement", str(output)]) == 0
    assert "from 2 photos" in capsys.readouterr().out
    assert run(["check", "zoom-in", f"--cover={cover}", *sources]) == 0
    assert run(["build", str(cover), "--columns=2", "--quiet", "-o", "x.png"]) == 2
    assert "--library" in capsys.readouterr().err

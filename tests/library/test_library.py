"""Library: the photos as everything else sees them."""

import os
import shutil
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.io.workers import run_in_workers
from mosaic_anim.library import demo_library
from mosaic_anim.library import photo_reading as reading
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.library import Library, library_of
from mosaic_anim.library.photo_names import PhotoNameError
from mosaic_anim.library.refresh import refresh_index


@pytest.fixture(autouse=True)
def _in_process(monkeypatch):
    """Read photos in this process, which is quicker."""

    def run(function, tasks, **_):
        return ((task, function(task)) for task in tasks)

    monkeypatch.setattr(reading, "run_in_workers", run)


@pytest.fixture
def photos(tmp_path):
    """Make a folder of three photos, one of which has a date."""
    for number, name in enumerate(["one.jpg", "trip/two.jpg", "trip/three.png"]):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        exif = Image.Exif()
        if number == 0:
            exif.get_ifd(0x8769)[0x9003] = "2020:02:03 04:05:06"
        Image.new("RGB", (60, 40), (80 * number, 10, 20)).save(tmp_path / name, exif=exif)
    return tmp_path


def test_a_folder_opens_with_all_that_is_known_of_its_photos(photos):
    """Paths, hashes, sizes and dates lie in parallel, sorted by path."""
    library = Library.open(photos)
    assert len(library) == 3
    assert library.photo == ("one.jpg", "trip/three.png", "trip/two.jpg")
    assert library.taken == ("2020-02-03T04:05:06", None, None)
    assert library.full_size.tolist() == [[40, 60]] * 3
    assert library.original(1) == photos / "trip/three.png"
    assert all(len(content) == 64 for content in library.photo_hash)


def test_arrays_are_read_only(photos):
    """A library is a value."""
    library = Library.open(photos)
    for array in (library.small(0), library.full_size, library.small_rect, library.small_offset):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_an_index_of_just_these_files_is_opened_as_any_other(photos):
    """By its columns, without an object for each photo: copies, links and refused files too."""
    shutil.copy(photos / "one.jpg", photos / "zwei.jpg")
    (photos / "bad.png").write_bytes(b"no picture")
    with suppress(OSError):  # not on every disk
        (photos / "another.png").symlink_to(photos / "trip/three.png")
    Library.open(photos)
    update = refresh_index(photos)
    quick = library_of(update)
    assert "entries" not in vars(update)
    assert update.photos()["size"].tolist() == [entry.size for entry in update.good]
    skipped = update.skipped
    update._is_as_scanned = False
    slow = library_of(update)
    assert skipped == update.skipped
    for one, other in zip(vars(quick).values(), vars(slow).values(), strict=True):
        np.testing.assert_array_equal(one, other)
        assert getattr(one, "dtype", None) == getattr(other, "dtype", None)


def test_photos_are_found_by_path_name_and_stem(photos):
    """The more exact name wins."""
    library = Library.open(photos)
    for name in ("trip/two.jpg", "./trip/two.jpg", "two.jpg", "two"):
        assert library.find(name) == 2
    assert library.find("four") is None
    Image.new("RGB", (9, 9), "white").save(photos / "two.jpg")
    library = Library.open(photos)
    assert library.photo[library.find("two.jpg")] == "two.jpg"
    assert library.photo[library.find("trip/two.jpg")] == "trip/two.jpg"


def test_copies_and_links_lead_to_their_photo(photos):
    """By any of its names; hard links are no further files."""
    shutil.copy(photos / "one.jpg", photos / "trip/zcopy.jpg")
    (photos / "alink.jpg").symlink_to("trip/two.jpg")
    (photos / "twin.png").hardlink_to(photos / "trip/three.png")
    (photos / "trip/link to copy.jpg").symlink_to("zcopy.jpg")
    report = index_photos(photos)
    library = report.library
    for name, content in (
        ("zcopy", "one.jpg"),
        ("link to copy", "one.jpg"),
        ("alink", "trip/two.jpg"),
        ("twin.png", "trip/three.png"),
        ("trip/three", "trip/three.png"),
    ):
        assert library.photo_hash[library.find(name)] == sha256_of(photos / content)
    assert (len(library), report.same) == (3, 1)


def test_namesakes_with_different_contents_are_refused(photos):
    """Until they are equal, or a folder tells them apart."""
    Image.new("RGB", (9, 9), "white").save(photos / "two.png")
    with pytest.raises(PhotoNameError, match=r"two photos are called 'two'"):
        Library.open(photos).find("two")
    shutil.copy(photos / "two.png", photos / "trip/two.jpg")
    library = Library.open(photos)
    assert library.find("two") == library.find("two.png") == library.find("trip/two.jpg")


def test_the_digest_follows_the_contents_and_not_the_names(photos, tmp_path_factory):
    """Renamed photos are the same library; a changed pixel is another."""
    digest = Library.open(photos).digest
    other = tmp_path_factory.mktemp("other")
    for name, path in zip("zyx", sorted(photos.rglob("*.*g")), strict=True):
        shutil.copy(path, other / f"{name}.jpg")
    assert Library.open(other).digest == digest
    Image.new("RGB", (60, 40), (81, 10, 20)).save(other / "x.jpg")
    assert Library.open(other).digest != digest


def test_the_library_does_not_depend_on_how_it_was_read(photos, tmp_path, monkeypatch):
    """In processes or not, at once or in two steps: the same library."""
    steps = tmp_path / "index"
    (photos / "trip/two.jpg").rename(photos / "later")
    Library.open(photos, index=steps)
    (photos / "later").rename(photos / "trip/two.jpg")
    in_steps = Library.open(photos, index=steps)
    monkeypatch.setattr(reading, "run_in_workers", run_in_workers)
    at_once = Library.open(photos, index=tmp_path / "other", workers=2)
    assert in_steps.photo == at_once.photo
    assert in_steps.photo_hash == at_once.photo_hash
    for i in range(3):
        np.testing.assert_array_equal(in_steps.small(i), at_once.small(i))


def test_small_pictures_outlive_their_photos(photos):
    """A photo deleted after indexing still has its small picture."""
    library = Library.open(photos)
    (photos / "one.jpg").unlink()
    assert library.small(0).shape == (40, 60, 3)


def test_the_demo_library_is_asked_for_by_name(photos, monkeypatch):
    """`demo` is the built-in library, not a folder of that name."""
    monkeypatch.setattr(demo_library, "demo_library_folder", lambda _: photos)
    assert len(Library.open("demo")) == 3


def test_a_moved_working_directory_does_not_matter(photos, monkeypatch):
    """Paths are absolute once a library is open."""
    monkeypatch.chdir(photos.parent)
    library = Library.open(photos.name)
    os.chdir("/")
    assert library.original(0).is_file()
    assert library.small(0).shape == (40, 60, 3)

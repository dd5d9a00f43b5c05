"""Pictures of this program's own making are no photos; what was made of them may be one."""

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from mosaic_anim.drawing.frame import Frame
from mosaic_anim.io import pictures as images
from mosaic_anim.io.pictures import is_own_picture
from mosaic_anim.library.index import index_photos
from mosaic_anim.values.origin import OWN, PICTURE
from tests.conftest import save_picture, smooth_picture

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".gif", ".avif")


@pytest.fixture
def photos(tmp_path):
    """Make a folder of two photos and one of our own pictures in each format."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(2):
        save_picture(folder / f"photo-{number}.png", smooth_picture(number))
    for suffix in SUFFIXES:
        Frame(smooth_picture(9)).save(folder / f"own{suffix}")
    return folder


def test_own_pictures_are_left_out_and_counted(photos, tmp_path):
    """In every format that has a place for a comment; the reason is one word for all."""
    report = index_photos(photos, index=tmp_path / "index")
    assert report.library.photo == ("photo-0.png", "photo-1.png")
    assert {skip.path: skip.reason for skip in report.skipped} == {
        f"own{suffix}": OWN for suffix in SUFFIXES
    }
    assert report.summary() == {OWN: len(SUFFIXES)}


def test_they_make_no_other_library(photos, tmp_path):
    """The photos are the same with them and without, in pixels too."""
    with_them = index_photos(photos, index=tmp_path / "with").library
    for path in photos.glob("own*"):
        path.unlink()
    without = index_photos(photos, index=tmp_path / "without").library
    assert with_them.digest == without.digest
    for number in range(2):
        np.testing.assert_array_equal(with_them.small(number), without.small(number))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_made_of_one_without_the_comment_is_a_photo(photos, tmp_path, suffix):
    """An editor that drops the comment hands it to the user, under the same name."""
    path = photos / f"own{suffix}"
    with Image.open(path) as picture:
        edited = picture.convert("RGB").rotate(180)
    edited.info.clear()
    index = tmp_path / "index"
    assert f"own{suffix}" not in index_photos(photos, index=index).library.photo
    edited.save(path)
    assert not is_own_picture(path)
    assert f"own{suffix}" in index_photos(photos, index=index).library.photo


def test_a_photo_with_another_comment_stays_one(photos, tmp_path):
    """Cameras and people write comments too, and broken ones."""
    texts = PngInfo()
    texts.add_text("Comment", f"printed with {PICTURE}")
    pixels = Image.fromarray(smooth_picture(3))
    pixels.save(photos / "quotes.png", pnginfo=texts)
    pixels.save(photos / "bytes.jpg", comment=b"\xff\xfe\x00\x80")
    pixels.save(photos / "packet.webp", xmp=b"\xff<rdf:li>")
    pixels.save(photos / "described.tif", description="by the sea")
    found = index_photos(photos, index=tmp_path / "index").library.photo
    assert {"quotes.png", "bytes.jpg", "packet.webp", "described.tif"} <= set(found)


def test_one_opening_of_a_file_tells(photos, tmp_path, monkeypatch):
    """No photo is opened a second time for it, and of an own picture no pixel is decoded."""
    opened, real = [], images.open_regular

    def counted(path, **options):
        opened.append(path.name)
        return real(path, **options)

    monkeypatch.setattr(images, "open_regular", counted)
    monkeypatch.setattr(
        "mosaic_anim.library.photo_reading.run_in_workers",
        lambda read, tasks, **_: ((task, read(task)) for task in tasks),
    )
    data = (photos / "own.png").read_bytes()
    (photos / "own.png").write_bytes(data[: data.index(b"IDAT") + 4] + b"no pixels")
    report = index_photos(photos, index=tmp_path / "index")
    assert report.summary() == {OWN: len(SUFFIXES)}
    assert sorted(opened) == sorted(path.name for path in photos.iterdir())


def test_a_cover_may_be_of_our_own_making(tmp_path):
    """Only photos are told apart: any other picture is read as it is."""
    frame = Frame(smooth_picture(1))
    frame.save(tmp_path / "cover.png")
    found = images.read_picture(tmp_path / "cover.png").pixels
    np.testing.assert_array_equal(found, frame.pixels)

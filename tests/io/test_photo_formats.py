"""Formats that extras read: real files of each, with the right colours and the right way up."""

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from mosaic_anim.io import jxl_photos, picture_headers, raw_photos
from mosaic_anim.io.picture_extras import EXTRAS, missing_extras
from mosaic_anim.io.picture_files import TOO_LARGE, UnreadablePictureError
from mosaic_anim.io.pictures import read_picture, read_picture_size
from mosaic_anim.values.geometry import Size
from tests.nasty_pictures import encoded, exif, gradient, write
from tests.raw_files import dng

STORED = {  # EXIF 2.32: the stored picture of an upright one
    1: lambda upright: upright,
    3: lambda upright: upright[::-1, ::-1],
    6: lambda upright: upright[:, ::-1].swapaxes(0, 1),
    8: lambda upright: upright[::-1].swapaxes(0, 1),
}
SENSOR = np.full((64, 96), 20_000)
JXL_64_BY_48 = b"\xff\x0a" + (5 << 1 | 1 | 0 << 6 | 7 << 9).to_bytes(4, "little") + bytes(60)
"""The header of a JPEG XL, without its pixels."""


def heic(pixels, **options):
    """Return a picture as the bytes of an HEIC file."""
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(file, quality=-1, chroma=444, **options)
    return file.getvalue()


def jxl(pixels, **options):
    """Return a picture as the bytes of a JPEG XL file."""
    file = io.BytesIO()
    jxl_photos.plugin._save(with_encoder(Image.fromarray(pixels), options), file, "x.jxl")
    return file.getvalue()


def with_encoder(picture, options):
    """Hand over options as Pillow does."""
    picture.encoderinfo = {"lossless": True, **options}
    return picture


@pytest.mark.parametrize("short_side", [None, 48])
@pytest.mark.parametrize("orientation", STORED)
def test_a_raw_photo_is_its_embedded_picture_the_right_way_up(tmp_path, orientation, short_side):
    """Orientation and date are those of the RAW file: its preview carries none."""
    upright = gradient(600, 480) if orientation > 4 else gradient(480, 600)
    preview = encoded(np.ascontiguousarray(STORED[orientation](upright)), "JPEG", quality=97)
    path = write(tmp_path / "p.dng", dng(SENSOR, preview=preview, orientation=orientation))
    picture = read_picture(path, short_side=short_side)
    assert picture.format == "RAW"
    assert picture.taken == "2024-05-06T07:08:09"
    height, width = upright.shape[:2]
    assert picture.full_size == read_picture_size(path) == Size(height=height, width=width)
    wanted = Image.fromarray(upright).resize(picture.pixels.shape[1::-1], Image.Resampling.BOX)
    np.testing.assert_allclose(picture.pixels.astype(int), np.asarray(wanted, int), atol=3)


def test_a_raw_photo_without_a_preview_is_developed(tmp_path):
    """At half its size, the right way up, with its date: grey stays grey, red becomes red."""
    raw = np.full((64, 96), 3000)
    raw[::2, 48::2] = 30_000  # red dots of the right half
    picture = read_picture(write(tmp_path / "p.dng", dng(raw, orientation=6)))
    assert picture.taken == "2024-05-06T07:08:09"
    assert picture.full_size == Size(height=48, width=32)
    top, bottom = picture.pixels[4:20].mean(axis=(0, 1)), picture.pixels[28:44].mean(axis=(0, 1))
    assert np.ptp(top) < 3
    assert bottom[0] > bottom[1:].max() + 60


def test_a_small_preview_gives_way_to_a_development(tmp_path):
    """A picture of the size of a stamp is no photo."""
    preview = encoded(gradient(120, 160), "JPEG")
    picture = read_picture(write(tmp_path / "p.dng", dng(SENSOR, preview=preview)))
    assert picture.full_size == Size(height=32, width=48)


def test_a_plain_tiff_is_no_raw_photo(tmp_path):
    """Both begin alike; only tags tell them apart."""
    picture = read_picture(write(tmp_path / "p.nef", encoded(gradient(), "TIFF")))
    assert picture.format == "TIFF"
    np.testing.assert_array_equal(picture.pixels, gradient())


def test_a_damaged_raw_photo_is_refused(tmp_path):
    """Whatever LibRaw raises."""
    whole = dng(SENSOR)
    for data in (whole[:-200], b"FUJIFILMCCD-RAW" + bytes(400), whole[:8] + bytes(len(whole) - 8)):
        with pytest.raises(UnreadablePictureError, match=r"damaged|not a picture"):
            read_picture(write(tmp_path / "p.dng", data))


def test_a_long_raw_file_is_not_taken_into_memory(tmp_path, monkeypatch):
    """LibRaw would hold all of it."""
    monkeypatch.setattr(raw_photos, "LONGEST_FILE", 1000)
    with pytest.raises(UnreadablePictureError, match="RAW file of more than"):
        read_picture(write(tmp_path / "p.dng", dng(SENSOR)))


def test_a_huge_raw_photo_is_not_developed(tmp_path, monkeypatch):
    """A development takes several times its size."""
    monkeypatch.setattr(raw_photos, "MOST_DEVELOPED", 1000)
    with pytest.raises(UnreadablePictureError, match="without a preview"):
        read_picture(write(tmp_path / "p.dng", dng(SENSOR)))


@pytest.mark.parametrize("short_side", [None, 24])
@pytest.mark.parametrize("orientation", STORED)
def test_heic_has_its_colors_the_right_way_up(tmp_path, orientation, short_side):
    """Decoded and reduced by the same filter as all others."""
    stored = np.ascontiguousarray(STORED[orientation](gradient()))
    data = heic(stored, exif=exif(orientation=orientation, taken="2021:07:04 18:30:05").tobytes())
    path = write(tmp_path / "p.heic", data)
    picture = read_picture(path, short_side=short_side)
    assert (picture.format, picture.taken) == ("HEIF", "2021-07-04T18:30:05")
    assert picture.full_size == read_picture_size(path) == Size(height=48, width=64)
    wanted = Image.fromarray(gradient()).resize(picture.pixels.shape[1::-1], Image.Resampling.BOX)
    np.testing.assert_allclose(picture.pixels.astype(int), np.asarray(wanted, int), atol=3)


@pytest.mark.parametrize("short_side", [None, 24])
@pytest.mark.parametrize("container", [False, True])
def test_jpeg_xl_has_its_colors(tmp_path, container, short_side):
    """Bare, or in boxes; its size is known before it is decoded."""
    path = write(tmp_path / "p", jxl(gradient(), use_container=container))
    picture = read_picture(path, short_side=short_side)
    assert picture.format == "JXL"
    assert picture.full_size == read_picture_size(path) == Size(height=48, width=64)
    wanted = Image.fromarray(gradient()).resize(picture.pixels.shape[1::-1], Image.Resampling.BOX)
    np.testing.assert_allclose(picture.pixels.astype(int), np.asarray(wanted, int), atol=3)


@pytest.mark.parametrize("orientation", STORED)
def test_a_jpeg_packed_as_jpeg_xl_is_the_right_way_up(tmp_path, orientation):
    """The header of the JPEG XL turns it; the EXIF data of the JPEG say the same once more."""
    stored = np.ascontiguousarray(STORED[orientation](gradient(40, 72)))
    original = write(
        tmp_path / "p.jpg", encoded(stored, "JPEG", quality=97, exif=exif(orientation=orientation))
    )
    file = io.BytesIO()
    with Image.open(original) as picture:
        jxl_photos.plugin._save(with_encoder(picture, {"lossless_jpeg": True}), file, "x.jxl")
    path = write(tmp_path / "p.jxl", file.getvalue())
    shown = read_picture(path)
    assert shown.full_size == read_picture_size(path) == Size(height=40, width=72)
    np.testing.assert_allclose(shown.pixels.astype(int), gradient(40, 72), atol=5)


@pytest.mark.parametrize("size", [(8, 8), (256, 256), (200, 300), (512, 683), (1080, 1920), (3, 7)])
def test_the_size_of_a_jpeg_xl_is_read_from_its_header(tmp_path, size):
    """Small sides, shared ratios and others are written differently."""
    height, width = size
    path = write(tmp_path / "p.jxl", jxl(np.zeros((height, width, 3), np.uint8)))
    assert read_picture_size(path) == Size(height=height, width=width)


def test_a_huge_jpeg_xl_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    """Its decoder would take in all of it at once."""
    monkeypatch.setattr(picture_headers, "MAX_PIXELS", 2000)
    monkeypatch.delattr(jxl_photos, "plugin")
    with pytest.raises(UnreadablePictureError, match=TOO_LARGE):
        read_picture(write(tmp_path / "p.jxl", JXL_64_BY_48))


def test_cut_jpeg_xl_is_refused(tmp_path):
    """At any place."""
    noise = np.random.default_rng(3).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    whole = jxl(noise)
    for length in (3, 12, len(whole) // 2, len(whole) - 20):
        with pytest.raises(UnreadablePictureError, match="damaged"):
            read_picture(write(tmp_path / "p.jxl", whole[:length]))


@pytest.mark.parametrize("name", EXTRAS)
def test_a_missing_extra_is_named_with_the_number_of_its_photos(tmp_path, monkeypatch, name):
    """One line a format, with the command that installs it; and the photos are tried again."""
    monkeypatch.delitem(picture_headers.FORMATS, name)
    data = {"HEIF": heic(gradient()), "RAW": dng(SENSOR), "JXL": JXL_64_BY_48}[name]
    extra = EXTRAS[name].name
    with pytest.raises(UnreadablePictureError, match=rf"mosaic_anim\[{extra}\]") as caught:
        read_picture(write(tmp_path / "p", data))
    assert not caught.value.lasting
    (line,) = missing_extras({caught.value.reason: 12, "empty file": 3})
    shown = EXTRAS[name].format
    assert line == (
        f"12 {shown} photos need mosaic_anim[{extra}] — "
        f"install it with: pip install 'mosaic_anim[{extra}]'"
    )

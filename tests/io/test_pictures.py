"""The door for pictures: right way up, right colours, and hostile files refused."""

import hashlib
import os
import socket
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.io import picture_files
from mosaic_anim.io.picture_files import TOO_LARGE, UnreadablePictureError
from mosaic_anim.io.picture_headers import FORMATS
from mosaic_anim.io.pictures import read_image, read_picture, read_picture_size
from mosaic_anim.values.geometry import Size
from tests.nasty_pictures import (
    XYZ_P3,
    encoded,
    exif,
    gradient,
    grey_profile,
    matrix_profile,
    mutants,
    png_bomb,
    png_chunk,
    png_header,
    red_cyan_profile,
    refused_files,
    write,
)

STORED = {  # EXIF 2.32, tag 0x0112: where row 0 and column 0 of the stored picture lie
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: upright[:, ::-1].swapaxes(0, 1),
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: upright[::-1].swapaxes(0, 1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_every_orientation_comes_out_upright(tmp_path, name, orientation):
    """Turned and mirrored photos are shown as their camera meant them."""
    upright = gradient()
    stored = np.ascontiguousarray(STORED[orientation](upright))
    options = {"quality": 95} if name in {"JPEG", "WEBP"} else {}
    data = encoded(stored, name, exif=exif(orientation=orientation), **options)
    picture = read_picture(write(tmp_path / "photo", data))
    assert picture.full_size == Size(height=48, width=64)
    np.testing.assert_allclose(picture.pixels.astype(int), upright, atol=8)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_upright_size_is_known_from_the_header(tmp_path, name, orientation):
    """As it is when the picture is read."""
    stored = np.ascontiguousarray(STORED[orientation](gradient()))
    path = write(tmp_path / "photo", encoded(stored, name, exif=exif(orientation=orientation)))
    assert read_picture_size(path) == Size(height=48, width=64)


def test_a_png_without_exif_data_is_not_decoded_for_them(tmp_path):
    """Its header is enough, even where the pixels are missing."""
    whole = encoded(gradient(), "PNG")
    path = write(tmp_path / "photo", whole[: whole.index(b"IDAT") + 8])
    assert read_picture_size(path) == Size(height=48, width=64)
    with pytest.raises(UnreadablePictureError, match="damaged"):
        read_picture(path)


def test_a_size_is_refused_as_the_picture_is(tmp_path):
    """With the same reason."""
    with pytest.raises(UnreadablePictureError, match="not a picture of a known format"):
        read_picture_size(write(tmp_path / "photo", b"no picture at all"))
    with pytest.raises(UnreadablePictureError, match="vanished"):
        read_picture_size(tmp_path / "nothing")


def test_a_reduced_sideways_photo_keeps_its_full_upright_size(tmp_path):
    """The size told is the photo's, not that of the reduced pixels or of the stored rows."""
    data = encoded(gradient(400, 600), "JPEG", exif=exif(orientation=6))
    picture = read_picture(write(tmp_path / "photo.jpg", data), short_side=100)
    assert picture.pixels.shape == (150, 100, 3)
    assert picture.full_size == Size(height=600, width=400)


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_reduction_is_an_average_and_not_a_sample(tmp_path, name):
    """One-pixel stripes become grey, whether the decoder helps or not."""
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, ::2] = 255
    picture = read_picture(write(tmp_path / "s", encoded(stripes, name)), short_side=64)
    assert picture.pixels.shape == (64, 64, 3)
    np.testing.assert_allclose(picture.pixels[4:-4, 4:-4].astype(int), 127.5, atol=3)


@pytest.mark.parametrize("height", [256, 257, 259, 263])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_decoder_that_reduces_moves_nothing(tmp_path, height, orientation):
    """A JPEG shows what a PNG of the same picture shows, to the last row, at any odd size."""
    ramp = np.linspace(0, 255, height)[:, None, None] * np.ones((1, 300, 3))
    stored = np.ascontiguousarray(STORED[orientation](ramp)).astype(np.uint8)
    shown = []
    for name, options in (("PNG", {}), ("JPEG", {"quality": 98})):
        data = encoded(stored, name, exif=exif(orientation=orientation), **options)
        shown.append(read_picture(write(tmp_path / name, data), short_side=16).pixels.astype(int))
    np.testing.assert_allclose(shown[1], shown[0], atol=2)


@pytest.mark.parametrize("subsampling", [0, 2])
@pytest.mark.parametrize(("height", "width"), [(256, 256), (300, 400), (511, 256)])
def test_a_photo_that_its_decoder_halves_is_the_same_photo(tmp_path, height, width, subsampling):
    """Its channels have the same means, and its pixels hardly differ from those of our filter."""
    noise = np.random.default_rng(height).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    photo = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    data = encoded(np.asarray(photo), "JPEG", subsampling=subsampling)
    path = write(tmp_path / "photo", data)
    wanted = read_picture(path, short_side=128).pixels.astype(int)
    halved = read_image(path, short_side=128, is_halved_by_decoder=True)
    pixels = np.asarray(halved.image, int)
    assert pixels.shape == wanted.shape
    assert np.abs(pixels.mean(axis=(0, 1)) - wanted.mean(axis=(0, 1))).max() < 0.5
    assert np.sqrt(((pixels - wanted) ** 2).mean()) < 2


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_a_flat_picture_is_read_flat(tmp_path, name):
    """At any size and any reduction, to the last pixel; JPEG itself rounds colours."""
    rng = np.random.default_rng(8)
    for _ in range(12):
        height, width, short_side = rng.integers(1, (300, 300, 64))
        color = rng.integers(0, 256, 3)
        options = {"lossless": True} if name == "WEBP" else {}
        data = encoded(np.full((height, width, 3), color, np.uint8), name, **options)
        pixels = read_picture(write(tmp_path / "flat", data), short_side=int(short_side)).pixels
        assert abs(pixels.astype(int) - color).max() <= (3 if name == "JPEG" else 0)


def test_small_pictures_are_never_enlarged(tmp_path):
    """A picture below the wanted size comes as it is."""
    path = write(tmp_path / "small.png", encoded(gradient(30, 40), "PNG"))
    np.testing.assert_array_equal(read_picture(path, short_side=128).pixels, gradient(30, 40))


def test_a_line_of_pixels_is_read(tmp_path):
    """The extreme shape of 1 x 65,535 pixels divides nothing by zero."""
    path = write(tmp_path / "line.png", encoded(np.full((1, 65535, 3), 9, np.uint8), "PNG"))
    assert read_picture(path, short_side=128).pixels.shape == (1, 65535, 3)


def test_display_p3_becomes_srgb(tmp_path):
    """A wide-gamut colour is converted by its profile: numpy's own matrices say to what."""
    profile = matrix_profile(XYZ_P3, gamma=2.2)
    color = np.array([150, 100, 60])
    pixels = np.full((8, 8, 3), color, np.uint8)
    path = write(tmp_path / "p3.png", encoded(pixels, "PNG", icc_profile=profile))
    xyz = (color / 255) ** (round(2.2 * 256) / 256) @ XYZ_P3
    from_d50 = np.array(  # Lindbloom, RGB/XYZ matrices: sRGB, D50
        [
            (3.1338561, -1.6168667, -0.4906146),
            (-0.9787684, 1.9161415, 0.0334540),
            (0.0719453, -0.2289914, 1.4052427),
        ]
    )
    linear = from_d50 @ xyz
    wanted = 255 * np.where(
        linear > 0.0031308, 1.055 * linear.clip(0) ** (1 / 2.4) - 0.055, 12.92 * linear
    )
    assert np.abs(wanted - color).max() > 8  # the profile matters
    np.testing.assert_allclose(read_picture(path).pixels[4, 4], wanted, atol=2)


def test_cmyk_is_read_with_its_profile(tmp_path):
    """Ink colours follow the profile: here cyan ink is red."""
    ink = Image.new("CMYK", (8, 8), (255, 0, 0, 0))
    with_profile = encoded(ink, "TIFF", icc_profile=red_cyan_profile())
    red = read_picture(write(tmp_path / "red.tif", with_profile)).pixels[4, 4]
    np.testing.assert_allclose(red.astype(int), (255, 0, 0), atol=12)
    plain = read_picture(write(tmp_path / "plain.jpg", encoded(ink, "JPEG"))).pixels[4, 4]
    np.testing.assert_allclose(plain.astype(int), (0, 255, 255), atol=4)


def test_grey_is_read_with_its_profile(tmp_path):
    """A linear grey of 128 is an sRGB grey of 188."""
    grey = Image.new("L", (8, 8), 128)
    data = encoded(grey, "PNG", icc_profile=grey_profile(1.0))
    np.testing.assert_allclose(
        read_picture(write(tmp_path / "grey.png", data)).pixels[4, 4].astype(int), 188, atol=2
    )


@pytest.mark.parametrize("profile", [b"no profile", grey_profile(1.0), red_cyan_profile()[:200]])
def test_a_useless_profile_is_ignored(tmp_path, profile):
    """A broken profile, or one of another kind of picture, leaves the pixels as they are."""
    path = write(tmp_path / "p.png", encoded(gradient(), "PNG", icc_profile=profile))
    np.testing.assert_array_equal(read_picture(path).pixels, gradient())


def test_grey_with_an_rgb_profile_is_converted_as_rgb(tmp_path):
    """Cameras write black-and-white photos with the profile of their colour photos."""
    profile = matrix_profile(XYZ_P3, gamma=1.0)
    data = encoded(Image.new("L", (8, 8), 128), "PNG", icc_profile=profile)
    pixel = read_picture(write(tmp_path / "grey.png", data)).pixels[4, 4]
    np.testing.assert_allclose(pixel.astype(int), 188, atol=3)


def test_sixteen_bits_become_eight(tmp_path):
    """16-bit grey keeps its brightness instead of being clipped to white."""
    values = np.array([[0, 257 * 10, 257 * 128, 65535]], np.uint16)
    for name in ("PNG", "TIFF"):
        path = write(tmp_path / name, encoded(Image.fromarray(values), name))
        np.testing.assert_array_equal(read_picture(path).pixels[0, :, 1], (0, 10, 128, 255))


def _palette() -> Image.Image:
    picture = Image.new("P", (4, 4), 1)
    picture.putpalette([0, 0, 0, 200, 30, 40])
    return picture


@pytest.mark.parametrize(
    ("picture", "options", "color"),
    [
        (_palette(), {}, (200, 30, 40)),
        (_palette(), {"transparency": 1}, (255, 255, 255)),
        (Image.new("RGB", (4, 4), (1, 2, 3)), {"transparency": (1, 2, 3)}, (255, 255, 255)),
        (Image.new("RGBA", (4, 4), (200, 0, 0, 0)), {}, (255, 255, 255)),
        (Image.new("RGBA", (4, 4), (0, 0, 0, 51)), {}, (204, 204, 204)),
        (Image.new("LA", (4, 4), (100, 255)), {}, (100, 100, 100)),
        (Image.new("LA", (4, 4), (0, 51)), {}, (204, 204, 204)),
        (Image.new("L", (4, 4), 77), {}, (77, 77, 77)),
        (Image.new("1", (4, 4), 1), {}, (255, 255, 255)),
    ],
)
def test_every_pixel_type_has_its_color_over_white(tmp_path, picture, options, color):
    """Palette, grey, one bit and transparency come out as a viewer shows them on a white page."""
    path = write(tmp_path / "p.png", encoded(picture, "PNG", **options))
    np.testing.assert_array_equal(read_picture(path).pixels, np.broadcast_to(color, (4, 4, 3)))


def test_transparent_colors_do_not_bleed_when_reduced(tmp_path):
    """The invisible green around a cut-out leaves no green fringe."""
    pixels = np.zeros((256, 256, 4), np.uint8)
    pixels[..., 1] = 255
    pixels[:, 101:] = (0, 0, 0, 255)
    path = write(tmp_path / "cut.png", encoded(pixels, "PNG"))
    reduced = read_picture(path, short_side=32).pixels.astype(int)
    assert np.abs(reduced - reduced[..., :1]).max() <= 1


def test_cielab_is_converted(tmp_path):
    """A CIELAB TIFF of mid grey is grey."""
    picture = Image.merge("LAB", [Image.new("L", (4, 4), value) for value in (137, 128, 128)])
    pixel = read_picture(write(tmp_path / "lab.tif", encoded(picture, "TIFF"))).pixels[2, 2]
    np.testing.assert_allclose(pixel.astype(int), 128, atol=3)


def test_only_the_first_picture_of_an_animation_is_read(tmp_path):
    """An animated GIF costs one frame, however many there are."""
    frames = [Image.new("P", (16, 16), shade) for shade in range(1, 50)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture = read_picture(write(tmp_path / "a.gif", data))
    first = np.asarray(frames[0].convert("RGB"))
    np.testing.assert_array_equal(picture.pixels, first)


def test_a_multi_picture_jpeg_is_its_first_picture(tmp_path):
    """MPO, as phones and stereo cameras write it, reads like a JPEG."""
    other = Image.new("RGB", (64, 48))
    data = encoded(gradient(), "MPO", save_all=True, append_images=[other], quality=95)
    pixels = read_picture(write(tmp_path / "m.jpg", data)).pixels
    np.testing.assert_allclose(pixels.astype(int), gradient(), atol=8)


@pytest.mark.skipif("AVIF" not in FORMATS, reason="this Pillow reads no AVIF")
def test_avif_is_read(tmp_path):
    """AVIF is told from HEIC by its brands."""
    data = encoded(gradient(), "AVIF", quality=90)
    pixels = read_picture(write(tmp_path / "a.avif", data)).pixels
    np.testing.assert_allclose(pixels.astype(int), gradient(), atol=12)


def test_heic_without_its_extra_names_the_extra(tmp_path, monkeypatch):
    """HEIC needs a package of its own; the refusal says which, and passes once it is there."""
    monkeypatch.delitem(FORMATS, "HEIF", raising=False)
    path = write(
        tmp_path / "p.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
    )
    with pytest.raises(UnreadablePictureError, match=r"mosaic_anim\[heif\]") as caught:
        read_picture(path)
    assert not caught.value.lasting


def test_the_capture_date_is_read(tmp_path):
    """EXIF's own date format becomes ISO 8601; nonsense becomes None."""
    for text, wanted in [("2021:07:04 18:30:05", "2021-07-04T18:30:05"), ("0000:00:00", None)]:
        data = encoded(gradient(), "JPEG", exif=exif(taken=text))
        assert read_picture(write(tmp_path / "p.jpg", data)).taken == wanted


def test_much_memory_for_few_bytes_is_refused_before_it_is_taken(tmp_path, monkeypatch):
    """Some decoders take in a picture whole: 64 megapixels of one colour would cost a gigabyte."""
    flat = encoded(Image.new("RGB", (600, 500), (9, 80, 200)), "WEBP", lossless=True)
    noise = np.random.default_rng(3).integers(0, 256, (500, 600, 3), dtype=np.uint8)
    photo = encoded(noise, "WEBP", quality=40)
    monkeypatch.setattr("mosaic_anim.io.decoding_cost.MOST_OF_FEW_BYTES", 500 * 600 * 12 - 1)
    assert read_picture(write(tmp_path / "photo", photo)).pixels.shape == (500, 600, 3)
    with pytest.raises(UnreadablePictureError, match="too many pixels for a file this short"):
        read_picture(write(tmp_path / "bomb", flat))
    monkeypatch.setattr("mosaic_anim.io.decoding_cost.MOST_OF_FEW_BYTES", 500 * 600 * 12)
    assert read_picture(tmp_path / "bomb").pixels[0, 0].tolist() == [9, 80, 200]


@pytest.mark.parametrize("name", refused_files())
def test_hostile_files_are_refused_for_a_stated_reason(tmp_path, name):
    """Each becomes the one error with its countable reason, quickly and for good."""
    data, reason = refused_files()[name]
    path = write(tmp_path / name, data)
    begin = time.perf_counter()
    with pytest.raises(UnreadablePictureError, match="unreadable picture") as caught:
        read_picture(path, short_side=128)
    assert (caught.value.reason, caught.value.lasting) == (reason, True)
    assert time.perf_counter() - begin < 3


def test_an_endless_header_is_given_up_early(tmp_path):
    """A sparse file of 200 MB does not keep the reader busy."""
    path = write(tmp_path / "sparse.jpg", b"\xff\xd8\xff")
    os.truncate(path, 200_000_000)
    begin = time.perf_counter()
    with pytest.raises(UnreadablePictureError, match="damaged"):
        read_picture(path)
    assert time.perf_counter() - begin < 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "folder"])
def test_what_is_no_regular_file_is_not_opened(tmp_path, kind, monkeypatch):
    """Pipes would hang, devices never end: they are refused before they are opened."""
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    path = Path("photo.jpg")
    with socket.socket(socket.AF_UNIX) as unix:
        match kind:
            case "fifo":
                os.mkfifo(path)
            case "socket":
                unix.bind(str(path))
            case "device":
                path = Path("/dev/zero")
            case _:
                path.mkdir()
        with pytest.raises(UnreadablePictureError, match="not a regular file"):
            read_picture(path)


def test_a_missing_file_may_come_back(tmp_path):
    """A vanished file is no bad photo."""
    with pytest.raises(UnreadablePictureError, match="vanished") as caught:
        read_picture(tmp_path / "gone.jpg")
    assert not caught.value.lasting


def test_a_picture_beyond_the_given_memory_waits(tmp_path):
    """A header that asks for more memory than allowed is refused before it is decoded."""
    path = write(tmp_path / "big.png", png_header(8000, 8000) + png_chunk(b"IDAT", b""))
    with pytest.raises(UnreadablePictureError, match=TOO_LARGE) as caught:
        read_picture(path, short_side=128, memory=100 << 20)
    assert not caught.value.lasting
    small = write(tmp_path / "small.png", png_bomb(800, 800))
    assert read_picture(small, short_side=128, memory=100 << 20).pixels.shape == (128, 128, 3)


@pytest.fixture(params=["in memory", "on disk"])
def place(request, monkeypatch):
    """Let files count as short or long: they are decoded in memory, or from the disk."""
    if request.param == "on disk":
        monkeypatch.setattr(picture_files, "MAX_BYTES_IN_MEMORY", 0)
    return request.param


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
@pytest.mark.parametrize("short_side", [None, 16])
@pytest.mark.usefixtures("place")
def test_a_picture_comes_with_the_hash_of_its_file(tmp_path, name, short_side):
    """Whatever the decoder reads of it, and in which order."""
    data = encoded(gradient(300, 400), name) + b"trailing bytes"
    picture = read_picture(write(tmp_path / "photo", data), short_side=short_side)
    assert picture.content == hashlib.sha256(data).hexdigest()
    assert picture.pixels.shape == ((300, 400, 3) if short_side is None else (16, 21, 3))


def test_what_is_decoded_while_the_file_changes_is_what_was_hashed(tmp_path, monkeypatch, place):
    """A file that others write into gives its old picture under its old hash, or is refused."""
    old, new = (encoded(gradient(40, 60)[:, ::step], "PNG") for step in (1, -1))
    path = write(tmp_path / "photo.png", old)

    real = Image.Image.getexif

    def overwrite(picture):
        with path.open("r+b") as file:
            file.write(new)
        return real(picture)

    monkeypatch.setattr(Image.Image, "getexif", overwrite)
    if place == "on disk":
        with pytest.raises(UnreadablePictureError, match="changed meanwhile") as caught:
            read_picture(path)
        assert not caught.value.lasting
    else:
        picture = read_picture(path)
        assert picture.content == hashlib.sha256(old).hexdigest()
        np.testing.assert_array_equal(picture.pixels, gradient(40, 60))


def test_a_picture_of_another_content_is_refused(tmp_path):
    """Who saw a file before can ask for that content and no other."""
    data = encoded(gradient(), "PNG")
    path = write(tmp_path / "photo.png", data)
    known = hashlib.sha256(data).hexdigest()
    assert read_picture(path, content=known).content == known
    path.write_bytes(data + b"?")
    with pytest.raises(UnreadablePictureError, match="changed meanwhile — run the same command"):
        read_picture(path, content=known)


def test_a_file_in_memory_counts(tmp_path):
    """What is held of a file adds to what its decoding takes."""
    path = write(tmp_path / "photo.png", encoded(gradient(8, 8), "PNG") + bytes(1 << 20))
    assert read_picture(path, memory=2 << 20).pixels.shape == (8, 8, 3)
    with pytest.raises(UnreadablePictureError, match=TOO_LARGE):
        read_picture(path, memory=1 << 20)


@pytest.mark.parametrize("seed", range(3))
def test_mutated_files_are_read_or_refused(tmp_path, seed):
    """Whatever a decoder raises, callers see one kind of error."""
    path = tmp_path / "mutant.jpg"
    refused = 0
    for data in mutants(seed, 100):
        path.write_bytes(data)
        try:
            assert read_picture(path, short_side=16).pixels.shape[2] == 3
        except UnreadablePictureError:
            refused += 1
    assert 10 < refused < 100


@pytest.mark.long
def test_thirty_thousand_mutants_are_read_or_refused(tmp_path):
    """The same, long enough to meet rare paths of the decoders."""
    path = tmp_path / "mutant.jpg"
    for data in mutants(99, 30_000):
        path.write_bytes(data)
        try:
            read_picture(path, short_side=16)
        except UnreadablePictureError as error:
            assert error.reason  # noqa: PT017 - most mutants are read, few are refused

"""Writers of stills: a file made of bands holds the picture, whole."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.still import bands as bands_module
from mosaic_anim.still.bands import PackedBand, cut_bands, in_order
from mosaic_anim.still.jpeg import QUALITY
from mosaic_anim.still.png import _joined
from mosaic_anim.still.write import WRITERS
from mosaic_anim.values.geometry import Size

SHAPES = [(1, 1), (7, 5), (64, 33), (65, 40), (200, 17)]


def smooth_picture(height, width):
    """Make a smooth picture with some noise, (H, W, 3) uint8."""
    rng = np.random.default_rng((height, width))
    rows, cols = np.mgrid[0:height, 0:width]
    waves = [128 + 90 * np.sin(rows / 9 + c) * np.cos(cols / 7 - c) for c in range(3)]
    return np.clip(np.stack(waves, axis=2) + rng.normal(0, 6, (height, width, 3)), 0, 255).astype(
        np.uint8
    )


def written(path, picture, suffix, monkeypatch, band_rows=24):
    """Write `picture` in bands of at most `band_rows` and return the decoded file."""
    height, width = picture.shape[:2]
    monkeypatch.setattr(bands_module, "BAND_BYTES", band_rows * width * 3)
    writer, size = WRITERS[suffix], Size(height=height, width=width)
    cut = cut_bands(size, writer.band_rows(size))
    writer.write(path, size, (writer.pack(picture[b.top : b.bottom], b) for b in cut))
    with Image.open(path) as image:
        assert image.mode == "RGB"
        return np.asarray(image), len(cut)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("shape", SHAPES)
def test_lossless_formats_give_every_pixel_back(tmp_path, shape, suffix, monkeypatch):
    """PNG and TIFF decode to the picture that was cut into bands."""
    picture = smooth_picture(*shape)
    decoded, count = written(tmp_path / f"a{suffix}", picture, suffix, monkeypatch)
    assert count == -(-shape[0] // 24)
    np.testing.assert_array_equal(decoded, picture)


@pytest.mark.parametrize("shape", [*SHAPES, (24 * 11, 16)])
def test_banded_jpeg_decodes_like_an_unbanded_one(tmp_path, shape, monkeypatch):
    """Joined bands decode to exactly the pixels of one JPEG over the whole picture."""
    picture = smooth_picture(*shape)
    decoded, _ = written(tmp_path / "a.jpg", picture, ".jpg", monkeypatch)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    np.testing.assert_array_equal(decoded, np.asarray(Image.open(buffer)))


def test_png_chunks_have_right_checksums(tmp_path, monkeypatch):
    """Every chunk's CRC fits, and the image data is one zlib stream."""
    written(tmp_path / "a.png", smooth_picture(70, 30), ".png", monkeypatch)
    data, place, image_data = (tmp_path / "a.png").read_bytes(), 8, b""
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        body = data[place + 4 : place + 8 + length]
        assert zlib.crc32(body) == struct.unpack_from(">I", data, place + 8 + length)[0]
        image_data += body[4:] if body[:4] == b"IDAT" else b""
        place += 12 + length
    assert len(zlib.decompress(image_data)) == 70 * (1 + 3 * 30)


def test_joined_checksums_equal_that_of_the_whole():
    """Adler-32 of two texts is found from theirs."""
    for first, second in ((b"", b"abc"), (b"\xff" * 70_000, b"x" * 131_071), (b"a", b"")):
        joined = _joined(zlib.adler32(first), zlib.adler32(second), len(second))
        assert joined == zlib.adler32(first + second)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_the_same_picture_gives_the_same_bytes(tmp_path, suffix, monkeypatch):
    """Nothing in a file depends on when it was written."""
    picture = smooth_picture(50, 20)
    for name in ("a", "b"):
        written(tmp_path / f"{name}{suffix}", picture, suffix, monkeypatch)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".tif", ".jpg"])
def test_files_carry_an_srgb_profile(tmp_path, suffix, monkeypatch):
    """Programs that honour profiles see the colours that were meant."""
    written(tmp_path / f"a{suffix}", smooth_picture(9, 9), suffix, monkeypatch)
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert image.info["icc_profile"][36:40] == b"acsp"


def test_png_says_that_it_is_srgb(tmp_path, monkeypatch):
    """The sRGB chunk is there."""
    written(tmp_path / "a.png", smooth_picture(9, 9), ".png", monkeypatch)
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["srgb"] == 0


def test_jpeg_bands_keep_the_restart_interval_in_16_bits():
    """The widest JPEG has bands of few enough blocks."""
    writer, size = WRITERS[".jpg"], Size(height=100, width=65_500)
    rows = writer.band_rows(size)
    assert rows % 8 == 0
    assert 0 < rows // 8 * -(-size.width // 8) <= 65_535


@pytest.mark.parametrize(("side", "version"), [(40, 42), (40_000, 43)])
def test_tiff_beyond_4_gb_is_a_bigtiff(tmp_path, side, version):
    """A still whose pixels may pass 32-bit offsets gets 64-bit ones (version 43)."""
    writer, size = WRITERS[".tif"], Size(height=side, width=side)
    bands = cut_bands(size, writer.band_rows(size))
    writer.write(tmp_path / "a.tif", size, (PackedBand(data=b"x") for _ in bands))
    assert (tmp_path / "a.tif").read_bytes()[2] == version


def test_results_come_in_order_and_only_a_few_ahead():
    """Threads finish in any order; the caller sees the items' order and bounded memory."""
    started = []

    def work(item):
        started.append(item)
        return item * item

    results = in_order(work, range(50), workers=2)
    assert next(results) == 0
    assert len(started) <= 6
    assert list(results) == [n * n for n in range(1, 50)]


def test_an_error_in_a_thread_reaches_the_caller():
    """The first failing band stops the writing."""
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda n: 1 // (n - 3), range(10), workers=2))

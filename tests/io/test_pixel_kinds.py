"""Pixels of every kind: what a file means by them is seen over white, or refused by its name."""

import struct
import zlib

import numpy as np
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.io.pictures import read_cutout, read_picture
from tests.nasty_pictures import encoded, grey_profile, png_chunk, write

SHAPE = (7, 9)
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
DEPTHS = {GREY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GREY_ALPHA: (8, 16)}
KINDS = [(color, depth) for color in CHANNELS for depth in DEPTHS.get(color, (8, 16))]
WITH_KEY = [(color, depth) for color, depth in KINDS if color in {GREY, RGB, PALETTE}]

unhurried = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def packed(row, depth):
    """Return the bytes of a row of samples."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    bits = np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - depth :]
    return np.packbits(bits.ravel()).tobytes()


def png_of(samples, color, depth, *, palette=b"", transparent=None):
    """Return a PNG of samples (H, W, C) of `depth` bits, as the specification lays it out."""
    height, width = samples.shape[:2]
    rows = b"".join(b"\0" + packed(row.ravel(), depth) for row in samples)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))]
    parts += [(b"PLTE", palette)] if palette else []
    parts += [(b"tRNS", transparent)] if transparent is not None else []
    parts += [(b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*part) for part in parts)


def over_white(colors, alpha):
    """Return what is seen (H, W, 3) of colours [0 to 255] with alpha [0 to 1] on a white page."""
    return colors * alpha + 255 * (1 - alpha)


def samples_of(random, color, depth):
    """Return random samples; a few values, so that any may be the transparent one."""
    shape = (*SHAPE, CHANNELS[color])
    if depth < 16:
        return random.integers(0, 1 << depth, shape)
    few = random.integers(0, 1 << 16, (3, CHANNELS[color]))
    few[1] = few[0] ^ 1  # nearly the same: equal in the upper 8 bits
    return few[random.integers(0, 3, SHAPE)]


@pytest.mark.parametrize(("color", "depth"), KINDS)
@unhurried
@given(seed=st.integers(0, 2**32))
def test_every_kind_of_png_is_seen_as_it_is_meant(tmp_path, color, depth, seed):
    """Within the rounding to 8 bits; what is transparent is white."""
    random = np.random.default_rng(seed)
    samples = samples_of(random, color, depth)
    palette = random.integers(0, 256, (1 << depth if color == PALETTE else 0, 3), np.uint8)
    path = write(tmp_path / "p.png", png_of(samples, color, depth, palette=palette.tobytes()))
    colors, alpha = meant(samples, color, depth, palette)
    seen = read_picture(path).pixels
    np.testing.assert_allclose(seen, over_white(colors, alpha), atol=2)


def meant(samples, color, depth, palette):
    """Return colours (H, W, 3) [0 to 255] and alpha (H, W, 1) [0 to 1] that samples mean."""
    if color == PALETTE:
        return palette[samples[..., 0]].astype(float), np.ones((*SHAPE, 1))
    levels = samples * 255 / ((1 << depth) - 1)
    has_alpha = color in {GREY_ALPHA, RGBA}
    colors = levels[..., :-1] if has_alpha else levels
    alpha = levels[..., -1:] / 255 if has_alpha else np.ones((*SHAPE, 1))
    return np.broadcast_to(colors, (*SHAPE, 3)), alpha


@pytest.mark.parametrize(("color", "depth"), WITH_KEY)
@unhurried
@given(seed=st.integers(0, 2**32))
def test_a_transparent_value_is_white_and_no_other_is(tmp_path, color, depth, seed):
    """To the last bit of 16, and in the few steps of 2 and 4 bits; logos are not seen there."""
    random = np.random.default_rng(seed)
    samples = samples_of(random, color, depth)
    key = samples[random.integers(SHAPE[0]), random.integers(SHAPE[1])]
    palette = random.integers(0, 256, (1 << depth if color == PALETTE else 0, 3), np.uint8)
    if color == PALETTE:  # as many alphas as are needed
        alphas = np.append(random.integers(0, 256, key[0]), 0)
        transparent = alphas.astype(np.uint8).tobytes()
        table = np.append(alphas, np.full(len(palette) - len(alphas), 255)) / 255
        alpha = table[samples]
    else:
        transparent = key.astype(">u2").tobytes()
        alpha = 1.0 - (samples == key).all(axis=-1, keepdims=True)
    data = png_of(samples, color, depth, palette=palette.tobytes(), transparent=transparent)
    path = write(tmp_path / "p.png", data)
    colors, _ = meant(samples, color, depth, palette)
    np.testing.assert_allclose(read_picture(path).pixels, over_white(colors, alpha), atol=2)
    cutout = read_cutout(path, long_side=100)
    np.testing.assert_allclose(cutout[..., 3:], alpha * 255, atol=1)


def test_a_transparent_value_keeps_out_of_its_neighbours_when_reduced(tmp_path):
    """16-bit grey on a transparent black: the mean of what is seen is not darkened."""
    samples = np.full((64, 64, 1), 40_000)
    samples[:, ::2] = 0
    transparent = struct.pack(">H", 0)
    path = write(tmp_path / "p.png", png_of(samples, GREY, 16, transparent=transparent))
    expected = over_white(40_000 / 257, 0.5)
    np.testing.assert_allclose(read_picture(path, short_side=8).pixels, expected, atol=3)


def test_grey_with_alpha_is_read_with_its_profile(tmp_path):
    """A linear grey of 128 is an sRGB grey of 188, whether it may be transparent or not."""
    data = encoded(Image.new("LA", (4, 4), (128, 255)), "PNG", icc_profile=grey_profile(1.0))
    pixels = read_picture(write(tmp_path / "p.png", data)).pixels
    np.testing.assert_allclose(pixels.astype(int), 188, atol=2)


def tiff_of(path, samples, **options):
    """Write samples as a TIFF; the folder of a test has one of a name."""
    tifffile.imwrite(path, samples, **options)
    return path


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize(
    ("photometric", "extra", "channels"),
    [
        ("minisblack", [], 1),
        ("miniswhite", [], 1),
        ("rgb", [], 3),
        ("minisblack", ["unassalpha"], 2),
        ("minisblack", ["assocalpha"], 2),
        ("rgb", ["unassalpha"], 4),
        ("rgb", ["assocalpha"], 4),
        ("rgb", ["unspecified"], 4),
    ],
)
def test_a_tiff_is_seen_as_it_is_meant_or_refused(  # noqa: PLR0917 - a parameter of the table each
    tmp_path, photometric, extra, channels, depth, order
):
    """Negatives, alpha of both kinds and both orders of bytes: never another picture."""
    random = np.random.default_rng(channels * depth)
    levels = random.random((*SHAPE, channels)) * 0.7 + 0.3  # what is hardly seen is inexact
    levels[..., -1] = levels[..., -1].round(1) if extra else levels[..., -1]
    colors, alpha = (levels[..., :-1], levels[..., -1:]) if extra else (levels, 1.0)
    alpha = 1.0 if extra == ["unspecified"] else alpha
    stored = levels.copy()
    if extra == ["assocalpha"]:
        stored[..., :-1] *= alpha
    if photometric == "miniswhite":
        stored = 1 - stored
    samples = np.rint(stored * ((1 << depth) - 1)).astype(f"u{depth // 8}")
    options = {"photometric": photometric, "extrasamples": extra, "planarconfig": "contig"}
    samples = samples[..., 0] if channels == 1 else samples
    path = tiff_of(tmp_path / "p.tif", samples, byteorder=order, **options)
    try:
        seen, reason = read_picture(path).pixels, ""
    except UnreadablePictureError as error:
        seen, reason = np.zeros((*SHAPE, 3), np.uint8), error.reason
    if reason:
        assert (reason, depth) == ("pixels of an unknown kind", 16)
    else:
        expected = np.broadcast_to(over_white(colors * 255, alpha), seen.shape)
        np.testing.assert_allclose(seen, expected, atol=3)


def test_grey_of_twelve_bits_is_as_bright_as_it_is_meant(tmp_path):
    """4,095 is white, as scanners write it."""
    samples = np.array([0, 1024, 2048, 4095])
    bits = "".join(f"{sample:012b}" for sample in samples)
    data = int(bits, 2).to_bytes(6, "big")
    tags = {256: 4, 257: 1, 258: 12, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: len(data)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    head = b"II*\0" + struct.pack("<I", 8 + len(data)) + data
    path = write(tmp_path / "p.tif", head + struct.pack("<H", len(tags)) + entries + bytes(4))
    np.testing.assert_array_equal(read_picture(path).pixels[0, :, 0], (0, 64, 128, 255))


@pytest.mark.parametrize(
    ("kind", "options", "reason"),
    [
        ("f2", {}, "floating-point pixels"),
        ("f4", {}, "floating-point pixels"),
        ("f4", {"bigtiff": True}, "floating-point pixels"),
        ("f8", {"byteorder": ">"}, "floating-point pixels"),
        ("i1", {}, "signed pixels"),
        ("i2", {}, "signed pixels"),
        ("i4", {}, "signed pixels"),
        ("c8", {}, "complex pixels"),
        ("u4", {}, "pixels of 32 bits"),
        ("u8", {}, "pixels of 64 bits"),
    ],
)
@pytest.mark.parametrize("channels", [1, 3])
def test_numbers_without_a_stated_range_are_refused_by_their_name(
    tmp_path, kind, options, reason, channels
):
    """They are whole, and no picture before somebody says what is white."""
    photometric = "rgb" if channels == 3 else "minisblack"
    samples = np.zeros((*SHAPE, channels)[: 2 + (channels > 1)], kind)
    path = tiff_of(tmp_path / "p.tif", samples, photometric=photometric, **options)
    with pytest.raises(UnreadablePictureError, match=reason) as caught:
        read_picture(path)
    assert caught.value.reason == reason
    assert caught.value.lasting


def test_deep_pixels_in_planes_are_refused(tmp_path):
    """Pillow reads them as noise."""
    samples = np.zeros((3, *SHAPE), np.uint16)
    path = tiff_of(tmp_path / "p.tif", samples, photometric="rgb", planarconfig="separate")
    with pytest.raises(UnreadablePictureError, match="pixels of 16 bits in planes"):
        read_picture(path)

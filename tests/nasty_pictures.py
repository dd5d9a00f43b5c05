"""Makers of broken, hostile and odd pictures, and of colour profiles, all in code."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

XYZ_P3 = np.array([(0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)])
"""Display P3's red, green and blue adapted to D50 [XYZ], as in Apple's profile."""


def gradient(height: int = 48, width: int = 64) -> np.ndarray:
    """Draw a picture whose four corners differ, (H, W, 3) uint8, smooth enough for JPEG."""
    row, col = np.mgrid[:height, :width]
    channels = (255 * col / (width - 1), 255 * row / (height - 1), 128 + 0 * row)
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def encoded(pixels: np.ndarray | Image.Image, name: str, **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    picture.save(file, name, **options)
    return file.getvalue()


def png_header(width: int, height: int, *, color_type: int = 2) -> bytes:
    """Begin a PNG of any size without any of its pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header)


def png_bomb(width: int, height: int) -> bytes:
    """Write a black PNG of any size in a few bytes per row."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png_header(width, height) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return one PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def refused_files() -> dict[str, tuple[bytes, str]]:
    """Return files that must be refused: name -> (bytes, reason)."""
    picture = gradient()
    jpeg, png = encoded(picture, "JPEG"), encoded(picture, "PNG")
    noise = np.random.default_rng(5).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    unknown, damaged = "not a picture of a known format", "damaged or truncated"
    return {
        "empty.jpg": (b"", "empty file"),
        "text.jpg": (b"Dear diary, today I renamed a file.\n", unknown),
        "one byte.png": (b"\x89", unknown),
        "postscript.jpg": (encoded(picture, "EPS"), unknown),
        "document.jpg": (encoded(picture, "PDF"), unknown),
        "layers.jpg": (b"8BPS\x00\x01" + bytes(200), unknown),
        "stars.jpg": (b"SIMPLE  =                    T" + b" " * 2850, unknown),
        "cut header.jpg": (jpeg[:20], damaged),
        "cut.jpg": (encoded(noise, "JPEG")[:-2500], damaged),
        "cut.png": (png[: len(png) // 2], damaged),
        "cut.webp": (encoded(noise, "WEBP")[:-500], damaged),
        "cut.gif": (encoded(noise, "GIF")[:-2500], damaged),
        "cut.bmp": (encoded(noise, "BMP")[:-500], damaged),
        "cut.tiff": (encoded(noise, "TIFF")[:-6000], damaged),
        "wrong crc.png": (png[:40] + bytes([png[40] ^ 1]) + png[41:], damaged),
        "no size.png": (png_header(0, 10) + png_chunk(b"IEND", b""), damaged),
        "bomb.png": (png_header(20_000, 20_000) + png_chunk(b"IDAT", b""), "too many pixels"),
        "grey bomb.png": (
            png_header(15_000, 14_000, color_type=0) + png_chunk(b"IDAT", b""),
            "too many pixels",
        ),
        "wide bomb.png": (
            png_header(2**31 - 1, 2**31 - 1) + png_chunk(b"IDAT", b""),
            "too many pixels",
        ),
        "endless header.jpg": (b"\xff\xd8\xff" + bytes(200_000), damaged),
    }


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Give small pictures of all formats with bytes flipped, cut out, doubled or cut off."""
    random = np.random.default_rng(seed)
    picture = gradient(24, 32)
    names = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
    sources = [encoded(picture, name) for name in names]
    sources.append(encoded(picture, "JPEG", progressive=True, exif=exif(orientation=6)))
    sources.append(encoded(picture, "TIFF", compression="tiff_lzw"))
    sources.append(encoded(picture, "PNG", icc_profile=matrix_profile(XYZ_P3, gamma=2.2)))
    for _ in range(count):
        data = bytearray(sources[random.integers(len(sources))])
        for _ in range(random.integers(1, 8)):
            place = int(random.integers(len(data)))
            match random.integers(4):
                case 0:
                    data[place] = int(random.integers(256))
                case 1:
                    del data[place : place + int(random.integers(1, 9))]
                case 2:
                    data[place:place] = data[place : place + 8]
                case _:
                    data[place : place + 4] = b"\xff\xff\xff\xff"
        yield bytes(data)


def exif(*, orientation: int = 1, taken: str | None = None) -> Image.Exif:
    """Return EXIF data of an orientation and a capture date."""
    data = Image.Exif()
    data[0x0112] = orientation
    if taken is not None:
        data.get_ifd(0x8769)[0x9003] = taken
    return data


def matrix_profile(primaries: np.ndarray, *, gamma: float) -> bytes:
    """Build an RGB colour profile (ICC.1:2001, 6.3.3.2).

    Parameters
    ----------
    primaries : (3, 3)
        Rows are red, green, blue [XYZ, D50].
    gamma : float
        Of all three channels.
    """
    red, green, blue = map(_xyz, primaries)
    colors = {b"rXYZ": red, b"gXYZ": green, b"bXYZ": blue}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma))
    return _profile(b"RGB ", {**colors, **curves})


def grey_profile(gamma: float) -> bytes:
    """Build a grey colour profile."""
    return _profile(b"GRAY", {b"kTRC": _curve(gamma)})


def red_cyan_profile() -> bytes:
    """Build a CMYK profile whose cyan ink is red: only who applies it sees red."""
    corners = np.zeros((2, 2, 2, 2, 3))  # C, M, Y, K -> L*a*b*
    corners[0] = (100, 0, 0)
    corners[1] = (53.2, 80.1, 67.2)
    corners[:, :, :, 1] = 0
    lab = np.round(corners * (2.55, 1, 1) + (0, 128, 128)).astype(np.uint8)
    ramp = bytes(range(256))
    table = struct.pack(">4sIBBBx9i", b"mft1", 0, 4, 3, 2, *(65536 * np.eye(3, dtype=int)).flat)
    return _profile(b"CMYK", {b"A2B0": table + ramp * 4 + lab.tobytes() + ramp * 3}, pcs=b"Lab ")


def _profile(space: bytes, tags: dict[bytes, bytes], *, pcs: bytes = b"XYZ ") -> bytes:
    text = b"test\x00"
    description = struct.pack(">4sII", b"desc", 0, len(text)) + text + bytes(78)
    tags = {b"desc": description, b"wtpt": _xyz((0.9642, 1.0, 0.8249)), **tags}
    kind = b"prtr" if space == b"CMYK" else b"mntr"
    offset = 128 + 4 + 12 * len(tags)
    table, body = b"", b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", offset + len(body), b"", 0x02400000, kind, space, pcs)
    head += struct.pack(">6H4s", 2020, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += struct.pack(">3i", 63190, 65536, 54061)  # the D50 white of the connection space
    return head.ljust(128, b"\x00") + struct.pack(">I", len(tags)) + table + body


def _xyz(color: "np.ndarray | tuple[float, ...]") -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, *(round(65536 * value) for value in color))


def _curve(gamma: float) -> bytes:
    return struct.pack(">4sIIHxx", b"curv", 0, 1, round(256 * gamma))


def write(path: Path, data: bytes) -> Path:
    """Write a file and return its path."""
    path.write_bytes(data)
    return path

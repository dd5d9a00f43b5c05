"""The door for pictures: any photo file becomes upright sRGB pixels, or one named refusal.

Only the formats of `FORMATS` are ever opened, recognised by their first bytes and never by their
name. Decoders see no more of a hostile file than they must: what is too large is refused from its
header, what is no regular file is never opened, and whatever a decoder raises becomes an
`UnreadablePictureError` with a short reason that can be counted.

A picture comes with the hash of the bytes that it was decoded from, also where its file is edited
or replaced meanwhile: what is stored under that hash is that content.
"""

import contextlib
import hashlib
import io
import os
import stat
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    features,
)

from mosaic_anim.errors import SHORTAGES, CannotStartError, lacks_memory
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.pixel_kinds import (
    UnusablePixelsError,
    low_bytes,
    pixel_kind,
    require_usable_tiff,
)
from mosaic_anim.io.pixel_modes import averageable, to_srgb, to_transparent_srgb
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import OWN, is_own

MAX_PIXELS = 200_000_000
"""Largest picture that is decoded [px]: the largest sensors in phones. More is refused unread."""

MAX_DECODING = 1 << 30
"""Memory limit of one decoding [bytes], as estimated from the header."""

BIG_DECODING = 192 << 20
"""Estimates above this [bytes] wait for each other: one big picture at a time in a process."""

MAX_BYTES_IN_MEMORY = 32 << 20
"""Files up to this are read once, hashed and decoded from memory; nearly all photos are [bytes]."""

TOO_LARGE = "too many pixels"
NO_MEMORY = "not enough memory"
UNREADABLE = "input/output error"
FORBIDDEN = "no permission to read"
CHANGED = "changed meanwhile"
"""Reasons that callers compare with."""

_HEADER_READS = 20_000
_HEADER_BYTES = 256 << 20
"""Reads and bytes of a header above which it is hostile: real ones take a few hundred."""

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_SIGNATURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "TIFF",
    b"MM\x00+": "TIFF",
}

_Opener = Callable[[Any], Image.Image]
_Box = tuple[float, float, float, float]
"""left, top, right, bottom [px]."""

# JPEG is opened by its own class, not by Pillow's factory: a multi-picture file (MPO) then is the
# plain JPEG that it begins with, and a malformed one too.
FORMATS: dict[str, _Opener] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
}
"""Formats that are opened, each with the class that opens it."""
if features.check("avif"):
    FORMATS["AVIF"] = AvifImagePlugin.AvifImageFile
try:
    import pillow_heif
except ImportError as missing:  # the extra [heif]
    if lacks_memory(missing):
        raise
else:
    FORMATS["HEIF"] = pillow_heif.HeifImageFile

# A decoder's remarks on odd files would end up between the lines of a progress bar.
warnings.filterwarnings("ignore", category=Warning, module=r"PIL\.")

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Turn that puts a picture of each EXIF orientation upright (EXIF 2.32, tag 0x0112)."""

_IMAGE_DESCRIPTION = 0x010E  # TIFF 6.0, tag 270

_BYTES_PER_PIXEL = {"1": 2, "L": 1, "P": 5, "RGB": 4, "CMYK": 4, "I;16": 6, "I;16B": 6}
"""Memory of a pixel of each mode before it is reduced [bytes]; transparent ones take 12."""

_WHOLE = 7
"""Extra memory of a pixel that is not reduced, but converted whole [bytes]."""

_ON_ITS_SIDE = 5
"""The first EXIF orientation of a picture that lies on its side."""

_UNKNOWN_PIXELS = "unknown pixel mode"  # what Pillow says of a TIFF that is whole

_big_picture = threading.Lock()


class UnreadablePictureError(CannotStartError):
    """A file is not a picture that this program reads.

    Attributes
    ----------
    reason : str
        Why, in a few words without names or numbers of the file, so that reasons can be counted.
    lasting : bool
        Whether the same bytes will be refused again: False for what may pass, a vanished file or
        an unplugged disk.
    """

    def __init__(self, path: Path, reason: str, *, lasting: bool = True, remedy: str = "") -> None:
        super().__init__(f"unreadable picture: {reason}", remedy=remedy, place=str(path))
        self.reason = reason
        self.lasting = lasting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """One picture, upright.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        Encoded sRGB; read-only.
    full_size : Size
        Upright size of the file's picture [px]; larger than `pixels` if a reduction was asked for.
    taken : str or None
        When the photo was taken, `YYYY-MM-DDTHH:MM:SS` in the camera's time, from its EXIF data.
    content : str
        SHA-256 of the bytes that were decoded, in hexadecimal.
    format : str
        Format of the file, a name of `FORMATS`.
    """

    pixels: NDArray[np.uint8]
    full_size: Size
    taken: str | None
    content: str
    format: str


def read_picture(
    path: Path,
    *,
    short_side: int | None = None,
    memory: int = MAX_DECODING,
    only_foreign: bool = False,
    content: str | None = None,
) -> Picture:
    """Read a picture file as upright sRGB pixels.

    Parameters
    ----------
    path : Path
        The file; it is opened read-only.
    short_side : int, optional
        Reduce, by an area filter, until the short side has this many pixels; never enlarge.
        JPEG files are decoded at a smaller scale then, which is several times faster.
    memory : int
        Refuse pictures that would take more memory than this to decode [bytes].
    only_foreign : bool
        Refuse, by its header, a picture that this program wrote.
    content : str, optional
        Refuse a file whose SHA-256 is not this: one that was seen before, and has changed since.

    Raises
    ------
    UnreadablePictureError
        The file is no picture of an allowed format, too large, damaged, cannot be read, has
        changed, or changes while it is read.
    """
    with _refusals(path), _open_regular(path, into_memory=True) as file:
        picture = _open_header(path, file)
        if only_foreign and _is_own(picture):
            raise UnreadablePictureError(path, OWN)
        width, height = _checked_size(path, picture)
        box: _Box | None = None
        if short_side is not None:
            # Twice the wanted side: the decoder's own reduction is coarse, ours does the last step.
            draft = picture.draft(cast("str", None), (2 * short_side, 2 * short_side))
            box = draft[1] if draft else None
        cost = _decoding_cost(picture, width * height, reduced=short_side is not None)
        if cost + len(file.data) > memory:
            raise UnreadablePictureError(path, TOO_LARGE, lasting=memory >= MAX_DECODING)
        with (
            _big_picture if cost > BIG_DECODING else contextlib.nullcontext(),
            file.unchanged(path, content),
        ):
            plain = _decoded(picture, file)
            orientation, taken = _exif(picture)
            profile = picture.info.get("icc_profile")
            reduced = _reduced(plain, (width, height), box, short_side)
            pixels = _upright_srgb(reduced, profile, orientation)
    if orientation >= _ON_ITS_SIDE:
        width, height = height, width
    return Picture(
        pixels=pixels,
        full_size=Size(height=height, width=width),
        taken=taken,
        content=file.content,
        format=picture.format or "",
    )


def read_picture_size(path: Path) -> Size:
    """Read the upright size of a picture [px] from the header of its file.

    Raises
    ------
    UnreadablePictureError
        The file is no picture of an allowed format, too large, or cannot be read. What is damaged
        behind its header is not seen.
    """
    with _refusals(path), _open_regular(path) as file:
        picture = _open_header(path, file)
        width, height = _checked_size(path, picture)
        # Pillow gives the upright size of a TIFF, and would decode a PNG to look behind its pixels.
        is_known = picture.format == "TIFF"
        is_known |= picture.format == "PNG" and "exif" not in picture.info
        orientation = 1 if is_known else _exif(picture)[0]
    if orientation >= _ON_ITS_SIDE:
        width, height = height, width
    return Size(height=height, width=width)


def usual_decoding_cost(pixels: int, *, reduced: bool) -> int:
    """Estimate the memory for decoding a photo, in colour and without transparency [bytes].

    Parameters
    ----------
    pixels : int
        Pixels of the whole photo.
    reduced : bool
        Whether it is reduced while it is read.
    """
    each = _BYTES_PER_PIXEL["RGB"]
    return min(pixels * (each if reduced else each + _WHOLE), MAX_DECODING)


def is_own_picture(path: Path) -> bool:
    """Return whether a file is a picture that this program wrote; only its header is read."""
    try:
        with _refusals(path), _open_regular(path) as file:
            return _is_own(_open_header(path, file))
    except UnreadablePictureError:
        return False


def read_cutout(path: Path, *, long_side: int) -> NDArray[np.uint8]:
    """Read a picture file as upright sRGB pixels that may be transparent, such as a logo.

    Parameters
    ----------
    path : Path
        The file; it is opened read-only.
    long_side : int
        A picture whose longer side has more pixels is reduced to this.

    Returns
    -------
    (H, W, 4) uint8
        Encoded sRGB and alpha, not multiplied; read-only.

    Raises
    ------
    UnreadablePictureError
        As `read_picture`.
    """
    with _refusals(path), _open_regular(path) as file:
        picture = _open_header(path, file)
        width, height = _checked_size(path, picture)
        cost = _decoding_cost(picture, width * height, reduced=False)
        if cost > MAX_DECODING:
            raise UnreadablePictureError(path, TOO_LARGE)
        with _big_picture if cost > BIG_DECODING else contextlib.nullcontext():
            plain = _decoded(picture, file)
            orientation, _ = _exif(picture)
            profile = picture.info.get("icc_profile")
            if max(plain.size) > long_side:
                plain.thumbnail((long_side, long_side), Image.Resampling.HAMMING)
            plain = to_transparent_srgb(plain, profile if isinstance(profile, bytes) else None)
    if orientation in _UPRIGHT:
        plain = plain.transpose(_UPRIGHT[orientation])
    pixels = np.array(plain, dtype=np.uint8)
    pixels.setflags(write=False)
    return pixels


def _checked_size(path: Path, picture: Image.Image) -> tuple[int, int]:
    """Return width and height [px] of a picture that is not decoded yet, unless it is too large."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise UnreadablePictureError(path, TOO_LARGE)
    return width, height


@contextlib.contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn whatever a file or a decoder raises into an `UnreadablePictureError`."""
    try:
        yield
    except UnreadablePictureError:
        raise
    except FileNotFoundError as error:
        raise UnreadablePictureError(path, "vanished", lasting=False) from error
    except PermissionError as error:
        raise UnreadablePictureError(path, FORBIDDEN, lasting=False) from error
    except MemoryError as error:
        raise UnreadablePictureError(path, NO_MEMORY, lasting=False) from error
    except UnusablePixelsError as error:
        raise UnreadablePictureError(path, str(error)) from error
    except Image.DecompressionBombError as error:
        raise UnreadablePictureError(path, TOO_LARGE) from error
    except Exception as error:  # mutated files raise a dozen kinds, SyntaxError among them
        if isinstance(error, OSError) and error.errno is not None:  # Pillow's own have no number
            what = error_reason(error) if error.errno in SHORTAGES else UNREADABLE
            raise UnreadablePictureError(path, what, lasting=False) from error
        raise UnreadablePictureError(path, "damaged or truncated") from error


class _PictureFile(io.BufferedReader):
    """A file whose content is known, and which stops a decoder that reads its header without end.

    Attributes
    ----------
    content : str
        SHA-256 of it in hexadecimal, once `unchanged` was entered.
    data : bytes
        All of it, if it is held in memory.
    """

    reads_left = _HEADER_READS
    bytes_left = _HEADER_BYTES
    content = ""
    data = b""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read like any file, within the budget."""
        data = super().read(size)
        self.reads_left -= 1
        self.bytes_left -= len(data)
        if self.reads_left < 0 or self.bytes_left < 0:
            raise EOFError("endless header")
        return data

    def trust(self) -> None:
        """Lift the budget: the header is read."""
        self.reads_left = self.bytes_left = 1 << 62

    @contextlib.contextmanager
    def unchanged(self, path: Path, expected: str | None) -> Iterator[None]:
        """Hash the content, and check that everything decoded meanwhile is that content.

        Bytes in memory cannot change. A longer file may be written to by others: it is hashed
        twice.
        """
        self.content = self._hashed()
        if expected not in {None, self.content}:
            raise _changed(path)
        yield
        if not self.data and self._hashed() != self.content:
            raise _changed(path)

    def _hashed(self) -> str:
        if self.data:
            return hashlib.sha256(self.data).hexdigest()
        place = self.tell()
        self.seek(0)
        digest = hashlib.file_digest(self, "sha256").hexdigest()
        self.seek(place)
        return digest


def _open_regular(path: Path, *, into_memory: bool = False) -> _PictureFile:
    """Open a regular file; refuse pipes, sockets and devices without touching them.

    Parameters
    ----------
    into_memory : bool
        Read it whole at once, unless it is too long.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadablePictureError(path, "not a regular file")
    # Without blocking, should a pipe have taken the file's place just now.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with contextlib.ExitStack() as opened:
        raw = opened.enter_context(io.FileIO(os.open(path, flags), closefd=True))
        status = os.fstat(raw.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePictureError(path, "not a regular file")
        if status.st_size == 0:
            raise UnreadablePictureError(path, "empty file")
        if into_memory and status.st_size <= MAX_BYTES_IN_MEMORY:
            return _in_memory(path, raw, status.st_size)
        opened.pop_all()
    return _PictureFile(raw)


def _in_memory(path: Path, raw: io.FileIO, size: int) -> _PictureFile:
    """Read a whole file into memory, if it still has `size` [bytes]."""
    with io.BufferedReader(raw) as whole:
        data = whole.read(size + 1)
    if len(data) != size:
        raise _changed(path)
    file = _PictureFile(io.BytesIO(data))
    file.data = data
    return file


def _changed(path: Path) -> UnreadablePictureError:
    return UnreadablePictureError(path, CHANGED, lasting=False, remedy="run the same command again")


def _open_header(path: Path, file: _PictureFile) -> Image.Image:
    """Read the header with the one decoder that the first bytes select."""
    name = _format_of(file.peek(64)[:64])
    if name == "HEIF" and name not in FORMATS:
        remedy = "install it with: pip install 'mosaic_anim[heif]'"
        raise UnreadablePictureError(
            path, "HEIC needs the extra mosaic_anim[heif]", lasting=False, remedy=remedy
        )
    if name is None or name not in FORMATS:
        raise UnreadablePictureError(path, "not a picture of a known format")
    if name == "TIFF":
        require_usable_tiff(file)
    try:
        picture = FORMATS[name](file)
    except SyntaxError as error:
        if _UNKNOWN_PIXELS in str(error):
            raise UnusablePixelsError("pixels of an unknown kind") from error
        raise
    file.trust()
    return picture


def _format_of(head: bytes) -> str | None:
    """Recognise the format by the first 64 bytes of a file."""
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        brands = head[8 : max(12, int.from_bytes(head[:4], "big"))]
        if b"avif" in brands or b"avis" in brands:
            return "AVIF"
        if head[8:12] in _HEIF_BRANDS:
            return "HEIF"
    return None


def _decoding_cost(picture: Image.Image, header_pixels: int, *, reduced: bool) -> int:
    """Estimate the memory that decoding takes at its peak [bytes], as measured with Pillow 13."""
    if picture.format in {"WEBP", "AVIF", "HEIF"}:  # these decoders keep copies of their own
        each = 16
    elif "transparency" in picture.info:
        each = 20 if pixel_kind(picture).has_low_bytes else 12
    else:
        each = _BYTES_PER_PIXEL.get(picture.mode, 12)
    cost = picture.width * picture.height * (each if reduced else each + _WHOLE)
    if "progressive" in picture.info:  # all coefficients wait in 16 bits until the last scan
        cost += header_pixels * 6
    return cost


def _is_own(picture: Image.Image) -> bool:
    """Return whether a picture carries this program's comment; a broken comment counts as none."""
    try:
        match picture.format:
            case "TIFF":
                found = picture.getexif().get(_IMAGE_DESCRIPTION)
            case "PNG":
                found = picture.info.get("Comment")
            case "WEBP" | "AVIF":
                found = picture.info.get("xmp")
            case _:
                found = picture.info.get("comment")
        return is_own(found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found))
    except Exception:  # noqa: BLE001 - broken tags raise anything; the photo is still good
        return False


def _exif(picture: Image.Image) -> tuple[int, str | None]:
    """Return EXIF orientation (1 to 8) and capture date; broken EXIF data counts as none."""
    try:
        exif = picture.getexif()
        orientation = exif.get(0x0112)
        date = exif.get_ifd(0x8769).get(0x9003) or exif.get(0x0132)
    except Exception:  # noqa: BLE001 - broken EXIF data raises anything; the photo is still good
        return 1, None
    known = isinstance(orientation, int) and orientation in _UPRIGHT
    return (int(cast("int", orientation)) if known else 1), _iso_date(date)


def _iso_date(date: object) -> str | None:
    try:
        return datetime.strptime(str(date).strip("\x00 "), "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007 - cameras write local time
    except ValueError:
        return None


def _decoded(picture: Image.Image, file: _PictureFile) -> Image.Image:
    """Decode a picture to pixels that a filter can average."""
    kind = pixel_kind(picture)
    picture.load()
    if not kind.has_low_bytes:
        return averageable(picture, kind)
    file.seek(0)
    return averageable(picture, kind, low_bytes(FORMATS["PNG"](file)))


def _reduced(
    plain: Image.Image, size: tuple[int, int], box: _Box | None, short_side: int | None
) -> Image.Image:
    """Reduce a picture by an area filter until its short side has the given length.

    Parameters
    ----------
    size : (int, int)
        Width and height in the file [px].
    box : _Box, optional
        The part of `plain` that is the file's picture: a decoder's own reduction rounds its sides
        up, so its last row and column may lie only partly within.
    """
    if short_side is None or min(size) <= short_side:
        return plain
    scale = short_side / min(size)
    target = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    return plain.resize(target, Image.Resampling.HAMMING, box=box, reducing_gap=3.0)


def _upright_srgb(plain: Image.Image, profile: object, orientation: int) -> NDArray[np.uint8]:
    """Convert to sRGB over the ground and turn upright: (H, W, 3) uint8."""
    plain = to_srgb(plain, profile if isinstance(profile, bytes) else None)
    if orientation in _UPRIGHT:
        plain = plain.transpose(_UPRIGHT[orientation])
    pixels = np.array(plain, dtype=np.uint8)
    pixels.setflags(write=False)
    return pixels

"""JPEG XL photos: their size from the header, their pixels from the extra [jxl].

That extra's decoder takes in a whole picture when it opens a file. Here the size is read first, so
that a huge one is refused before it takes memory.

References
----------
ISO/IEC 18181-1, SizeHeader and ImageMetadata; ISO/IEC 18181-2, boxes.
"""

from importlib.util import find_spec
from typing import IO, Any

from PIL import Image, ImageFile

from mosaic_anim.lazy import ImageOps, LazyModule

plugin: Any = LazyModule("pillow_jxl.JpegXLImagePlugin")

IS_READABLE = find_spec("pillow_jxl") is not None
"""Whether the extra [jxl] is installed; it is imported with the first JPEG XL photo."""

_CODESTREAM = b"\xff\x0a"
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_LENGTHS = (9, 13, 18, 30)
_ON_ITS_SIDE = 5
_HEADER = 32  # [bytes] that hold size and orientation
_MOST_BOXES = 64


class JxlImageFile(ImageFile.ImageFile):
    """A JPEG XL picture, upright, decoded when its pixels are asked for."""

    format = "JXL"
    format_description = "JPEG XL"

    def _open(self) -> None:
        self._size = _upright_size(_codestream(self.fp))  # type: ignore[arg-type]  # it is open
        self._mode = "RGBA"  # what it takes at most
        self.tile = []

    def load(self) -> Any:
        """Decode the picture."""
        if self._im is None:
            self.fp.seek(0)  # type: ignore[union-attr]  # it is open
            plugin.DECODE_THREADS = 0  # each photo has a process of its own
            decoded = plugin.JXLImageFile(self.fp)
            decoded.load()
            if decoded.jpeg:  # a JPEG packed again, with its own orientation
                decoded = ImageOps.exif_transpose(decoded)
            if decoded.size != self._size:
                raise SyntaxError("the picture has another size than its header says")
            self.info = decoded.info
            self._mode, self.im = decoded.mode, decoded.im
        return Image.Image.load(self)


def _codestream(file: IO[bytes]) -> bytes:
    """Return the first bytes of the codestream, which may lie in a box."""
    head = file.read(_HEADER)
    if head.startswith(_CODESTREAM):
        return head
    place = 0
    for _ in range(_MOST_BOXES):
        file.seek(place)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        start = 8
        if length == 1:
            length, start = int.from_bytes(head[8:16], "big"), 16
        if kind in {b"jxlc", b"jxlp"}:
            file.seek(place + start + (4 if kind == b"jxlp" else 0))
            return file.read(_HEADER)
        if length < start:
            break
        place += length
    raise SyntaxError("no codestream")


def _upright_size(head: bytes) -> tuple[int, int]:
    """Read width and height [px] of a codestream, after the turn that its header asks for."""
    if len(head) < _HEADER // 2 or not head.startswith(_CODESTREAM):
        raise SyntaxError("no codestream")
    bits = _Bits(int.from_bytes(head[2:], "little"))
    is_small = bits.read(1)
    height = _side(bits, is_small=is_small)
    ratio = bits.read(3)
    if ratio:
        across, down = _RATIOS[ratio - 1]
        width = height * across // down
    else:
        width = _side(bits, is_small=is_small)
    is_default = bits.read(1)
    turn = 1 + bits.read(3) if not is_default and bits.read(1) else 1
    return (height, width) if turn >= _ON_ITS_SIDE else (width, height)


def _side(bits: "_Bits", *, is_small: int) -> int:
    if is_small:
        return 8 * (1 + bits.read(5))
    return 1 + bits.read(_LENGTHS[bits.read(2)])


class _Bits:
    """Bits of a number, the lowest first."""

    def __init__(self, number: int) -> None:
        self._number = number

    def read(self, count: int) -> int:
        """Return the next `count` bits as a number."""
        value = self._number & ((1 << count) - 1)
        self._number >>= count
        return value

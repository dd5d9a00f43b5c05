"""RAW photos: the picture that the camera embedded, or a quick development where it has none.

The extra [raw] brings rawpy, whose wheels carry LibRaw. LibRaw hands over the embedded JPEG with
orientation and date of the photo, so that it is read on like any JPEG.
"""

import io
from contextlib import suppress
from importlib.util import find_spec
from typing import IO, Any

from PIL import Image, JpegImagePlugin

from mosaic_anim.io.pixel_kinds import UnusablePixelsError
from mosaic_anim.lazy import LazyModule, TiffImagePlugin

rawpy: Any = LazyModule("rawpy")

IS_READABLE = find_spec("rawpy") is not None
"""Whether the extra [raw] is installed; it is imported with the first RAW photo."""

SMALLEST_PREVIEW = 480
"""Short side of the smallest embedded picture that is used [px]; a development is sharper."""

MOST_DEVELOPED = 80_000_000
"""Largest RAW photo without an embedded picture that is developed [px]: 6 bytes each."""

LONGEST_FILE = 256 << 20
"""Longest RAW file that is read [bytes]: LibRaw takes it into memory."""

_KIND, _PHOTOMETRIC, _DIRECTORIES, _DNG_VERSION = 254, 262, 330, 50706
_REDUCED = 1  # bit of the kind: the first picture is a preview
_SENSOR = {32803, 34892}  # photometric interpretations: colour filter array, linear raw

_DATE = 0x0132


def is_raw_tiff(file: IO[bytes]) -> bool:
    """Return whether a TIFF is a RAW photo: DNG, NEF, ARW, PEF, SRW; leave it at its start.

    References
    ----------
    Digital Negative Specification 1.7, tag DNGVersion; TIFF/EP (ISO 12234-2): the first directory
    is a preview, the others are listed in SubIFDs.
    """
    tags: dict[int, Any] = {}
    with suppress(Exception):  # what is damaged is refused by the decoder
        directory = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
        file.seek(directory.next)
        directory.load(file)
        wanted = (_KIND, _PHOTOMETRIC, _DIRECTORIES, _DNG_VERSION)
        tags = {number: directory.get(number) for number in wanted}
    file.seek(0)
    if tags.get(_DNG_VERSION) is not None or tags.get(_PHOTOMETRIC) in _SENSOR:
        return True
    kind = tags.get(_KIND)
    return isinstance(kind, int) and bool(kind & _REDUCED) and tags.get(_DIRECTORIES) is not None


def open_raw(file: IO[bytes]) -> Image.Image:
    """Open the picture of a RAW photo: its embedded one, not decoded yet, or a development."""
    if file.seek(0, io.SEEK_END) > LONGEST_FILE:
        raise UnusablePixelsError("RAW file of more than 256 MiB")
    file.seek(0)
    with rawpy.imread(io.BytesIO(file.read())) as raw:
        picture = _preview(raw) or _development(raw)
    picture.format = "RAW"
    return picture


def _preview(raw: Any) -> Image.Image | None:
    """Return the embedded picture, if there is one that is large enough."""
    with suppress(rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError):
        preview = raw.extract_thumb()
        if preview.format == rawpy.ThumbFormat.JPEG:
            picture = JpegImagePlugin.JpegImageFile(io.BytesIO(preview.data))
            if min(picture.size) >= SMALLEST_PREVIEW:
                return picture
    return None


def _development(raw: Any) -> Image.Image:
    """Develop a photo at half its size, with the white balance of the camera."""
    sizes = raw.sizes
    if sizes.raw_width * sizes.raw_height > MOST_DEVELOPED:
        raise UnusablePixelsError("RAW photo of more than 80 megapixels without a preview")
    picture = Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True))
    taken = raw.other.timestamp
    if taken is not None:
        picture.getexif()[_DATE] = f"{taken:%Y:%m:%d %H:%M:%S}"
    return picture

"""Headers of pictures: their format, size, orientation, date and comment, before any is decoded.

Only the formats of `FORMATS` are ever opened, recognised by their first bytes and never by their
name.
"""

import warnings
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PIL import Image, JpegImagePlugin

from mosaic_anim.io import heif_photos, jxl_photos, raw_photos
from mosaic_anim.io.decoding_cost import MAX_PIXELS
from mosaic_anim.io.picture_extras import EXTRAS
from mosaic_anim.io.picture_files import TOO_LARGE, PictureFile, UnreadablePictureError
from mosaic_anim.io.picture_signatures import HEAD, format_of
from mosaic_anim.io.pixel_kinds import UnusablePixelsError, require_usable_tiff
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.origin import is_own

if TYPE_CHECKING:
    from mosaic_anim.io import video_photos
else:  # a worker that meets no video starts sooner
    video_photos = LazyModule("mosaic_anim.io.video_photos")

_Opener = Callable[[Any], Image.Image]


def _class(module: str, name: str) -> _Opener:
    """Return what opens a format, imported with its first picture: most libraries are JPEG only."""
    plugin: Any = LazyModule(module)

    def open_it(file: Any) -> Image.Image:
        return getattr(plugin, name)(file)  # type: ignore[no-any-return]

    return open_it


# JPEG is opened by its own class, not by Pillow's factory: a multi-picture file (MPO) then is the
# plain JPEG that it begins with, and a malformed one too.
FORMATS: dict[str, _Opener] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": _class("PIL.PngImagePlugin", "PngImageFile"),
    "WEBP": _class("mosaic_anim.io.webp_photos", "WebPImageFile"),
    "GIF": _class("PIL.GifImagePlugin", "GifImageFile"),
    "TIFF": _class("PIL.TiffImagePlugin", "TiffImageFile"),
    "BMP": _class("PIL.BmpImagePlugin", "BmpImageFile"),
}
"""Formats that are opened, each with what opens it."""
if find_spec("PIL._avif") is not None:  # Pillow was built with it
    FORMATS["AVIF"] = _class("PIL.AvifImagePlugin", "AvifImageFile")
if heif_photos.IS_READABLE:
    FORMATS["HEIF"] = heif_photos.open_heif
if raw_photos.IS_READABLE:
    FORMATS["RAW"] = raw_photos.open_raw
if jxl_photos.IS_READABLE:
    FORMATS["JXL"] = jxl_photos.JxlImageFile

# A decoder's remarks on odd files would end up between the lines of a progress bar.
warnings.filterwarnings("ignore", category=Warning, module=r"PIL\.")

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Turn that puts a picture of each EXIF orientation upright (EXIF 2.32, tag 0x0112)."""

_EXIF_PARTS = frozenset({"exif", "xmp"})
"""Parts of a JPEG that Pillow knows its orientation and date from."""

_IMAGE_DESCRIPTION = 0x010E  # TIFF 6.0, tag 270

_UNKNOWN_PIXELS = "unknown pixel mode"  # what Pillow says of a TIFF that is whole


def open_header(path: Path, file: PictureFile) -> Image.Image:
    """Read the header with the one decoder that the first bytes select."""
    name = format_of(file.peek(HEAD)[:HEAD])
    if name == "TIFF" and raw_photos.is_raw_tiff(file):
        name = "RAW"
    if name in EXTRAS and name not in FORMATS:
        extra = EXTRAS[name]
        raise UnreadablePictureError(path, extra.reason, lasting=False, remedy=extra.remedy)
    if name == "VIDEO":
        moment = file.moment
        video = video_photos.VideoImageFile(file, moment.video if moment else str(path))
        video.time = moment.time if moment else None
        file.trust()
        return video
    if name is None or name not in FORMATS or file.moment is not None:
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


def checked_size(path: Path, picture: Image.Image) -> tuple[int, int]:
    """Return width and height [px] of a picture that is not decoded yet, unless it is too large."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise UnreadablePictureError(path, TOO_LARGE)
    return width, height


def carries_own_comment(picture: Image.Image) -> bool:
    """Return whether a picture carries this program's comment; a broken comment counts as none."""
    try:
        match picture.format:
            case "TIFF":
                tag = picture.getexif().get(_IMAGE_DESCRIPTION)
            case "PNG":
                tag = picture.info.get("Comment")
            case "WEBP" | "AVIF":
                tag = picture.info.get("xmp")
            case _:
                tag = picture.info.get("comment")
        return is_own(tag.decode("utf-8", "replace") if isinstance(tag, bytes) else str(tag))
    except Exception:  # noqa: BLE001 - broken tags raise anything; the photo is still good
        return False


def orientation_and_date(picture: Image.Image) -> tuple[int, str | None]:
    """Return EXIF orientation (1 to 8) and capture date; broken EXIF data counts as none."""
    if picture.format == "JPEG" and _EXIF_PARTS.isdisjoint(picture.info):
        return 1, None
    try:
        exif = picture.getexif()
        orientation = exif.get(0x0112)
        date = exif.get_ifd(0x8769).get(0x9003) or exif.get(0x0132)
    except Exception:  # noqa: BLE001 - broken EXIF data raises anything; the photo is still good
        return 1, None
    if picture.format == "JXL":  # its decoder has turned it
        orientation = 1
    known = isinstance(orientation, int) and orientation in UPRIGHT
    return (int(cast("int", orientation)) if known else 1), _iso_date(date)


def _iso_date(date: object) -> str | None:
    if date is None:
        return None
    try:
        return datetime.strptime(str(date).strip("\x00 "), "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007 - cameras write local time
    except ValueError:
        return None

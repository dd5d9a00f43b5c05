"""One moment as a picture of its own, .png or .jpg, from a segment that holds it without loss."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding, Pixels
from mosaic_anim.encode.png import (
    DamagedError,
    Place,
    is_whole_row,
    places,
    png_size,
    read_png,
    with_texts,
)
from mosaic_anim.encode.segment_checks import require_count, require_whole, unusable
from mosaic_anim.encode.verify import verify
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.io.xmp import xmp_packet

_LIMIT = 65500  # [px] of a side, in libjpeg
_COMPRESSION = 4  # zlib's; 6 takes twice as long for 1.3 % fewer bytes, 1 a third less for 7 % more
_FINE = 90  # from this quality on, a JPEG keeps the colours of each pixel


def check_picture(encoding: Encoding) -> None:
    """Refuse what is not one picture, or too large for one.

    Raises
    ------
    UsageError
        If there is more than one frame, or a side is too long.
    """
    if encoding.frames != 1:
        raise UsageError(
            f"a {encoding.path.suffix} shows one moment, not {encoding.frames} frames",
            remedy="write frames-####.png for all of them",
            place=str(encoding.path),
        )
    check_pixels(encoding)


def check_pixels(encoding: Encoding) -> None:
    """Refuse a size that a picture cannot have.

    Raises
    ------
    UsageError
    """
    size = encoding.size
    if max(size.height, size.width) > _LIMIT or min(size.height, size.width) < 1:
        raise UsageError(
            f"{size} is no size of a picture",
            remedy=f"stay within {_LIMIT} px a side",
            place=str(encoding.path),
        )


def picture_options(encoding: Encoding) -> tuple[str, ...]:
    """Return all that the bytes of a segment depend on; the same for all kinds of pictures."""
    import PIL
    from PIL import features

    versions = (PIL.__version__, str(features.version("zlib")))
    return ("png", *versions, str(_COMPRESSION), str(encoding.size))


def write_picture_segment(
    encoding: Encoding,
    frames: Iterator[Pixels],
    count: int,
    part: Path,
    lead: int = 0,  # noqa: ARG001 - each picture stands alone
) -> None:
    """Write `count` frames as PNG files, one behind the other.

    Raises
    ------
    StoppedError
        If there are more or fewer of them.
    """
    from PIL import Image

    before: Pixels | None = None
    data, found = b"", 0
    with part.open("wb") as file:
        for frame in frames:
            if frame is not before:
                buffer = io.BytesIO()
                Image.fromarray(frame).save(buffer, "PNG", compress_level=_COMPRESSION)
                before, data = frame, buffer.getvalue()
            file.write(data)
            found += 1
    if found != count:
        raise StoppedError(
            f"the encoder wrote {found} frames png {encoding.size} instead of {count} frames",
            remedy="run the same command again",
            place=str(encoding.path),
        )


def join_picture(encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
    """Write the one picture of `segments`, and verify it. EXIF is not written.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged.
    """
    (place,) = pictures(encoding, segments)
    data = picture(encoding, place)
    if encoding.path.suffix.lower() == ".png":
        part.write_bytes(with_texts(data, Title=encoding.title, Comment=encoding.comment))
    else:
        part.write_bytes(_jpeg(encoding, data))
    verify(part, encoding)


def pictures(encoding: Encoding, segments: Sequence[Path]) -> list[Place]:
    """Find the pictures in whole segments; none is read.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged, or there are more or fewer than the output has.
    """
    place = str(encoding.path)
    require_whole(segments, is_whole_row, place=place)
    found = [picture for segment in segments for picture in places(segment)]
    require_count(len(found), encoding.frames, place=place)
    return found


def picture(encoding: Encoding, place: Place) -> bytes:
    """Read one picture of a segment.

    Raises
    ------
    StoppedError
        If it is damaged, or of another size.
    """
    try:
        data = read_png(place)
    except (DamagedError, OSError) as error:
        raise unusable(place.path, "is damaged", place=str(encoding.path)) from error
    if png_size(data) != encoding.size:
        what = f"holds a picture of {png_size(data)}"
        raise unusable(place.path, what, place=str(encoding.path))
    return data


def _jpeg(encoding: Encoding, data: bytes) -> bytes:
    """Encode a PNG as JPEG; fine ones keep the colours of each pixel, others of four together."""
    from PIL import Image

    quality = encoding.settings.picture.quality
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=["PNG"]) as decoded:
        decoded.save(
            buffer,
            "JPEG",
            quality=quality,
            subsampling="4:4:4" if quality >= _FINE else "4:2:0",
            optimize=True,
            comment=encoding.comment.encode(),
            xmp=xmp_packet(encoding.title, encoding.comment),
        )
    return buffer.getvalue()

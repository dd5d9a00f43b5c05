"""The door for pictures: any photo file becomes upright sRGB pixels, or one named refusal.

Decoders see no more of a hostile file than they must: what is too large is refused from its header
(`picture_headers`), what is no regular file is never opened (`picture_files`).

A picture comes with the hash of the bytes that it was decoded from, also where its file is edited
or replaced meanwhile: what is stored under that hash is that content.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from PIL import Image

from mosaic_anim.io.decoding_cost import BIG_DECODING, MAX_DECODING, decoding_cost, is_bomb
from mosaic_anim.io.picture_files import (
    FEW_BYTES,
    TOO_LARGE,
    PictureFile,
    UnreadablePictureError,
    open_regular,
    refusals,
)
from mosaic_anim.io.picture_headers import (
    FORMATS,
    UPRIGHT,
    carries_own_comment,
    checked_size,
    open_header,
    orientation_and_date,
)
from mosaic_anim.io.pixel_bands import resize_in_bands
from mosaic_anim.io.pixel_kinds import low_bytes, pixel_kind
from mosaic_anim.io.pixel_modes import averageable, to_srgb, to_transparent_srgb
from mosaic_anim.lazy import np
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import OWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Box = tuple[float, float, float, float]
"""left, top, right, bottom [px]."""

_ON_ITS_SIDE = 5
"""The first EXIF orientation of a picture that lies on its side."""

_big_picture = threading.Lock()


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

    pixels: "NDArray[np.uint8]"
    full_size: Size
    taken: str | None
    content: str
    format: str


class UprightImage(NamedTuple):
    """A picture as Pillow holds it, upright. What reads thousands of photos needs no arrays.

    Attributes
    ----------
    image : Image
        Mode RGB, encoded sRGB.
    full_size, taken, content, format
        As in `Picture`.
    """

    image: Image.Image
    full_size: Size
    taken: str | None
    content: str
    format: str


def read_picture(
    path: Path,
    *,
    short_side: int | None = None,
    memory: int = MAX_DECODING,
    content: str | None = None,
) -> Picture:
    """Read a picture file as upright sRGB pixels.

    Parameters
    ----------
    path, short_side, memory, content
        As in `read_image`.

    Raises
    ------
    UnreadablePictureError
        As `read_image`.
    """
    read = read_image(path, short_side=short_side, memory=memory, content=content)
    pixels = np.array(read.image, dtype=np.uint8)
    pixels.setflags(write=False)
    return Picture(
        pixels=pixels,
        full_size=read.full_size,
        taken=read.taken,
        content=read.content,
        format=read.format,
    )


def read_image(
    path: Path,
    *,
    short_side: int | None = None,
    is_halved_by_decoder: bool = False,
    memory: int = MAX_DECODING,
    only_foreign: bool = False,
    content: str | None = None,
    when_fetched: Callable[[], None] | None = None,
) -> UprightImage:
    """Read a picture file as an upright image in sRGB.

    Parameters
    ----------
    path : Path
        The file; it is opened read-only.
    short_side : int, optional
        Reduce, by an area filter, until the short side has this many pixels; never enlarge.
        JPEG files are decoded at a smaller scale then, which is several times faster.
    is_halved_by_decoder : bool
        Let the decoder of a JPEG alone halve one whose sides are no more than four times as long:
        faster, and hardly different. The means of its channels stay within a level.
    memory : int
        Refuse pictures that would take more memory than this to decode [bytes].
    only_foreign : bool
        Refuse, by its header, a picture that this program wrote.
    content : str, optional
        Refuse a file whose SHA-256 is not this: one that was seen before, and has changed since.
    when_fetched : callable, optional
        Called once the disk has delivered all of the file: what takes long then is its decoding.

    Raises
    ------
    UnreadablePictureError
        The file is no picture of an allowed format, too large, damaged, cannot be read, has
        changed, or changes while it is read.
    """
    fetched = when_fetched or _nothing
    with refusals(path), open_regular(path, into_memory=True) as file:
        if file.data:
            fetched()
        picture = open_header(path, file)
        if only_foreign and carries_own_comment(picture):
            raise UnreadablePictureError(path, OWN)
        width, height = checked_size(path, picture)
        box: _Box | None = None
        if short_side is not None:
            # Twice the wanted side: the decoder's own reduction is coarse, ours does the last step.
            is_near = is_halved_by_decoder and min(width, height) < 4 * short_side
            least = short_side if is_near else 2 * short_side
            draft = picture.draft(cast("str", None), (least, least))
            box = draft[1] if draft else None
        cost = decoding_cost(picture, width * height, reduced=short_side is not None)
        if file.data and is_bomb(picture, len(file.data)):
            raise UnreadablePictureError(path, FEW_BYTES)
        if cost + len(file.data) > memory:
            raise UnreadablePictureError(path, TOO_LARGE, lasting=memory >= MAX_DECODING)
        with (
            _big_picture if cost > BIG_DECODING else contextlib.nullcontext(),
            file.unchanged(path, content),
        ):
            if not file.data:
                fetched()
            plain = _decoded(picture, file)
            orientation, taken = orientation_and_date(picture)
            profile = picture.info.get("icc_profile")
            reduced = _reduced(plain, (width, height), box, short_side)
            image = _upright_srgb(reduced, profile, orientation)
    if orientation >= _ON_ITS_SIDE:
        width, height = height, width
    return UprightImage(
        image=image,
        full_size=Size(height=height, width=width),
        taken=taken,
        content=file.content,
        format=picture.format or "",
    )


def _nothing() -> None:
    """Do nothing."""


def read_picture_size(path: Path) -> Size:
    """Read the upright size of a picture [px] from the header of its file.

    Raises
    ------
    UnreadablePictureError
        The file is no picture of an allowed format, too large, or cannot be read. What is damaged
        behind its header is not seen.
    """
    with refusals(path), open_regular(path) as file:
        picture = open_header(path, file)
        width, height = checked_size(path, picture)
        # These sizes are upright; and Pillow would decode a PNG to look behind its pixels.
        is_known = picture.format in {"TIFF", "JXL", "VIDEO"}
        is_known |= picture.format == "PNG" and "exif" not in picture.info
        orientation = 1 if is_known else orientation_and_date(picture)[0]
    if orientation >= _ON_ITS_SIDE:
        width, height = height, width
    return Size(height=height, width=width)


def is_own_picture(path: Path) -> bool:
    """Return whether a file is a picture that this program wrote; only its header is read."""
    try:
        with refusals(path), open_regular(path) as file:
            return carries_own_comment(open_header(path, file))
    except UnreadablePictureError:
        return False


def read_cutout(path: Path, *, long_side: int) -> "NDArray[np.uint8]":
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
    with refusals(path), open_regular(path) as file:
        picture = open_header(path, file)
        width, height = checked_size(path, picture)
        cost = decoding_cost(picture, width * height, reduced=False)
        if cost > MAX_DECODING:
            raise UnreadablePictureError(path, TOO_LARGE)
        with _big_picture if cost > BIG_DECODING else contextlib.nullcontext():
            plain = _decoded(picture, file)
            orientation, _ = orientation_and_date(picture)
            profile = picture.info.get("icc_profile")
            if max(plain.size) > long_side:
                plain.thumbnail((long_side, long_side), Image.Resampling.HAMMING)
            plain = to_transparent_srgb(plain, profile if isinstance(profile, bytes) else None)
    if orientation in UPRIGHT:
        plain = plain.transpose(UPRIGHT[orientation])
    pixels = np.array(plain, dtype=np.uint8)
    pixels.setflags(write=False)
    return pixels


def _decoded(picture: Image.Image, file: PictureFile) -> Image.Image:
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
    if plain.size == target:
        return plain
    if plain.mode in {"LA", "RGBA"} and box is None:
        return resize_in_bands(plain, target)
    return plain.resize(target, Image.Resampling.HAMMING, box=box, reducing_gap=3.0)


def _upright_srgb(plain: Image.Image, profile: object, orientation: int) -> Image.Image:
    """Convert to sRGB over the ground and turn upright."""
    plain = to_srgb(plain, profile if isinstance(profile, bytes) else None)
    return plain.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else plain

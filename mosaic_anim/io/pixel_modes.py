"""Every kind of pixel that a picture file may hold becomes encoded sRGB.

A picture is reduced between the two steps: `averageable` brings it to a type that a filter can
average, `to_srgb` then converts far fewer pixels.
"""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image

from mosaic_anim.io.pixel_bands import bands
from mosaic_anim.io.pixel_kinds import PixelKind, UnusablePixelsError
from mosaic_anim.lazy import ImageCms, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUND = (255, 255, 255)
"""What shows through transparent pixels: white, the page that cut-outs and logos are made for."""


_AVERAGEABLE = {"L", "LA", "RGB", "RGBA", "CMYK", "LAB"}
"""Types of pixels that filters can average."""

_GREY = {"1", "L", "LA", "La"}


def averageable(
    picture: Image.Image, kind: PixelKind, low: Image.Image | None = None
) -> Image.Image:
    """Bring odd pixel types to one of L, LA, RGB, RGBA, CMYK or LAB, which filters can average.

    Parameters
    ----------
    picture : Image
        A decoded picture.
    kind : PixelKind
        How to interpret its pixels.
    low : Image, optional
        The lower 8 bits of its channels, if it has 16 bits and a transparent colour.

    Raises
    ------
    UnusablePixelsError
        If the pixels have no stated range.
    """
    mode = picture.mode
    if mode.startswith("I;16"):
        return _from_sixteen_bits(picture, kind)
    if mode in {"I", "F"}:
        raise UnusablePixelsError("floating-point pixels" if mode == "F" else "pixels of 32 bits")
    if low is not None:
        return _without_key(picture, low, kind)
    is_transparent = "transparency" in picture.info
    if kind.key is not None:
        picture.info["transparency"] = kind.key
    if mode in _AVERAGEABLE and not is_transparent:
        return picture
    if is_transparent or mode in {"La", "PA", "RGBa"}:
        return picture.convert("LA" if mode in _GREY else "RGBA")
    return picture.convert("L" if mode == "1" else "RGB")


def _from_sixteen_bits(picture: Image.Image, kind: PixelKind) -> Image.Image:
    """Return grey pixels as L, or as LA where one value is transparent."""
    table = _eight_bits(kind.white, kind.is_negative)
    grey = Image.new("L" if kind.key is None else "LA", picture.size)
    for top, bottom in bands(picture):
        values = np.asarray(picture.crop((0, top, picture.width, bottom)))
        part = Image.fromarray(table[values])
        if kind.key is not None:
            part = Image.merge("LA", (part, _mask(values != kind.key)))
        grey.paste(part, (0, top))
    return grey


@lru_cache(maxsize=4)
def _eight_bits(white: int, is_negative: bool) -> "NDArray[np.uint8]":
    """Return the table (65536,) of 16-bit values rounded to 8 bits."""
    levels = np.round(np.arange(0x10000) * 255 / white).clip(0, 255).astype(np.uint8)
    return 255 - levels if is_negative else levels


def _without_key(picture: Image.Image, low: Image.Image, kind: PixelKind) -> Image.Image:
    """Return RGBA of a picture of 16 bits whose pixels of the colour `kind.key` are transparent."""
    is_key = np.ones((picture.height, picture.width), dtype=bool)
    for upper, lower, value in zip(picture.split(), low.split(), kind.key, strict=True):  # type: ignore[arg-type]  # of three channels
        is_key &= (np.asarray(upper) == value >> 8) & (np.asarray(lower) == value & 0xFF)
    return Image.merge("RGBA", (*picture.split(), _mask(~is_key)))


def _mask(is_opaque: "NDArray[np.bool_]") -> Image.Image:
    return Image.fromarray(is_opaque.astype(np.uint8) * np.uint8(255))


def to_srgb(plain: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert the colours of a picture to sRGB and lay transparent pixels over `GROUND`."""
    colors, alpha = _apart(plain, profile)
    if alpha is None:
        return colors
    ground = Image.new("RGB", colors.size, GROUND)
    ground.paste(colors, mask=alpha)
    return ground


def to_transparent_srgb(plain: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert the colours of a picture to sRGB, RGBA; what is transparent stays so."""
    colors, alpha = _apart(plain, profile)
    both = colors.convert("RGBA")
    if alpha is not None:
        both.putalpha(alpha)
    return both


def _apart(plain: Image.Image, profile: bytes | None) -> tuple[Image.Image, Image.Image | None]:
    """Return the colours of a picture in sRGB, and its alpha if it has one."""
    alpha = plain.getchannel("A") if plain.mode in {"LA", "RGBA"} else None
    colors = plain.convert(plain.mode.removesuffix("A")) if alpha else plain
    if profile or colors.mode == "LAB":
        colors = _managed(colors, profile)
    return (colors if colors.mode == "RGB" else colors.convert("RGB")), alpha


def _managed(colors: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply a colour profile; one that is broken or of another kind of picture is ignored."""
    transform = _transform(profile, colors.mode)
    if transform is None and colors.mode == "L":  # grey pixels with an RGB profile
        colors = colors.convert("RGB")
        transform = _transform(profile, "RGB")
    return colors if transform is None else transform.apply(colors)


@lru_cache(maxsize=32)
def _transform(profile: bytes | None, mode: str) -> "ImageCms.ImageCmsTransform | None":
    """Return the transform to sRGB: libraries hold few profiles, each used thousands of times."""
    try:
        source = (
            ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if profile and mode != "LAB"
            else ImageCms.createProfile("LAB")
        )
        return ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None

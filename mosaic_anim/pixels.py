"""Every kind of pixel that a picture file may hold becomes encoded sRGB.

A picture is reduced between the two steps: `averageable` brings it to a type that a filter can
average, `to_srgb` then converts far fewer pixels.
"""

import io
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

GROUND = (255, 255, 255)
"""What shows through transparent pixels: white, the page that cut-outs and logos are made for."""


def averageable(picture: Image.Image) -> Image.Image:
    """Bring odd pixel types to one of L, RGB, CMYK, LAB or RGBA, which filters can average."""
    mode = picture.mode
    if mode.startswith("I"):
        return Image.fromarray(_eight_bits()[np.clip(np.asarray(picture), 0, 0xFFFF)])
    if "transparency" in picture.info or mode in {"LA", "La", "PA", "RGBa", "RGBA"}:
        return picture.convert("RGBA")
    if mode in {"L", "RGB", "CMYK", "LAB"}:
        return picture
    if mode == "F":
        raise ValueError("floating-point pixels have no stated range")
    return picture.convert("L" if mode == "1" else "RGB")


@lru_cache(maxsize=1)
def _eight_bits() -> NDArray[np.uint8]:
    """Return the table (65536,) of 16-bit values rounded to 8 bits."""
    return np.round(np.arange(0x10000) / 257).astype(np.uint8)


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
    alpha = plain.getchannel("A") if plain.mode == "RGBA" else None
    colors = plain.convert("RGB") if alpha else plain
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
def _transform(profile: bytes | None, mode: str) -> ImageCms.ImageCmsTransform | None:
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

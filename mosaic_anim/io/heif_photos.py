"""HEIC photos, read by the extra [heif]."""

from importlib.util import find_spec
from typing import IO, Any

from PIL import Image

from mosaic_anim.lazy import LazyModule

pillow_heif: Any = LazyModule("pillow_heif")

IS_READABLE = find_spec("pillow_heif") is not None
"""Whether the extra [heif] is installed; it is imported with the first HEIC photo."""


def open_heif(file: IO[bytes]) -> Image.Image:
    """Open a HEIC picture, not decoded yet."""
    return pillow_heif.HeifImageFile(file)  # type: ignore[no-any-return]

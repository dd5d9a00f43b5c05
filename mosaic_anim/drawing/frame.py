"""Frames: a `FrameState` and the mosaics it names become pixels."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo

from mosaic_anim.drawing.exposure import mean_light
from mosaic_anim.drawing.layer import draw_layer, plain_frame
from mosaic_anim.drawing.levels import hides_all
from mosaic_anim.drawing.light import mix
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.overlays import lay_overlays
from mosaic_anim.io.files import atomic_file
from mosaic_anim.io.xmp import xmp_packet
from mosaic_anim.lazy import Image
from mosaic_anim.library.targets import NOTHING, Inputs, check_targets
from mosaic_anim.values.frame_state import Exposure, FrameContent, FrameState, Quality
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import PICTURE

__all__ = ["Frame", "Mosaic", "draw"]

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One drawn picture. It shows itself in a notebook.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        Encoded sRGB.
    inputs : Inputs
        Files that it was drawn from, none of which `save` replaces.
    missing : tuple of str
        Photos that were lost since they were indexed; their small pictures were drawn.
    """

    pixels: Pixels
    inputs: Inputs = field(default=NOTHING, repr=False)
    missing: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the size."""
        height, width, _ = self.pixels.shape
        return f"Frame({width}x{height})"

    @property
    def image(self) -> "Image.Image":
        """The frame as a Pillow image."""
        return Image.fromarray(self.pixels)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the frame to a picture file; its suffix names the format.

        Raises
        ------
        CannotStartError
            If the file exists and `overwrite` is false, is an input, or cannot be written.
        ValueError
            If the suffix names no format.
        """
        path = Path(path)
        kind = _format_of(path)
        check_targets([path], self.inputs, overwrite=overwrite)
        memory = io.BytesIO()
        self.image.save(memory, kind, **_comment_options(kind))
        data = memory.getbuffer()
        with atomic_file(path, overwrite=overwrite, needed=lambda: data.nbytes) as part:
            part.write_bytes(data)
        return path

    def _repr_png_(self) -> bytes:
        """Return the frame as PNG, for notebooks."""
        memory = io.BytesIO()
        self.image.save(memory, "PNG", compress_level=1)
        return memory.getvalue()


def draw(
    state: FrameContent, size: Size, mosaics: Mapping[str, Mosaic], *, quality: Quality = "standard"
) -> Frame:
    """Draw a frame state: equal states give equal frames.

    Parameters
    ----------
    state : FrameState or Exposure
        What the frame shows; of an exposure the mean of its moments.
    size : Size
        Size of the frame [px].
    mosaics : mapping of str to Mosaic
        The mosaics that layers name.
    quality : "standard" or "high"
        How tiles off the grid are sampled.

    Raises
    ------
    KeyError
        If a layer names a mosaic that is not there.
    ValueError
        If a mosaic's tiles lack a picture that is in view.
    """
    if isinstance(state, Exposure):
        return Frame(mean_light(_draw(one, size, mosaics, quality) for one in state.moments))
    return Frame(_draw(state, size, mosaics, quality))


def _draw(state: FrameState, size: Size, mosaics: Mapping[str, Mosaic], quality: Quality) -> Pixels:
    pixels: Pixels | None = None
    for layer in state.layers[_first_seen(state, size, mosaics) :]:
        if layer.opacity > 0:
            pixels = draw_layer(
                layer, pixels, size, ground=state.background, mosaics=mosaics, quality=quality
            )
    if pixels is None:
        pixels = plain_frame(state.background, size)
    lay_overlays(pixels, state.overlays)
    if state.under is not None and state.opacity < 1:
        mix(pixels, _draw(state.under, size, mosaics, quality), state.opacity)
    lay_overlays(pixels, state.marks)
    return pixels


def _first_seen(state: FrameState, size: Size, mosaics: Mapping[str, Mosaic]) -> int:
    """Return the highest layer that hides all below it; 0 if none does."""
    for index in range(len(state.layers) - 1, 0, -1):
        layer = state.layers[index]
        if hides_all(layer, size, mosaics[layer.mosaic].placement.grid):
            return index
    return 0


def _comment_options(kind: str) -> dict[str, Any]:
    """Return what lets Pillow write this program's comment, where a format has a place for it."""
    match kind:
        case "JPEG" | "GIF":
            return {"comment": PICTURE}
        case "TIFF":
            return {"description": PICTURE}
        case "WEBP" | "AVIF":
            return {"xmp": xmp_packet("", PICTURE)}
        case "PNG":
            texts = PngInfo()
            texts.add_text("Comment", PICTURE)
            return {"pnginfo": texts}
    return {}


def _format_of(path: Path) -> str:
    kind = Image.registered_extensions().get(path.suffix.lower())
    if kind is None or kind not in Image.SAVE:
        raise ValueError(f"no picture format {path.suffix!r} — use .png, .jpg or .webp")
    return kind

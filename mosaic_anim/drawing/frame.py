"""Frames: a `FrameState` and the mosaics it names become pixels."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.PngImagePlugin import PngInfo

from mosaic_anim.drawing.clear import (
    lay_layer,
    lay_overlays_clear,
    mean_clear,
    mix_clear,
    plain_clear,
    with_straight_alpha,
)
from mosaic_anim.drawing.exposure import mean_light, smear_of
from mosaic_anim.drawing.layer import draw_layer, plain_frame
from mosaic_anim.drawing.levels import hides_all
from mosaic_anim.drawing.light import mix
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.drawing.overlays import lay_overlays
from mosaic_anim.drawing.smears import Smear
from mosaic_anim.io.atomic_files import atomic_file
from mosaic_anim.io.xmp import xmp_packet
from mosaic_anim.lazy import Image
from mosaic_anim.library.inputs import NOTHING, Inputs
from mosaic_anim.library.output_files import check_files
from mosaic_anim.values.frame_state import (
    Color,
    Exposure,
    FrameContent,
    FrameState,
    Layer,
    Quality,
    moments,
    pictures,
)
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import PICTURE

__all__ = ["Frame", "Mosaic", "draw"]

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One drawn picture. It shows itself in a notebook.

    Attributes
    ----------
    pixels : (H, W, 3) or (H, W, 4) uint8
        Encoded sRGB, and over `background: none` straight alpha.
    inputs : Inputs
        Files that it was drawn from, none of which `save` replaces.
    missing : tuple of str
        Photos that were lost since they were indexed; their small pictures were drawn.
    relaxed : tuple of str
        Rules of the mosaic that its photos could not keep.
    """

    pixels: Pixels
    inputs: Inputs = field(default=NOTHING, repr=False)
    missing: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the size."""
        height, width = self.pixels.shape[:2]
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
        if kind == "JPEG" and self.pixels.shape[2] == 4:
            raise ValueError("a JPEG cannot be transparent — use .png or .webp")
        check_files([path], self.inputs, overwrite=overwrite)
        data = self.encoded(kind)
        with atomic_file(path, overwrite=overwrite, needed=lambda: len(data)) as part:
            part.write_bytes(data)
        return path

    def encoded(self, kind: str) -> bytes:
        """Return the frame as a picture file of a format that Pillow knows by name: `PNG`."""
        memory = io.BytesIO()
        self.image.save(memory, kind, **_comment_options(kind))
        return memory.getvalue()

    def _repr_png_(self) -> bytes:
        """Return the frame as PNG, for notebooks."""
        memory = io.BytesIO()
        self.image.save(memory, "PNG", compress_level=1)
        return memory.getvalue()


def draw(
    state: FrameContent, size: Size, mosaics: Mapping[str, Mosaic], *, quality: Quality = "standard"
) -> Frame:
    """Draw a frame state: equal states give equal frames.

    One over nothing has alpha, in every frame of its film.

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
    if any(one.background is None for one in pictures(state)):
        clear = (_draw_clear(one, size, mosaics, quality) for one in moments(state))
        whole = mean_clear(clear) if isinstance(state, Exposure) else next(clear)
        return Frame(with_straight_alpha(whole))
    if isinstance(state, Exposure):
        middle = state.moments[len(state.moments) // 2]
        smear = smear_of(state, size, mosaics) if quality == "standard" else None
        if smear is not None:
            return Frame(_draw(middle, size, mosaics, quality, smear=smear))
        return Frame(mean_light(_draw(one, size, mosaics, quality) for one in state.moments))
    return Frame(_draw(state, size, mosaics, quality))


def _draw(
    state: FrameState,
    size: Size,
    mosaics: Mapping[str, Mosaic],
    quality: Quality,
    *,
    smear: tuple[Layer, Smear] | None = None,
) -> Pixels:
    """Draw a state; of `smear`, a layer and how its tiles move while the shutter is open."""
    pixels: Pixels | None = None
    ground = state.background or (0, 0, 0)
    for layer in state.layers[_first_seen(state, size, mosaics) :]:
        if layer.opacity > 0:
            pixels = draw_layer(
                layer, pixels, size, ground=ground, mosaics=mosaics, quality=quality,
                smear=smear[1] if smear is not None and layer is smear[0] else None,
            )  # fmt: skip
    if pixels is None:
        pixels = plain_frame(ground, size)
    lay_overlays(pixels, state.overlays)
    if state.under is not None and state.opacity < 1:
        mix(pixels, _draw(state.under, size, mosaics, quality), state.opacity)
    lay_overlays(pixels, state.marks)
    return pixels


def _draw_clear(
    state: FrameState, size: Size, mosaics: Mapping[str, Mosaic], quality: Quality
) -> Pixels:
    """Draw a state with alpha (H, W, 4); colours are multiplied by it."""
    pixels = None if state.background is None else plain_clear(state.background, size)
    for layer in state.layers[_first_seen(state, size, mosaics) :]:
        if layer.opacity > 0:
            whole = replace(layer, opacity=1.0)

            def draw_over(below: Pixels | None, ground: Color, whole: Layer = whole) -> Pixels:
                return draw_layer(
                    whole, below, size, ground=ground, mosaics=mosaics, quality=quality
                )

            pixels = lay_layer(pixels, draw_over, layer.opacity)
    if pixels is None:
        pixels = plain_clear(None, size)
    lay_overlays_clear(pixels, state.overlays)
    if state.under is not None and state.opacity < 1:
        mix_clear(pixels, _draw_clear(state.under, size, mosaics, quality), state.opacity)
    lay_overlays_clear(pixels, state.marks)
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

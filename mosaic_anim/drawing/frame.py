"""Frames: a `FrameState` and the mosaics it names become pixels."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.light import fade_to, mix
from mosaic_anim.geometry import Size
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.state import FrameState, Layer

if TYPE_CHECKING:
    from PIL.Image import Image

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mosaic:
    """What a layer draws: a placement and the tiles it shows."""

    placement: Placement
    tiles: Tiles


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One drawn picture. It shows itself in a notebook.

    Attributes
    ----------
    pixels : (H, W, 3) uint8
        Encoded sRGB.
    """

    pixels: Pixels

    @property
    def image(self) -> "Image":
        """The frame as a Pillow image."""
        from PIL import Image

        return Image.fromarray(self.pixels)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the frame to a picture file; its suffix names the format.

        Raises
        ------
        CannotStartError
            If the file exists and `overwrite` is false, or cannot be written.
        ValueError
            If the suffix names no format.
        """
        from mosaic_anim.files import whole_file

        path = Path(path)
        kind = _format_of(path)
        with whole_file(path, overwrite=overwrite) as part, part.open("wb") as file:
            self.image.save(file, kind)
        return path

    def _repr_png_(self) -> bytes:
        """Return the frame as PNG, for notebooks."""
        memory = io.BytesIO()
        self.image.save(memory, "PNG", compress_level=1)
        return memory.getvalue()


def draw(state: FrameState, size: Size, mosaics: Mapping[str, Mosaic]) -> Frame:
    """Draw a frame state: equal states give equal frames.

    Parameters
    ----------
    state : FrameState
        What the frame shows.
    size : Size
        Size of the frame [px].
    mosaics : mapping of str to Mosaic
        The mosaics that layers name.

    Raises
    ------
    KeyError
        If a layer names a mosaic that is not there.
    ValueError
        If a mosaic's tiles lack a picture that is in view.
    """
    pixels: Pixels | None = None
    for layer in state.layers:
        if layer.opacity > 0:
            drawn = _draw_layer(layer, state, size, mosaics[layer.mosaic])
            below = state.background if pixels is None else pixels
            pixels = _laid_over(below, drawn, layer.opacity)
    if pixels is None:
        pixels = np.empty((size.height, size.width, 3), np.uint8)
        pixels[:] = np.array(state.background, np.uint8)
    for fade in state.overlays:
        if fade.opacity > 0:
            fade_to(pixels, fade.color, fade.opacity)
    return Frame(pixels)


def _draw_layer(layer: Layer, state: FrameState, size: Size, mosaic: Mosaic) -> Pixels:
    viewport = layer.camera.viewport(size, mosaic.placement.grid)
    return draw_canvas(
        mosaic.placement,
        mosaic.tiles,
        viewport,
        size,
        tint=layer.tint,
        background=state.background,
    )


def _laid_over(below: Pixels | tuple[int, int, int], drawn: Pixels, opacity: float) -> Pixels:
    """Lay a drawn layer over a colour or a picture."""
    if opacity >= 1:
        return drawn
    if isinstance(below, tuple):
        fade_to(drawn, below, 1 - opacity)
    else:
        mix(drawn, below, opacity)
    return drawn


def _format_of(path: Path) -> str:
    from PIL import Image

    kind = Image.registered_extensions().get(path.suffix.lower())
    if kind is None or kind not in Image.SAVE:
        raise ValueError(f"no picture format {path.suffix!r} — use .png, .jpg or .webp")
    return kind

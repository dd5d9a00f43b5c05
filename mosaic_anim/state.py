"""What a picture is made of: recipes, a few hundred bytes, no pixels.

Equal states draw equal frames, so a hold is drawn once and a segment can be named by its states.
"""

from dataclasses import dataclass, field

from mosaic_anim.geometry import Grid, Rect, Size, viewport_width

Color = tuple[int, int, int]
"""Red, green and blue of encoded sRGB, 0 to 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Where a frame looks, independent of the output's size.

    Attributes
    ----------
    row, col : float
        Centre of the view [canvas cells].
    height : float
        Rows that the view shows [canvas cells].
    """

    row: float
    col: float
    height: float

    def viewport(self, size: Size, grid: Grid) -> Rect:
        """Return the part of the canvas [cells] that a frame of `size` shows."""
        width = viewport_width(self.height, frame_aspect=size.aspect, cell_aspect=grid.cell_aspect)
        return Rect(
            row=self.row - self.height / 2,
            col=self.col - width / 2,
            height=self.height,
            width=width,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One mosaic seen by one camera.

    Attributes
    ----------
    mosaic : str
        Name of the mosaic in the scene.
    tint : float
        How much of the placement's tint is applied, 0 to 1.
    opacity : float
        0 (invisible) to 1.
    """

    mosaic: str
    camera: Camera
    tint: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A colour laid over the whole frame, mixed in linear light."""

    color: Color
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameState:
    """All that a frame shows, from the back to the front."""

    background: Color
    layers: tuple[Layer, ...] = field(default=())
    overlays: tuple[Fade, ...] = field(default=())

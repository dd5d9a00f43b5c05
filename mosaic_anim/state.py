"""What a picture is made of: recipes, a few hundred bytes, no pixels.

Equal states draw equal frames, so a hold is drawn once and a segment can be named by its states.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from mosaic_anim.geometry import Grid, Rect, Size, viewport_width

if TYPE_CHECKING:
    from mosaic_anim.flight import Flight, Homes

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
        Rows that the view shows [canvas cells], along the frame's own upright.
    angle : float
        How far the camera is turned clockwise; the picture turns the other way [degrees].
    """

    row: float
    col: float
    height: float
    angle: float = 0.0

    def viewport(self, size: Size, grid: Grid) -> Rect:
        """Return the part of the canvas [cells] that a frame of `size` shows, unturned."""
        width = viewport_width(self.height, frame_aspect=size.aspect, cell_aspect=grid.cell_aspect)
        return Rect(
            row=self.row - self.height / 2,
            col=self.col - width / 2,
            height=self.height,
            width=width,
        )


class Recipe(Protocol):
    """Where tiles are at one moment, as a value of a few hundred bytes: equal, hashed, printed."""

    def flight(self, homes: "Homes") -> "Flight":
        """Return where the tiles of `homes` are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One mosaic seen by one camera.

    Attributes
    ----------
    mosaic : str
        Name of the mosaic.
    motions : tuple of Recipe
        What moves the tiles, all at once; empty while every tile is at home.
    back : str
        Name of the mosaic on the back of the tiles, such as the cover; empty for none. It has the
        same grid.
    tint : float
        How much of the placement's tint is applied, 0 to 1.
    opacity : float
        0 (invisible) to 1.
    """

    mosaic: str
    camera: Camera
    motions: tuple[Recipe, ...] = ()
    back: str = ""
    tint: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A colour laid over the whole frame, mixed in linear light."""

    color: Color
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameState:
    """All that a frame shows, from the back to the front.

    Attributes
    ----------
    under : FrameState or None
        Another whole picture that this one, with its background and overlays, is mixed with in
        linear light: a crossfade in which neither shines through the holes of the other.
    opacity : float
        Share of this picture in that mixture, 0 to 1.
    """

    background: Color
    layers: tuple[Layer, ...] = field(default=())
    overlays: tuple[Fade, ...] = field(default=())
    under: "FrameState | None" = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a shutter that stays open sees: the mean of some moments, in linear light."""

    moments: tuple[FrameState, ...]


Shown = FrameState | Exposure
"""What a frame shows."""

Quality = Literal["standard", "high"]
"""How tiles off the grid are sampled: at one point of a frame pixel, or at four."""


def pictures(shown: Shown) -> Iterator[FrameState]:
    """Yield every state that a frame is drawn from, those under others too."""
    for moment in moments(shown):
        state: FrameState | None = moment
        while state is not None:
            yield state
            state = state.under


def moments(shown: Shown) -> tuple[FrameState, ...]:
    """Return the states that a frame is drawn from."""
    return shown.moments if isinstance(shown, Exposure) else (shown,)

"""What a picture is made of: recipes, a few hundred bytes, no pixels.

Equal states draw equal frames, so a hold is drawn once and a segment can be named by its states.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from mosaic_anim.values.geometry import Grid, Insets, Rect, Size, viewport_width

if TYPE_CHECKING:
    from mosaic_anim.values.flight import Flight, TileLayout

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
        Clockwise turn of the camera; the picture turns the other way [degrees].
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

    def flight(self, layout: "TileLayout") -> "Flight":
        """Return where the tiles of `layout` are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A tile that grows from its cell to its whole photo.

    Attributes
    ----------
    mosaic : str
        Name of a mosaic of one cell: the whole photo, turned as the tile is.
    cell : int
        The tile's cell in its layer's mosaic [flat index].
    place : Rect
        Where the whole photo lies when it is open [canvas cells].
    share : float
        How far it is open, 0 to 1.
    """

    mosaic: str
    cell: int
    place: Rect
    share: float


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
    opening : Opening or None
        The tile that opens to its whole photo, over all others.
    """

    mosaic: str
    camera: Camera
    motions: tuple[Recipe, ...] = ()
    back: str = ""
    tint: float = 1.0
    opacity: float = 1.0
    opening: Opening | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A colour, or nothing (None), laid over the whole frame and mixed in linear light."""

    color: Color | None
    opacity: float


Anchor = Literal[
    "top_left", "top", "top_right", "left", "center", "right", "bottom_left", "bottom",
    "bottom_right",
]  # fmt: skip
"""Where in a frame something lies: at an edge, in a corner, or in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayPosition:
    """Where in frames of any size something lies.

    Attributes
    ----------
    anchor : Anchor
        Edge or corner of the free area, or its middle.
    safe : Insets
        Margins of the frame that something else covers.
    margin : float
        Distance from those margins and from the frame's edges [shares of its shorter side].
    offset : tuple of float
        Shift from there, right and down [shares of the shorter side].
    """

    anchor: Anchor = "bottom"
    safe: Insets = field(default_factory=Insets)
    margin: float = 0.05
    offset: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineStyle:
    """A line around letters, `width` shares of their size wide."""

    width: float
    color: Color


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowStyle:
    """A shadow of letters.

    Attributes
    ----------
    offset : tuple of float
        Shift, right and down [shares of the letters' size].
    blur : float
        Radius of its blur [shares of the letters' size].
    """

    offset: tuple[float, float]
    blur: float
    color: Color
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Text over the frame.

    Attributes
    ----------
    text : str
        As it is read, in one line or several.
    fonts : tuple of str
        Names of the fonts, as `assets` holds them: a letter comes from the first one that has it.
    size : float
        Letter size [shares of the frame's shorter side].
    align : {"left", "center", "right"}
        Alignment of several lines.
    width : float
        Longest line [shares of the width that `spot` leaves].
    opacity : float
        0 (invisible) to 1.
    """

    text: str
    fonts: tuple[str, ...]
    size: float = 0.06
    color: Color = (255, 255, 255)
    align: Literal["left", "center", "right"] = "center"
    width: float = 1.0
    outline: OutlineStyle | None = None
    shadow: ShadowStyle | None = None
    spot: OverlayPosition = field(default_factory=OverlayPosition)
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A picture over the frame, such as a logo.

    Attributes
    ----------
    picture : str
        Its name, as `assets` holds it.
    size : float
        Length of its longer side [shares of the frame's shorter side].
    """

    picture: str
    size: float = 0.12
    spot: OverlayPosition = field(default_factory=OverlayPosition)
    opacity: float = 1.0


Overlay = Fade | Title | Mark
"""What lies over the layers of a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameState:
    """All that a frame shows, from the back to the front.

    Attributes
    ----------
    background : Color or None
        What shows where no layer is; None for nothing: then frames have alpha.
    overlays : tuple of Overlay
        What lies over the layers, in this order.
    under : FrameState or None
        Another whole picture that this one, with its background and overlays, is mixed with in
        linear light: a crossfade in which neither shines through the holes of the other.
    opacity : float
        Share of this picture in that mixture, 0 to 1.
    marks : tuple of Overlay
        What lies over that mixture too.
    """

    background: Color | None
    layers: tuple[Layer, ...] = field(default=())
    overlays: tuple[Overlay, ...] = field(default=())
    under: "FrameState | None" = None
    opacity: float = 1.0
    marks: tuple[Overlay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What an open shutter sees: the mean of some moments, in linear light."""

    moments: tuple[FrameState, ...]


FrameContent = FrameState | Exposure
"""What a frame shows."""

Quality = Literal["standard", "high"]
"""How tiles off the grid are sampled: at two points of a frame pixel, or at four and more."""


def pictures(shown: FrameContent) -> Iterator[FrameState]:
    """Yield every state that a frame is drawn from, those under others too."""
    for moment in moments(shown):
        state: FrameState | None = moment
        while state is not None:
            yield state
            state = state.under


def moments(shown: FrameContent) -> tuple[FrameState, ...]:
    """Return the states that a frame is drawn from."""
    return shown.moments if isinstance(shown, Exposure) else (shown,)

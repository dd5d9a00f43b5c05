"""Grid, Rect, Size: where things lie. Rows before columns, heights before widths.

Planes: *canvas* is measured in cells (row 0 at the top edge of the first row of cells), *frame* in
pixels, *picture* in the pixels of one photo or cover, *unit* runs from 0 to 1 over a picture.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A picture's size [px]."""

    height: int
    width: int

    def __str__(self) -> str:
        """Write it the way YAML and ffmpeg do: `width x height`."""
        return f"{self.width}x{self.height}"

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """An axis-aligned rectangle in a plane that its user names."""

    row: float
    col: float
    height: float
    width: float

    @property
    def centre(self) -> tuple[float, float]:
        """(row, col) of the middle."""
        return self.row + self.height / 2, self.col + self.width / 2

    @property
    def bottom(self) -> float:
        """Row of the lower edge."""
        return self.row + self.height

    @property
    def right(self) -> float:
        """Column of the right edge."""
        return self.col + self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a canvas.

    Attributes
    ----------
    rows, cols : int
        Number of cells.
    cell_aspect : float
        Width of a cell over its height, as seen in the picture.
    """

    rows: int
    cols: int
    cell_aspect: float = 1.0

    @property
    def aspect(self) -> float:
        """Width over height of the whole mosaic, as seen in the picture."""
        return self.cols * self.cell_aspect / self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Insets:
    """Margins of a frame, each as a share of its side: heights for top and bottom, else widths."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


def viewport_width(height: float, *, frame_aspect: float, cell_aspect: float) -> float:
    """Return how many columns [cells] a frame shows when it shows `height` rows [cells]."""
    return height * frame_aspect / cell_aspect

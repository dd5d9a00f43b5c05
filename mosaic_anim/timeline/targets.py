"""Targets: what a scene looks at, found on the canvas."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import TYPE_CHECKING

from mosaic_anim.clips.target import (
    CellTarget,
    PhotoTarget,
    RectTarget,
    Target,
    problem_outside,
)
from mosaic_anim.drawing.open_tile import photo_place, tile_window
from mosaic_anim.lazy import np
from mosaic_anim.library.photo_names import PhotoNameError
from mosaic_anim.mosaic.where import photo_names
from mosaic_anim.timeline.best_landings import BestLandings
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect, Size

if TYPE_CHECKING:
    from mosaic_anim.library.library import Library
    from mosaic_anim.library.photo_names import PhotoNames
    from mosaic_anim.mosaic.placement import Placement

_ANYWHERE = Camera(row=0, col=0, height=1)
"""A camera for targets that are the same wherever it is."""

_NAMED = 16
"""Characters of a photo's hash that name its mosaic."""


CropCentre = Callable[[float, float], tuple[float, float]]
"""Maps height and width of a crop to row and column of its middle, all as shares of the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholePhoto:
    """The photo that a tile opens to.

    Attributes
    ----------
    mosaic : str
        Name of the mosaic of one cell that shows it.
    photo : int
        Its number in the placement.
    turn : int
        As in `Placement`.
    place : Rect
        Where it would lie if it were all there, around its cell [canvas cells].
    """

    mosaic: str
    photo: int
    turn: int
    place: Rect


class Targets:
    """Finds targets on one canvas.

    Parameters
    ----------
    placement : Placement
        The canvas.
    library : Library
        Its photos.
    frame : Size
        The scene's frame, which a best cell's original should fill [px]: the same for all outputs,
        so that a draft lands where the final does.
    focus : CropCentre, optional
        What a crop of the whole mosaic is centred on; by default its middle.
    name : str
        Name of the canvas's mosaic.
    """

    def __init__(
        self,
        placement: "Placement",
        library: "Library",
        *,
        frame: Size,
        focus: CropCentre | None = None,
        name: str = "main",
    ) -> None:
        self.name = name
        self._placement = placement
        self._library = library
        self._best = BestLandings(placement, library, frame)
        self._focus = focus

    @property
    def grid(self) -> Grid:
        """The canvas's cells."""
        return self._placement.grid

    @property
    def all(self) -> Rect:
        """The whole canvas [cells]."""
        return Rect(row=0, col=0, height=self.grid.rows, width=self.grid.cols)

    def focus(self, height: float, width: float) -> tuple[float, float] | None:
        """Return the middle [shares] of a crop of the mosaic of a size [shares]; None: as it is."""
        return self._focus(height, width) if self._focus else None

    def rect(self, target: Target, camera: Camera) -> Rect:
        """Return what `target` covers [canvas cells]; of a photo's cells, the nearest to `camera`.

        Raises
        ------
        TargetError
            If there is no such thing on the canvas.
        """
        match target:
            case CellTarget(cell=(row, col)):
                self._require_inside(target)
                return self._cell(row * self.grid.cols + col)
            case CellTarget():
                return self._cell(self._best.cell(target))
            case PhotoTarget(photo=name):
                return self._cell(self._nearest_cell(name, camera))
            case RectTarget(rect=(row, col, height, width)):
                self._require_inside(target)
                return Rect(row=row, col=col, height=height, width=width)
            case _:
                return self.all

    def whole_photo(self, target: Target, cell: Rect) -> "WholePhoto | None":
        """Return the photo that `target`, which covers `cell` [canvas cells], opens to.

        Returns
        -------
        WholePhoto or None
            None if its tile does not open.
        """
        if not isinstance(target, CellTarget | PhotoTarget) or not target.opens:
            return None
        return self._whole_photo(self.index(cell))

    def whole_photos(self, target: Target) -> "dict[str, WholePhoto]":
        """Return every photo, by the name of its mosaic, that `target` may open to.

        A photo's tiles may be turned in several ways. A target that is not there has none.
        """
        if not isinstance(target, CellTarget | PhotoTarget) or not target.opens:
            return {}
        with suppress(TargetError, PhotoNameError):
            if isinstance(target, PhotoTarget):
                cells = self._cells_of(target.photo)
            else:
                cells = [self.index(self.rect(target, _ANYWHERE))]
            photos = (self._whole_photo(cell) for cell in cells)
            return {whole.mosaic: whole for whole in photos}
        return {}

    def index(self, cell: Rect) -> int:
        """Return the flat index of a cell [canvas cells]."""
        return int(cell.row) * self.grid.cols + int(cell.col)

    def _whole_photo(self, cell: int) -> "WholePhoto":
        placement = self._placement
        photo, turn = int(placement.tile[cell]), int(placement.turn[cell])
        content = str(placement.photo_hash[photo])
        way = f"/{turn}" if turn else ""
        window = tile_window(placement.crop[cell], turn)
        return WholePhoto(
            mosaic=f"{self.name}/{content[:_NAMED]}{way}",
            photo=photo,
            turn=turn,
            place=photo_place(self._cell(cell), window),
        )

    def _cell(self, index: int) -> Rect:
        row, col = divmod(index, self.grid.cols)
        return Rect(row=row, col=col, height=1, width=1)

    def _require_inside(self, target: CellTarget | RectTarget) -> None:
        problem = problem_outside(target, rows=self.grid.rows, cols=self.grid.cols)
        if problem is not None:
            raise TargetError(problem.what, remedy=problem.remedy, key=str(problem.path[0]))

    def best_cells(self, target: CellTarget, count: int) -> list[int]:
        """Return the first best cells, the very best first [flat indices]; see `BestLandings`."""
        return self._best.cells(target, count)

    @cached_property
    def _names(self) -> "PhotoNames[str]":
        """The names of the photos, each with its content's hash."""
        return photo_names(self._placement, self._library)

    def _cells_of(self, name: str) -> list[int]:
        """Return the cells of the photo called `name` [flat indices]."""
        wanted = self._names.photo(name)
        ids = np.flatnonzero(self._placement.photo_hash == wanted)
        cells: list[int] = np.flatnonzero(np.isin(self._placement.tile, ids)).tolist()
        return cells

    def _nearest_cell(self, name: str, camera: Camera) -> int:
        """Return the cell of a photo that is nearest to `camera` as seen in the picture."""
        try:
            cells = self._cells_of(name)
        except PhotoNameError as error:
            (problem,) = error.problems
            raise TargetError(problem.what, remedy=problem.remedy, key="photo") from error
        if not cells:
            raise TargetError(
                f"the photo {name!r} does not appear in this mosaic",
                remedy="leave out 'placement', so that the mosaic is matched with it",
                key="photo",
            )

        def order(cell: int) -> tuple[float, float, int]:
            row, col = self._cell(cell).centre
            far = hypot(row - camera.row, (col - camera.col) * self.grid.cell_aspect)
            return far, float(self._placement.distance[cell]), cell

        return int(min(cells, key=order))

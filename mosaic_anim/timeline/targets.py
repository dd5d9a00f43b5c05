"""Targets: what a scene looks at, found on the canvas."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import TYPE_CHECKING

from mosaic_anim.clips.target import (
    MAX_RANK,
    CellTarget,
    PhotoTarget,
    RectTarget,
    Target,
    problem_outside,
)
from mosaic_anim.drawing.open_tile import photo_place, tile_window
from mosaic_anim.errors import Problem
from mosaic_anim.lazy import np
from mosaic_anim.library.appeal import (
    measuring_code,
    photo_appeal,
    small_appeal,
    store_numbers,
    stored_numbers,
)
from mosaic_anim.library.photo_names import PhotoNameError, is_meant
from mosaic_anim.mosaic.where import photo_names
from mosaic_anim.scene.photos import photos_named
from mosaic_anim.schema.problem import quoted
from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.timeline.best import DisplaySizes, best_cells, choosing_code
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Grid, Rect, Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mosaic_anim.library.library import Library
    from mosaic_anim.library.photo_names import PhotoNames
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Scene

_ANYWHERE = Camera(row=0, col=0, height=1)
"""A camera for targets that are the same wherever it is."""

_RANKS_OF_FEW = 12
"""Ranks that mosaics of fewer photos have too: their best cells in turn, so that a tour of three
can be made of one photo."""

_NAMED = 16
"""Characters of a photo's hash that name its mosaic."""


_GONE = Appeal(sharpness=0.0, exposure=0.0, colour=0.0, subject=0.0)
"""The appeal of a photo that is not in the library."""


CropCentre = Callable[[float, float], tuple[float, float]]
"""Maps height and width of a crop to row and column of its middle, all as shares of the whole."""


class TargetError(Exception):
    """A target is not there: what is wrong, how to mend it, and under which key it is written."""

    def __init__(self, what: str, *, remedy: str, key: str) -> None:
        super().__init__(what)
        self.what, self.remedy, self.key = what, remedy, key

    def problem(self, scene: "Scene", *path: str | int) -> Problem:
        """Return what is wrong with the target at `path` of `scene`."""
        return Problem(what=self.what, remedy=self.remedy, place=scene.place(*path, self.key))


def photo_targets(scene: "Scene", library: "Library") -> tuple[int, ...]:
    """Return the photos that `scene` names, and that must therefore appear in its mosaic.

    Returns
    -------
    tuple of int
        Their indices in `library`, each once.

    Raises
    ------
    SceneError
        If the library has no photo of such a name, or several; all of them at once.
    """
    return photos_named(scene, library.names)


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
        self._name = name
        self._placement = placement
        self._library = library
        self._frame = frame
        self._focus = focus
        self._best: dict[object, list[int]] = {}

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
                return self._cell(self._best_cell(target))
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
            mosaic=f"{self._name}/{content[:_NAMED]}{way}",
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
        """Return the first best cells, the very best first [flat indices].

        Parameters
        ----------
        target : CellTarget
            What is favoured and excluded, and whether the cells open to whole photos.
        count : int
            How many; fewer are returned if the mosaic shows fewer photos.

        Raises
        ------
        TargetError
            If the library has no photo of those that the target names.
        """
        query = target.favour, target.exclude, target.opens
        if query not in self._best:
            named = [
                self._named(key, patterns)
                for key, patterns in (("favour", target.favour), ("exclude", target.exclude))
            ]
            self._best[query] = self._found_best(*named, opens=target.opens)
        return self._best[query][:count]

    def _found_best(
        self, favoured: "NDArray[np.bool_]", excluded: "NDArray[np.bool_]", *, opens: bool
    ) -> list[int]:
        """Return the best cells, from the cache if they were found before."""
        about = (
            self._digest(favoured, excluded),
            self._frame,
            opens,
            measuring_code(),
            choosing_code(),
        )
        stored = stored_numbers(about)
        if stored is not None:
            return [int(cell) for cell in stored]
        cells = best_cells(
            self._placement,
            self._shown(opens=opens),
            count=MAX_RANK,
            glance=self._glance,
            look=self._look,
            favoured=favoured,
            excluded=excluded,
        )
        store_numbers(about, cells)
        return cells

    def _digest(self, *named: "NDArray[np.bool_]") -> str:
        """Hash what the choice of cells depends on: the placement, the photos, those named."""
        placement = self._placement
        digest = hashlib.sha256(repr((placement.grid, self._library.digest)).encode())
        shown = placement.tile, placement.crop, placement.turn, placement.distance, self._full_size
        for array in (*shown, *named):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update("\n".join(placement.photo_hash.tolist()).encode())
        return digest.hexdigest()

    def _best_cell(self, target: CellTarget) -> int:
        cells = self.best_cells(target, target.rank)
        if not cells:
            raise TargetError(
                "no photo is left to land on",
                remedy="exclude fewer, or add photos",
                key="exclude",
            )
        if target.rank > max(len(cells), _RANKS_OF_FEW):
            raise TargetError(
                f"the mosaic has no best cell of rank {target.rank}",
                remedy=f"it shows {len(cells)} photos away from its border: a lower rank",
                key="rank",
            )
        return cells[(target.rank - 1) % len(cells)]

    def _named(self, key: str, patterns: tuple[str, ...]) -> "NDArray[np.bool_]":
        """Return which photos of the placement `patterns` mean (T,)."""
        paths = self._placement.photo.tolist()
        named = np.zeros(len(paths), dtype=bool)
        for pattern in patterns:
            meant = np.array([is_meant(path, pattern) for path in paths], dtype=bool)
            if not meant.any():
                raise TargetError(
                    f"the library has no photo {quoted(pattern)}",
                    remedy="a folder of the library, or a pattern such as *beach*",
                    key=key,
                )
            named |= meant
        return named

    def _shown(self, *, opens: bool) -> DisplaySizes:
        """Return how large the frame shows each photo of the placement.

        Parameters
        ----------
        opens : bool
            Whether all of it is shown, or the part in its cell fills the frame.
        """
        frame = self._frame
        height, width = np.maximum(self._full_size, 1e-3).T.astype(float)
        if opens:
            scale = np.minimum(frame.height / height, frame.width / width)
            coverage = scale**2 * height * width / (frame.height * frame.width)
            return DisplaySizes(enlargement=scale, coverage=coverage)
        used, first = np.unique(self._placement.tile, return_index=True)
        tall, wide = self._placement.crop[first, 2:].T
        scale = np.full(len(height), np.inf)
        scale[used] = np.maximum(
            frame.height / (tall * height[used]), frame.width / (wide * width[used])
        )
        return DisplaySizes(enlargement=scale, coverage=np.ones(len(height)))

    def _glance(self, photo: int) -> Appeal:
        """Return the appeal of a photo's small picture."""
        number = self._of_library[photo]
        return small_appeal(self._library, number) if number >= 0 else _GONE

    def _look(self, photo: int) -> Appeal:
        """Return the appeal of a photo as the frame shows it."""
        number = self._of_library[photo]
        if number < 0:
            return _GONE
        height, width = (int(side) for side in self._library.full_size[number])
        scale = min(self._frame.height / height, self._frame.width / width)
        shown = Size(height=max(1, round(height * scale)), width=max(1, round(width * scale)))
        return photo_appeal(self._library, number, shown)

    @cached_property
    def _full_size(self) -> "NDArray[np.int32]":
        """(T, 2) size [px] of each photo of the placement; 0 if it has gone."""
        known = np.append(self._library.full_size, [[0, 0]], axis=0).astype(np.int32)
        return known[self._of_library]

    @cached_property
    def _of_library(self) -> list[int]:
        """Number in the library of each photo of the placement, by content; -1 if it is gone."""
        index = {name: i for i, name in enumerate(self._library.photo_hash)}
        return [index.get(name, -1) for name in self._placement.photo_hash.tolist()]

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

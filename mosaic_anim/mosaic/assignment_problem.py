"""Assignment problem: photos and cells, as all solvers see them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.lazy import LazyModule
from mosaic_anim.mosaic.features import CellFeatures
from mosaic_anim.mosaic.match import TileIndex
from mosaic_anim.mosaic.objective import objective
from mosaic_anim.mosaic.rules import Rules
from mosaic_anim.mosaic.settings import FREE, MosaicSettings

if TYPE_CHECKING:
    from mosaic_anim.mosaic.moves import Board, Choices, Limits

moves = LazyModule("mosaic_anim.mosaic.moves")


@dataclass(frozen=True, kw_only=True, eq=False)
class AssignmentProblem:
    """Which photos and cells are to be assigned to each other.

    Attributes
    ----------
    source : CellFeatures
        The R x C cells.
    index : TileIndex
        The tiles.
    settings : MosaicSettings
    order : (n,) int32
        Order in which cells choose.
    choices : Choices
        What they choose from.
    favour : (T,) float32
        What the squared distances of each photo are multiplied by.
    pinned : (R, C) int32
        Photos that are given, FREE elsewhere.
    costs : (T, n) float32 or None
        What the search has compared, where it is kept: see `TileIndex.nearest`.
    """

    source: CellFeatures
    index: TileIndex
    settings: MosaicSettings
    order: NDArray[np.int32]
    choices: "Choices"
    favour: NDArray[np.float32]
    pinned: NDArray[np.int32]
    costs: NDArray[np.float32] | None = None

    def limits(self, rules: Rules) -> "Limits":
        """Return the rules and the weights of the objective, for the moves."""
        cells = self.pinned.size
        weights = objective(self.settings.repeat_penalty, cells, self.index.photos)
        limits: Limits = moves.Limits(
            rules.repeat_distance,
            rules.max_uses,
            rules.least_used,
            weights.use,
            weights.near,
            weights.shuffle,
            weights.far,
        )
        return limits

    def board(self, photos: NDArray[np.int32] | None = None) -> "Board":
        """Return a board with the pinned photos, or with all of `photos` (R, C)."""
        given = self.pinned if photos is None else photos
        cells = np.flatnonzero(given.ravel() != FREE).astype(np.int32)
        variant = np.full(given.size, FREE, np.int32)
        cost = np.zeros(given.size, np.float32)
        shown = given.ravel()[cells]
        variant[cells], cost[cells] = self.index.best(self.source.features_at(cells), shown)
        uses = np.bincount(shown, minlength=self.index.photos).astype(np.int32)
        fixed = self.pinned.ravel() != FREE
        board: Board = moves.Board(given.copy(), variant, cost, uses, fixed)
        return board

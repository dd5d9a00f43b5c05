"""`cell: best`: the cells on which a zoom lands well.

What the index knows chooses first: the size of the originals, how near their colours are, and what
their small pictures show. Only the best of them are read and looked at as they would be shown.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.values.geometry import Grid

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.timeline.likeness import Likeness

BORDER = 2
"""Cells between the best cell and the border of the canvas, where there are as many."""

GLANCED_AT = 256
"""Photos whose small pictures are looked at."""

LOOKED_AT = 24
"""Photos that are read and looked at as they would be shown; a face is searched for in 60 ms."""

_APART = 4  # cells of different rank lie a quarter of the canvas's short side apart, if they can
_NEARLY = 1.02  # an original that is 2 % too small counts as large enough
_TURNED = 0.5  # of a tile that is mirrored or turned
_LEAST = 1e-9
_STEP = 1.35
"""From one tier of photos to the next: in a tier, the nearest in colour comes first, so that
covers land on different photos."""

_SIZE_STEP = 1.1
"""The same for photos of which nothing but the size is known yet."""

_FAVOUR = 10_000
"""Tiers between photos that are favoured and others: more than there are."""

_ALIKE = 1
"""Tiers that a photo may be worse than another if it lies farther from the cells before it."""

_GAPS = 6
"""How often that gap is halved before any will do."""

_REPEATED = 0.1
"""How much is left of the score of a photo that is the mosaic's own cover."""

_LATELY = 5
"""Photos, the last ones found, that the next one should not look like."""

_UNSEEN = Appeal(sharpness=1.0, exposure=1.0, colour=1.0, subject=1.0)

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DisplaySizes:
    """How a frame shows each photo of a placement.

    Attributes
    ----------
    enlargement : (T,) float64
        How much larger than its original.
    coverage : (T,) float64
        How much of the frame it fills, 0 to 1.
    """

    enlargement: Doubles
    coverage: Doubles


def landing_score(appeal: Appeal, *, enlargement: float, coverage: float, nearness: float) -> float:
    """Return how good it is to land on a photo, 0 to 1: the product of all that counts.

    Parameters
    ----------
    appeal : Appeal
        The photo, at the size at which it is shown: a blurred one keeps a fifth of its score, a
        badly exposed one a quarter, a texture a twentieth, a grey one three tenths.
    enlargement : float
        How much larger than its original it is shown; one that is enlarged twice keeps half.
    coverage : float
        How much of the frame it fills; one that fills half of it keeps half.
    nearness : float
        How near it is in colour among the photos of the mosaic, from 1, the nearest, to 0; the
        farthest keeps three quarters.
    """
    size = min(1.0, _NEARLY / enlargement) * coverage
    sharp = 0.2 + 0.8 * appeal.sharpness
    exposed = 0.25 + 0.75 * appeal.exposure
    shows = 0.05 + 0.95 * appeal.subject**1.5
    colourful = 0.3 + 0.7 * appeal.colour
    return float(size * sharp * exposed * shows * colourful * (0.75 + 0.25 * nearness))


def best_cells(
    placement: "Placement",
    shown: DisplaySizes,
    *,
    count: int,
    glance: Callable[[int], Appeal],
    look: Callable[[int], Appeal],
    likeness: "Likeness",
    favoured: NDArray[np.bool_],
    excluded: NDArray[np.bool_],
) -> list[int]:
    """Return the best cells, the very best first.

    Cells of different rank show different photos and lie apart, as far as there are such. Equal
    photos are distinguished by the content's hash, cells of one photo by distance, then position.

    Parameters
    ----------
    placement : Placement
        n cells of T photos.
    shown : DisplaySizes
        How large the frame shows each photo.
    count : int
        How many cells to find.
    glance, look : callable
        Take a photo's number in the placement; return its appeal, from its small picture and from
        its file.
    likeness : Likeness
        Which photos show the cover again, and which look alike: no tour of three red jackets.
    favoured, excluded : (T,) bool
        Photos that come first, and those that never come.

    Returns
    -------
    list of int
        Flat indices; fewer than `count` if there are fewer photos in the mosaic.
    """
    cells = _away_from_border(placement.grid)
    cells = cells[~excluded[placement.tile[cells]]]
    first = _nearest_first(placement, cells)
    photos, near = placement.tile[first].tolist(), placement.distance[first]
    nearness = 1 - np.arange(len(photos)) / max(1, len(photos) - 1)
    upright = np.where(placement.turn[first] == 0, 1.0, _TURNED)

    tiers: dict[int, int] = {}

    def again(photo: int) -> float:
        """Return what is left of the score of a photo that may be the cover."""
        return _REPEATED if likeness.is_cover(photo) else 1.0

    def ranked(
        among: Sequence[int],
        appeal: Callable[[int], Appeal],
        left: Callable[[int], float] = again,
        step: float | None = None,
    ) -> list[int]:
        """Return places in `photos` in the order of their tiers, and note these."""
        scores = {}
        for place in among:
            photo = photos[place]
            score = landing_score(
                appeal(photo),
                enlargement=float(shown.enlargement[photo]),
                coverage=float(shown.coverage[photo]),
                nearness=float(nearness[place]),
            )
            scores[place] = float(upright[place]) * left(photo) * score
        best = max(scores.values(), default=0.0)
        for place, score in scores.items():
            tiers[place] = _FAVOUR * bool(favoured[photos[place]]) - _steps_below(
                score, best, step or _STEP
            )
        content = placement.photo_hash[photos].tolist()
        return sorted(among, key=lambda one: (-tiers[one], float(near[one]), content[one]))

    large = ranked(range(len(photos)), lambda _: _UNSEEN, lambda _: 1.0, _SIZE_STEP)
    glanced = ranked(large[:GLANCED_AT], glance)
    order = ranked(glanced[:LOOKED_AT], look) + glanced[LOOKED_AT:] + large[GLANCED_AT:]
    chosen = {photos[place]: tiers[place] for place in order}
    return _apart(placement, cells, chosen, count, likeness.alike)


@cache
def choosing_code() -> str:
    """Hash the code that chooses."""
    files = Path(__file__), Path(__file__).with_name("likeness.py")
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _steps_below(score: float, best: float, step: float) -> int:
    """Return how many steps a score lies below the best one: those on one are about as good."""
    return math.floor(math.log(max(best, _LEAST) / max(score, _LEAST), step))


def _away_from_border(grid: Grid) -> NDArray[np.int64]:
    """Return the cells at least `BORDER` from the border, in a tiny grid those in its middle."""
    inner = np.zeros((grid.rows, grid.cols), dtype=bool)
    rows, cols = (min(BORDER, (count - 1) // 2) for count in inner.shape)
    inner[rows : grid.rows - rows, cols : grid.cols - cols] = True
    return np.flatnonzero(inner)


def _nearest_first(placement: "Placement", cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each photo's best cell, of those given, the nearest in colour first."""
    tile = placement.tile[cells]
    rank = np.argsort(np.argsort(placement.photo_hash, kind="stable"), kind="stable")
    order = cells[np.lexsort((cells, rank[tile], placement.distance[cells]))]
    _, first = np.unique(placement.tile[order], return_index=True)
    return order[np.sort(first)]


def _apart(
    placement: "Placement",
    cells: NDArray[np.int64],
    tiers: Mapping[int, int],
    count: int,
    alike: Callable[[int, int], bool],
) -> list[int]:
    """Return a cell for each of the first `count` photos, apart where others are about as good.

    Of these, one comes first that looks like none of the last ones.

    Parameters
    ----------
    tiers : mapping of int to int
        The tier of each photo; the photos in their order.
    """
    grid, found, lately = placement.grid, list[int](), list[int]()
    left = list(tiers)
    nearest = np.full(grid.rows * grid.cols, np.inf)
    widest = min(grid.rows, grid.cols * grid.cell_aspect) / _APART
    of_photo = _cells_by_photo(placement, cells)
    while left and len(found) < count:
        good = [one for one in left[:LOOKED_AT] if tiers[one] >= tiers[left[0]] - _ALIKE]
        good.sort(key=lambda photo: any(alike(photo, other) for other in lately))
        gaps = (widest / 2**halved for halved in range(_GAPS))
        photo, apart = next(
            (photo, apart)
            for gap in (*gaps, 0.0)
            for photo in good
            if len(apart := of_photo[photo][nearest[of_photo[photo]] >= gap])
        )
        left.remove(photo)
        lately = [*lately, photo][-_LATELY:]
        found.append(int(apart[np.lexsort((apart, placement.distance[apart]))[0]]))
        nearest = np.minimum(nearest, _distances(found[-1], grid))
    return found


def _cells_by_photo(
    placement: "Placement", cells: NDArray[np.int64]
) -> dict[int, NDArray[np.int64]]:
    """Return the cells, of those given, in which each photo lies."""
    order = cells[np.argsort(placement.tile[cells], kind="stable")]
    photos, starts = np.unique(placement.tile[order], return_index=True)
    parts = np.split(order, starts[1:])
    return dict(zip(photos.tolist(), parts[: len(photos)], strict=True))


def _distances(cell: int, grid: Grid) -> Doubles:
    """Return how far each cell is from one of them, as seen in the picture [rows] (n,)."""
    row, col = divmod(np.arange(grid.rows * grid.cols), grid.cols)
    at_row, at_col = divmod(cell, grid.cols)
    far: Doubles = np.hypot(row - at_row, (col - at_col) * grid.cell_aspect)
    return far

"""`cell: best`: the cells on which a zoom lands well.

What the index knows chooses first: the size of the originals, how unlike the others they are, and
what their small pictures show. Only the best of them are read and looked at as they would be shown.

Those that are worth landing on then share the covers that there are among them: each takes the
covers nearest to its own colours, the better ones more of them, so that different covers do not all
land on the same photo.

References
----------
P. S. Efraimidis, P. G. Spirakis, Weighted random sampling with a reservoir, Information Processing
Letters 97, 2006: of items with even u in 0 to 1, that of the greatest u ** (1 / weight) is each as
often as its weight says. Here u is no chance but the rank of the cover among other pictures.
"""

import hashlib
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.timeline.landing_score import DisplaySizes, Doubles, landing_score
from mosaic_anim.timeline.ranks_apart import cells_apart
from mosaic_anim.values.geometry import Grid

if TYPE_CHECKING:
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.timeline.likeness import Likeness

BORDER = 2
"""Cells between the best cell and the border of the canvas, where there are as many."""

COMPARED = 4096
"""Photos that are compared with each other."""

GLANCED_AT = 256
"""Photos whose small pictures are looked at."""

LOOKED_AT = 24
"""Photos that are read and looked at as they would be shown; a face is searched for in 60 ms."""

_TURNED = 0.5  # of a tile that is mirrored or turned
_LEAST = 1e-9
_STEP = 1.1
"""From one tier of photos to the next: in a tier, the nearest in colour to its cell comes first."""

_GOOD, _DECENT = 0.5, 0.25
"""Share of the best score from which on a photo is always worth landing on, and from which on it is
where few are better: a blurred one never is where it is there sharp, too."""

_DOZEN = 12
"""Photos that covers need to choose from: where as many are better, a common thing is not landed on
because it happens to have the cover's red."""

_FAVOUR = 10_000
"""Tiers between photos that are favoured and others: more than there are."""

_REPEATED = 0.1
"""How much is left of the score of a photo that is the mosaic's own cover."""

_UNSEEN = Appeal(sharpness=1.0, exposure=1.0, colour=1.0, subject=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """What is known of the photos of a placement, each by its number there.

    Attributes
    ----------
    rarity : callable
        Takes photos; returns how unlike the others each of them is, 0 to 1.
    glance, look : callable
        Take a photo; return its appeal, from its small picture and from its file.
    likeness : Likeness
        Which photos show the cover again or have its colours, and which look alike: no tour of
        three red jackets.
    """

    rarity: Callable[[Sequence[int]], Doubles]
    glance: Callable[[int], Appeal]
    look: Callable[[int], Appeal]
    likeness: "Likeness"


def best_cells(
    placement: "Placement",
    shown: DisplaySizes,
    *,
    count: int,
    judges: Judges,
    favoured: NDArray[np.bool_],
    excluded: NDArray[np.bool_],
) -> list[int]:
    """Return the best cells, the very best first.

    Cells of different rank show different photos and lie apart, as far as there are such. Photos
    that are worth it are ordered by how near their colours are to the cover's, and how good they
    are; those about equal by distance and the content's hash; cells of one photo by distance, then
    position.

    Parameters
    ----------
    placement : Placement
        n cells of T photos.
    shown : DisplaySizes
        How large the frame shows each photo.
    count : int
        How many cells to find.
    judges : Judges
        What else is known of the photos.
    favoured, excluded : (T,) bool
        Photos that come first, and those that never come.

    Returns
    -------
    list of int
        Flat indices; fewer than `count` if there are fewer photos in the mosaic.
    """
    cells = _away_from_border(placement.grid)
    cells = cells[~excluded[placement.tile[cells]]]
    ranking = _Ranking(placement, _nearest_first(placement, cells), shown, favoured)
    ranking.sort_by_size()
    ranking.sort_by_rarity(judges.rarity)
    ranking.sort_by_appeal(GLANCED_AT, judges.glance, judges.likeness)
    ranking.sort_by_appeal(LOOKED_AT, judges.look, judges.likeness)
    ranking.share_covers(judges.likeness)
    return cells_apart(
        placement, cells, ranking.tiers, count=count, of=LOOKED_AT, alike=judges.likeness.alike
    )


class _Ranking:
    """Photos to land on, in an order that each step makes better.

    A step sorts the first photos of the order before it, by tiers of about equal scores.

    Parameters
    ----------
    first : (K,) int64
        The nearest cell of each photo that can be landed on, the very nearest first.
    shown : DisplaySizes
        How large the frame shows each photo.
    favoured : (T,) bool
        Photos that come first.

    Attributes
    ----------
    tiers : dict of int to int
        The photos in their order, each with its tier; the best have the highest.
    """

    def __init__(
        self,
        placement: "Placement",
        first: NDArray[np.int64],
        shown: DisplaySizes,
        favoured: NDArray[np.bool_],
    ) -> None:
        photos = placement.tile[first].tolist()
        upright = np.where(placement.turn[first] == 0, 1.0, _TURNED)
        nearness = 1 - np.arange(len(photos)) / max(1, len(photos) - 1)
        self.tiers: dict[int, int] = dict.fromkeys(photos, 0)
        self._distance = dict(zip(photos, placement.distance[first].tolist(), strict=True))
        self._nearness = dict(zip(photos, nearness.tolist(), strict=True))
        self._size = dict(zip(photos, (shown.score[photos] * upright).tolist(), strict=True))
        self._rarity = dict.fromkeys(photos, 1.0)
        self._scores: dict[int, float] = {}
        self._favoured, self._content, self._shown = favoured, placement.photo_hash, shown

    def sort_by_size(self) -> None:
        """Sort all photos by how large they can be shown."""
        self._sort(self._size)

    def sort_by_rarity(self, rarity: Callable[[Sequence[int]], Doubles]) -> None:
        """Sort the first photos by how unlike the others they are, too.

        Those that are large enough are compared with each other: they are no less rare because
        small ones show the same.
        """
        photos = list(self.tiers)[:COMPARED]
        for soft in (False, True):
            alike = [photo for photo in photos if self._shown.is_soft[photo] == soft]
            self._rarity.update(zip(alike, rarity(alike).tolist(), strict=True))
        self._sort({photo: self._score(photo, _UNSEEN) for photo in photos})

    def sort_by_appeal(
        self, count: int, appeal: Callable[[int], Appeal], likeness: "Likeness"
    ) -> None:
        """Sort the first `count` photos by what they show, too."""
        photos = list(self.tiers)[:count]
        left = {photo: _REPEATED if likeness.is_cover(photo) else 1.0 for photo in photos}
        self._sort({photo: left[photo] * self._score(photo, appeal(photo)) for photo in photos})

    def share_covers(self, likeness: "Likeness") -> None:
        """Sort the photos that are worth landing on by how near they are to the cover, too.

        Weights are the roots of their scores: of two, the one that is four times as good takes
        twice as many covers. Ranks among a few photos say little: there, one in quite other colours
        keeps half of its score.
        """
        first = next(iter(self._scores), 0)
        group = [photo for photo in self._scores if self._favoured[photo] == self._favoured[first]]
        best = max((self._scores[photo] for photo in group), default=0.0)
        share = {photo: self._scores[photo] / max(best, _LEAST) for photo in group}
        least = _least_share(share.values())
        worth = [photo for photo in group if share[photo] >= least]
        if likeness.is_of_few:
            kept = {photo: (1 + likeness.nearness(photo)) / 2 for photo in worth}
            self._sort({photo: share[photo] * kept[photo] for photo in worth})
        else:
            weights = {photo: math.sqrt(share[photo]) for photo in worth}
            self._sort({photo: likeness.kinship(photo) ** (1 / weights[photo]) for photo in worth})

    def _score(self, photo: int, appeal: Appeal) -> float:
        return landing_score(
            appeal,
            size=self._size[photo],
            nearness=self._nearness[photo],
            rarity=self._rarity[photo],
        )

    def _sort(self, scores: dict[int, float]) -> None:
        """Put the photos that have a score into tiers, before all others."""
        best = max(scores.values(), default=0.0)
        tiers = {
            photo: _FAVOUR * bool(self._favoured[photo]) - _steps_below(score, best)
            for photo, score in scores.items()
        }
        order = sorted(
            tiers,
            key=lambda photo: (-tiers[photo], self._distance[photo], str(self._content[photo])),
        )
        rest = {photo: tier for photo, tier in self.tiers.items() if photo not in tiers}
        last, next_one = min(tiers.values(), default=0), max(rest.values(), default=0)
        down = max(0, next_one + 1 - last)
        rest = {photo: tier - down for photo, tier in rest.items()}
        self._scores = {photo: scores[photo] for photo in order}
        self.tiers = {photo: tiers[photo] for photo in order} | rest


@cache
def choosing_code() -> str:
    """Hash the code that chooses."""
    names = "best", "landing_score", "likeness", "ranks_apart"
    files = [Path(__file__).with_name(f"{name}.py") for name in names]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _least_share(shares: Collection[float]) -> float:
    """Return which share of the best score makes a photo worth landing on."""
    dozen = sorted(shares, reverse=True)[:_DOZEN]
    return max(_DECENT, min(_GOOD, dozen[-1])) if len(dozen) == _DOZEN else _DECENT


def _steps_below(score: float, best: float) -> int:
    """Return how many steps a score lies below the best one: those on one are about as good."""
    return math.floor(math.log(max(best, _LEAST) / max(score, _LEAST), _STEP))


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

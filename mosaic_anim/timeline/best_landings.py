"""Best landings: the best cells of a mosaic to land on, measured once and then known."""

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING

from mosaic_anim.clips.target import MAX_RANK, CellTarget
from mosaic_anim.lazy import np
from mosaic_anim.library.appeal import (
    measuring_code,
    photo_appeal,
    small_appeal,
    store_numbers,
    stored_numbers,
)
from mosaic_anim.library.photo_names import matches_pattern
from mosaic_anim.library.rarity import comparing_code, rarity
from mosaic_anim.schema.problem import quoted
from mosaic_anim.subject.appeal import Appeal
from mosaic_anim.timeline.best import Judges, best_cells, choosing_code
from mosaic_anim.timeline.landing_score import DisplaySizes
from mosaic_anim.timeline.likeness import Likeness
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement

_RANKS_OF_FEW = 12
"""Ranks that mosaics of fewer photos have too: their best cells in turn, so that a tour of three
can be made of one photo."""

_NO_APPEAL = Appeal(sharpness=0.0, exposure=0.0, colour=0.0, subject=0.0)
"""The appeal of a photo that is not in the library."""


class BestLandings:
    """Chooses cells to land on.

    Parameters
    ----------
    placement : Placement
        The canvas.
    library : Library
        Its photos.
    frame : Size
        The scene's frame, which a best cell's original should fill [px].
    """

    def __init__(self, placement: "Placement", library: "Library", frame: Size) -> None:
        self._placement = placement
        self._library = library
        self._frame = frame
        self._best: dict[object, list[int]] = {}

    def cells(self, target: CellTarget, count: int) -> list[int]:
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
            comparing_code(),
            choosing_code(),
        )
        stored = stored_numbers(about)
        if stored is not None:
            return [int(cell) for cell in stored]
        cells = best_cells(
            self._placement,
            self._display_sizes(opens=opens),
            count=MAX_RANK,
            judges=Judges(
                rarity=self._rarity,
                glance=self._glance,
                look=self._look,
                likeness=Likeness(self._placement, self._library, self._of_library),
            ),
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
        tint = placement.gain, placement.offset
        for array in (*shown, *tint, *named):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update("\n".join(placement.photo_hash.tolist()).encode())
        return digest.hexdigest()

    def cell(self, target: CellTarget) -> int:
        """Return the best cell of a target's rank [flat index].

        Raises
        ------
        TargetError
            If the mosaic shows no photo of that rank, or none of those that the target names.
        """
        cells = self.cells(target, target.rank)
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
            meant = np.array([matches_pattern(path, pattern) for path in paths], dtype=bool)
            if not meant.any():
                raise TargetError(
                    f"the library has no photo {quoted(pattern)}",
                    remedy="a folder of the library, or a pattern such as *beach*",
                    key=key,
                )
            named |= meant
        return named

    def _display_sizes(self, *, opens: bool) -> DisplaySizes:
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

    def _rarity(self, photos: "Sequence[int]") -> "NDArray[np.float64]":
        """Return how unlike the others each of some photos is; 0 of one that is gone."""
        numbers = np.array([self._of_library[photo] for photo in photos], dtype=int)
        rare = np.zeros(len(numbers))
        rare[numbers >= 0] = rarity(self._library, numbers[numbers >= 0].tolist())
        return rare

    def _glance(self, photo: int) -> Appeal:
        """Return the appeal of a photo's small picture."""
        number = self._of_library[photo]
        return small_appeal(self._library, number) if number >= 0 else _NO_APPEAL

    def _look(self, photo: int) -> Appeal:
        """Return the appeal of a photo as the frame shows it."""
        number = self._of_library[photo]
        if number < 0:
            return _NO_APPEAL
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

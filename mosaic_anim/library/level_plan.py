"""Level plan: which pictures a level of tiles holds, how they are cut, and where each lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.library.library import Library
from mosaic_anim.library.pyramid import CLOSE_UP, level_width
from mosaic_anim.library.tile_cutting import Bytes, TileCut, plan_cut
from mosaic_anim.library.tile_store import level_name
from mosaic_anim.library.tiles import PADDING, TileLevel, Variants


@dataclass(frozen=True, kw_only=True, eq=False)
class LevelPlan:
    """A level to be made: the cuts of its variants in order, and the place of each picture.

    Below close-ups all pictures have one size, so that a level that is there needs no cuts.

    Attributes
    ----------
    library : Library
    variants : Variants
        All variants that frames show.
    height : int
        Height of the level [px].
    ids : (k,) int32
        Which variants are in it, rising.
    cell_aspect : float
        Width of a cell over its height.
    """

    library: Library
    variants: Variants
    height: int
    ids: NDArray[np.int32]
    cell_aspect: float

    @property
    def width(self) -> int:
        """Width of a picture that has the level's size [px]."""
        return level_width(self.height, self.cell_aspect)

    @cached_property
    def cuts(self) -> list[TileCut]:
        """How the picture of each variant is made."""
        cuts = []
        for v in self.ids:
            rows, cols = (int(side) for side in self.library.full_size[self.variants.tile[v]])
            crop = tuple(float(edge) for edge in self.variants.crop[v])
            turn = int(self.variants.turn[v])
            cuts.append(plan_cut(crop, turn, (rows, cols), self.height, self.cell_aspect))  # type: ignore[arg-type]
        return cuts

    @cached_property
    def shape(self) -> NDArray[np.int32]:
        """Height and width of each picture (k, 2) [px]."""
        if self.height < CLOSE_UP:
            return np.tile(np.array([self.height, self.width], np.int32), (len(self.ids), 1))
        return np.array([(cut.height, cut.width) for cut in self.cuts], np.int32).reshape(-1, 2)

    @property
    def window(self) -> NDArray[np.float64]:
        """Part of each picture that fills its cell (k, 4) [px]."""
        if self.height < CLOSE_UP:
            return np.tile(np.array([0.0, 0.0, self.height, self.width]), (len(self.ids), 1))
        return np.array([cut.window for cut in self.cuts], np.float64).reshape(-1, 4)

    @cached_property
    def offset(self) -> NDArray[np.int64]:
        """Where each picture begins, and where the last one ends (k + 1,) [bytes]."""
        sizes = 4 * self.shape.astype(np.int64).prod(axis=1)
        return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))

    @property
    def size(self) -> int:
        """Length of the level's pixels [bytes]."""
        return int(self.offset[-1]) + PADDING

    @cached_property
    def name(self) -> str:
        """Name of the level's file."""
        hashes = [self.library.photo_hash[photo] for photo in self.variants.tile[self.ids]]
        crop, turn = self.variants.crop[self.ids], self.variants.turn[self.ids]
        return level_name(hashes, crop, turn, self.height, self.cell_aspect)

    def level(self, pixels: Bytes) -> TileLevel:
        """Return the level that has these pixels (`size`,)."""
        slot = np.full(len(self.variants), -1, np.int32)
        slot[self.ids] = np.arange(len(self.ids), dtype=np.int32)
        return TileLevel(
            height=self.height,
            width=self.width,
            slot=slot,
            offset=self.offset[:-1],
            shape=self.shape,
            window=self.window,
            pixels=pixels,
        )


def level_plans(
    library: Library,
    variants: Variants,
    needs: Mapping[int, NDArray[np.int32]],
    cell_aspect: float,
) -> list[LevelPlan]:
    """Return the plans of some levels, the lowest first; parameters as of `materialise`."""
    return [
        LevelPlan(
            library=library,
            variants=variants,
            height=height,
            ids=np.asarray(needs[height], np.int32),
            cell_aspect=cell_aspect,
        )
        for height in sorted(needs)
    ]

"""Placement: which tile lies in which cell. Flat over the n cells, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.errors import CannotStartError
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.library.output_files import check_files
from mosaic_anim.library.photo_names import PhotoNames
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.placement_file import PlacementFields, read_placement, write_placement

if TYPE_CHECKING:
    from mosaic_anim.library.library import Library


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement(PlacementFields):
    """The result of matching. Arrays are read-only.

    Attributes
    ----------
    same : mapping of str to int
        Paths of copies of these photos, each with the index of its photo, as far as the library
        knows; they are not saved.
    grid, tile, rect, ...
        As in `PlacementFields`.
    """

    same: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        """Name the grid and count the photos in it."""
        used = len(np.unique(self.tile))
        grid = self.grid
        return f"Placement({grid.cols} x {grid.rows} cells, {used:,} of {len(self.photo):,} photos)"

    @property
    def tiles(self) -> NDArray[np.int32]:
        """(R, C) the tile of each cell of the square grid."""
        return self.tile.reshape(self.grid.rows, self.grid.cols)

    def find(self, name: str) -> int | None:
        """Return the index of the photo that `name` means, or None: as `Library.find`.

        Raises
        ------
        PhotoNameError
            If photos with different contents are called so.
        """
        return PhotoNames(self._paths).find(name)

    @property
    def contents(self) -> dict[str, str]:
        """Content hash of each photo by its path, and of the copies."""
        return {path: str(self.photo_hash[i]) for path, i in self._paths.items()}

    @property
    def _paths(self) -> dict[str, int]:
        """Every path that means a photo."""
        return {**{str(path): i for i, path in enumerate(self.photo)}, **self.same}

    def variants(self, library: "Library") -> Variants:
        """Return the different pictures that the cells show: each photo at each crop and turn.

        Parameters
        ----------
        library : Library
            Where the photos are now, under whatever names.

        Raises
        ------
        CannotStartError
            If a photo that is shown is not in the library.
        """
        first, index = unique_pictures(self.tile, self.crop, self.turn)
        where = {content: i for i, content in enumerate(library.photo_hash)}
        shown = [where.get(str(self.photo_hash[tile]), -1) for tile in self.tile[first]]
        if -1 in shown:
            raise CannotStartError(
                f"photo {self.photo[self.tile[first[shown.index(-1)]]]} of the placement "
                "is not in this library",
                remedy="index the folder it was built from, or build the placement again",
                place=str(library.folder),
            )
        tile = np.array(shown, np.int32)
        crop, turn = self.crop[first], self.turn[first]
        # A picture that lies on its side is as high as its crop is wide
        high = np.where(
            turn & 2,
            crop[:, 3] * library.full_size[tile, 1],
            crop[:, 2] * library.full_size[tile, 0],
        )
        native = np.maximum(1, np.rint(high)).astype(np.int32)
        return Variants(index=index, tile=tile, crop=crop, turn=turn, native=native)

    @property
    def inputs(self) -> Inputs:
        """The photos that it was built from, which no picture of it replaces."""
        return Inputs.of_mosaic("", self.library)

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the placement as an `.npz` file: the same placement, the same bytes.

        Raises
        ------
        CannotStartError
            If the file exists and `overwrite` is false, is the cover or one of the photos, or
            cannot be written.
        """
        path, cover = Path(path), Inputs(contents=((self.cover_hash, "the cover"),))
        check_files([path], self.inputs | cover, overwrite=overwrite)
        write_placement(self, path, overwrite=overwrite)

    @staticmethod
    def load(path: str | Path) -> "Placement":
        """Read a placement that `save` wrote.

        Raises
        ------
        CannotStartError
            If the file is missing, damaged, or of another version.
        """
        return Placement(**read_placement(Path(path)))


def unique_pictures(
    tile: NDArray[np.int32], crop: NDArray[np.float32], turn: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return a first cell of each different picture (V,), and each cell's picture (n,)."""
    _, first, index = np.unique(tile, return_index=True, return_inverse=True)
    if not ((crop == crop[first][index]).all() and (turn == turn[first][index]).all()):
        rows = np.column_stack((tile.astype(np.float64), crop, turn))
        _, first, index = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    return first, index.ravel().astype(np.int32)

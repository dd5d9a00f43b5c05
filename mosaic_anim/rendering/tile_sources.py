"""Tile sources: where a scene's mosaics get their tiles from: photos, the cover, a background."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.clips.background import CoverBackground, GradientBackground, Pictured
from mosaic_anim.io.pictures import Picture, read_picture
from mosaic_anim.io.user_cache import cache_folder
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.library.materialise import are_materialised, materialise
from mosaic_anim.library.tiles import Bytes, Tiles, Variants
from mosaic_anim.mosaic.backdrop import (
    backdrop_placement,
    backdrop_size,
    backdrop_tiles,
    backdrop_variants,
    fill_frame,
    gradient,
)
from mosaic_anim.mosaic.cover_mosaic import (
    SHORT_SIDE,
    cover_placement,
    cover_tiles,
    cover_variants,
    read_cover,
)
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.sort_keys import sort_keys_of
from mosaic_anim.values.flight import Destination, SortKeys
from mosaic_anim.values.geometry import Grid, Size

Needs = Mapping[int, NDArray[np.int32]]

_LEVELS = 4  # pixels of all levels of a cover, over its own: 2 + 1 + 1/2 + …
_BYTES_PER_BACKDROP_PIXEL = 48  # a few planes of floats while a backdrop is made; 4 bytes stay


class TileSource(Protocol):
    """A mosaic whose tiles are not read yet."""

    @property
    def placement(self) -> Placement:
        """Its placement."""
        ...

    @property
    def sort_keys(self) -> SortKeys | None:
        """Keys that a motion can sort its tiles by."""
        ...

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """Where its tiles lie in other mosaics of the same tiles."""
        ...

    def variants(self, size: Size, /) -> Variants:
        """Return its different pictures, for frames of `size` [px]."""
        ...

    def memory(self, size: Size, /) -> int:
        """Return the memory of its pictures, for frames of `size`, besides files [bytes]."""
        ...

    def tiles(
        self, variants: Variants, needs: Needs, *, progress: Progress | None, workers: int
    ) -> Tiles:
        """Read the pictures that are needed, level height [px] -> variants."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class PhotoTiles:
    """A mosaic of photos, whose tiles are stored on disk once they are read.

    Attributes
    ----------
    placement : Placement
    library : Library
    sorts : bool
        Whether a motion sorts tiles by their photos.
    folder : Path, optional
        Where tiles are stored; in the user's cache if not given.
    stores : bool
        Whether tiles are stored at all; otherwise they are read into memory.
    destinations : tuple of Destination
        Where its tiles lie in other mosaics of the same tiles.
    """

    placement: Placement
    library: Library
    sorts: bool = False
    folder: Path | None = None
    stores: bool = True
    destinations: tuple[Destination, ...] = ()

    @cached_property
    def sort_keys(self) -> SortKeys | None:
        """Brightness, colour and date of the photos, if they are asked for."""
        return sort_keys_of(self.placement, self.library) if self.sorts else None

    def variants(self, _: Size) -> Variants:
        """Return each photo at each crop and turn."""
        return self.placement.variants(self.library)

    def memory(self, _: Size) -> int:
        """Return 0: their pages belong to the system."""
        return 0

    def tiles(
        self, variants: Variants, needs: Needs, *, progress: Progress | None, workers: int
    ) -> Tiles:
        """Read the photos, each once."""
        return materialise(
            self.library,
            variants,
            needs,
            cell_aspect=self.placement.grid.cell_aspect,
            folder=self._folder if self.stores else None,
            progress=progress,
            workers=workers,
        )

    def are_stored(self, variants: Variants, needs: Needs) -> bool:
        """Return whether all of these tiles are on disk, so that no photo is read for them."""
        return are_materialised(
            self.library,
            variants,
            needs,
            cell_aspect=self.placement.grid.cell_aspect,
            folder=self._folder,
        )

    @property
    def _folder(self) -> Path:
        return self.folder or cache_folder() / "tiles"


@dataclass(frozen=True, kw_only=True, eq=False)
class CoverTiles:
    """The cover, cut into the cells of a mosaic.

    Attributes
    ----------
    cover : Path
    grid : Grid
        The cells.
    cover_hash : str or None
        SHA-256 that the cover's file must have, where it is known.
    short_side : int
        Most pixels along its shorter side that frames can show.
    """

    cover: Path
    grid: Grid
    cover_hash: str | None = None
    short_side: int = SHORT_SIDE
    sort_keys = None
    destinations = ()

    @classmethod
    def opened(cls, cover: Path, grid: Grid, *, cover_hash: str | None) -> "CoverTiles":
        """Return the tiles of a cover whose file is read now, not when its frames are drawn.

        Raises
        ------
        UnreadablePictureError
            If it cannot be read, or has another content.
        """
        tiles = cls(cover=cover, grid=grid, cover_hash=cover_hash)
        _ = tiles.placement
        return tiles

    @cached_property
    def placement(self) -> Placement:
        """The cover's own piece in each cell.

        Raises
        ------
        UnreadablePictureError
            If it cannot be read, or has another content.
        """
        return cover_placement(self.cover, self.grid, content=self.cover_hash)

    @cached_property
    def picture(self) -> Picture:
        """The cover, as large as frames need it, with the content that the placement names.

        Raises
        ------
        UnreadablePictureError
            If it has changed since.
        """
        content = str(self.placement.photo_hash[0])
        return read_cover(self.cover, content=content, short_side=self.short_side)

    def variants(self, _: Size) -> Variants:
        """Return the pieces."""
        return cover_variants(self.picture, self.placement)

    def memory(self, _: Size) -> int:
        """Return the memory of the cover and its levels: the largest has twice its pixels."""
        pixels = self.picture.pixels
        return pixels.size + pixels.size // 3 * 4 * _LEVELS

    def tiles(self, variants: Variants, needs: Needs, **_: object) -> Tiles:
        """Cut the cover at the sizes that are needed."""
        return cover_tiles(self.picture, variants, self.grid, needs)


@dataclass(frozen=True, kw_only=True, eq=False)
class BackdropTiles:
    """The picture behind everything, made in the shape of a frame.

    Attributes
    ----------
    background : Pictured
        The background to draw.
    cover : Path
        The scene's cover.
    aspect : float
        Width of the frame over its height.
    cover_hash : str or None
        SHA-256 that the cover's file must have, where it is known.
    """

    background: Pictured
    cover: Path
    aspect: float
    cover_hash: str | None = None
    sort_keys = None
    destinations = ()

    @cached_property
    def placement(self) -> Placement:
        """One picture in one cell; its hash names all that its pixels depend on, but the size.

        Raises
        ------
        UnreadablePictureError
            If the file that it shows cannot be read.
        """
        about = repr((self._settings, self._content, self.aspect))
        return backdrop_placement(self.aspect, hashlib.sha256(about.encode()).hexdigest())

    def variants(self, size: Size) -> Variants:
        """Return the one picture, as large as frames of `size` need it."""
        return backdrop_variants(backdrop_size(size, self.aspect))

    def memory(self, size: Size) -> int:
        """Return the memory of the picture, including while it is made."""
        filling = backdrop_size(size, self.aspect)
        return filling.height * filling.width * _BYTES_PER_BACKDROP_PIXEL

    def tiles(self, variants: Variants, needs: Needs, **_: object) -> Tiles:
        """Draw the picture."""
        height = int(variants.native[0])
        size = Size(height=height, width=max(1, round(height * self.aspect)))
        return backdrop_tiles(self._picture(size), variants, needs)

    def _picture(self, size: Size) -> Bytes:
        """Draw the background of a frame of `size`."""
        background = self.background
        if isinstance(background, GradientBackground):
            return gradient(size, background.gradient, background.angle)
        picture = read_picture(
            self._file or self.cover,
            short_side=max(size.height, size.width),
            content=self._content,
        )
        return fill_frame(picture.pixels, size, background.blur, background.dim)

    @cached_property
    def _content(self) -> str:
        """SHA-256 of the file, which must not change until it is drawn."""
        if self._file is None:
            return ""
        is_cover = isinstance(self.background, CoverBackground)
        known = self.cover_hash if is_cover else None
        # As small as may be: what cannot be read is refused now.
        return read_picture(self._file, short_side=1, content=known).content

    @property
    def _file(self) -> Path | None:
        """The background's file."""
        match self.background:
            case GradientBackground():
                return None
            case CoverBackground():
                return self.cover
            case picture:
                return Path(picture.picture)

    @property
    def _settings(self) -> tuple[object, ...]:
        """What it depends on besides the file's content."""
        background = self.background
        if isinstance(background, GradientBackground):
            return background.gradient, background.angle
        return (background.blur, background.dim) if background.dim else (background.blur,)

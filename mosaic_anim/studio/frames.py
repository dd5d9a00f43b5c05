"""Frames: any moment of any output, drawn at any size by the function that renders draw with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.frame import draw
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.rendering.project import Project
from mosaic_anim.studio.frame_cache import FrameCache
from mosaic_anim.studio.materials import Material, Materials
from mosaic_anim.studio.views import Backdrops, FrameRequest, View, Views
from mosaic_anim.timeline.needs import Needs, needs
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import FrameContent

Pixels = NDArray[np.uint8]

_MANY = 1000  # pictures from which on it takes long to read them at another size


class FrameDrawer:
    """Draws frames of a project, which edits of its scene replace.

    Tiles and frames that a new project shares with the one before stay in memory.
    """

    def __init__(self, cache: FrameCache | None = None) -> None:
        self._cache = cache or FrameCache()
        self._views: Views | None = None
        self._backdrops = Backdrops()
        self._materials = Materials()

    @property
    def project(self) -> Project | None:
        """The project that frames are drawn of."""
        return self._views.project if self._views is not None else None

    def show(self, project: Project) -> None:
        """Draw frames of this project from now on.

        Raises
        ------
        MosaicAnimError
            If an output of it cannot be planned: the project before is shown still.
        """
        self._views = Views(project, self._backdrops)
        self._materials.keep_only(project.sources)

    def view(self, number: int, scale: Fraction = Fraction(1)) -> View:
        """Return an output at a share of its size.

        Raises
        ------
        LookupError
            If nothing is shown yet, or there is no such output.
        """
        if self._views is None:
            raise LookupError("nothing is shown yet")
        return self._views.view(number, scale)

    def frame(self, request: FrameRequest, check: Callable[[], None] = lambda: None) -> Pixels:
        """Draw a frame (H, W, 3), or (H, W, 4) over nothing; equal ones are drawn once.

        Parameters
        ----------
        request : FrameRequest
            The frame.
        check : callable
            Called now and then while tiles are read; what it raises ends that.

        Raises
        ------
        LookupError, UsageError
            If there is no such output, or no such moment.
        """
        view = self.view(request.output, request.scale)
        state = view.state(request)
        size, quality = view.timeline.size, view.timeline.quality
        materials = self._materials_of(view)
        numbers = tuple(material.number for material in materials.values())
        key = numbers, size, quality, request.is_coarse, state
        known = self._cache.get(key)
        if known is not None:
            return known
        tiles, is_rough = self._tiles(request, check)
        mosaics = {name: one.mosaic.with_tiles(tiles[name]) for name, one in materials.items()}
        pixels = draw(state, size, mosaics, quality=quality).pixels
        if not is_rough:
            self._cache.keep(key, pixels)
        return pixels

    def layout(self, view: View, name: str) -> TileLayout:
        """Return where the tiles of a mosaic are at home."""
        return self._materials_of(view)[name].mosaic.layout

    def read_tiles(self, request: FrameRequest, check: Callable[[], None] = lambda: None) -> None:
        """Read the tiles of a frame, without drawing it; parameters as of `frame`."""
        self._tiles(request, check)

    def is_ready(self, request: FrameRequest) -> bool:
        """Return whether a frame can be drawn without reading tiles.

        Raises
        ------
        LookupError, UsageError
            As `frame`.
        """
        view = self.view(request.output, request.scale)
        materials = self._materials_of(view)
        needed = _needs(view, view.state(request), materials)
        return all(one.pool.holds(needed[name]) for name, one in materials.items())

    @property
    def has_room(self) -> bool:
        """Whether tiles may be read ahead without driving out those in use."""
        return self._materials.has_room

    def _tiles(
        self, request: FrameRequest, check: Callable[[], None]
    ) -> tuple[dict[str, Tiles], bool]:
        """Return the tiles of each mosaic for a frame, and whether finer ones would be better."""
        view = self.view(request.output, request.scale)
        materials = self._materials_of(view)
        needed = _needs(view, view.state(request), materials)
        tiles: dict[str, Tiles] = {}
        is_rough = False
        for name, one in materials.items():
            wanted, pool = needed[name], one.pool
            nearby = pool.nearby_tiles(wanted) if request.is_coarse else None
            if nearby is None and request.is_coarse and request.is_hasty:
                nearby, is_rough = pool.tiles_at_once(wanted, workers=usable_cores()), True
            elif nearby is None and request.is_coarse and _count(wanted) > _MANY:
                # Once read for the whole frame, they serve any smaller one.
                self.read_tiles(replace(request, scale=Fraction(1), is_coarse=False), check)
                nearby = pool.nearby_tiles(wanted)
            tiles[name] = nearby or pool.tiles(wanted, workers=usable_cores(), check=check)
        return tiles, is_rough

    def _materials_of(self, view: View) -> dict[str, Material]:
        """Return what each mosaic is drawn from."""
        return self._materials.of(view.project.sources, view.timeline.size)


def _needs(view: View, state: FrameContent, materials: Mapping[str, Material]) -> dict[str, Needs]:
    """Return which tiles of each mosaic a frame needs.

    Pieces of one picture are all needed: filters read on in those around the ones in view.
    """
    needed = needs(
        [state],
        view.timeline.size,
        {name: one.pool.variants for name, one in materials.items()},
        {name: one.mosaic.layout for name, one in materials.items()},
        quality=view.timeline.quality,
    )
    for name, one in materials.items():
        if one.pool.variants.is_one:
            every = np.arange(len(one.pool.variants), dtype=np.int32)
            needed[name] = dict.fromkeys(needed[name], every)
    return needed


def _count(needed: Needs) -> int:
    """Return how many pictures a frame needs."""
    return sum(len(ids) for ids in needed.values())

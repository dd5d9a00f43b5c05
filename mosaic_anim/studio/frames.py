"""Frames: any moment of any output, drawn at any size by the function that renders draw with."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.frame import draw
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.library.tiles import Tiles
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.tile_sources import BackdropTiles, PhotoTiles, TileSource
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.studio.frame_cache import FrameCache
from mosaic_anim.studio.tile_pool import TilePool
from mosaic_anim.timeline import Timeline
from mosaic_anim.timeline.needs import Needs, needs
from mosaic_anim.timeline.plan import BACKDROP
from mosaic_anim.values.flight import SortKeys, TileLayout
from mosaic_anim.values.frame_state import FrameContent, FrameState, moments
from mosaic_anim.values.geometry import Size

Pixels = NDArray[np.uint8]

LEAST_SIDE = 16
"""Shortest side of a frame [px]."""

_MANY = 1000  # pictures from which on it takes long to read them at another size


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What frame is asked for.

    Attributes
    ----------
    output : int
        Number of the output, counted from 0.
    frame : int or None
        Number of the frame.
    at : str
        In its place a moment as `still --at` takes it: `2.5s`, `dive.end`.
    scale : Fraction
        Size of the picture, as a share of the output's.
    is_coarse : bool
        Whether motion blur may be left out, and tiles be of other sizes than a still's.
    is_hasty : bool
        Whether a coarse frame has to come at once, from the tiles that are there.
    """

    output: int = 0
    frame: int | None = None
    at: str = "0s"
    scale: Fraction = Fraction(1)
    is_coarse: bool = False
    is_hasty: bool = False


class View:
    """One output at one size.

    Attributes
    ----------
    project : Project
        The project, framed for this size.
    timeline : Timeline
    """

    def __init__(self, project: Project, timeline: Timeline) -> None:
        self.project = project
        self.timeline = timeline

    def state(self, moment: Moment) -> FrameContent:
        """Return what the frame at a moment shows.

        Raises
        ------
        UsageError
            If there is no such moment.
        """
        if moment.frame is None:
            shown = self.timeline.moment_state(moment.at)
        else:
            last = self.timeline.frame_count - 1
            shown = self.timeline.frame_state(min(max(moment.frame, 0), last))
        if not moment.is_coarse or isinstance(shown, FrameState):
            return shown
        instants = moments(shown)
        return instants[len(instants) // 2]


class FrameDrawer:
    """Draws frames of a project, which edits of its scene replace.

    Tiles and frames that a new project shares with the one before stay in memory.
    """

    def __init__(self, cache: FrameCache | None = None) -> None:
        self._cache = cache or FrameCache()
        self._lock = threading.RLock()
        self._project: Project | None = None
        self._views: dict[tuple[int, Size], View] = {}
        self._materials: dict[tuple[int, Size | None], _Material] = {}
        self._backdrops: dict[tuple[object, ...], BackdropTiles] = {}

    @property
    def project(self) -> Project | None:
        """The project that frames are drawn of."""
        return self._project

    def show(self, project: Project) -> None:
        """Draw frames of this project from now on.

        Raises
        ------
        MosaicAnimError
            If an output of it cannot be planned: the project before is shown still.
        """
        views = dict(
            self._plan_output(project, number) for number in range(len(project.scene.outputs))
        )
        with self._lock:
            sources = (*project.sources.values(), *self._backdrops.values())
            used = {id(source.placement) for source in sources}
            self._materials = {
                key: one for key, one in self._materials.items() if id(one.placement) in used
            }
            self._project = project
            self._views = views

    def view(self, number: int, scale: Fraction = Fraction(1)) -> View:
        """Return an output at a share of its size.

        Raises
        ------
        LookupError
            If nothing is shown yet, or there is no such output.
        """
        with self._lock:
            project = self._project
            if project is None or not 0 <= number < len(project.scene.outputs):
                raise LookupError(f"there is no output {number}")
            size = scaled(project.scene.outputs[number].size, scale)
            if (number, size) not in self._views:
                key, view = self._plan_output(project, number, scale)
                self._views[key] = view
            return self._views[number, size]

    def frame(self, moment: Moment, check: Callable[[], None] = lambda: None) -> Pixels:
        """Draw a frame (H, W, 3), or (H, W, 4) over nothing; equal ones are drawn once.

        Parameters
        ----------
        moment : Moment
            The frame.
        check : callable
            Called now and then while tiles are read; what it raises ends that.

        Raises
        ------
        LookupError, UsageError
            If there is no such output, or no such moment.
        """
        view = self.view(moment.output, moment.scale)
        state = view.state(moment)
        size, quality = view.timeline.size, view.timeline.quality
        materials = self._materials_of(view)
        numbers = tuple(material.number for material in materials.values())
        key = numbers, size, quality, moment.is_coarse, state
        known = self._cache.get(key)
        if known is not None:
            return known
        tiles, is_rough = self._tiles(moment, check)
        mosaics = {name: one.mosaic.with_tiles(tiles[name]) for name, one in materials.items()}
        pixels = draw(state, size, mosaics, quality=quality).pixels
        if not is_rough:
            self._cache.keep(key, pixels)
        return pixels

    def layout(self, view: View, name: str) -> TileLayout:
        """Return where the tiles of a mosaic are at home."""
        return self._materials_of(view)[name].mosaic.layout

    def read_tiles(self, moment: Moment, check: Callable[[], None] = lambda: None) -> None:
        """Read the tiles of a frame, without drawing it; parameters as of `frame`."""
        self._tiles(moment, check)

    def is_ready(self, moment: Moment) -> bool:
        """Return whether a frame can be drawn without reading tiles.

        Raises
        ------
        LookupError, UsageError
            As `frame`.
        """
        view = self.view(moment.output, moment.scale)
        materials = self._materials_of(view)
        needed = _needs(view, view.state(moment), materials)
        return all(one.pool.holds(needed[name]) for name, one in materials.items())

    @property
    def has_room(self) -> bool:
        """Whether tiles may be read ahead without driving out those in use."""
        with self._lock:
            return not any(one.pool.is_nearly_full for one in self._materials.values())

    def _tiles(self, moment: Moment, check: Callable[[], None]) -> tuple[dict[str, Tiles], bool]:
        """Return the tiles of each mosaic for a frame, and whether finer ones would be better."""
        view = self.view(moment.output, moment.scale)
        materials = self._materials_of(view)
        needed = _needs(view, view.state(moment), materials)
        tiles: dict[str, Tiles] = {}
        is_rough = False
        for name, one in materials.items():
            wanted, pool = needed[name], one.pool
            nearby = pool.nearby_tiles(wanted) if moment.is_coarse else None
            if nearby is None and moment.is_coarse and moment.is_hasty:
                nearby, is_rough = pool.tiles_at_once(wanted, workers=usable_cores()), True
            elif nearby is None and moment.is_coarse and _count(wanted) > _MANY:
                # Once read for the whole frame, they serve any smaller one.
                self.read_tiles(replace(moment, scale=Fraction(1), is_coarse=False), check)
                nearby = pool.nearby_tiles(wanted)
            tiles[name] = nearby or pool.tiles(wanted, workers=usable_cores(), check=check)
        return tiles, is_rough

    def _materials_of(self, view: View) -> "dict[str, _Material]":
        """Return what each mosaic is drawn from."""
        size, sources = view.timeline.size, view.project.sources
        with self._lock:
            return {name: self._material(source, size) for name, source in sources.items()}

    def _material(self, source: TileSource, size: Size) -> "_Material":
        """Return what a mosaic is drawn from; a background, in frames of `size`."""
        key = id(source.placement), size if isinstance(source, BackdropTiles) else None
        material = self._materials.get(key)
        if material is None:
            self._materials[key] = material = _Material(source, size)
        return material.sorted_by(source.sort_keys)

    def _plan_output(
        self, project: Project, number: int, scale: Fraction = Fraction(1)
    ) -> tuple[tuple[int, Size], View]:
        """Plan an output; one picture is planned as a film, for it has moments too."""
        output = project.scene.outputs[number]
        if is_picture(output.file):
            output = output.changed(file=output.file.with_suffix(".mp4"))
        size = scaled(output.size, scale)
        framed = self._framed(project, size)
        return (number, size), View(framed, framed.timeline(output.changed(size=size)))

    def _framed(self, project: Project, size: Size) -> Project:
        """Frame a project; a background that was made before is taken again."""
        framed = project.framed(size)
        behind = framed.sources.get(BACKDROP)
        if not isinstance(behind, BackdropTiles):
            return framed
        content = str(behind.placement.photo_hash[0])
        key = behind.background, behind.cover, behind.aspect, content
        known = self._backdrops.setdefault(key, behind)
        return replace(framed, sources={**framed.sources, BACKDROP: known})


_numbers = count()


class _Material:
    """What one mosaic is drawn from: its tiles, and what motions keep from frame to frame.

    Attributes
    ----------
    number : int
        Stands for the placement in keys of frames; no other one ever gets it.
    """

    def __init__(self, source: TileSource, size: Size) -> None:
        self.number = next(_numbers)
        self.placement = source.placement
        reader = replace(source, stores=False) if isinstance(source, PhotoTiles) else source
        self.pool = TilePool(reader, source.variants(size))
        self._destinations = source.destinations
        self.mosaic = self._mosaic(source.sort_keys)

    def sorted_by(self, facts: SortKeys | None) -> Self:
        """Let motions sort its tiles by these keys, where there are any."""
        if facts is not None and self.mosaic.facts is None:
            self.mosaic = self._mosaic(facts)
        return self

    def _mosaic(self, facts: SortKeys | None) -> Mosaic:
        tiles = Tiles(variants=self.pool.variants, levels=())
        return Mosaic(
            placement=self.placement, tiles=tiles, facts=facts, destinations=self._destinations
        )


def _needs(view: View, state: FrameContent, materials: Mapping[str, _Material]) -> dict[str, Needs]:
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


def scaled(size: Size, scale: Fraction) -> Size:
    """Return a share of a size, at least `LEAST_SIDE` a side."""
    if scale >= 1:
        return size
    return Size(
        height=max(LEAST_SIDE, round(size.height * scale)),
        width=max(LEAST_SIDE, round(size.width * scale)),
    )

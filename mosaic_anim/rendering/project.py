"""Stage: a scene together with everything it refers to, found, indexed and matched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mosaic_anim.clips.background import Pictured
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.cover_mosaic import cover_placement
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.sort_keys import sort_keys_of
from mosaic_anim.rendering.error_lines import name_scene_lines
from mosaic_anim.rendering.memory import SceneLoad, require_addresses
from mosaic_anim.rendering.overlay_assets import load_assets, overlay_memory
from mosaic_anim.rendering.photo_mosaic import cover_path
from mosaic_anim.rendering.tile_sources import BackdropTiles, CoverTiles, PhotoTiles, TileSource
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.timeline import Timeline, photo_targets, plan
from mosaic_anim.timeline.film import BACK
from mosaic_anim.timeline.needs import CellsSeen, cells_seen, variants_in
from mosaic_anim.timeline.plan import BACKGROUND
from mosaic_anim.values.flight import SortKeys, TileLayout
from mosaic_anim.values.frame_state import FrameContent
from mosaic_anim.values.geometry import Size

MAIN = "main"
"""Name of the mosaic that the key `mosaic:` describes."""

COVER = MAIN + BACK
"""Name of its cover, cut into the same cells: what is on the backs of its tiles."""

_FACTS = {"brightness", "color", "date"}
"""Orders that photos have to be looked at for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Project:
    """What a scene's frames are drawn from.

    Attributes
    ----------
    scene : Scene
    libraries : Mapping[str, Library]
        Of the mosaics whose tiles are photos, by name.
    sources : Mapping[str, TileSource]
        All mosaics that the scene shows, by name; the first one is what it is about.
    facts : SortKeys or None
        Of the photos, where a motion puts tiles in order by them.
    assets : Mapping[str, str]
        Names under which fonts and logos are held, by their paths in the scene.
    cover_hash : str or None
        Content of the cover that was matched, which it must have wherever it is shown; None where
        the placement is a file, which may be of another cover.
    """

    scene: Scene
    libraries: Mapping[str, Library]
    sources: Mapping[str, TileSource]
    facts: SortKeys | None = None
    assets: Mapping[str, str] = field(default_factory=dict)
    cover_hash: str | None = None

    @property
    def placements(self) -> dict[str, Placement]:
        """What lies in the cells of each mosaic, by name."""
        return {name: source.placement for name, source in self.sources.items()}

    @property
    def homes(self) -> dict[str, TileLayout]:
        """Where the tiles of each mosaic are at home, by name."""
        return {
            name: TileLayout(grid=placement.grid, facts=self._facts_of(name))
            for name, placement in self.placements.items()
        }

    def framed(self, size: Size) -> "Project":
        """Return this stage for frames of `size`: a background has the shape of the frame.

        Frames of another size are covered by it too, but see less of it.
        """
        background = self.scene.frame.background
        if not isinstance(background, Pictured):
            return self
        cover = cover_path(self.scene.mosaic.cover)
        behind = BackdropTiles(
            background=background, cover=cover, aspect=size.aspect, cover_hash=self.cover_hash
        )
        with name_scene_lines(self.scene):
            _ = behind.placement  # its file is read now
        return replace(self, sources={**self.sources, BACKGROUND: behind})

    def load(self, size: Size) -> SceneLoad:
        """Return what the scene asks for besides the still mosaic, in frames of `size`."""
        clips = self.scene.timeline
        return SceneLoad(
            flies=any(_lets_tiles_fly(clip) for clip in clips),
            exposes=any(clip.motion_blur for clip in clips),
            pictures=sum(source.memory(size) for source in self.sources.values())
            + overlay_memory(self.scene, size),
        )

    def timeline(self, output: Output) -> Timeline:
        """Plan the scene for one output."""
        return plan(self.scene, output, self.placements, self.libraries, self.assets)

    def variants(self, size: Size) -> dict[str, Variants]:
        """Return the different pictures of each mosaic, for frames of `size`, by name."""
        return {name: source.variants(size) for name, source in self.sources.items()}

    def mosaics(
        self,
        timeline: Timeline,
        states: Iterable[FrameContent],
        *,
        progress: Progress | None,
        workers: int,
    ) -> dict[str, Mosaic]:
        """Read the tiles that `states` will show, each at the sizes it is shown at."""
        variants = self.variants(timeline.size)
        seen = cells_seen(states, timeline.size, variants, self.homes, quality=timeline.quality)
        return self.mosaics_of(variants, seen, progress=progress, workers=workers)

    def mosaics_of(
        self,
        variants: Mapping[str, Variants],
        seen: Mapping[str, CellsSeen],
        *,
        progress: Progress | None,
        workers: int,
    ) -> dict[str, Mosaic]:
        """Read the tiles in the cells that are `seen` of each mosaic, by name."""
        return {
            name: Mosaic(
                placement=source.placement,
                tiles=source.tiles(
                    variants[name],
                    variants_in(seen[name], variants[name]),
                    progress=progress,
                    workers=workers,
                ),
                facts=self._facts_of(name),
            )
            for name, source in self.sources.items()
        }

    def _facts_of(self, name: str) -> SortKeys | None:
        return self.facts if name == MAIN else None


def open_project(scene: Scene, *, progress: Progress | None = None) -> Project:
    """Index the library of `scene` and match its photos to its cover, or load what was matched."""
    require_addresses()
    with name_scene_lines(scene):
        return _opened(scene, progress)


def _opened(scene: Scene, progress: Progress | None) -> Project:
    assets = load_assets(scene)
    library = Library.open(scene.mosaic.library, progress=progress)
    placement = _placement(scene, library, progress)
    cover_hash = placement.cover_hash if scene.mosaic.placement is None else None
    sources: dict[str, TileSource] = {MAIN: PhotoTiles(placement=placement, library=library)}
    if any(_shows_cover(clip) for clip in scene.timeline):
        cover = cover_path(scene.mosaic.cover)
        pieces = cover_placement(cover, placement.grid, content=cover_hash)
        sources[COVER] = CoverTiles(placement=pieces, cover=cover)
    is_sorted = any(_asks_for_facts(clip) for clip in scene.timeline)
    facts = sort_keys_of(placement, library) if is_sorted else None
    stage = Project(
        scene=scene,
        libraries={MAIN: library},
        sources=sources,
        facts=facts,
        assets=assets,
        cover_hash=cover_hash,
    )
    return stage.framed(scene.frame.size)


def _placement(scene: Scene, library: Library, progress: Progress | None) -> Placement:
    described = scene.mosaic
    if described.placement is not None:
        return Placement.load(Path(described.placement))
    return cached_placement(
        cover_path(described.cover),
        library,
        described.settings(seed=scene.seed),
        must_appear=photo_targets(scene, library),
        progress=progress,
    )


def _shows_cover(clip: Clip) -> bool:
    """Tell whether a clip lets tiles show the cover."""
    return clip.blend is not None or (clip.tiles is not None and clip.tiles.SHOWS_BACK)


def _lets_tiles_fly(clip: Clip) -> bool:
    """Tell whether a clip takes tiles off the grid: a turned camera does so too."""
    camera = clip.camera
    turns = camera is not None and (
        camera.rotation or any(moment.rotation for moment in camera.keyframes or ())
    )
    return bool(clip.tiles or clip.blend or turns)


def _asks_for_facts(clip: Clip) -> bool:
    """Tell whether a clip puts tiles in an order that their photos tell."""
    orders = {clip.tiles.order, clip.tiles.ORDER} if clip.tiles else set()
    if clip.blend:
        orders.add(clip.blend.order)
    return not orders.isdisjoint(_FACTS)

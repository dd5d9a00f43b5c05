"""Project: a scene with everything that its frames are drawn from."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from mosaic_anim.clips.background import BEHIND_WHOLE, NOTHING, CoverBackground, Pictured
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.rendering.memory import SceneLoad, overlay_memory
from mosaic_anim.rendering.morphs import Morphs
from mosaic_anim.rendering.nest import Nest
from mosaic_anim.rendering.tile_sources import BackdropTiles, TileSource
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.error_lines import name_scene_lines
from mosaic_anim.scene.framing import shows_whole
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.timeline import Timeline, plan
from mosaic_anim.timeline.backdrop import BACKDROP, backdrop_of
from mosaic_anim.timeline.film import BACK
from mosaic_anim.timeline.needs import CellsSeen, cells_seen, variants_in
from mosaic_anim.timeline.opening import is_filled
from mosaic_anim.timeline.targets import CropCentre, Targets
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import FrameContent
from mosaic_anim.values.geometry import Size

MAIN = "main"
"""Name of the mosaic that the key `mosaic:` describes."""

COVER = MAIN + BACK
"""Name of its cover, cut into the same cells: what is on the backs of its tiles."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Project:
    """What a scene's frames are drawn from.

    Attributes
    ----------
    scene : Scene
    libraries : Mapping[str, Library]
        Libraries of the mosaics whose tiles are photos, by name.
    sources : Mapping[str, TileSource]
        All mosaics that the scene shows, by name; the first one is its main mosaic.
    targets : Targets, optional
        What the camera looks at, found on the main mosaic; by default, for each output anew.
    assets : Mapping[str, str]
        Names of the fonts and logos that were read, by their paths in the scene.
    must_appear : tuple of int
        Photos that the scene goes to, which its mosaic shows.
    cover_hash : str or None
        Content hash of the matched cover, which it must still have when it is shown; None if the
        placement comes from a file, which may be of another cover.
    focus : CropCentre or None
        What crops of the whole mosaic are centred on; None for its middle.
    relaxed : tuple of str
        Rules of the main mosaic that its photos could not keep, one line each.
    chosen : str
        The automatic settings of the mosaic, in one line; empty if there are none.
    nest : Nest
        What an endless zoom goes through.
    morphs : Morphs
        What the tiles morph to.
    morph_targets : Mapping[str, Targets]
        Targets on the mosaics that they morph to.
    """

    scene: Scene
    libraries: Mapping[str, Library]
    sources: Mapping[str, TileSource]
    targets: Targets | None = None
    assets: Mapping[str, str] = field(default_factory=dict)
    must_appear: tuple[int, ...] = ()
    cover_hash: str | None = None
    focus: CropCentre | None = None
    relaxed: tuple[str, ...] = ()
    chosen: str = ""
    nest: Nest = field(default_factory=Nest)
    morphs: Morphs = field(default_factory=Morphs)
    morph_targets: Mapping[str, Targets] = field(default_factory=dict)

    @property
    def placements(self) -> dict[str, Placement]:
        """The placement of each mosaic, by name."""
        return {name: source.placement for name, source in self.sources.items()}

    @property
    def all_relaxed(self) -> tuple[str, ...]:
        """The rules that photos of any mosaic could not keep."""
        return (*self.relaxed, *self.nest.relaxed)

    @property
    def kin(self) -> Hashable:
        """What is equal for projects whose mosaics of equal names are the same."""
        main = next(iter(self.sources.values())).placement
        return id(main), repr(self.scene.frame.background)

    @property
    def layouts(self) -> dict[str, TileLayout]:
        """The tile layout of each mosaic, by name."""
        return {
            name: TileLayout(
                grid=source.placement.grid,
                facts=source.sort_keys,
                destinations=source.destinations,
            )
            for name, source in self.sources.items()
        }

    @property
    def skipped(self) -> Mapping[str, int]:
        """Number of unusable files in the libraries, by reason."""
        return sum((Counter(library.skipped) for library in self.libraries.values()), Counter())

    def framed(self, size: Size) -> "Project":
        """Return this project for frames of `size`: a background gets the shape of the frame.

        Frames of another size are covered by it too, but see less of it.
        """
        sources = {
            name: source
            for name, source in self.sources.items()
            if not isinstance(source, BackdropTiles)
        }
        background = self.scene.frame.background
        if background is None and self._shows_edges(size):
            background = BEHIND_WHOLE
        if not isinstance(background, Pictured):
            return replace(self, sources=sources)
        behind = dict(self._backdrops(background, size.aspect))
        with name_scene_lines(self.scene):
            for one in behind.values():
                _ = one.placement  # its file is read now
        return replace(self, sources={**sources, **behind})

    def _backdrops(
        self, background: Pictured, aspect: float
    ) -> Iterator[tuple[str, BackdropTiles]]:
        """Yield the picture behind the mosaic; of covers those behind all that tiles morph to."""
        cover = cover_path(self.scene.mosaic.cover)
        yield (
            BACKDROP,
            BackdropTiles(
                background=background, cover=cover, aspect=aspect, cover_hash=self.cover_hash
            ),
        )
        if isinstance(background, CoverBackground):
            for name, placement in list(self.morphs.placements.items())[1:]:
                yield (
                    backdrop_of(name),
                    BackdropTiles(
                        background=background,
                        cover=self.morphs.covers[name],
                        aspect=aspect,
                        cover_hash=placement.cover_hash,
                    ),
                )

    def _shows_edges(self, size: Size) -> bool:
        """Return whether frames of `size` show the whole mosaic, and something around it.

        That is its cover, if it is still there: a saved placement does without.
        """
        scene, grid = self.scene, next(iter(self.sources.values())).placement.grid
        if is_filled(grid, size.aspect) or not shows_whole(scene):
            return False
        return scene.mosaic.cover in COVER_SIZES or Path(scene.mosaic.cover).is_file()

    def load(self, size: Size) -> SceneLoad:
        """Return what the scene needs beyond the still mosaic, in frames of `size`."""
        return SceneLoad(
            flies=takes_tiles_off(self.scene),
            turns=turns_camera(self.scene),
            exposes=blurs(self.scene),
            is_clear=self.scene.frame.background == NOTHING,
            pictures=sum(source.memory(size) for source in self.sources.values())
            + overlay_memory(self.scene, size),
            largest_photo=max(
                int(library.full_size.prod(axis=1, dtype=np.int64).max(initial=0))
                for library in self.libraries.values()
            ),
        )

    def timeline(self, output: Output) -> Timeline:
        """Return the timeline of one output."""
        return plan(
            self.scene,
            output,
            self.placements,
            self.libraries,
            self.assets,
            focus=self.focus,
            targets=self.targets,
            nested=self.nest.mosaics,
            morphs=self.morph_targets,
        )

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
        seen = cells_seen(
            states,
            timeline.size,
            self.variants(timeline.size),
            self.layouts,
            quality=timeline.quality,
        )
        return self.read_mosaics(timeline.size, seen, progress=progress, workers=workers)

    def read_mosaics(
        self,
        size: Size,
        seen: Mapping[str, CellsSeen],
        *,
        progress: Progress | None,
        workers: int,
    ) -> dict[str, Mosaic]:
        """Read the tiles in the cells of each mosaic that frames of `size` see."""
        mosaics = {}
        for name, source in self.sources.items():
            variants = source.variants(size)
            needs = variants_in(seen[name], variants)
            mosaics[name] = Mosaic(
                placement=source.placement,
                tiles=source.tiles(variants, needs, progress=progress, workers=workers),
                facts=source.sort_keys,
                destinations=source.destinations,
            )
        return mosaics


def lost_photos(mosaics: Mapping[str, Mosaic]) -> tuple[str, ...]:
    """Return the photos that have gone or changed since they were indexed."""
    lost = (photo for mosaic in mosaics.values() for photo in mosaic.tiles.skipped)
    return tuple(dict.fromkeys(lost))


def takes_tiles_off(scene: Scene) -> bool:
    """Return whether a scene takes tiles off the grid."""
    return scene.mosaic.blend > 0 or any(_lets_tiles_fly(clip) for clip in scene.timeline)


def turns_camera(scene: Scene) -> bool:
    """Return whether a camera of a scene is turned."""
    return any(_turns_camera(clip) for clip in scene.timeline)


def blurs(scene: Scene) -> bool:
    """Return whether pictures of a scene are blurred by motion."""
    return any(clip.motion_blur for clip in scene.timeline)


def _lets_tiles_fly(clip: Clip) -> bool:
    """Return whether a clip takes tiles off the grid: a turned camera does so too."""
    return bool(clip.tiles or clip.blend or clip.morph or _turns_camera(clip))


def _turns_camera(clip: Clip) -> bool:
    camera = clip.camera
    if camera is None:
        return False
    return bool(camera.rotation) or any(moment.rotation for moment in camera.keyframes or ())

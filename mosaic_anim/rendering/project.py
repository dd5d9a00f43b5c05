"""Project: a scene together with everything it refers to, found, indexed and matched."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from mosaic_anim.clips.background import BEHIND_WHOLE, NOTHING, Pictured
from mosaic_anim.demo.cover_size import COVER_SIZES
from mosaic_anim.drawing.mosaic import Mosaic
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import Variants
from mosaic_anim.mosaic.automatic import chosen_settings
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.rules import relaxed_rules
from mosaic_anim.mosaic.whole_photo import whole_photo
from mosaic_anim.rendering.focus import crop_centre
from mosaic_anim.rendering.memory import SceneLoad, overlay_memory, require_addresses
from mosaic_anim.rendering.morphs import Morphs, morph_inputs, open_morphs
from mosaic_anim.rendering.nested import Nest, nest_inputs, open_nest
from mosaic_anim.rendering.tile_sources import BackdropTiles, CoverTiles, PhotoTiles, TileSource
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.error_lines import name_scene_lines
from mosaic_anim.scene.framing import fits_of_all, shows_whole
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.scene.overlay_assets import load_assets
from mosaic_anim.timeline import Timeline, photo_targets, plan
from mosaic_anim.timeline.film import BACK
from mosaic_anim.timeline.needs import CellsSeen, cells_seen, variants_in
from mosaic_anim.timeline.opening import is_filled
from mosaic_anim.timeline.plan import BACKGROUND
from mosaic_anim.timeline.targets import CropCentre, Targets, WholePhoto
from mosaic_anim.values.flight import TileLayout
from mosaic_anim.values.frame_state import FrameContent
from mosaic_anim.values.geometry import Size

MAIN = "main"
"""Name of the mosaic that the key `mosaic:` describes."""

COVER = MAIN + BACK
"""Name of its cover, cut into the same cells: what is on the backs of its tiles."""

_BY_PHOTO = {"brightness", "color", "date"}
"""Orders that depend on the photos' content."""


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
    cover_hash : str or None
        Content hash of the matched cover, which it must still have when it is shown; None if the
        placement comes from a file, which may be of another cover.
    focus : CropCentre or None
        What crops of the whole mosaic are centred on; None for its middle.
    relaxed : tuple of str
        Rules of the mosaic that its photos could not keep, one line each.
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
        sources = {name: source for name, source in self.sources.items() if name != BACKGROUND}
        background = self.scene.frame.background
        if background is None and self._shows_edges(size):
            background = BEHIND_WHOLE
        if not isinstance(background, Pictured):
            return replace(self, sources=sources)
        cover = cover_path(self.scene.mosaic.cover)
        behind = BackdropTiles(
            background=background, cover=cover, aspect=size.aspect, cover_hash=self.cover_hash
        )
        with name_scene_lines(self.scene):
            _ = behind.placement  # its file is read now
        return replace(self, sources={**sources, BACKGROUND: behind})

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
        clips = self.scene.timeline
        return SceneLoad(
            flies=self.scene.mosaic.blend > 0 or any(_lets_tiles_fly(clip) for clip in clips),
            exposes=any(clip.motion_blur for clip in clips),
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


def open_project(
    scene: Scene, *, progress: Progress | None = None, previous: Project | None = None
) -> Project:
    """Index the library of `scene` and match its photos to its cover, or load the placement.

    Parameters
    ----------
    previous : Project, optional
        Project of an earlier version of the scene, while its photos and its cover are the same
        files: what the new version shares with it is taken from it, and not read again.
    """
    require_addresses()
    assets = load_assets(scene)
    with name_scene_lines(scene):
        library = _library(scene, previous, progress)
        known = _if_matched_alike(previous, scene, library)
        nest = known.nest if known else open_nest(scene, library, MAIN, progress=progress)
        morphs = known.morphs if known else open_morphs(scene, library, MAIN, progress=progress)
        first = nest.first or morphs.first
        placement, cover_hash = _placement(scene, library, first, progress, known)
        sorts = any(_sorts_by_photo(clip) for clip in scene.timeline)
        morphed = morphs.photos(library, sorts=sorts)
        photos = morphed.get(MAIN) or _photos(placement, library, known, sorts=sorts)
        sources: dict[str, TileSource] = {MAIN: photos, **nest.sources, **morphed}
        if scene.mosaic.blend or any(_shows_cover(clip) for clip in scene.timeline):
            sources[COVER] = _cover(scene, placement, cover_hash, known)
            others = [name for name in morphs.placements if name != MAIN]
            sources |= {name + BACK: morphs.cover_tiles(name) for name in others}
        focus = _focus(scene, placement, cover_hash, known)
        targets = _targets(scene, photos, focus, known)
        sources |= _whole_photos(scene, targets, photos, known)
        morph_targets = morphs.targets(scene, morphed)
        for name, found in morph_targets.items():
            sources |= _whole_photos(scene, found, morphed[name], known)
    project = Project(
        scene=scene,
        libraries={MAIN: library},
        sources=sources,
        targets=targets,
        assets=assets,
        cover_hash=cover_hash,
        focus=focus,
        relaxed=known.relaxed if known else _relaxed(scene, placement),
        chosen=_chosen(scene, placement),
        nest=nest,
        morphs=morphs,
        morph_targets=morph_targets,
    )
    return project.framed(scene.frame.size)


def _library(scene: Scene, previous: Project | None, progress: Progress | None) -> Library:
    """Return the library, indexed now or before."""
    if previous is not None and previous.scene.mosaic.library == scene.mosaic.library:
        return previous.libraries[MAIN]
    return Library.open(scene.mosaic.library, progress=progress)


def _if_matched_alike(previous: Project | None, scene: Scene, library: Library) -> Project | None:
    """Return a project whose placement is also that of `scene`, or None."""
    if previous is None or previous.libraries[MAIN] is not library:
        return None
    before = previous.scene
    is_same = (before.mosaic, before.settings) == (scene.mosaic, scene.settings)
    is_same &= nest_inputs(before) == nest_inputs(scene)
    is_same &= morph_inputs(before) == morph_inputs(scene)
    if not is_same or photo_targets(before, library) != photo_targets(scene, library):
        return None
    return previous


def _photos(
    placement: Placement, library: Library, known: Project | None, *, sorts: bool
) -> PhotoTiles:
    """Return the tiles of the main mosaic."""
    before = known.sources[MAIN] if known else None
    if isinstance(before, PhotoTiles) and before.sorts >= sorts:
        return before
    return PhotoTiles(placement=placement, library=library, sorts=sorts)


def _cover(
    scene: Scene, placement: Placement, cover_hash: str | None, known: Project | None
) -> TileSource:
    """Return the cover, cut into the cells of the mosaic."""
    if known and COVER in known.sources and COVER not in known.nest.sources:
        return known.sources[COVER]
    cover = CoverTiles(
        cover=cover_path(scene.mosaic.cover), grid=placement.grid, cover_hash=cover_hash
    )
    _ = cover.placement  # its file is read now
    return cover


def _focus(
    scene: Scene, placement: Placement, cover_hash: str | None, known: Project | None
) -> CropCentre | None:
    """Return what crops of the mosaic are centred on; the cover is looked at once for it."""
    if known and known.focus and any(named.fit == "cover" for named in fits_of_all(scene)):
        return known.focus
    return crop_centre(scene, placement.grid, cover_hash)


def _targets(
    scene: Scene, photos: PhotoTiles, focus: CropCentre | None, known: Project | None
) -> Targets:
    """Return what finds targets; the best cells that were found before are known to it."""
    frame = scene.frame.size
    if known and known.targets and known.scene.frame.size == frame and known.focus is focus:
        return known.targets
    return Targets(photos.placement, photos.library, frame=frame, focus=focus, name=MAIN)


def _placement(
    scene: Scene,
    library: Library,
    first: Placement | None,
    progress: Progress | None,
    known: Project | None,
) -> tuple[Placement, str | None]:
    """Return the placement of the photos, and the hash of the matched cover."""
    if known:
        return known.sources[MAIN].placement, known.cover_hash
    described = scene.mosaic
    if first is not None:  # of several mosaics that were matched together
        return first, first.cover_hash
    if described.placement is None:
        placement = cached_placement(
            cover_path(described.cover),
            library,
            scene.settings,
            must_appear=photo_targets(scene, library),
            progress=progress,
        )
        return placement, placement.cover_hash
    return Placement.load(Path(described.placement)), None


def _whole_photos(
    scene: Scene, targets: Targets, tiles: PhotoTiles, known: Project | None
) -> dict[str, TileSource]:
    """Return the photos that tiles open to, each as a mosaic of one cell."""
    before = known.sources if known else {}
    cameras = [clip.camera for clip in scene.timeline if clip.camera is not None]
    photos: dict[str, WholePhoto] = {}
    for camera in cameras:
        for _, target in camera.targets():
            photos |= targets.whole_photos(target)
    return {
        name: before.get(name)
        or PhotoTiles(
            placement=whole_photo(tiles.placement, whole.photo, whole.turn, tiles.library),
            library=tiles.library,
        )
        for name, whole in photos.items()
    }


def _relaxed(scene: Scene, placement: Placement) -> tuple[str, ...]:
    """Return the rules that a placement does not keep; one that is a file keeps its own."""
    if scene.mosaic.placement is not None:
        return ()
    return relaxed_rules(scene.settings, placement)


def _chosen(scene: Scene, placement: Placement) -> str:
    """Return the automatic settings of a placement; one that is a file has its own."""
    return "" if scene.mosaic.placement is not None else chosen_settings(scene.settings, placement)


def _shows_cover(clip: Clip) -> bool:
    """Return whether a clip lets tiles show the cover."""
    return clip.blend is not None or (clip.tiles is not None and clip.tiles.SHOWS_BACK)


def _lets_tiles_fly(clip: Clip) -> bool:
    """Return whether a clip takes tiles off the grid: a turned camera does so too."""
    camera = clip.camera
    turns = camera is not None and (
        camera.rotation or any(moment.rotation for moment in camera.keyframes or ())
    )
    return bool(clip.tiles or clip.blend or clip.morph or turns)


def _sorts_by_photo(clip: Clip) -> bool:
    """Return whether a clip puts tiles in an order that depends on their photos."""
    orders = {clip.tiles.order, clip.tiles.ORDER} if clip.tiles else set()
    orders.update(channel.order for channel in (clip.blend, clip.morph) if channel)
    return not orders.isdisjoint(_BY_PHOTO)

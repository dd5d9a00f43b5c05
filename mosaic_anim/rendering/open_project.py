"""Open a project: index its library, match its photos, find its targets."""

from pathlib import Path

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.automatic import chosen_settings
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.mosaic.rules import relaxed_rules
from mosaic_anim.mosaic.whole_photo import whole_photo
from mosaic_anim.rendering.focus import crop_centre
from mosaic_anim.rendering.memory import require_addresses
from mosaic_anim.rendering.morphs import morph_inputs, open_morphs
from mosaic_anim.rendering.nest import nest_inputs, open_nest
from mosaic_anim.rendering.project import COVER, MAIN, Project
from mosaic_anim.rendering.tile_sources import CoverTiles, PhotoTiles, TileSource
from mosaic_anim.scene.clip import Clip
from mosaic_anim.scene.error_lines import name_scene_lines
from mosaic_anim.scene.framing import fits_of_all
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.overlay_assets import load_assets
from mosaic_anim.scene.photos import photo_targets
from mosaic_anim.timeline.film import BACK
from mosaic_anim.timeline.targets import CropCentre, Targets, WholePhoto

_BY_PHOTO = {"brightness", "color", "date"}
"""Orders that depend on the photos' content."""


def open_project(
    scene: Scene,
    *,
    progress: Progress | None = None,
    previous: Project | None = None,
    library: Library | None = None,
) -> Project:
    """Index the library of `scene` and match its photos to its cover, or load the placement.

    Parameters
    ----------
    previous : Project, optional
        Project of an earlier version of the scene, while its photos and its cover are the same
        files: what the new version shares with it is taken from it, and not read again.
    library : Library, optional
        The scene's library, if it is open already.
    """
    require_addresses()
    with name_scene_lines(scene):
        assets = load_assets(scene)
        library = library or _library(scene, previous, progress)
        must_appear = photo_targets(scene, library)
        known = _if_matched_alike(previous, scene, library, must_appear)
        nest = (
            known.nest if known else open_nest(scene, library, MAIN, must_appear, progress=progress)
        )
        morphs = (
            known.morphs
            if known
            else open_morphs(scene, library, MAIN, must_appear, progress=progress)
        )
        first = nest.first or morphs.first
        placement, cover_hash = _placement(
            scene, library, first, must_appear, progress=progress, known=known
        )
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
        for name, covers in morph_targets.items():
            sources |= _whole_photos(scene, covers, morphed[name], known)
    project = Project(
        scene=scene,
        libraries={MAIN: library},
        sources=sources,
        targets=targets,
        assets=assets,
        must_appear=must_appear,
        cover_hash=cover_hash,
        focus=focus,
        relaxed=known.relaxed if known else _relaxed(scene, placement),
        chosen=_settings_line(scene, placement),
        nest=nest,
        morphs=morphs,
        morph_targets=morph_targets,
    )
    return project.framed(scene.frame.size)


def _library(scene: Scene, previous: Project | None, progress: Progress | None) -> Library:
    """Return the library, indexed now or before."""
    mosaic = scene.mosaic
    if previous is not None:
        before = previous.scene.mosaic
        if (before.library, before.frames) == (mosaic.library, mosaic.frames):
            return previous.libraries[MAIN]
    return Library.open(mosaic.library, progress=progress, frames=mosaic.frames)


def _if_matched_alike(
    previous: Project | None, scene: Scene, library: Library, must_appear: tuple[int, ...]
) -> Project | None:
    """Return a project whose placement is also that of `scene`, or None."""
    if previous is None or previous.libraries[MAIN] is not library:
        return None
    before = previous.scene
    is_same = (before.mosaic, before.settings) == (scene.mosaic, scene.settings)
    is_same &= nest_inputs(before) == nest_inputs(scene)
    is_same &= morph_inputs(before) == morph_inputs(scene)
    is_same &= previous.must_appear == must_appear
    return previous if is_same else None


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
    return CoverTiles.opened(cover_path(scene.mosaic.cover), placement.grid, cover_hash=cover_hash)


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
    must_appear: tuple[int, ...],
    *,
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
            must_appear=must_appear,
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


def _settings_line(scene: Scene, placement: Placement) -> str:
    """Return the automatic settings of a placement; one that is a file has its own."""
    return "" if scene.mosaic.placement is not None else chosen_settings(scene.settings, placement)


def _shows_cover(clip: Clip) -> bool:
    """Return whether a clip lets tiles show the cover."""
    return clip.blend is not None or (clip.tiles is not None and clip.tiles.SHOWS_BACK)


def _sorts_by_photo(clip: Clip) -> bool:
    """Return whether a clip puts tiles in an order that depends on their photos."""
    orders = {clip.tiles.order, clip.tiles.ORDER} if clip.tiles else set()
    orders.update(channel.order for channel in (clip.blend, clip.morph) if channel)
    return not orders.isdisjoint(_BY_PHOTO)

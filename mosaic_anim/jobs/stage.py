"""Stage: a scene together with everything it refers to, found, indexed and matched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.drawing.frame import Mosaic
from mosaic_anim.files import cache_folder
from mosaic_anim.jobs.mosaic import cover_path
from mosaic_anim.library.library import Library
from mosaic_anim.library.tiles import materialise
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.state import FrameState
from mosaic_anim.timeline import Timeline, photo_targets, plan
from mosaic_anim.workers import Progress

MAIN = "main"
"""Name of the mosaic that the key `mosaic:` describes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage:
    """What a scene's frames are drawn from."""

    scene: Scene
    libraries: Mapping[str, Library]
    placements: Mapping[str, Placement]

    def timeline(self, output: Output) -> Timeline:
        """Plan the scene for one output."""
        return plan(self.scene, output, self.placements, self.libraries)

    def mosaics(
        self,
        timeline: Timeline,
        states: Iterable[FrameState],
        *,
        progress: Progress | None,
        workers: int,
    ) -> dict[str, Mosaic]:
        """Read the tiles that `states` will show, each at the sizes it is shown at."""
        variants = {
            name: placement.variants(self.libraries[name])
            for name, placement in self.placements.items()
        }
        needs = timeline.needs(variants, states)
        return {
            name: Mosaic(
                placement=placement,
                tiles=materialise(
                    self.libraries[name],
                    variants[name],
                    needs[name],
                    cell_aspect=placement.grid.cell_aspect,
                    folder=cache_folder() / "tiles",
                    progress=progress,
                    workers=workers,
                ),
            )
            for name, placement in self.placements.items()
        }


def open_stage(scene: Scene, *, progress: Progress | None = None) -> Stage:
    """Index the library of `scene` and match its photos to its cover, or load what was matched."""
    described = scene.mosaic
    library = Library.open(described.library, progress=progress)
    if described.placement is not None:
        placement = Placement.load(Path(described.placement))
    else:
        placement = cached_placement(
            cover_path(described.cover),
            library,
            described.settings(seed=scene.seed),
            must_appear=photo_targets(scene, library),
            progress=progress,
        )
    return Stage(scene=scene, libraries={MAIN: library}, placements={MAIN: placement})

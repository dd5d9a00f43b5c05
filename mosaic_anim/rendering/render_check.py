"""Render check: all that a render would refuse, found without drawing a frame."""

from dataclasses import dataclass

from mosaic_anim.errors import MosaicAnimError, Problem, SceneError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.landed_photos import LandedPhoto, landed_photos
from mosaic_anim.rendering.open_outputs import open_outputs
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import plan_output
from mosaic_anim.rendering.project import MAIN
from mosaic_anim.scene.load import in_order
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.geometry import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderCheck:
    """What a scene that can be rendered is made of.

    Attributes
    ----------
    photos : int
        Usable photos in the library.
    grid : Grid
        The cells of its mosaic.
    candidates : int or None
        Photos that the mosaic was chosen from, where it is known.
    landed : tuple of LandedPhoto
        Photos on which its clips land.
    chosen : str
        The automatic settings of the mosaic, in one line; empty if there are none.
    """

    photos: int
    grid: Grid
    candidates: int | None = None
    landed: tuple[LandedPhoto, ...] = ()
    chosen: str = ""


def check_render(scene: Scene, *, progress: Progress | None = None) -> RenderCheck:
    """Read and match the photos of `scene`, and plan its outputs; nothing is drawn.

    Raises
    ------
    SceneError
        With what is wrong with its outputs, all of it.
    MosaicAnimError
        As `render`, where it cannot even begin.
    """
    options = RenderOptions()
    project, outputs = open_outputs(scene, options, progress)
    problems: list[Problem] = []
    landed: list[LandedPhoto] = []
    for output in outputs:
        try:
            plan = plan_output(project, output, options)
            landed += landed_photos(plan.project, plan.timeline)
        except MosaicAnimError as error:
            problems += error.problems
    if problems:
        raise SceneError(in_order(problems))
    return RenderCheck(
        photos=len(project.libraries[MAIN]),
        grid=project.placements[MAIN].grid,
        candidates=project.placements[MAIN].candidates,
        landed=tuple(landed),
        chosen=project.chosen,
    )

"""`scene_report`: how good the mosaics of a scene are, on one page or in one file of figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from glob import escape
from typing import Any

from mosaic_anim.io.workers import Progress
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import MAIN, Project
from mosaic_anim.report.markup import Page
from mosaic_anim.report.page import page
from mosaic_anim.report.report import MosaicReport, mosaic_report
from mosaic_anim.report.report_file import WritableReport, file_head
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.photos import photo_targets
from mosaic_anim.still.photo_mosaic import PhotoMosaic

_PLACES = {MAIN: "mosaic"}
"""Where a scene describes each of its mosaics."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SceneReport(WritableReport):
    """Reports on the mosaics of a scene.

    Attributes
    ----------
    scene : str
        Its name.
    mosaics : Mapping[str, MosaicReport]
        The report on each mosaic, by its name; that of `mosaic:` is `main`.
    inputs : Inputs
        What the scene is drawn from, which no report replaces.
    skipped : Mapping[str, int]
        Number of unusable files in the libraries, by reason.
    """

    scene: str
    mosaics: Mapping[str, MosaicReport]
    inputs: Inputs
    skipped: Mapping[str, int]

    @property
    def data(self) -> dict[str, Any]:
        """What the JSON file holds: `scene`, and in `mosaics` what `MosaicReport.data` names."""
        reports = {name: report.mosaic_data for name, report in self.mosaics.items()}
        return file_head() | {"scene": self.scene, "mosaics": reports}

    def _page(self) -> Page:
        several = len(self.mosaics) > 1
        return page(
            f"Report on {self.scene}",
            [
                report.article(f"{name}: {report.title}" if several else "")
                for name, report in self.mosaics.items()
            ],
        )

    def _inputs(self) -> Inputs:
        return self.inputs


def scene_report(
    scene: Scene, *, advice: bool = True, progress: Progress | None = None
) -> SceneReport:
    """Measure the mosaics of a scene, and try what would bring them nearer to their covers.

    Parameters
    ----------
    scene : Scene
    advice : bool
        Whether changes are tried: each builds a mosaic again. Of a `placement` from a file nothing
        is tried: it does not say how it was matched.
    progress : Progress, optional
        Called with how far the work is.

    Raises
    ------
    MosaicAnimError
        As `render`, before it draws.
    """
    project = open_project(scene, progress=progress)
    return SceneReport(
        scene=scene.name,
        mosaics={
            name: mosaic_report(mosaic, advice=advice, place=_PLACES[name], progress=progress)
            for name, mosaic in photo_mosaics(project).items()
        },
        inputs=scene.inputs,
        skipped=project.skipped,
    )


def photo_mosaics(project: Project) -> dict[str, PhotoMosaic]:
    """Return the mosaics of a scene, by name."""
    scene = project.scene
    return {
        name: PhotoMosaic(
            placement=project.placements[name],
            library=library,
            cover=cover_path(scene.mosaic.cover).absolute(),
            relaxed=project.relaxed,
            blend=scene.mosaic.blend,
            chosen=project.chosen,
            settings=_settings(project),
        )
        for name, library in project.libraries.items()
    }


def _settings(project: Project) -> MosaicSettings | None:
    """Return how the mosaic was matched; the photos that the scene names appear in any case."""
    scene, library = project.scene, project.libraries[MAIN]
    if scene.mosaic.placement is not None:
        return None
    needed = (escape(library.photo[photo]) for photo in photo_targets(scene, library))
    settings = scene.settings
    return replace(settings, must_use=tuple(dict.fromkeys((*settings.must_use, *needed))))

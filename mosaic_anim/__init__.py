"""Turn a photo library into moving photo mosaics.

How data flows; each arrow is a room (a subpackage)::

    photos ──library──▶ Library       an index on disk: small pictures, sizes, identity of files
    cover  ──mosaic───▶ Cells         features of the cells
    Library × Cells ──mosaic──▶ Placement    which photo lies in which cell
    scene.yaml ──scene──▶ Scene       frozen; every value knows its file, line and column
    Scene ──rendering──▶ Project      the scene with its libraries, placements, fonts and logos
    Project ──timeline──▶ Timeline    exact time ↦ FrameState (recipes, no pixels)
    FrameState × Tiles ──drawing──▶ Frame    (H, W, 3) uint8, encoded sRGB
    OutputPlan ──rendering──▶ Segment ──▶ SegmentJob ──▶ segment files
    segment files ──encode──▶ RenderedFile   complete or absent

Above these lies `studio` (a scene in the browser while it is written); beside them `contact_sheet`
(frames of a scene on one picture) and `batch` (a film for each row of a table); below them `clips`
and `schema` (what a scene may say, and how that is declared), `motion` (easings and camera paths),
`pack` (what frames are drawn from, in one file for other machines), `still` (the mosaic as one big
picture), `report` (how good it is, and why), `text` (fonts), `demo` (the built-in photos),
`subject` (what people look at in a picture), `io` (files, pictures, processes) and `values` (time,
geometry, colour).

Glossary
--------
cover
    The picture that the mosaic shows from afar.
cell
    One place of the grid that the cover is cut into.
tile
    What lies in a cell: a photo, cropped, turned and tinted.
library
    The photos that tiles are made of, with their index.
feature
    Numbers that describe a cell or a photo, to compare them by.
placement
    Which tile lies in which cell.
canvas
    The whole mosaic as a plane, measured in cells. It is never painted whole.
camera, viewport
    Where one looks at the canvas; the part of it that one output's frame shows.
clip
    A stretch of a scene's time, and what happens in it.
channel
    One thing that a clip drives: camera, tiles, blend, text, fade.
easing
    How progress depends on time.
transition
    How one clip's picture becomes the next one's.
timeline
    What an output shows at each moment.
frame state
    What one frame is made of: layers, overlays, background.
layer
    One mosaic under one camera.
project
    A scene with everything that it refers to, found and matched.
output plan
    One output, checked and cut into segments.
segment
    A range of an output's frames, encoded by itself and joined without encoding again.
segment job
    All that a segment is made from, here or on another machine.
fingerprint
    The hash of everything that the bytes of a segment depend on: its name in the cache.

Examples
--------
>>> from mosaic_anim import Library, Scene, build_mosaic, mosaic_report, render
>>> mosaic = build_mosaic("cover.jpg", Library.open("photos"), columns=160)  # doctest: +SKIP
>>> mosaic.save("mosaic.png")  # doctest: +SKIP
>>> mosaic_report(mosaic).save("report.html")  # doctest: +SKIP
>>> render(Scene.load("scenes/zoom_in.yaml"))  # doctest: +SKIP
"""

from importlib import import_module

from mosaic_anim.version import __version__ as __version__

TYPE_CHECKING = False  # that of `typing`, whose import is a fifth of the time until the first line
if TYPE_CHECKING:
    from mosaic_anim.batch.render_batch import render_batch
    from mosaic_anim.batch.row_result import RowResult
    from mosaic_anim.drawing.frame import Frame
    from mosaic_anim.errors import (
        CannotStartError,
        MosaicAnimError,
        Problem,
        SceneError,
        SkippedPhotosError,
        StoppedError,
        UsageError,
    )
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.mosaic.settings import MosaicSettings
    from mosaic_anim.rendering.api import (
        RenderedFile,
        RenderOptions,
        frame_at,
        render,
    )
    from mosaic_anim.rendering.scene_report import SceneReport, scene_report
    from mosaic_anim.report.explanation import CellExplanation, explain_cell
    from mosaic_anim.report.library_report import LibraryReport, library_report
    from mosaic_anim.report.report import MosaicReport, mosaic_report
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.still.photo_mosaic import PhotoMosaic, build_mosaic
    from mosaic_anim.studio.notebook import preview

_MODULES = {
    "CannotStartError": "errors",
    "CellExplanation": "report.explanation",
    "Frame": "drawing.frame",
    "Library": "library.library",
    "LibraryReport": "report.library_report",
    "MosaicAnimError": "errors",
    "MosaicReport": "report.report",
    "MosaicSettings": "mosaic.settings",
    "PhotoMosaic": "still.photo_mosaic",
    "Placement": "mosaic.placement",
    "Problem": "errors",
    "RenderOptions": "rendering.api",
    "RenderedFile": "rendering.api",
    "RowResult": "batch.row_result",
    "Scene": "scene.model",
    "SceneError": "errors",
    "SceneReport": "rendering.scene_report",
    "SkippedPhotosError": "errors",
    "StoppedError": "errors",
    "UsageError": "errors",
    "build_mosaic": "still.photo_mosaic",
    "explain_cell": "report.explanation",
    "frame_at": "rendering.api",
    "library_report": "report.library_report",
    "mosaic_report": "report.report",
    "preview": "studio.notebook",
    "render": "rendering.api",
    "render_batch": "batch.render_batch",
    "scene_report": "rendering.scene_report",
}
"""Public names, and the module that each is imported from when it is first used."""

__all__ = [
    "CannotStartError",
    "CellExplanation",
    "Frame",
    "Library",
    "LibraryReport",
    "MosaicAnimError",
    "MosaicReport",
    "MosaicSettings",
    "PhotoMosaic",
    "Placement",
    "Problem",
    "RenderOptions",
    "RenderedFile",
    "RowResult",
    "Scene",
    "SceneError",
    "SceneReport",
    "SkippedPhotosError",
    "StoppedError",
    "UsageError",
    "build_mosaic",
    "explain_cell",
    "frame_at",
    "library_report",
    "mosaic_report",
    "preview",
    "render",
    "render_batch",
    "scene_report",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: numpy and numba take half a second."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]

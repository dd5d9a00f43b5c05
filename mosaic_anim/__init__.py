"""Turns a photo library into a moving photo mosaic.

The way of the data, each arrow a room of its own::

    photos ──scan────▶ Library      an index on disk: small pictures, sizes, file identity
    cover  ──cut─────▶ Cells        features of the cells
    Library × Cells ─match──▶ Placement    which photo lies in which cell
    scene.yaml ─load─▶ Scene        frozen; every value knows its file:line
    Scene ──plan─────▶ Timeline     exact time t ↦ FrameState (recipes, no pixels)
    FrameState + Placement + Tiles ─draw──▶ Frame    (H, W, 3) uint8 sRGB
    frames ──encode──▶ out.mp4      complete or absent

Examples
--------
>>> from mosaic_anim import Library, Scene, build_mosaic, render
>>> mosaic = build_mosaic("cover.jpg", Library.open("photos"), columns=160)  # doctest: +SKIP
>>> mosaic.save("mosaic.png")  # doctest: +SKIP
>>> render(Scene.load("scenes/zoom_in.yaml"))  # doctest: +SKIP
"""

from importlib import import_module

from mosaic_anim.version import __version__ as __version__

TYPE_CHECKING = False  # that of `typing`, whose import is a fifth of the time until the first line
if TYPE_CHECKING:
    from mosaic_anim.clips.motions.motion import Motion, motion_name
    from mosaic_anim.clips.motions.table import MOTIONS
    from mosaic_anim.drawing.frame import Frame
    from mosaic_anim.errors import MosaicAnimError, SceneError
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.rendering.api import RenderedFile, frame_at, render
    from mosaic_anim.rendering.photo_mosaic import PhotoMosaic, build_mosaic
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.schema.kind import number
    from mosaic_anim.schema.part import key
    from mosaic_anim.values.flight import Flight, TileLayout

__all__ = [
    "MOTIONS",
    "Flight",
    "Frame",
    "Library",
    "MosaicAnimError",
    "Motion",
    "PhotoMosaic",
    "Placement",
    "RenderedFile",
    "Scene",
    "SceneError",
    "TileLayout",
    "build_mosaic",
    "frame_at",
    "key",
    "motion_name",
    "number",
    "render",
]

_HOME = {
    "MOTIONS": "clips.motions.table",
    "Flight": "values.flight",
    "Frame": "drawing.frame",
    "TileLayout": "values.flight",
    "Library": "library.library",
    "MosaicAnimError": "errors",
    "Motion": "clips.motions.motion",
    "PhotoMosaic": "rendering.photo_mosaic",
    "Placement": "mosaic.placement",
    "RenderedFile": "rendering.api",
    "Scene": "scene.model",
    "SceneError": "errors",
    "build_mosaic": "rendering.photo_mosaic",
    "frame_at": "rendering.api",
    "key": "schema.part",
    "motion_name": "clips.motions.motion",
    "number": "schema.kind",
    "render": "rendering.api",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: numpy and numba take half a second."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]

"""Frame: size, rate and background of a scene's outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.background import BACKGROUND
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.problem import PartError
from mosaic_anim.schema.value import FPS, FRAME_SIZE, is_auto
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from typing import Literal

    from mosaic_anim.clips.background import Pictured
    from mosaic_anim.values.frame_state import Color


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameModel(Part):
    """Size, frame rate and background of the outputs that do not set their own."""

    size: Size = key(
        FRAME_SIZE,
        unit="pixels",
        default="1920x1080",
        description="Width x height of the frame. `auto` is the shape of the cover: 1080 pixels on "
        "the shorter side, at most 1920 on the longer one; `auto 480` has at most 480.",
    )
    fps: Fraction = key(
        FPS,
        unit="frames per second",
        default=30,
        description="Frame rate. Durations in frames, such as `45f`, count these.",
    )
    background: "Color | Pictured | Literal['none'] | None" = key(
        BACKGROUND,
        default=None,
        description="What shows where there are no tiles: a colour, a gradient, the blurred "
        "cover or a picture. `none` makes transparent films and pictures: .mov, .webm, .webp and "
        ".png.",
        otherwise="the blurred cover, darkened, around a whole mosaic in a frame of another shape; "
        "black elsewhere",
    )


def takes_auto(frame: FrameModel, values: Mapping[str, Any]) -> bool:
    """Return whether the cover's shape is asked for, and which cover is known."""
    sizes = [frame.size, *(output.size for output in values.get("outputs", ()))]
    return "mosaic" in values and any(map(is_auto, sizes))


def frame_of(given: Mapping[str, Any]) -> FrameModel:
    """Return the frame of a scene's plain data; the default if it has none or a wrong one."""
    try:
        return FrameModel.read(given.get("frame", {}))
    except PartError:
        return FrameModel()

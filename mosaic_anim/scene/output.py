"""Output: one file to write, and what its format allows."""

from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from mosaic_anim.clips.part import Part, choose, said, wrong
from mosaic_anim.clips.value import Fps, FrameSize
from mosaic_anim.geometry import Size

SUFFIXES = (".mp4", ".gif")

_RATE_SLACK = Fraction(1, 100)  # 33.33 is read as 100/3


def read_output_file(value: Any) -> Path:
    """Read the name of an output; its suffix chooses the format."""
    if not isinstance(value, str | Path) or not str(value):
        raise wrong(f"not a file name: {said(value)}", "for example out/zoom.mp4")
    path = Path(value)
    if path.suffix.lower() not in SUFFIXES:
        near = choose(path.suffix.lower(), SUFFIXES) if path.suffix else "end it in .mp4 or .gif"
        raise wrong(f"no format for the file name {said(str(value))}", near)
    return path


def gif_rate(fps: Fraction) -> Fraction | None:
    """Return the exact 100/n that `fps` means, or None if a GIF cannot show that rate.

    A GIF holds each frame for whole hundredths of a second, browsers at least for two (GIF89a
    specification, section 23).
    """
    for hundredths in _around(fps):
        if abs(Fraction(100, hundredths) - fps) < _RATE_SLACK:
            return Fraction(100, hundredths)
    return None


def gif_rate_below(fps: Fraction) -> Fraction:
    """Return the highest rate of a GIF that is not above `fps`."""
    return gif_rate(fps) or Fraction(100, max(2, ceil(100 / fps)))


def size_problem(size: Size, file: Path) -> PydanticCustomError | None:
    """Return what is wrong with `size` for the format of `file`: H.264 needs even sides."""
    if _is_gif(file) or (size.width % 2 == 0 and size.height % 2 == 0):
        return None
    smaller = Size(height=max(2, size.height // 2 * 2), width=max(2, size.width // 2 * 2))
    larger = Size(height=ceil(size.height / 2) * 2, width=ceil(size.width / 2) * 2)
    what = f"an MP4 needs an even width and height, not {size}"
    return wrong(what, f"write {smaller}" + (f" or {larger}" if larger != smaller else ""))


def _without_default(schema: dict[str, Any]) -> None:
    """Take the default out of the JSON Schema of a field that follows the frame."""
    del schema["default"]


ClipNames = Annotated[
    tuple[str, ...],
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 1}),
]


class Output(Part):
    """One file to write."""

    file: Annotated[
        Path,
        PlainValidator(read_output_file),
        PlainSerializer(str, return_type=str),
        WithJsonSchema({"type": "string", "pattern": r"\.([mM][pP]4|[gG][iI][fF])$"}),
    ] = Field(
        examples=["out/zoom.mp4"],
        description="Where to, relative to the current folder; .mp4 or .gif chooses the format.",
    )
    size: FrameSize = Field(
        default=Size(width=1920, height=1080),
        json_schema_extra=_without_default,
        description="Width x height in pixels; the frame's by default.",
    )
    fps: Fps = Field(
        default=Fraction(30),
        json_schema_extra=_without_default,
        description="Frames per second; the frame's by default. A GIF knows 100/n only: 50, "
        "33.33, 25, 20, 16.67, 12.5, 10 …",
    )
    preset: Literal["draft", "standard", "high"] = Field(
        default="standard", description="Quality and speed of the encoder."
    )
    loop: bool = Field(
        default_factory=lambda fields: _is_gif(fields.get("file")),
        strict=True,
        description="Whether it is played in a loop, so that it ends just before its first frame "
        "would come again; true for a GIF by default.",
    )
    clips: ClipNames | None = Field(
        default=None,
        description="Ids of the clips to write, in the order of the timeline; all by default.",
    )

    @field_validator("size")
    @classmethod
    def _size_for_format(cls, size: Size, info: ValidationInfo) -> Size:
        if "file" in info.data and (problem := size_problem(size, info.data["file"])):
            raise problem
        return size

    @field_validator("fps")
    @classmethod
    def _rate_for_format(cls, fps: Fraction, info: ValidationInfo) -> Fraction:
        if not _is_gif(info.data.get("file")):
            return fps
        exact = gif_rate(fps)
        if exact is None:
            near = " or ".join(f"{100 / hundredths:g}" for hundredths in _around(fps))
            what = f"a GIF cannot show {float(fps):g} frames a second"
            raise wrong(what, f"it knows 100/n, at most 50: write {near}")
        return exact

    @field_validator("clips")
    @classmethod
    def _has_a_clip(cls, clips: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if clips == ():
            raise wrong("the list of clips is empty", "leave 'clips' out to write all of them")
        return clips

    def filled(self, *, size: Size, fps: Fraction) -> Self:
        """Return this output with the frame's `size` and `fps` where it has none of its own."""
        rate = gif_rate_below(fps) if _is_gif(self.file) else fps
        missing = {"size": size, "fps": rate}.items()
        update = {key: value for key, value in missing if key not in self.model_fields_set}
        return self.model_copy(update=update)


def _around(fps: Fraction) -> list[int]:
    """Return the hundredths of a second, one or two numbers, that are nearest to a frame."""
    exact = 100 / fps
    return sorted({max(2, floor(exact)), max(2, ceil(exact))}, reverse=True)


def _is_gif(file: Path | None) -> bool:
    return file is not None and file.suffix.lower() == ".gif"

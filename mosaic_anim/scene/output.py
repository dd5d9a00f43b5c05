"""Output: one file to write, and what its format allows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, Literal, Self

from mosaic_anim.clips.fault import Fault, choose, said, wrong
from mosaic_anim.clips.kind import FLAG, many, optional, plain, text, word
from mosaic_anim.clips.part import Part, key
from mosaic_anim.clips.value import FPS, FRAME_SIZE
from mosaic_anim.geometry import Size

SUFFIXES = (".mp4", ".gif")

# They stand for the frame's until a scene fills those in, and are told by their identity.
_FRAME_SIZE = Size(width=1920, height=1080)
_FRAME_FPS = Fraction(30)

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


def size_problem(size: Size, file: Path) -> Fault | None:
    """Return what is wrong with `size` for the format of `file`: H.264 needs even sides."""
    if _is_gif(file) or (size.width % 2 == 0 and size.height % 2 == 0):
        return None
    smaller = Size(height=max(2, size.height // 2 * 2), width=max(2, size.width // 2 * 2))
    larger = Size(height=ceil(size.height / 2) * 2, width=ceil(size.width / 2) * 2)
    what = f"an MP4 needs an even width and height, not {size}"
    remedy = f"write {smaller}" + (f" or {larger}" if larger != smaller else "")
    return Fault(what=what, remedy=remedy, path=("size",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Part):
    """One file to write."""

    file: Path = key(
        plain(read_output_file, {"type": "string", "pattern": r"\.([mM][pP]4|[gG][iI][fF])$"}),
        example="out/zoom.mp4",
        description="Where to, relative to the current folder; .mp4 or .gif chooses the format.",
    )
    size: Size = key(
        FRAME_SIZE,
        default=_FRAME_SIZE,
        description="Width x height in pixels; the frame's by default.",
    )
    fps: Fraction = key(
        FPS,
        default=_FRAME_FPS,
        description="Frames per second; the frame's by default. A GIF knows 100/n only: 50, "
        "33.33, 25, 20, 16.67, 12.5, 10 …",
    )
    preset: Literal["draft", "standard", "high"] = key(
        word("draft", "standard", "high"),
        default="standard",
        written="standard",
        description="Quality and speed of the encoder.",
    )
    quality: Literal["standard", "high"] = key(
        word("standard", "high"),
        default=None,
        description="How finely tiles in flight are drawn: `high` with `preset: high`, `standard` "
        "otherwise.",
    )
    loop: bool = key(
        FLAG,
        default=None,
        description="Whether it is played in a loop, so that it ends just before its first frame "
        "would come again; true for a GIF by default.",
    )
    clips: tuple[str, ...] | None = key(
        optional(
            many(
                text(least=0),
                empty=wrong("the list of clips is empty", "leave 'clips' out to write all of them"),
            )
        ),
        default=None,
        description="Ids of the clips to write, in the order of the timeline; all by default.",
    )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[Fault]:
        file = values.get("file")
        if values.get("loop", True) is None:
            values["loop"] = _is_gif(file)
        if values.get("quality", True) is None:
            values["quality"] = "high" if values.get("preset") == "high" else "standard"
        if file is None:
            return
        if "size" in given and "size" in values and (fault := size_problem(values["size"], file)):
            yield fault
        if "fps" in given and "fps" in values and _is_gif(file):
            exact = gif_rate(values["fps"])
            if exact is None:
                yield _rate_fault(values["fps"])
            values["fps"] = exact

    def filled(self, *, size: Size, fps: Fraction) -> Self:
        """Return this output with the frame's `size` and `fps` where it has none of its own."""
        rate = gif_rate_below(fps) if _is_gif(self.file) else fps
        return self.changed(
            size=size if self.size is _FRAME_SIZE else self.size,
            fps=rate if self.fps is _FRAME_FPS else self.fps,
        )


def _rate_fault(fps: Fraction) -> Fault:
    """Say which rates of a GIF are near to one that it cannot show."""
    near = " or ".join(f"{100 / hundredths:g}" for hundredths in _around(fps))
    what = f"a GIF cannot show {float(fps):g} frames a second"
    return Fault(what=what, remedy=f"it knows 100/n, at most 50: write {near}", path=("fps",))


def _around(fps: Fraction) -> list[int]:
    """Return the hundredths of a second, one or two numbers, that are nearest to a frame."""
    exact = 100 / fps
    return sorted({max(2, floor(exact)), max(2, ceil(exact))}, reverse=True)


def _is_gif(file: Path | None) -> bool:
    return file is not None and file.suffix.lower() == ".gif"

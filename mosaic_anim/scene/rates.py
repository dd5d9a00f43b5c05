"""Frame rates and sizes that the formats can hold."""

from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from mosaic_anim.encode.rates import exact_rate_near, is_exact_rate
from mosaic_anim.schema.problem import KeyProblem
from mosaic_anim.values.geometry import Size

_RATE_SLACK = Fraction(1, 100)  # 33.33 is read as 100/3


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


def rate_problem(fps: Fraction, file: Path) -> KeyProblem | None:
    """Return what is wrong with a rate for the format of `file`, and which are near to it."""
    match file.suffix.lower():
        case ".gif" if gif_rate(fps) is None:
            return _gif_problem(fps)
        case ".mp4" if not is_exact_rate(fps):
            what = "an MP4 cannot hold this rate exactly"
            return KeyProblem(what=what, remedy=f"write {exact_rate_near(fps)}", path=("fps",))
    return None


def _gif_problem(fps: Fraction) -> KeyProblem:
    near = " or ".join(f"{100 / hundredths:g}" for hundredths in _around(fps))
    what = f"a GIF cannot show {float(fps):g} frames a second"
    return KeyProblem(what=what, remedy=f"it knows 100/n, at most 50: write {near}", path=("fps",))


def size_problem(size: Size, file: Path) -> KeyProblem | None:
    """Return what is wrong with `size` for the format of `file`: H.264 needs even sides."""
    if file.suffix.lower() != ".mp4" or (size.width % 2 == 0 and size.height % 2 == 0):
        return None
    smaller = Size(height=max(2, size.height // 2 * 2), width=max(2, size.width // 2 * 2))
    larger = Size(height=ceil(size.height / 2) * 2, width=ceil(size.width / 2) * 2)
    what = f"an MP4 needs an even width and height, not {size}"
    remedy = f"write {smaller}" + (f" or {larger}" if larger != smaller else "")
    return KeyProblem(what=what, remedy=remedy, path=("size",))


def _around(fps: Fraction) -> list[int]:
    """Return the hundredths of a second, one or two numbers, that are nearest to a frame."""
    exact = 100 / fps
    return sorted({max(2, floor(exact)), max(2, ceil(exact))}, reverse=True)

"""Drawings of the reference: the curve of an easing, the frame of a preset, as SVG."""

from collections.abc import Iterator

from mosaic_anim.encode.presets import PRESETS
from mosaic_anim.motion.easing import EASINGS

_INK = "#2f6fed"  # seen on white and on black
_GREY = "#8a8f98"
_STEPS = 60


def drawings() -> Iterator[tuple[str, str]]:
    """Yield the path of each drawing, relative to `examples/pictures`, and its SVG."""
    for name in EASINGS:
        yield f"easings/{name}.svg", easing_drawing(name)
    for name in PRESETS:
        yield f"presets/{name}.svg", preset_drawing(name)


def easing_drawing(name: str) -> str:
    """Draw the curve of an easing; thin lines are its start and its end."""
    curve = EASINGS[name]
    points = " ".join(
        f"{8 + 80 * step / _STEPS:.1f},{56 - 40 * curve(step / _STEPS):.1f}"
        for step in range(_STEPS + 1)
    )
    lines = "".join(
        f'<path d="M8 {y}H88" stroke="{_GREY}" stroke-width=".7" stroke-dasharray="3 3"/>'
        for y in (16, 56)
    )
    line = f'<polyline points="{points}" fill="none" stroke="{_INK}" stroke-width="2"/>'
    return _svg(96, 72, lines + line)


def preset_drawing(name: str) -> str:
    """Draw the frame of a preset, dashed if any will do, and shade what the platform covers."""
    platform = PRESETS[name].platform
    size = platform.size if platform else None
    height = 64.0
    width = height * size.aspect if size else height * 16 / 9
    if width > 96:
        height, width = height * 96 / width, 96.0
    dashes = "" if size else ' stroke-dasharray="4 3"'
    frame = (
        f'<rect x="1" y="1" width="{width:.1f}" height="{height:.1f}" fill="none" '
        f'stroke="{_INK}" stroke-width="1.5"{dashes}/>'
    )
    safe = platform.safe if platform else None
    if safe is None or not any((safe.top, safe.right, safe.bottom, safe.left)):
        return _svg(width + 2, height + 2, frame)
    left, right = 1 + safe.left * width, 1 + (1 - safe.right) * width
    top, bottom = 1 + safe.top * height, 1 + (1 - safe.bottom) * height
    covered = (
        f'<path d="M1 1H{1 + width:.1f}V{1 + height:.1f}H1ZM{left:.1f} {top:.1f}V{bottom:.1f}'
        f'H{right:.1f}V{top:.1f}Z" fill="{_GREY}" fill-opacity=".45"/>'
    )
    return _svg(width + 2, height + 2, covered + frame)


def _svg(width: float, height: float, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">{content}</svg>\n'
    )

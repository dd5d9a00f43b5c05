"""Pictures of motions: a strip of moments of each, and one picture of all."""

import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from mosaic_anim import Scene, render

MOMENTS = {
    "explode": (0.25, 0.45, 0.62, 0.75),
    "fall": (0.2, 0.35, 0.48, 0.7),
    "wind": (0.25, 0.38, 0.5, 0.64),
    "swirl": (0.14, 0.25, 0.38, 0.56),
    "scatter": (0.12, 0.22, 0.45, 0.88),
    "fly_past": (0.3, 0.55, 0.74, 0.86),
    "sink": (0.22, 0.36, 0.47, 0.58),
    "arrive": (0.12, 0.25, 0.38, 0.56),
    "flip": (0.3, 0.4, 0.5, 0.62),
    "reveal": (0.3, 0.42, 0.55, 0.7),
    "shuffle": (0.1, 0.2, 0.5, 0.87),
    "wave": (0.34, 0.42, 0.5, 0.58),
    "breathe": (0.3, 0.42, 0.55, 0.67),
}
"""Where each motion is seen best, as shares of its clip in the gallery."""

WIDTH, HEIGHT, GAP = 240, 135, 4
"""Size of a moment, and the space between two [px]."""

LABEL = 28
"""Height of a line with a motion's name [px]."""

_NIGHT, _SNOW = (12, 15, 20), (222, 226, 232)


def make_strips(examples: Path) -> None:
    """Write `pictures/motions/NAME.jpg` for each motion, and `motions.jpg` with all of them."""
    strips = {name: _beside(pictures) for name, pictures in _moments(examples).items()}
    folder = examples / "pictures" / "motions"
    folder.mkdir(parents=True, exist_ok=True)
    for name, strip in strips.items():
        strip.save(folder / f"{name}.jpg", quality=72, optimize=True)
    _all_of(strips).save(examples / "motions.jpg", quality=76, optimize=True)


def _moments(examples: Path) -> dict[str, list[Image.Image]]:
    """Return the moments of each motion, as the gallery shows them, without their titles."""
    gallery = Scene.load(examples / "gallery" / "gallery.yaml")
    lengths = {clip.id: float(clip.duration) for clip in gallery.timeline}
    with tempfile.TemporaryDirectory(prefix="mosaic-anim-pictures-") as folder:
        outputs = [
            {
                "file": f"{folder}/{name}-{number}.png",
                "size": f"{WIDTH}x{HEIGHT}",
                "quality": "high",
                "at": f"{name} + {share * lengths[name]:.3f}s",
            }
            for name, shares in MOMENTS.items()
            for number, share in enumerate(shares)
        ]
        scene = Scene(
            mosaic_anim=1,
            seed=gallery.seed,
            frame=gallery.frame,
            mosaic=gallery.mosaic,
            timeline=[clip.changed(text=()) for clip in gallery.timeline],
            outputs=outputs,
        )
        render(scene)
        return {
            name: [
                Image.open(f"{folder}/{name}-{number}.png").convert("RGB")
                for number in range(len(shares))
            ]
            for name, shares in MOMENTS.items()
        }


def _beside(pictures: list[Image.Image]) -> Image.Image:
    """Return pictures in a row."""
    strip = Image.new("RGB", (len(pictures) * (WIDTH + GAP) - GAP, HEIGHT), _NIGHT)
    for number, picture in enumerate(pictures):
        strip.paste(picture, (number * (WIDTH + GAP), 0))
    return strip


def _all_of(strips: dict[str, Image.Image]) -> Image.Image:
    """Return all strips on one picture, two in a row, each below its name."""
    length = max(strip.width for strip in strips.values())
    rows = -(-len(strips) // 2)
    block = LABEL + HEIGHT + GAP
    sheet = Image.new("RGB", (2 * length + 5 * GAP, rows * block + GAP), _NIGHT)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=17)
    for number, (name, strip) in enumerate(strips.items()):
        left = GAP + number % 2 * (length + 3 * GAP)
        top = number // 2 * block
        pen.text((left + 2, top + LABEL / 2), name, font=font, fill=_SNOW, anchor="lm")
        sheet.paste(strip, (left, top + LABEL))
    return sheet

"""The figure of how photos are chosen: one cell of the built-in portrait, by mean colours."""

import tempfile
from pathlib import Path

from PIL import Image

from mosaic_anim import build_mosaic, explain_cell

CELL = (40, 5)
"""The astronaut's sleeve: an orange that photos have in many shades."""

WIDTH = 1240
"""Width of the picture [px]."""


def draw_explanation(examples: Path) -> None:
    """Write `how_it_works.jpg`, small enough for a page."""
    mosaic = build_mosaic("demo-portrait", "demo", columns=40, features="mean-rgb")
    explained = explain_cell(mosaic, CELL, count=24)
    with tempfile.TemporaryDirectory(prefix="mosaic-anim-pictures-") as folder:
        figure = explained.save(Path(folder) / "figure.png")
        with Image.open(figure) as picture:
            size = WIDTH, round(WIDTH * picture.height / picture.width)
            small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.save(examples / "how_it_works.jpg", quality=80, optimize=True)

"""Pillow: rotate each tile (bilinear, with its alpha), then paste it at whole pixels."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.benchmarks.peers.sprites.job import Job, main


def prepare(job: Job) -> Callable[[int], object]:
    """Load the pictures; return the work."""
    pictures = [Image.fromarray(picture).convert("RGBA") for picture in job.pictures]
    tiles = [pictures[variant] for variant in job.variant]
    high, wide = (int(side) for side in job.size)

    def draw(frame: int) -> Image.Image:
        canvas = Image.new("RGB", (wide, high))
        degrees = np.degrees(-job.angle[frame]).tolist()
        centres = job.centre[frame].tolist()
        for tile, turn, (row, col) in zip(tiles, degrees, centres, strict=True):
            turned = tile.rotate(turn, Image.Resampling.BILINEAR, expand=True)
            place = (round(col - turned.width / 2), round(row - turned.height / 2))
            canvas.paste(turned, place, turned)
        return canvas

    return draw


if __name__ == "__main__":
    main(prepare)

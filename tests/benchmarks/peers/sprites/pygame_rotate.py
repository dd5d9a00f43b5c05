"""pygame-ce: turn each tile in each frame (nearest pixel), one `fblits` at whole pixels."""

from collections.abc import Callable

import numpy as np
import pygame

from tests.benchmarks.peers.sprites.job import Job, main
from tests.benchmarks.peers.sprites.surfaces import canvas_of, surface_of


def prepare(job: Job) -> Callable[[int], object]:
    """Load the pictures; return the work."""
    canvas = canvas_of(job)
    pictures = [surface_of(picture).convert_alpha() for picture in job.pictures]
    tiles = [pictures[variant] for variant in job.variant]
    rotate = pygame.transform.rotate

    def draw(frame: int) -> object:
        canvas.fill(0)
        degrees = np.degrees(-job.angle[frame]).tolist()
        centres = job.centre[frame].tolist()
        placed = []
        for tile, turn, (row, col) in zip(tiles, degrees, centres, strict=True):
            turned = rotate(tile, turn)
            wide, high = turned.get_size()
            placed.append((turned, (round(col - wide / 2), round(row - high / 2))))
        canvas.fblits(placed)
        return canvas

    return draw


if __name__ == "__main__":
    main(prepare)

"""pygame-ce: one `fblits` of tiles turned beforehand, in 24 steps, at whole pixels."""

from collections.abc import Callable

import numpy as np
import pygame

from tests.benchmarks.peers.sprites.job import Job, main
from tests.benchmarks.peers.sprites.surfaces import canvas_of, surface_of

_STEPS = 24


def prepare(job: Job) -> Callable[[int], object]:
    """Turn each picture into each of the 24 directions; return the work."""
    canvas = canvas_of(job)
    pictures = [surface_of(picture).convert_alpha() for picture in job.pictures]
    turned = [
        [pygame.transform.rotate(picture, -step * 360 / _STEPS) for step in range(_STEPS)]
        for picture in pictures
    ]
    half = np.array([[one.get_height() / 2, one.get_width() / 2] for one in turned[0]])
    tiles = [turned[variant] for variant in job.variant]

    def draw(frame: int) -> object:
        canvas.fill(0)
        steps = np.rint(job.angle[frame] * (_STEPS / (2 * np.pi))).astype(int) % _STEPS
        corners = np.rint(job.centre[frame] - half[steps])[:, ::-1].tolist()
        chosen = zip(tiles, steps.tolist(), corners, strict=True)
        canvas.fblits([(tile[step], corner) for tile, step, corner in chosen])
        return canvas

    return draw


if __name__ == "__main__":
    main(prepare)

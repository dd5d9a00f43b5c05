"""numpy: a loop of slices, tiles upright at whole pixels."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.peers.sprites.job import Job, main


def prepare(job: Job) -> Callable[[int], object]:
    """Make a frame with a margin, so that no tile needs clipping; return the work."""
    margin = job.margin
    high, wide = (int(side) for side in job.size)
    canvas = np.zeros((high + 2 * margin, wide + 2 * margin, 3), np.uint8)
    tall, across = job.pictures.shape[1:3]
    tiles = [job.pictures[variant] for variant in job.variant]

    def draw(frame: int) -> NDArray[np.uint8]:
        canvas[:] = 0
        for tile, (row, col) in zip(tiles, job.corners(frame, margin=margin), strict=True):
            canvas[row : row + tall, col : col + across] = tile
        return canvas[margin:-margin, margin:-margin]

    return draw


if __name__ == "__main__":
    main(prepare)

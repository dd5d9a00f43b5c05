"""OpenCV: `warpAffine` of each tile into its place, at float positions, bilinear, edges hard."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.peers.sprites.job import Job, main


def prepare(job: Job) -> Callable[[int], object]:
    """Make a frame with a margin, so that no tile needs clipping; return the work."""
    cv2.setNumThreads(1)
    margin = job.margin
    high, wide = (int(side) for side in job.size)
    canvas = np.zeros((high + 2 * margin, wide + 2 * margin, 3), np.uint8)
    tall, across = job.pictures.shape[1:3]
    side = int(np.hypot(tall, across)) + 3
    tiles = [job.pictures[variant] for variant in job.variant]

    def draw(frame: int) -> NDArray[np.uint8]:
        canvas[:] = 0
        matrices, corners = _placed(job, frame, tall=tall, across=across, side=side)
        for tile, matrix, (row, col) in zip(tiles, matrices, corners.tolist(), strict=True):
            place = canvas[row + margin : row + margin + side, col + margin : col + margin + side]
            cv2.warpAffine(
                tile, matrix, (side, side), dst=place,
                flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT,
            )  # fmt: skip
        return canvas[margin:-margin, margin:-margin]

    return draw


def _placed(
    job: Job, frame: int, *, tall: int, across: int, side: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the matrix of each tile into its square of the frame (n, 2, 3), and the squares."""
    cos, sin = np.cos(job.angle[frame]), np.sin(job.angle[frame])
    row, col = job.centre[frame].T - 0.5  # pixel centres at whole numbers, as OpenCV has them
    corners = np.floor(np.stack((row, col), axis=1) - side / 2 + 0.5).astype(np.int64)
    middle_row, middle_col = (tall - 1) / 2, (across - 1) / 2
    matrices = np.empty((len(row), 2, 3), np.float32)
    matrices[:, 0, 0], matrices[:, 0, 1] = cos, -sin
    matrices[:, 1, 0], matrices[:, 1, 1] = sin, cos
    matrices[:, 0, 2] = col - corners[:, 1] - (cos * middle_col - sin * middle_row)
    matrices[:, 1, 2] = row - corners[:, 0] - (sin * middle_col + cos * middle_row)
    return matrices, corners


if __name__ == "__main__":
    main(prepare)

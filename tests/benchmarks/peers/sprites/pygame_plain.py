"""pygame-ce: one `fblits`, tiles upright at whole pixels."""

from collections.abc import Callable

from tests.benchmarks.peers.sprites.job import Job, main
from tests.benchmarks.peers.sprites.surfaces import canvas_of, surface_of


def prepare(job: Job) -> Callable[[int], object]:
    """Load the pictures; return the work."""
    canvas = canvas_of(job)
    pictures = [surface_of(picture) for picture in job.pictures]
    tiles = [pictures[variant] for variant in job.variant]

    def draw(frame: int) -> object:
        canvas.fill(0)
        corners = job.corners(frame)
        canvas.fblits([(tile, (col, row)) for tile, (row, col) in zip(tiles, corners, strict=True)])
        return canvas

    return draw


if __name__ == "__main__":
    main(prepare)

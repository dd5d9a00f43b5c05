"""Pillow: paste, tiles upright at whole pixels."""

from collections.abc import Callable

from PIL import Image

from tests.benchmarks.peers.sprites.job import Job, main


def prepare(job: Job) -> Callable[[int], object]:
    """Load the pictures; return the work."""
    pictures = [Image.fromarray(picture) for picture in job.pictures]
    tiles = [pictures[variant] for variant in job.variant]
    high, wide = (int(side) for side in job.size)

    def draw(frame: int) -> Image.Image:
        canvas = Image.new("RGB", (wide, high))
        for tile, (row, col) in zip(tiles, job.corners(frame), strict=True):
            canvas.paste(tile, (col, row))
        return canvas

    return draw


if __name__ == "__main__":
    main(prepare)

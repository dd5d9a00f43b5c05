"""Pillow at its best quality: one antialiased bilinear resize from a box of fractions."""

from collections.abc import Callable, Iterator

from PIL import Image

from tests.benchmarks.peers.job import Job, main
from tests.benchmarks.peers.pipe import encode
from tests.benchmarks.peers.still import load_still


def prepare(job: Job) -> Callable[[], None]:
    """Load the still; return the work."""
    still = load_still(job.still)
    size = (job.width, job.height)

    def frames() -> Iterator[bytes]:
        for box in job.boxes:
            yield still.resize(size, Image.Resampling.BILINEAR, box=box).tobytes()

    return lambda: encode(job, frames())


if __name__ == "__main__":
    main(prepare)

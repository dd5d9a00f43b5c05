"""Pillow, as most scripts do it: crop to whole pixels, resize with Lanczos."""

from collections.abc import Callable, Iterator

from PIL import Image

from tests.benchmarks.peers.job import Job, main
from tests.benchmarks.peers.pipe import encode
from tests.benchmarks.peers.still import load_still


def prepare(job: Job) -> Callable[[], None]:
    """Load the still; return the work."""
    still = load_still(job.still)

    def frames() -> Iterator[bytes]:
        for left, top, right, bottom in job.boxes:
            crop = still.crop((int(left), int(top), int(right), int(bottom)))
            yield crop.resize((job.width, job.height), Image.Resampling.LANCZOS).tobytes()

    return lambda: encode(job, frames())


if __name__ == "__main__":
    main(prepare)

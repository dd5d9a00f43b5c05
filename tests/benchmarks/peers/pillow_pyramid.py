"""Pillow's float box on a half-size pyramid: at least one source pixel per frame pixel."""

from collections.abc import Callable, Iterator

from PIL import Image

from tests.benchmarks.peers.job import Box, Job, main
from tests.benchmarks.peers.pipe import encode
from tests.benchmarks.peers.still import load_still


def prepare(job: Job) -> Callable[[], None]:
    """Load the still and halve it as often as it stays larger than a frame; return the work."""
    levels = [load_still(job.still)]
    while levels[-1].width // 2 >= job.width:
        levels.append(levels[-1].reduce(2))
    size = (job.width, job.height)

    def frames() -> Iterator[bytes]:
        for box in job.boxes:
            level = _level(box, job.width, len(levels))
            scaled = tuple(edge / 2**level for edge in box)
            picture = levels[level].resize(size, Image.Resampling.BILINEAR, box=scaled)
            yield picture.tobytes()

    return lambda: encode(job, frames())


def _level(box: Box, width: int, levels: int) -> int:
    """Return the smallest level on which `box` still has a pixel for every pixel of the frame."""
    left, _, right, _ = box
    level = 0
    while level + 1 < levels and (right - left) / 2 ** (level + 1) >= width:
        level += 1
    return level


if __name__ == "__main__":
    main(prepare)

"""What every peer that draws loose tiles is given: pictures, and where each tile is in each frame.

Written by the benchmark as an .npz file, read by a peer in whatever Python that runs in: it imports
numpy and the standard library only.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """Frames of tiles that fly.

    Attributes
    ----------
    pictures : (V, h, w, 3) uint8
        The pictures, at the size they are drawn at.
    variant : (n,) int32
        Picture of each tile.
    centre : (F, n, 2) float32
        Row, col of each tile's centre in each frame [px]. Tiles are in order, the nearest last.
    angle : (F, n) float32
        How far each tile is turned, clockwise [radians].
    size : (2,) int32
        Height and width of a frame [px].
    """

    pictures: NDArray[np.uint8]
    variant: NDArray[np.int32]
    centre: NDArray[np.float32]
    angle: NDArray[np.float32]
    size: NDArray[np.int32]

    def __len__(self) -> int:
        """Count the frames."""
        return len(self.centre)

    @property
    def margin(self) -> int:
        """Pixels around a frame that hold any tile which reaches beyond its edge."""
        height, width = (int(side) for side in self.size)
        beyond = np.maximum(-self.centre, self.centre - (height, width)).max()
        return int(max(beyond, 0)) + 2 * max(self.pictures.shape[1:3])

    def corners(self, frame: int, *, margin: int = 0) -> list[tuple[int, int]]:
        """Return row and col of each unturned tile's first pixel, the nearest whole ones."""
        half = np.array(self.pictures.shape[1:3]) / 2
        nearest = np.rint(self.centre[frame] - half).astype(int) + margin
        return list(map(tuple, nearest.tolist()))

    def save(self, path: Path) -> None:
        """Write the job as .npz."""
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> "Job":
        """Read a job that `save` wrote."""
        with np.load(path) as arrays:
            return cls(**arrays)


def main(prepare: Callable[[Job], Callable[[int], object]]) -> None:
    """Run the job that the command line names and print the mean core time of a frame [ms] as JSON.

    `prepare` builds what does not change from frame to frame, which is not counted, and returns the
    function that draws frame n.
    """
    job = Job.load(Path(sys.argv[1]))
    draw = prepare(job)
    draw(0)
    begun = time.process_time()
    for frame in range(len(job)):
        draw(frame)
    seconds = time.process_time() - begun
    print(json.dumps({"milliseconds": 1000 * seconds / len(job)}))

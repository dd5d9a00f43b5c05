"""What every peer is given: a still of the mosaic, the view of each frame, the ffmpeg command.

Written by the benchmark as JSON, read by a peer in whatever Python that runs in: it imports the
standard library only.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

Box = tuple[float, float, float, float]
"""left, top, right, bottom [px of the still], the order of Pillow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A zoom into a still.

    Attributes
    ----------
    still : str
        The mosaic painted whole, a PPM file.
    boxes : tuple of Box
        The view of each frame.
    width, height : int
        Size of the frames [px].
    fps : int
        Frames a second.
    ffmpeg : str
        The encoder's binary.
    encoder : tuple of str
        Its options between input and output.
    preset, crf : str
        The same for a peer that composes its own command.
    output : str
        The file to write.
    """

    still: str
    boxes: tuple[Box, ...]
    width: int
    height: int
    fps: int
    ffmpeg: str
    encoder: tuple[str, ...]
    preset: str
    crf: str
    output: str

    def save(self, path: Path) -> None:
        """Write the job as JSON."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Job":
        """Read a job that `save` wrote."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        fields["boxes"] = tuple(tuple(box) for box in fields["boxes"])
        fields["encoder"] = tuple(fields["encoder"])
        return cls(**fields)


def main(prepare: Callable[[Job], Callable[[], None]]) -> None:
    """Run the job that the command line names and print its wall time [s] as JSON.

    `prepare` loads the still and what is built from it, which is not counted, and returns the
    work that is: from before the first frame to the closed file.
    """
    job = Job.load(Path(sys.argv[1]))
    work = prepare(job)
    begun = time.perf_counter()
    work()
    print(json.dumps({"seconds": time.perf_counter() - begun}))

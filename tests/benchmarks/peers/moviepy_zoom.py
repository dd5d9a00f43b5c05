"""moviepy: its effects Crop and Resize for every frame, written by its own `write_videofile`.

Its documented zoom, `Resize(lambda t: …)` and a crop of the result, makes the enlarged still first:
10,240 x 5,760 pixels, 50 times as wide and high. Cropping first is the only way that fits.
"""

from collections.abc import Callable

from moviepy import ImageClip, VideoClip, vfx
from numpy import asarray
from numpy.typing import NDArray

from tests.benchmarks.peers.job import Job, main
from tests.benchmarks.peers.still import load_still


def prepare(job: Job) -> Callable[[], None]:
    """Load the still; return the work."""
    still = ImageClip(asarray(load_still(job.still)))

    def frame(time: float) -> NDArray:
        left, top, right, bottom = job.boxes[min(round(time * job.fps), len(job.boxes) - 1)]
        view = vfx.Crop(x1=int(left), y1=int(top), x2=int(right), y2=int(bottom))
        zoomed = still.with_effects([view, vfx.Resize((job.width, job.height))])
        return zoomed.get_frame(0)

    clip = VideoClip(frame, duration=len(job.boxes) / job.fps)

    def work() -> None:
        clip.write_videofile(
            job.output,
            fps=job.fps,
            codec="libx264",
            preset=job.preset,
            audio=False,
            ffmpeg_params=["-crf", job.crf],
            logger=None,
        )

    return work


if __name__ == "__main__":
    main(prepare)

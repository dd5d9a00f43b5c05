"""moviepy: a CompositeVideoClip of an ImageClip for each tile, rotated, at whole pixels.

It is drawn with as few tiles as the job has: what a tile costs does not depend on their number.
"""

from collections.abc import Callable

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, vfx

from tests.benchmarks.peers.sprites.job import Job, main


def prepare(job: Job) -> Callable[[int], object]:
    """Turn the tiles of each frame, as moviepy does when it is asked for a frame."""
    high, wide = (int(side) for side in job.size)
    films = [_film(job, frame, high=high, wide=wide) for frame in range(len(job))]
    return lambda frame: films[frame].get_frame(0)


def _film(job: Job, frame: int, *, high: int, wide: int) -> CompositeVideoClip:
    """Compose a film of one frame."""
    clips = []
    cos, sin = np.abs(np.cos(job.angle[frame])), np.abs(np.sin(job.angle[frame]))
    tall, across = job.pictures.shape[1:3]
    half = np.stack((tall * cos + across * sin, tall * sin + across * cos), axis=1) / 2
    corners = np.rint(job.centre[frame] - half)[:, ::-1].tolist()
    degrees = np.degrees(-job.angle[frame]).tolist()
    for variant, turn, corner in zip(job.variant, degrees, corners, strict=True):
        still = ImageClip(job.pictures[variant], duration=1).with_mask()
        # A function of time, as an animation has it.
        turned = still.with_effects([vfx.Rotate(lambda _, turn=turn: turn, expand=True)])
        clips.append(turned.with_position(tuple(corner)))
    return CompositeVideoClip(clips, size=(wide, high)).with_duration(1)


if __name__ == "__main__":
    main(prepare)

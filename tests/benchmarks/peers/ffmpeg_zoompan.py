"""ffmpeg alone: two chained zoompan filters, for one of them stops at 10x.

The first zooms to 10x and hands on frames of the output's size, which the second enlarges.
"""

import subprocess
from collections.abc import Callable

from tests.benchmarks.peers.job import Job, main

_LIMIT = 10
"""Greatest zoom of one zoompan filter (ffmpeg, libavfilter/vf_zoompan.c)."""


def prepare(job: Job) -> Callable[[], None]:
    """Compose the command; return the work."""
    command = [job.ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-i", job.still]
    encoder = list(job.encoder)
    # One filter chain: the zoom first, then what the encoder's options ask for.
    if "-vf" in encoder:
        place = encoder.index("-vf")
        encoder[place + 1] = f"{_filters(job)},{encoder[place + 1]}"
    else:
        encoder = ["-vf", _filters(job), *encoder]
    command += [*encoder, "-frames:v", str(len(job.boxes)), job.output]

    def work() -> None:
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True)

    return work


def _filters(job: Job) -> str:
    """Write the two filters; the point that both zoom into lies still in every view."""
    (left0, top0, right0, bottom0), (left1, top1, right1, bottom1) = job.boxes[0], job.boxes[-1]
    narrowed, lowered = right0 - left0 - right1 + left1, bottom0 - top0 - bottom1 + top1
    x, y = (left1 - left0) / narrowed, (top1 - top0) / lowered
    depth = (right0 - left0) / (right1 - left1)
    count = len(job.boxes)
    zoom = f"pow({depth:.6f},(1-cos(PI*on/{count - 1}))/2)"
    common = (
        f"x={x:.6f}*(iw-iw/zoom):y={y:.6f}*(ih-ih/zoom):s={job.width}x{job.height}:fps={job.fps}"
    )
    first = f"zoompan=z='min({zoom},{_LIMIT})':d={count}:{common}"
    second = f"zoompan=z='max(1,{zoom}/{_LIMIT})':d=1:{common}"
    return f"{first},{second}"


if __name__ == "__main__":
    main(prepare)

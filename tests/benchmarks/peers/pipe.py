"""Frames into ffmpeg, the shortest way: the floor of every row, and how the Pillow peers encode."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks.peers.job import Job


def encode(job: Job, frames: Iterable[bytes | memoryview], *, pixel_format: str = "rgb24") -> None:
    """Encode raw `frames` of the job's size into the job's output.

    Raises
    ------
    RuntimeError
        If ffmpeg fails; holds its last words.
    """
    command = [job.ffmpeg, "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo"]
    command += ["-pix_fmt", pixel_format, "-s", f"{job.width}x{job.height}", "-r", str(job.fps)]
    command += ["-i", "pipe:0", *job.encoder, job.output]
    log = Path(job.output).with_suffix(".log")
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=errors)
        assert process.stdin is not None
        try:
            for frame in frames:
                process.stdin.write(frame)
        except BrokenPipeError:
            pass
        finally:
            process.stdin.close()
            code = process.wait()
    if code:
        raise RuntimeError(f"ffmpeg ended with {code}: {log.read_text(errors='replace')[-300:]}")

"""Decode what was encoded, through another road than the one that wrote it."""

import subprocess
from pathlib import Path

import numpy as np

from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_media import probe


def decoded(path: Path | str) -> np.ndarray:
    """Return all frames of a video (N, H, W, 3), as ffmpeg gives them to a screen."""
    path = Path(path).resolve()
    size = probe(find_ffmpeg(), path).size
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-i", f"file:{path}"]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    read = subprocess.run([*command, *raw], check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(read, np.uint8).reshape(-1, size.height, size.width, 3)

"""Moments of videos: frames that are photos of their own, named as if their video were a folder.

`clips/beach.mp4/12/3.480s` is the frame at 3.48 s, one of twelve that were chosen of that video. No
file can have this name, and `clips/beach.mp4` means all frames wherever a folder of photos may be
named.
"""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from mosaic_anim.io.file_identity import sha256_of

_MOMENT = re.compile(r"(.+)/([0-9]{1,3})/([0-9]{1,7}\.[0-9]{3})s", re.DOTALL)


class VideoMoment(NamedTuple):
    """A frame of a video.

    Attributes
    ----------
    video : str
        Path of the video.
    frames : int
        How many frames were asked for when it was chosen.
    time : float
        Its time [s].
    """

    video: str
    frames: int
    time: float

    @property
    def path(self) -> str:
        """The name of this frame as a photo."""
        return f"{self.video}/{self.frames}/{self.time:.3f}s"

    def content(self, video: str) -> str:
        """Return the content's hash of this frame, given that of its video."""
        return hashlib.sha256(f"{video} {self.time:.3f}s".encode()).hexdigest()


def named_moment(path: str) -> VideoMoment | None:
    """Return the moment that a path with `/` names by its form, or None."""
    match = _MOMENT.fullmatch(path) if path.endswith("s") else None
    return VideoMoment(match[1], int(match[2]), float(match[3])) if match else None


def moment_of(path: Path) -> VideoMoment | None:
    """Return the moment that a path names, or None where it names a file."""
    moment = named_moment(path.as_posix())
    return moment if moment is not None and Path(moment.video).is_file() else None


def file_of(path: Path) -> Path:
    """Return the file that holds a picture: that of the video, of a moment."""
    moment = moment_of(path)
    return path if moment is None else Path(moment.video)


def picture_content(path: Path) -> str:
    """Return the hash by which `read_picture` knows the content of a picture.

    Raises
    ------
    OSError
        If its file cannot be read.
    """
    moment = moment_of(path)
    return sha256_of(path) if moment is None else moment.content(sha256_of(Path(moment.video)))

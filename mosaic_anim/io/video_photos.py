"""Videos as photos: one good frame of each, sharp and well exposed, or several that differ.

ffmpeg decodes a few key frames, spread over the video, at a small size; the best of them is decoded
whole. The same file gives the same frame each time. A video is recognised by its first bytes, which
also name its demuxer: ffmpeg tries no other, follows no reference and opens no connection.
"""

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, PpmImagePlugin

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.ffmpeg_media import decode_frame, describe_media
from mosaic_anim.io.picture_files import UnreadablePictureError, open_regular, refusals
from mosaic_anim.io.picture_signatures import HEAD, demuxer_of
from mosaic_anim.io.pixel_kinds import UnusablePixelsError

LOOKED_AT = 5
"""Frames of a video that are compared."""

CANDIDATES = 3
"""Frames that are compared for each one, where several of a video are wanted."""

LEAST_DIFFERENCE = 9.0
"""Least root mean square between the 8 x 8 averages of frames that differ [levels]: near duplicates
among photos have less."""

_GOOD = 0.15
"""Least quality of a frame, where several are wanted: what fades to black is none."""

MOST_PIXELS = 8192 * 4320
"""Largest frame that is decoded [px]."""

_SMALL = 320
"""Width at which frames are compared [px]."""

_DATE = 0x0132
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d\.\d+)")
_SIZE = re.compile(r"Stream #.*: Video: .*?[ ,](\d{2,5})x(\d{2,5})[ ,\[]")
_TURN = re.compile(r"rotation of (-?\d+)")
_CREATED = re.compile(r"creation_time +: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")
_COMMENT = re.compile(r"comment +: ([^\n]*)")


class VideoImageFile(ImageFile.ImageFile):
    """A frame of a video, upright, decoded when its pixels are asked for.

    Attributes
    ----------
    time : float or None
        The time of the frame [s]; None for the best one.
    """

    format = "VIDEO"
    format_description = "frame of a video"
    time: float | None = None

    def _open(self) -> None:
        path = Path(str(self.filename))
        self._demuxer = demuxer_of(self.fp.read(HEAD))  # type: ignore[union-attr]  # it is open
        try:
            self._exe = find_ffmpeg()
        except CannotStartError as error:
            raise UnreadablePictureError(path, "videos need ffmpeg", lasting=False) from error
        about = describe_media(self._exe, path, self._demuxer)
        size = _SIZE.search(about)
        if size is None:
            raise UnusablePixelsError("video without pictures")
        width, height = int(size[1]), int(size[2])
        if width * height > MOST_PIXELS:
            raise Image.DecompressionBombError("a huge frame")
        turn = _TURN.search(about)
        is_on_its_side = turn is not None and int(turn[1]) % 180 != 0
        self._size = (height, width) if is_on_its_side else (width, height)
        self._mode = "RGB"
        self.tile = []
        self._length = _length(about)
        self._note(about)

    def _note(self, about: str) -> None:
        """Take over the date and the comment of the file."""
        created = _CREATED.search(about)
        if created is not None:
            taken = datetime.fromisoformat(created[1])
            self.getexif()[_DATE] = f"{taken:%Y:%m:%d %H:%M:%S}"
        comment = _COMMENT.search(about)
        if comment is not None:
            self.info["comment"] = comment[1].strip()

    def load(self) -> Any:
        """Decode the frame."""
        if self._im is None:
            best = self._best() if self.time is None else self._frame(self.time, None, exact=True)
            if best.size != self._size:
                raise SyntaxError("the frames have another size than the header says")
            self.im = best.im
        return Image.Image.load(self)

    def _best(self) -> Image.Image:
        """Return the best of some key frames."""
        times = _spread(self._length, LOOKED_AT)
        scores = {time: score for time in times if (score := self._score_at(time))}
        return self._frame(max(scores, key=lambda time: scores[time], default=0.0), None)

    def different_times(self, count: int) -> list[float]:
        """Return the times of up to `count` good frames that differ from each other [s].

        Each is the best of its part of the video, as long as it is good and unlike the others;
        places that are left go to the best of the rest.
        """
        times = [round(time, 3) for time in _spread(self._length, CANDIDATES * count)]
        looks = [look for time in times if (look := self._look_at(time)) is not None]
        parts = [looks[start : start + CANDIDATES] for start in range(0, len(looks), CANDIDATES)]
        firsts = [max(part, key=lambda look: look.score) for part in parts]
        rest = sorted((look for look in looks if look not in firsts), key=lambda look: -look.score)
        chosen: list[_Look] = []
        for look in [*firsts, *rest]:
            if len(chosen) < count and all(look.differs(other) for other in chosen):
                chosen.append(look)
        return sorted(look.time for look in chosen)

    def _look_at(self, time: float) -> "_Look | None":
        """Return how the frame at a time [s] looks; None where none follows, or it is not good."""
        try:
            frame = self._frame(time, _SMALL, exact=True)
        except ValueError:
            return None
        look = _Look(time, _score(frame), _averages(frame))
        return look if _quality(np.asarray(frame.convert("L"), np.float32)) >= _GOOD else None

    def _score_at(self, time: float) -> float:
        """Return how good the frame at a time [s] is; 0 where no key frame follows."""
        try:
            return _score(self._frame(time, _SMALL))
        except ValueError:
            return 0.0

    def _frame(self, time: float, width: int | None, *, exact: bool = False) -> Image.Image:
        """Return the key frame at a time [s], or the very frame, reduced to a width, or whole."""
        path = Path(str(self.filename))
        data = decode_frame(self._exe, path, self._demuxer, time, width=width, exact=exact)
        picture = PpmImagePlugin.PpmImageFile(io.BytesIO(data))
        picture.load()
        return picture


def best_times(path: Path, count: int) -> list[float]:
    """Return the times of up to `count` frames of a video that are good and differ [s].

    Raises
    ------
    UnreadablePictureError
        If it cannot be read.
    """
    with refusals(path), open_regular(path) as file:
        return VideoImageFile(file, str(path)).different_times(count)


class _Look(NamedTuple):
    """A frame that may be chosen.

    Attributes
    ----------
    time : float
        [s].
    score : float
        As of `_score`.
    averages : (8, 8, 3) float32
        Its mean colours [levels].
    """

    time: float
    score: float
    averages: NDArray[np.float32]

    def differs(self, other: "_Look") -> bool:
        """Return whether two frames are no near duplicates."""
        return float(np.sqrt(((self.averages - other.averages) ** 2).mean())) > LEAST_DIFFERENCE


def _averages(picture: Image.Image) -> NDArray[np.float32]:
    return np.asarray(picture.resize((8, 8), Image.Resampling.BOX), np.float32)


def _length(about: str) -> float:
    """Return how long a video is [s]; 0 if it does not say so."""
    duration = _DURATION.search(about)
    if duration is None:
        return 0.0
    hours, minutes, seconds = duration.groups()
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


def _spread(length: float, count: int) -> list[float]:
    """Return times over a video [s]: none at the dark ends."""
    times = (length * number / (count + 1) for number in range(1, count + 1))
    return list(times) if length else [0.0]


def _score(picture: Image.Image) -> float:
    """Return how good a frame is: its detail, less where it is dark, bright or flat."""
    grey = np.asarray(picture.convert("L"), np.float32)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    detail = float(np.abs(4 * middle - around).mean()) if middle.size else 0.0
    return detail * _quality(grey)


def _quality(grey: NDArray[np.float32]) -> float:
    """Return how well a frame (h, w) is exposed, 0 to 1: less where it is dark, bright or flat."""
    exposure = max(0.0, 1 - abs(float(grey.mean()) - 118) / 128)
    return exposure * min(1.0, float(grey.std()) / 40)

"""Videos as photos: one good frame of each, sharp and well exposed.

ffmpeg decodes a few key frames, spread over the video, at a small size; the best of them is decoded
whole. The same file gives the same frame each time. A video is recognised by its first bytes, which
also name its demuxer: ffmpeg tries no other, follows no reference and opens no connection.
"""

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile, PpmImagePlugin

from mosaic_anim.errors import CannotStartError
from mosaic_anim.io.ffmpeg import decoded_frame, described_media, find_ffmpeg
from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.io.picture_signatures import HEAD, demuxer_of
from mosaic_anim.io.pixel_kinds import UnusablePixelsError

LOOKED_AT = 5
"""Frames of a video that are compared."""

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
    """The best frame of a video, upright, decoded when its pixels are asked for."""

    format = "VIDEO"
    format_description = "frame of a video"

    def _open(self) -> None:
        path = Path(str(self.filename))
        self._demuxer = demuxer_of(self.fp.read(HEAD))  # type: ignore[union-attr]  # it is open
        try:
            self._exe = find_ffmpeg()
        except CannotStartError as error:
            raise UnreadablePictureError(path, "videos need ffmpeg", lasting=False) from error
        about = described_media(self._exe, path, self._demuxer)
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
        self._times = _times(about)
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
        """Decode the best frame."""
        if self._im is None:
            scores = {time: score for time in self._times if (score := self._score_at(time))}
            time = max(scores, key=lambda time: scores[time], default=0.0)
            best = self._frame(time, None)
            if best.size != self._size:
                raise SyntaxError("the frames have another size than the header says")
            self.im = best.im
        return Image.Image.load(self)

    def _score_at(self, time: float) -> float:
        """Return how good the frame at a time [s] is; 0 where no key frame follows."""
        try:
            return _score(self._frame(time, _SMALL))
        except ValueError:
            return 0.0

    def _frame(self, time: float, width: int | None) -> Image.Image:
        """Return the key frame at a time [s], reduced to a width, or whole."""
        path = Path(str(self.filename))
        data = decoded_frame(self._exe, path, self._demuxer, time, width=width)
        picture = PpmImagePlugin.PpmImageFile(io.BytesIO(data))
        picture.load()
        return picture


def _times(about: str) -> list[float]:
    """Return the times of the frames that are compared [s]: none at the dark ends."""
    duration = _DURATION.search(about)
    if duration is None:
        return [0.0]
    hours, minutes, seconds = duration.groups()
    length = 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    return [length * number / (LOOKED_AT + 1) for number in range(1, LOOKED_AT + 1)]


def _score(picture: Image.Image) -> float:
    """Return how good a frame is: its detail, less where it is dark, bright or flat."""
    grey = np.asarray(picture.convert("L"), np.float32)
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    detail = float(np.abs(4 * middle - around).mean()) if middle.size else 0.0
    exposure = max(0.0, 1 - abs(float(grey.mean()) - 118) / 128)
    return detail * exposure * min(1.0, float(grey.std()) / 40)

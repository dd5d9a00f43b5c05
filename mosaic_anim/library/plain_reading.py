"""Read one photo file for the index: what worker processes do.

Without numpy, whose import takes a worker longer than three hundred small photos do.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from mosaic_anim.io.file_identity import file_state
from mosaic_anim.io.picture_files import (
    CHANGED,
    FORBIDDEN,
    UNREADABLE,
    VANISHED,
    UnreadablePictureError,
)
from mosaic_anim.io.pictures import read_image
from mosaic_anim.io.video_moments import file_of
from mosaic_anim.io.worker_process import begin_step
from mosaic_anim.library.lightness import Lightness
from mosaic_anim.library.scan import PhotoFile
from mosaic_anim.values.geometry import Rect, Size

SMALL_SIDE = 128
"""Short side of a small picture [px]; smaller photos are stored as they are."""

SMALL_ASPECT = 2
"""Largest aspect of a small picture; longer ones lose their ends."""

DECODING_LIMIT = 30.0
"""Longest time that decoding may take once the disk has delivered a photo [s]."""


class ReadingTask(NamedTuple):
    """A photo to read, and the memory [bytes] and time [s] that its decoding may take.

    Tasks and readings are tuples: they travel between processes four times as fast.
    """

    folder: Path
    photo: PhotoFile
    memory: int
    limit: float = DECODING_LIMIT


class PlainPicture(NamedTuple):
    """What a worker reads of a photo.

    Attributes
    ----------
    content : str
        SHA-256 of the file.
    full_size : Size
        Size of the upright photo [px].
    taken : str or None
        Capture date, ISO 8601.
    kind : str
        Format of the file.
    height, width : int
        Size of the small picture [px].
    data : bytes
        Its pixels, (height, width, 3), encoded sRGB.
    lightness : Lightness
        That of the small picture.
    rect : Rect
        The part of the photo that it shows [unit].
    """

    content: str
    full_size: Size
    taken: str | None
    kind: str
    height: int
    width: int
    data: bytes
    lightness: Lightness
    rect: Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a photo is not used.

    Attributes
    ----------
    reason : str
    lasting : bool
        Whether the same bytes will be refused again.
    late : bool
        Whether it took too long to decode: memory may have been short, but a decoder that hangs
        each time is a fault of the photo.
    """

    reason: str
    lasting: bool
    late: bool = False


def read_plain(task: ReadingTask) -> PlainPicture | Refusal:
    """Read a photo's small picture and the hash of what it was made from.

    Its size and time, by which the index knows it again, are those of one state of its file.
    """
    path = task.folder / task.photo.path
    try:
        file = file_of(path)
        before = file_state(file)
        if before[:2] != (task.photo.size, task.photo.mtime_ns):
            return Refusal(reason=CHANGED, lasting=False)
        picture = read_image(
            path,
            short_side=SMALL_SIDE,
            is_halved_by_decoder=True,
            memory=task.memory,
            only_foreign=True,
            when_fetched=partial(begin_step, task.limit),
        )
        if file_state(file) != before:
            return Refusal(reason=CHANGED, lasting=False)
    except UnreadablePictureError as error:
        return Refusal(reason=error.reason, lasting=error.lasting)
    except (FileNotFoundError, NotADirectoryError):
        return Refusal(reason=VANISHED, lasting=False)
    except PermissionError:
        return Refusal(reason=FORBIDDEN, lasting=False)
    except OSError:
        return Refusal(reason=UNREADABLE, lasting=False)
    small, rect = _without_ends(picture.image)
    return PlainPicture(
        content=picture.content,
        full_size=picture.full_size,
        taken=picture.taken,
        kind=picture.format,
        height=small.height,
        width=small.width,
        data=small.tobytes(),
        lightness=Lightness.of(small),
        rect=rect,
    )


def _without_ends(image: Image.Image) -> tuple[Image.Image, Rect]:
    """Cut the ends off a picture longer than `SMALL_ASPECT`; return it and what it shows [unit]."""
    height, width = image.height, image.width
    kept_height, kept_width = min(height, SMALL_ASPECT * width), min(width, SMALL_ASPECT * height)
    top, left = (height - kept_height) // 2, (width - kept_width) // 2
    rect = Rect(
        row=top / height,
        col=left / width,
        height=kept_height / height,
        width=kept_width / width,
    )
    if (kept_height, kept_width) != (height, width):
        image = image.crop((left, top, left + kept_width, top + kept_height))
    return image, rect

"""Files of pictures: regular ones only, opened once, and known by the bytes that are read.

What is no regular file is never opened, and whatever a decoder raises becomes an
`UnreadablePictureError` with a short reason that can be counted.
"""

import contextlib
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from mosaic_anim.errors import SHORTAGES, CannotStartError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.pixel_kinds import UnusablePixelsError
from mosaic_anim.io.video_moments import VideoMoment, moment_of

MAX_BYTES_IN_MEMORY = 32 << 20
"""Files up to this are read once, hashed and decoded from memory; nearly all photos are [bytes]."""

TOO_LARGE = "too many pixels"
FEW_BYTES = "too many pixels for a file this short"
NO_MEMORY = "not enough memory"
UNREADABLE = "input/output error"
FORBIDDEN = "no permission to read"
VANISHED = "vanished"
CHANGED = "changed meanwhile"
"""Reasons that callers compare with."""

_HEADER_READS = 20_000
_HEADER_BYTES = 256 << 20
"""Reads and bytes of a header above which it is hostile: real ones take a few hundred."""


class UnreadablePictureError(CannotStartError):
    """A file is not a picture that this program reads.

    Attributes
    ----------
    reason : str
        Why, in a few words without names or numbers of the file, so that reasons can be counted.
    lasting : bool
        Whether the same bytes will be refused again: False for what may pass, a vanished file or
        an unplugged disk.
    """

    def __init__(self, path: Path, reason: str, *, lasting: bool = True, remedy: str = "") -> None:
        super().__init__(f"unreadable picture: {reason}", remedy=remedy, place=str(path))
        self.reason = reason
        self.lasting = lasting


@contextlib.contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn whatever a file or a decoder raises into an `UnreadablePictureError`."""
    try:
        yield
    except UnreadablePictureError:
        raise
    except FileNotFoundError as error:
        raise UnreadablePictureError(path, VANISHED, lasting=False) from error
    except PermissionError as error:
        raise UnreadablePictureError(path, FORBIDDEN, lasting=False) from error
    except MemoryError as error:
        raise UnreadablePictureError(path, NO_MEMORY, lasting=False) from error
    except UnusablePixelsError as error:
        raise UnreadablePictureError(path, str(error)) from error
    except Image.DecompressionBombError as error:
        raise UnreadablePictureError(path, TOO_LARGE) from error
    except Exception as error:  # mutated files raise a dozen kinds, SyntaxError among them
        if isinstance(error, OSError) and error.errno is not None:  # Pillow's own have no number
            what = error_reason(error) if error.errno in SHORTAGES else UNREADABLE
            raise UnreadablePictureError(path, what, lasting=False) from error
        raise UnreadablePictureError(path, "damaged or truncated") from error


class PictureFile(io.BufferedReader):
    """A file whose content is known, and which stops a decoder that reads its header without end.

    Attributes
    ----------
    content : str
        SHA-256 of it in hexadecimal, once `unchanged` was entered.
    data : bytes
        All of it, if it is held in memory.
    moment : VideoMoment or None
        The frame of a video that is wanted of it.
    """

    reads_left = _HEADER_READS
    bytes_left = _HEADER_BYTES
    content = ""
    data = b""
    moment: VideoMoment | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        """Read like any file, within the budget."""
        data = super().read(size)
        self.reads_left -= 1
        self.bytes_left -= len(data)
        if self.reads_left < 0 or self.bytes_left < 0:
            raise EOFError("endless header")
        return data

    def trust(self) -> None:
        """Lift the budget: the header is read."""
        self.reads_left = self.bytes_left = 1 << 62

    @contextlib.contextmanager
    def unchanged(self, path: Path, expected: str | None) -> Iterator[None]:
        """Hash the content, and check that everything decoded meanwhile is that content.

        Bytes in memory cannot change. A longer file may be written to by others: it is hashed
        twice.
        """
        self.content = self._hashed()
        if expected not in {None, self.content}:
            raise _changed(path)
        yield
        if not self.data and self._hashed() != self.content:
            raise _changed(path)

    def _hashed(self) -> str:
        if self.data:
            digest = hashlib.sha256(self.data).hexdigest()
        else:
            place = self.tell()
            self.seek(0)
            digest = hashlib.file_digest(self, "sha256").hexdigest()
            self.seek(place)
        return digest if self.moment is None else self.moment.content(digest)


def open_regular(path: Path, *, into_memory: bool = False) -> PictureFile:
    """Open a regular file; refuse pipes, sockets and devices without touching them.

    Parameters
    ----------
    path : Path
        The file, or a moment of a video, which opens the video.
    into_memory : bool
        Read it whole at once, unless it is too long.
    """
    moment = moment_of(path)
    file = _opened(path if moment is None else Path(moment.video), into_memory=into_memory)
    file.moment = moment
    return file


def _opened(path: Path, *, into_memory: bool) -> PictureFile:
    """Open a regular file."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadablePictureError(path, "not a regular file")
    # Without blocking, should a pipe have taken the file's place just now.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with contextlib.ExitStack() as opened:
        raw = opened.enter_context(io.FileIO(os.open(path, flags), closefd=True))
        status = os.fstat(raw.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePictureError(path, "not a regular file")
        if status.st_size == 0:
            raise UnreadablePictureError(path, "empty file")
        if into_memory and status.st_size <= MAX_BYTES_IN_MEMORY:
            return _in_memory(path, raw, status.st_size)
        opened.pop_all()
    return PictureFile(raw)


def _in_memory(path: Path, raw: io.FileIO, size: int) -> PictureFile:
    """Read a whole file into memory, if it still has `size` [bytes]."""
    with io.BufferedReader(raw) as whole:
        data = whole.read(size + 1)
    if len(data) != size:
        raise _changed(path)
    file = PictureFile(io.BytesIO(data))
    file.data = data
    return file


def _changed(path: Path) -> UnreadablePictureError:
    return UnreadablePictureError(path, CHANGED, lasting=False, remedy="run the same command again")

"""Standard streams that last as long as this process, whatever becomes of them.

A stream may be closed from the start, have few letters, be full, or lose its reader. Then text is
lost and nothing else: the work goes on, and the exit code says how it ended.

Little is imported here: `--version` needs nothing else.
"""

from __future__ import annotations

import errno
import io
import os
import sys

from mosaic_anim.lazy import select

TYPE_CHECKING = False  # as in `mosaic_anim`
if TYPE_CHECKING:
    from typing import Any, TextIO

_READER_LEFT = frozenset({errno.EPIPE, errno.EINVAL})
"""What writing to a pipe fails with when its reader has left; the latter on Windows."""


class _Lasting(io.RawIOBase):
    """Writes to a raw stream until that fails; from then on it discards what it is given.

    Parameters
    ----------
    raw : io.RawIOBase
        Where it writes to.
    """

    def __init__(self, raw: io.RawIOBase) -> None:
        self.error: OSError | None = None
        self._raw = raw

    def write(self, data: Any, /) -> int:
        """Write some of `data`; return how much of it was taken [bytes]."""
        if self.error is None:
            try:
                return self._write_some(data)
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()

    def _write_some(self, data: Any) -> int:
        """Write, and wait where a pipe that is not to block has no room."""
        while (written := self._raw.write(data)) is None:
            select.select([], [self._raw], [])
        return written


def keep_streams() -> None:
    """Make standard output and standard error last as long as this process.

    Descriptors that are closed are opened on the null device: otherwise the next file would get
    their number, and what a library or a child process prints would get into that file.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)
            if null != descriptor:
                os.dup2(null, descriptor)
                os.close(null)
            os.set_inheritable(descriptor, True)
    sys.stdout = _lasting(sys.stdout, 1)
    sys.stderr = _lasting(sys.stderr, 2)


def lost_output() -> OSError | None:
    """Return why standard output could not take all; None if it did, or its reader left."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    error = raw.error if isinstance(raw, _Lasting) else None
    return None if error is None or error.errno in _READER_LEFT else error


def _lasting(stream: TextIO | None, descriptor: int) -> TextIO:
    """Return a stream that lasts, in the place of one that may fail or is not there."""
    if stream is None:
        null = io.FileIO(descriptor, "w", closefd=False)
        return io.TextIOWrapper(io.BufferedWriter(_Lasting(null)), "utf-8", "backslashreplace")
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # unbuffered output has no buffer
    if not isinstance(raw, io.RawIOBase) or isinstance(raw, _Lasting):
        return stream  # a stream of the program that embeds us
    return io.TextIOWrapper(
        io.BufferedWriter(_Lasting(raw)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=getattr(stream, "line_buffering", False),
        write_through=getattr(stream, "write_through", False),
    )

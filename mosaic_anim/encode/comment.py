"""The comment by which a later run knows its own file, in every format. No ffmpeg is needed."""

import struct
from contextlib import suppress
from pathlib import Path

from mosaic_anim.encode.formats import FORMATS


def read_comment(path: Path) -> str | None:
    """Return the comment of a video or picture; None if there is none or it cannot be read.

    The content decides the format, not the name. Only the file's structure is read, no
    picture data: milliseconds, whatever its length.
    """
    with suppress(OSError, struct.error, IndexError, UnicodeDecodeError):
        if not path.is_file():
            return None
        with path.open("rb") as file:
            head = file.read(12)
            for chosen in FORMATS.values():
                if chosen.has_signature(head):
                    return chosen.comment(file)
    return None

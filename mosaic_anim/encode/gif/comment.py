"""The comment of a GIF, found by walking its blocks (GIF89a, appendix B)."""

from typing import BinaryIO

from mosaic_anim.encode.encoding import LONGEST_COMMENT


def gif_comment(file: BinaryIO) -> str | None:
    """Return the first comment; None if there is none.

    Raises
    ------
    OSError, IndexError, UnicodeDecodeError
        If the file is damaged.
    """
    _skip_gif_head(file)
    while (kind := file.read(1)) in (b"\x21", b"\x2c"):
        label = file.read(1) if kind == b"\x21" else b""
        if not label:
            file.seek(_colours(file.read(9)[8]) + 1, 1)  # place and size, colours, code size
        data = _sub_blocks(file, keep=label == b"\xfe")
        if label == b"\xfe":
            return data.decode()
    return None


def _skip_gif_head(file: BinaryIO) -> int:
    """Go to the first block of a GIF, behind its sizes and colours, and return the place."""
    file.seek(10)
    flags = file.read(3)[0]
    return file.seek(_colours(flags), 1)


def _colours(flags: int) -> int:
    """Return the length of a colour table [bytes]."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks(file: BinaryIO, *, keep: bool) -> bytes:
    """Read sub-blocks to the empty one; return their content with `keep`."""
    data = bytearray()
    while length := file.read(1)[0]:
        if keep and len(data) < LONGEST_COMMENT:
            data += file.read(length)
        else:
            file.seek(length, 1)
    return bytes(data)

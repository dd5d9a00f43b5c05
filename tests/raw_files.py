"""Makers of RAW photos: small DNG files, with or without an embedded preview."""

import struct

import numpy as np

_HEAD = 8  # [bytes]


def dng(raw: np.ndarray, *, preview: bytes = b"", orientation: int = 1) -> bytes:
    """Write a DNG (Digital Negative Specification 1.4), little-endian, uncompressed.

    Parameters
    ----------
    raw : (H, W)
        Values of the sensor, red, green, green, blue in each square of four, 0 to 65535.
    preview : bytes
        A JPEG, 600 x 480, or nothing.
    orientation : int
        As in EXIF.
    """
    height, width = raw.shape
    pixels = raw.astype("<u2").tobytes()
    sensor = [
        _long(254, 0), _long(256, width), _long(257, height), _short(258, 16), _short(259, 1),
        _short(262, 32803), _long(273, _HEAD), _short(277, 1), _long(278, height),
        _long(279, len(pixels)), _short(33421, 2, 2), _bytes(33422, 0, 1, 1, 2),
        _short(50714, 0), _long(50717, 65535),
    ]  # fmt: skip
    camera = [
        _text(271, "Maker"), _text(272, "Camera"), _short(274, orientation),
        _text(306, "2024:05:06 07:08:09"), _bytes(50706, 1, 4, 0, 0), _bytes(50707, 1, 1, 0, 0),
        _text(50708, "Maker Camera"), _ratios(50721, 10, 1, 0, 0, 0, 1, 0, 0, 0, 1),
        _ratios(50728, 5, 1, 1, 1), _short(50778, 21),
    ]  # fmt: skip
    body = pixels
    if not preview:
        first = _HEAD + len(body)
        return _whole(first, body + _directory([*sensor, *camera], first))
    at_preview = _HEAD + len(body)
    body += _even(preview)
    at_sensor = _HEAD + len(body)
    body += _even(_directory(sensor, at_sensor))
    shown = [
        _long(254, 1), _long(256, 600), _long(257, 480), _short(258, 8, 8, 8), _short(259, 7),
        _short(262, 6), _long(273, at_preview), _short(277, 3), _long(278, 480),
        _long(279, len(preview)), _long(330, at_sensor),
    ]  # fmt: skip
    first = _HEAD + len(body)
    return _whole(first, body + _directory([*shown, *camera], first))


_Entry = tuple[int, int, int, bytes]
"""Tag, type, count, value."""


def _whole(first: int, body: bytes) -> bytes:
    return b"II*\0" + struct.pack("<I", first) + body


def _directory(entries: list[_Entry], offset: int) -> bytes:
    head, body = struct.pack("<H", len(entries)), b""
    after = offset + 2 + 12 * len(entries) + 4
    for tag, kind, count, data in sorted(entries):
        field = data.ljust(4, b"\0")
        if len(data) > 4:
            field = struct.pack("<I", after + len(body))
            body += _even(data)
        head += struct.pack("<HHI", tag, kind, count) + field
    return head + bytes(4) + body


def _even(data: bytes) -> bytes:
    return data + bytes(len(data) % 2)


def _short(tag: int, *values: int) -> _Entry:
    return tag, 3, len(values), struct.pack(f"<{len(values)}H", *values)


def _long(tag: int, *values: int) -> _Entry:
    return tag, 4, len(values), struct.pack(f"<{len(values)}I", *values)


def _bytes(tag: int, *values: int) -> _Entry:
    return tag, 1, len(values), bytes(values)


def _text(tag: int, text: str) -> _Entry:
    return tag, 2, len(text) + 1, text.encode() + b"\0"


def _ratios(tag: int, kind: int, *values: int) -> _Entry:
    return tag, kind, len(values), b"".join(struct.pack("<ii", value, 1) for value in values)

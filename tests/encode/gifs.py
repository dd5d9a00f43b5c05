"""Read GIFs by another way than the encoder's own: Pillow's, and a decoder as the format says."""

import struct

import numpy as np
from PIL import Image, ImageSequence

from mosaic_anim.encode.formats import format_of
from tests.encode.segments import join


def shown_at(path, delay):
    """Return what is seen every `delay` hundredths of a second (N, H, W, 3)."""
    found = []
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            pixels = np.asarray(frame.convert("RGB"))
            found += [pixels] * (round(frame.info["duration"] / 10) // delay)
    return np.stack(found)


def led_segments(encoding, frames, folder, lengths):
    """Encode frames in segments of these lengths that know the frame before, as a render does."""
    kind = format_of(encoding.path)
    pack = kind.pack(encoding)
    folder.mkdir(exist_ok=True)
    files, first = [], 0
    for length in lengths:
        files.append(folder / f"{first:05}{kind.segment_suffix}")
        lead = min(first, kind.lead)
        wanted = (pack(frames[index]) for index in range(first - lead, first + length))
        kind.encode_segment(encoding, wanted, length, files[-1], lead)
        first += length
    return files


def render_led(encoding, frames, folder, lengths):
    """Write the file of these frames as a render does, and return its path."""
    return join(encoding, led_segments(encoding, frames, folder, lengths))


def images(path):
    """Yield (row, col, height, width, stay or None, palette (k, 3), indices (h, w)) of each."""
    data = path.read_bytes()
    at, stay = 13, None
    while data[at] != 0x3B:
        if data[at] == 0x21:
            if data[at + 1] == 0xF9:
                stay = data[at + 6] if data[at + 3] & 1 else None
            at, _ = _sub_blocks(data, at + 2)
            continue
        assert data[at] == 0x2C
        col, row, width, height, flags = struct.unpack_from("<HHHHB", data, at + 1)
        colors = 2 << (flags & 7)
        palette = np.frombuffer(data, np.uint8, 3 * colors, at + 10).reshape(-1, 3)
        at += 10 + 3 * colors
        bits = data[at]
        at, codes = _sub_blocks(data, at + 1)
        indices = decode_codes(codes, bits)
        assert len(indices) == height * width
        yield row, col, height, width, stay, palette, np.reshape(indices, (height, width))
    assert at == len(data) - 1


def decode_codes(codes, bits):
    """Return the indices of some codes, as GIF89a, appendix F, says it."""
    clear, found = 1 << bits, []
    table, size, before = [], bits + 1, None
    stream = int.from_bytes(codes, "little")
    while True:
        code = stream & ((1 << size) - 1)
        stream >>= size
        if code == clear + 1:
            return found
        if code == clear:
            table = [(k,) for k in range(clear)] + [(), ()]
            size, before = bits + 1, None
            continue
        entry = table[code] if code < len(table) else (*before, before[0])
        if before is not None and len(table) < 4096:
            table.append((*before, entry[0]))
            if len(table) == 1 << size and size < 12:
                size += 1
        found += entry
        before = entry


def _sub_blocks(data, at):
    held = b""
    while data[at]:
        held += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return at + 1, held

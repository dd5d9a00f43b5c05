"""Write segments and join them, as a render does."""

import tempfile
from pathlib import Path

import imageio.v3 as iio

from mosaic_anim.encode.formats import format_of
from mosaic_anim.files import whole_file
from tests.decoding import decoded
from tests.encode.conftest import smooth_frame

LENGTHS = (7, 1, 2, 3, 1, 1, 5)


def write_segments(encoding, folder, lengths=LENGTHS, frame=smooth_frame):
    """Encode consecutive frames in segments of these lengths, and return their files."""
    kind = format_of(encoding.path)
    pack = kind.pack(encoding)
    folder.mkdir(exist_ok=True)
    files, first = [], 0
    for length in lengths:
        files.append(folder / f"{first:04}{kind.suffix}")
        frames = (pack(frame(index)) for index in range(first, first + length))
        kind.write_segment(encoding, frames, length, files[-1])
        first += length
    return files


def join(encoding, segments):
    """Join the segments into the encoding's file, and return its path."""
    with whole_file(encoding.path, overwrite=encoding.overwrite) as part:
        format_of(encoding.path).join(encoding, segments, part)
    return encoding.path


def shown(path):
    """Decode a video (N, H, W, 3); ffmpeg itself would repeat the frames of a short GIF."""
    if path.suffix.lower() == ".gif":
        return iio.imread(path, plugin="pillow", mode="RGB")
    return decoded(path)


def render(encoding, frames):
    """Write the file of these frames, from two segments where there are frames enough."""
    lengths = (len(frames) - 1, 1) if len(frames) > 1 else (1,)
    with tempfile.TemporaryDirectory() as folder:
        join(encoding, write_segments(encoding, Path(folder), lengths, frames.__getitem__))
    return encoding.path

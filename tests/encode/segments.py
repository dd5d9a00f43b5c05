"""Write segments and join them, as a render does."""

import io
import tempfile
from pathlib import Path
from zipfile import ZipFile

import imageio.v3 as iio
import numpy as np
from PIL import Image, ImageSequence

from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.io.atomic_files import atomic_file
from tests.decoding import decoded
from tests.encode.conftest import smooth_frame

SEQUENCE = "####.png"

NAMES = [*FORMATS, SEQUENCE]
"""Ends of file names, one or more for each format."""

PICTURES = [name for name in FORMATS if FORMATS[name].kind == "picture"]

VIDEOS = [name for name in NAMES if name not in PICTURES]
"""Formats of more than one frame, a sequence of pictures among them."""

LENGTHS = (7, 1, 2, 3, 1, 1, 5)


def write_segments(encoding, folder, lengths=LENGTHS, frame=smooth_frame):
    """Encode consecutive frames in segments of these lengths, and return their files."""
    kind = format_of(encoding.path)
    pack = kind.pack(encoding)
    folder.mkdir(exist_ok=True)
    files, first = [], 0
    for length in lengths:
        files.append(folder / f"{first:04}{kind.segment_suffix}")
        frames = (pack(frame(index)) for index in range(first, first + length))
        kind.encode_segment(encoding, frames, length, files[-1])
        first += length
    return files


def join(encoding, segments):
    """Join the segments into the encoding's file or files, and return its path."""
    if format_of(encoding.path).kind == "sequence":
        format_of(encoding.path).join(encoding, segments, encoding.path)
        return encoding.path
    with atomic_file(encoding.path, overwrite=encoding.overwrite) as part:
        format_of(encoding.path).join(encoding, segments, part)
    return encoding.path


def shown(path):
    """Decode a video (N, H, W, 3); ffmpeg itself would repeat the frames of a short GIF."""
    if is_sequence(path):
        found = sorted(path.parent.glob("*" + path.suffix))
        return np.stack([np.asarray(Image.open(file).convert("RGB")) for file in found])
    if path.suffix.lower() == ".zip":
        with ZipFile(path) as archive:
            found = [io.BytesIO(archive.read(name)) for name in archive.namelist()]
        return np.stack([np.asarray(Image.open(file).convert("RGB")) for file in found])
    if path.suffix.lower() == ".gif":
        return iio.imread(path, plugin="pillow", mode="RGB")
    if path.suffix.lower() in {".webp", ".jpg", ".jpeg", ".png"}:
        with Image.open(path) as image:
            return np.stack([np.asarray(f.convert("RGB")) for f in ImageSequence.Iterator(image)])
    return decoded(path)


def contents(encoding):
    """Return the bytes of all files of an output."""
    return [file.path.read_bytes() for file in output_files(encoding)]


def render(encoding, frames):
    """Write the file of these frames, from two segments where there are frames enough."""
    lengths = (len(frames) - 1, 1) if len(frames) > 1 else (1,)
    with tempfile.TemporaryDirectory() as folder:
        join(encoding, write_segments(encoding, Path(folder), lengths, frames.__getitem__))
    return encoding.path

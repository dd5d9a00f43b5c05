"""What a written file holds, compared with what it is to hold."""

from pathlib import Path

from mosaic_anim.encode.gif.reading import DamagedError, size_and_time
from mosaic_anim.encode.gif.times import hundredths
from mosaic_anim.encode.numbered import is_sequence
from mosaic_anim.encode.output import Encoding
from mosaic_anim.encode.riff import durations, is_whole_animation, read_head
from mosaic_anim.encode.written import written
from mosaic_anim.errors import StoppedError
from mosaic_anim.ffmpeg import find_ffmpeg, probe

_PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}


def verify(path: Path, encoding: Encoding) -> None:
    """Compare what is in `path` with `encoding`; of a sequence, in all of its files.

    Raises
    ------
    StoppedError
        If a file is damaged, short, or another one than was asked for.
    """
    suffix = encoding.path.suffix.lower()
    if is_sequence(encoding.path):
        what = _of_sequence(encoding)
    elif suffix == ".gif":
        what = _of_gif(path, encoding)
    elif suffix == ".webp":
        what = _of_animation(path, encoding)
    elif suffix in _PICTURES:
        what = _of_picture(path, encoding)
    else:
        what = _of_video(path, encoding)
    if what:
        raise StoppedError(
            f"the encoder wrote {what}",
            remedy="run the same command again",
            place=str(encoding.path),
        )


def _of_video(path: Path, encoding: Encoding) -> str:
    """Tell what is wrong with a video, of which no frame is decoded."""
    found = probe(find_ffmpeg(), path, place=str(encoding.path))
    if found.frames != encoding.frames:
        return f"{found.frames} frames instead of {encoding.frames}"
    if (found.codec, found.size) != ("h264", encoding.size):
        return f"{found.codec} {found.size} instead of h264 {encoding.size}"
    if abs(found.duration - encoding.frames / encoding.fps) > 1 / encoding.fps:
        return f"{float(found.duration):.3f} s instead of {encoding.frames} frames"
    return ""


def _of_gif(path: Path, encoding: Encoding) -> str:
    """Tell what is wrong with a GIF, by its blocks: equal frames are one, so time is counted."""
    try:
        size, found = size_and_time(path)
    except DamagedError as error:
        return f"a damaged GIF: {error}"
    expected = hundredths(encoding)
    if size != encoding.size:
        return f"gif {size} instead of gif {encoding.size}"
    if found != expected:
        return f"{found / 100} s instead of {expected / 100} s, {encoding.frames} frames"
    return ""


def _of_animation(path: Path, encoding: Encoding) -> str:
    """Tell what is wrong with a WebP, by its chunks: equal frames are one, so time is counted."""
    if not is_whole_animation(path):
        return "a damaged WebP"
    head, found = read_head(path), sum(durations(path))
    expected = round(1000 * (encoding.frames / encoding.fps + encoding.end_hold))
    if (head.size, head.plays) != (encoding.size, encoding.plays):
        return f"webp {head.size} instead of webp {encoding.size}"
    if found != expected:
        return f"{found} ms instead of {expected} ms, {encoding.frames} frames"
    return ""


def _of_sequence(encoding: Encoding) -> str:
    """Tell what is wrong with the first bad file of a sequence."""
    for file in written(encoding):
        if what := _of_picture(file.path, encoding):
            return f"{file.path.name}: {what}"
    return ""


def _of_picture(path: Path, encoding: Encoding) -> str:
    """Tell what is wrong with a picture; it is decoded."""
    from PIL import Image

    kind = _PICTURES[encoding.path.suffix.lower()]
    try:
        with Image.open(path, formats=[kind]) as picture:
            picture.load()
            width, height = picture.size
    except (OSError, SyntaxError, ValueError) as error:
        return f"a damaged picture: {error}"
    if (height, width) != (encoding.size.height, encoding.size.width):
        return f"{kind} {width}x{height} instead of {kind} {encoding.size}"
    return ""


def verify_segment(path: Path, encoding: Encoding, count: int, *, codec: str) -> None:
    """Count the frames in a segment, and compare codec and size.

    Raises
    ------
    StoppedError
        If it is damaged, short, or another one than was asked for.
    """
    found = probe(find_ffmpeg(), path, place=str(encoding.path))
    if (found.frames, found.codec, found.size) != (count, codec, encoding.size):
        raise StoppedError(
            f"ffmpeg wrote {found.frames} frames {found.codec} {found.size}"
            f" instead of {count} frames {codec} {encoding.size}",
            remedy="run the same command again",
            place=str(encoding.path),
        )

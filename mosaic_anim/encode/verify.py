"""What a written file holds, compared with what it is to hold."""

from pathlib import Path

from mosaic_anim.encode.output import Encoding
from mosaic_anim.errors import StoppedError
from mosaic_anim.ffmpeg import find_ffmpeg, probe


def verify(path: Path, encoding: Encoding) -> None:
    """Count the frames in `path` and compare codec, size and duration with `encoding`.

    Raises
    ------
    StoppedError
        If the file is damaged, short, or another one than was asked for.
    """
    found = probe(find_ffmpeg(), path, place=str(encoding.path))
    codec = {".gif": "gif"}.get(encoding.path.suffix.lower(), "h264")
    if found.frames != encoding.frames:
        what = f"{found.frames} frames instead of {encoding.frames}"
    elif (found.codec, found.size) != (codec, encoding.size):
        what = f"{found.codec} {found.size} instead of {codec} {encoding.size}"
    elif abs(found.duration - encoding.frames / encoding.fps) > 1 / encoding.fps:
        what = f"{float(found.duration):.3f} s instead of {encoding.frames} frames"
    else:
        return
    raise StoppedError(
        f"ffmpeg wrote {what}", remedy="run the same command again", place=str(encoding.path)
    )


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

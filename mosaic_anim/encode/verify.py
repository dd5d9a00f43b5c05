"""What a written file holds, compared with what it is to hold."""

from pathlib import Path

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.gif.read import DamagedError, size_and_time
from mosaic_anim.encode.gif.times import hundredths
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.encode.riff import durations, is_whole_animation, read_head
from mosaic_anim.encode.sequence_names import is_sequence
from mosaic_anim.encode.video_track import NoVideoError, VideoTrack, read_video_track
from mosaic_anim.errors import StoppedError
from mosaic_anim.io.ffmpeg import COMPLETE, find_ffmpeg, probe

_AGAIN = "run the same command again"
_PICTURES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_BT709 = (1, 1, 1, 0)  # primaries, transfer and matrix in ITU-T H.273; limited range


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
        raise _stopped(what, encoding)
    if suffix == ".mp4":
        _verify_track(path, encoding, encoding.frames)
        if (read_comment(path) or "") != encoding.comment:
            raise _stopped("another comment than it was told", encoding, remedy=COMPLETE)


def _of_video(path: Path, encoding: Encoding) -> str:
    """Tell what is wrong with a video, of which no frame is decoded."""
    found = probe(find_ffmpeg(), path, place=str(encoding.path))
    if found.frames != encoding.frames:
        return f"{found.frames} frames instead of {encoding.frames}"
    if (found.codec, found.size) != ("h264", encoding.size):
        return f"{found.codec} {found.size} instead of h264 {encoding.size}"
    if found.duration != encoding.frames / encoding.fps:
        return f"{float(found.duration):.3f} s instead of {encoding.frames} frames"
    return ""


def _verify_track(path: Path, encoding: Encoding, frames: int) -> None:
    """Compare what the index of an MP4 says with what ffmpeg was told.

    Only a build of ffmpeg that does not do as it is told fails here, and it would do so again.
    """
    try:
        found = read_video_track(path)
    except NoVideoError as error:
        raise _stopped(f"no MP4: {error}", encoding) from error
    expected = _track_of(encoding, frames, found)
    for name in VideoTrack.__slots__:
        if (has := getattr(found, name)) != (wanted := getattr(expected, name)):
            what = f"the {name.replace('_', ' ')} {_shown(has)} instead of {_shown(wanted)}"
            raise _stopped(what, encoding, remedy=COMPLETE)


def _shown(value: object) -> str:
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _track_of(encoding: Encoding, frames: int, found: VideoTrack) -> VideoTrack:
    """Return what the index of a file is to say; older builds leave colours to the stream."""
    is_444 = encoding.settings.h264.chroma == "444"
    return VideoTrack(
        frames=frames,
        rate=encoding.fps,
        profile="High 4:4:4 Predictive" if is_444 else "High",
        pixels="yuv444p" if is_444 else "yuv420p",
        color=_BT709 if found.color else None,
        pixel_shape=(1, 1),
    )


def _stopped(what: str, encoding: Encoding, *, remedy: str = _AGAIN) -> StoppedError:
    return StoppedError(f"the encoder wrote {what}", remedy=remedy, place=str(encoding.path))


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
    for file in output_files(encoding):
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


def verify_segment(path: Path, encoding: Encoding, count: int) -> None:
    """Count the frames in a segment of an MP4, and compare codec, size, rate and colours.

    Raises
    ------
    StoppedError
        If it is damaged, short, or another one than was asked for.
    """
    found = probe(find_ffmpeg(), path, place=str(encoding.path))
    if (found.frames, found.codec, found.size) != (count, "h264", encoding.size):
        what = f"{found.frames} frames {found.codec} {found.size}"
        raise _stopped(f"{what} instead of {count} frames h264 {encoding.size}", encoding)
    _verify_track(path, encoding, count)

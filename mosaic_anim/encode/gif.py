"""GIF by ffmpeg's palettegen and paletteuse: one palette for all frames, ordered dither.

Segments are lossless, since the palette is known after all of them only: Ut Video, which takes and
gives a frame in half the time of x264 or FFV1 and holds it in fewer bytes than x264's ultrafast.
Joining reads them twice, so that memory does not grow with their number. The first pass sees
every second pixel in 6 bits a channel, which changes the result by less than 0.1 dB and makes
palettegen, which keeps a list of all colours seen, some 80 times as fast.
"""

import base64
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from mosaic_anim.encode.comment import insert_gif_comment
from mosaic_anim.encode.concat import FROM_LIST, listing
from mosaic_anim.encode.output import Encoding, Pack, Pixels, require_frame
from mosaic_anim.encode.verify import verify, verify_segment
from mosaic_anim.errors import UsageError
from mosaic_anim.ffmpeg import feed, file_name, find_ffmpeg
from mosaic_anim.geometry import Size

_LIMIT = 65535  # [px] of a side, in the format
_LOSSLESS = ("-c:v", "utvideo", "-pred", "median", "-pix_fmt", "gbrp", "-threads", "1")
_DECODERS = ("-threads", "2")  # more would hold more frames, and paletteuse is slower than two
_SIX_BITS = "bitor(bitand(val,252),trunc(val/64))"  # 0 and 255 stay what they are


def gif_fps(fps: Fraction) -> Fraction:
    """Return the 100/n frames a second that `fps` means: `16.67` is 100/6.

    Raises
    ------
    UsageError
        If the delay of a frame would not be a whole number of hundredths, or shorter than the two
        hundredths that browsers play as they are.
    """
    delay = max(2, round(100 / fps)) if fps > 0 else 100
    exact = Fraction(100, delay)
    if abs(exact - fps) > Fraction(1, 100):
        near = ", ".join(f"{100 / n:g}" for n in (10, 8, 6, 5, 4, 3, 2))
        raise UsageError(
            f"a GIF cannot play {float(fps):g} frames a second",
            remedy=f"take {float(exact):.4g} (or one of {near})",
        )
    return exact


def check_gif(encoding: Encoding) -> None:
    """Refuse what a GIF cannot hold.

    Raises
    ------
    UsageError
        If a side is too long, or the rate impossible.
    """
    gif_fps(encoding.fps)
    size = encoding.size
    if max(size.height, size.width) > _LIMIT or min(size.height, size.width) < 1:
        raise UsageError(
            f"{size} is no size of a GIF",
            remedy=f"stay within {_LIMIT} px a side",
            place=str(encoding.path),
        )


def pack_gif(encoding: Encoding) -> Pack:
    """Return what the drawing threads do with a frame: check it."""
    size = encoding.size

    def pack(pixels: Pixels) -> Pixels:
        require_frame(pixels, size)
        return np.ascontiguousarray(pixels)

    return pack


def gif_options(encoding: Encoding) -> tuple[str, ...]:
    """Return all of ffmpeg's arguments for a segment that are no path. No preset is in them."""
    return (
        *_input(encoding.size, encoding.fps),
        *_LOSSLESS,
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
        *("-f", "mov", "-y"),
    )


def write_gif_segment(
    encoding: Encoding,
    frames: Iterator[Pixels],
    count: int,
    part: Path,
    lead: int = 0,  # noqa: ARG001 - without loss, nothing depends on what was before
) -> None:
    """Encode `count` packed frames without loss, with one thread.

    Raises
    ------
    CannotStartError, StoppedError
        If ffmpeg is missing, or fails, or the disk does. What is in `part` then is no segment.
    """
    arguments = [*gif_options(encoding), file_name(part)]
    place = str(encoding.path)
    feed(find_ffmpeg(), arguments, frames, part=part, place=place, count=count)
    verify_segment(part, encoding, count, codec="utvideo")


def join_gif(encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
    """Read `segments` for the palette, read them again to encode, and verify.

    Raises
    ------
    StoppedError
        If a segment is missing or damaged, or ffmpeg or the disk fail.
    """
    exe, place = find_ffmpeg(), str(encoding.path)
    with listing(segments, place=place) as names:
        arguments = [*_progress(part), *_DECODERS, *FROM_LIST, *_sampling(encoding.size)]
        palette = feed(exe, arguments, [names], part=part, place=place)
        arguments = [*_DECODERS, *FROM_LIST, *_painting(encoding, palette), file_name(part)]
        feed(exe, arguments, [names], part=part, place=place)
    insert_gif_comment(part, encoding.comment)
    verify(part, encoding)


def _progress(part: Path) -> list[str]:
    """Let ffmpeg write how far it is where the GIF will be: the one sign of life of this pass."""
    return ["-progress", file_name(part)]


def _sampling(size: Size) -> list[str]:
    """Return how the palette is found, from every second pixel in 6 bits.

    The scaler takes pixels 0, 2, 4 … of an odd number only: an even one is made odd first.
    """
    odd_rows, odd_cols = size.height | 1, size.width | 1
    filters = [
        "format=gbrp",
        f"pad={odd_cols}:{odd_rows}",
        f"scale={odd_cols // 2 + 1}:{odd_rows // 2 + 1}:flags=neighbor",
        f"crop={-(-size.width // 2)}:{-(-size.height // 2)}:0:0",
        f"lutrgb=r='{_SIX_BITS}':g='{_SIX_BITS}':b='{_SIX_BITS}'",
        "palettegen=stats_mode=full",
    ]
    return ["-vf", ",".join(filters), "-c:v", "png", "-f", "image2pipe", "pipe:1"]


def _painting(encoding: Encoding, palette: bytes) -> list[str]:
    """Return how the GIF is made; the palette, a PNG of 1 kB, travels in the arguments."""
    png = base64.b64encode(palette).decode()
    delay = 100 / gif_fps(encoding.fps)
    times = f"settb=1/100,setpts=N*{delay}"
    dither = f"bayer:bayer_scale={5 - round(encoding.settings.gif.dither)}"
    use = f"[0:v]{times}[v];[v][1:v]paletteuse=dither={dither}"
    return [
        *("-f", "png_pipe", "-i", f"data:image/png;base64,{png}", "-filter_complex", use),
        *("-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"),
        *("-fps_mode", "passthrough", "-loop", "0" if encoding.plays == 0 else "-1"),
        *("-f", "gif", "-y"),
    ]


def _input(size: Size, fps: Fraction) -> list[str]:
    return [
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", str(size)),
        *("-framerate", str(gif_fps(fps)), "-i", "pipe:0"),
    ]

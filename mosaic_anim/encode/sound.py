"""Sound: one file is cut to the length of a video, amplified, faded, and encoded once.

An MP4 or MOV takes AAC-LC, a WebM Opus, whose file says by itself how many samples to skip.

A decoder of AAC gives 1,024 samples of near silence before the first one that was encoded. A file
with an edit list skips them; in one without, the sound begins that much earlier in the encoder, so
that what follows them is heard when it is to be: the first 21 ms are silent.

A scene may name any file, so ffmpeg gets a list of the formats that it may open:
no playlist that names other files, no picture, no network.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from mosaic_anim.encode.encoding import Encoding, Sound
from mosaic_anim.encode.sound_codec import AAC_LC, OPUS, SoundCodec
from mosaic_anim.errors import CannotStartError, StoppedError
from mosaic_anim.io.disk import error_reason
from mosaic_anim.io.ffmpeg import COMPLETE, file_name, find_ffmpeg, require_encoder
from mosaic_anim.io.ffmpeg_feed import feed
from mosaic_anim.io.ffmpeg_media import PACKETS_ONLY, list_packets
from mosaic_anim.io.file_identity import file_state, sha256_of

SAMPLE_RATE = 48_000
"""Sample rate of the written track [Hz]."""


_PRIMING = 1024  # [samples] in a packet of AAC, and before the first sample
_TRACK, _PACKET = 600, 12  # [bytes] of a track, and of a packet besides its sound: measured
_CONTAINERS = "wav,w64,aiff,caf,au,mp3,aac,flac,ogg,mov,matroska,asf,avi,ac3,eac3,wv,tta,ape,amr"
_SAFE = ("-protocol_whitelist", "file,pipe,fd", "-format_whitelist", _CONTAINERS)
_SILENCE = ("-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo")
_REMEDY = "take a WAV, FLAC, MP3, M4A or Ogg file"
_SOUGHT = 600  # [s] of offset from which on it is sought, to 25 ms, not decoded from the start
_SLACK = Fraction(1, 20)  # [s] between the ends of sound and pictures


def require_sound(sound: Sound, *, encoder: str = AAC_LC.encoder, place: str = "") -> None:
    """Refuse a file from which no sound can be read, before anything is drawn.

    Parameters
    ----------
    encoder : str
        The encoder that ffmpeg must have.

    Raises
    ------
    CannotStartError
        If it is a picture, a text, a playlist, damaged at its start, or ends before its offset; or
        if ffmpeg is missing.
    """
    exe = find_ffmpeg()
    require_encoder(exe, encoder)
    if sound.path is None:
        return
    for offset in sorted({Fraction(0), sound.offset}):
        if _opening(exe, sound.path, offset) is not None:
            continue
        what, remedy = f"no sound can be read from {sound.path.name!r}", _REMEDY
        if offset:
            what = f"the sound ends before its offset of {float(offset):g}s"
            remedy = "take a smaller offset"
        raise CannotStartError(what, remedy=remedy, place=place)


@contextmanager
def encoded_sound(encoding: Encoding, codec: SoundCodec = AAC_LC) -> Iterator[Path | None]:
    """Yield a temporary file with the encoded sound of a video; None if it has none.

    Raises
    ------
    StoppedError
        If the sound cannot be read any more or has changed, or the disk is full.
    """
    if encoding.sound is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="mosaic_anim-") as folder:
        part = Path(folder) / f"sound.{codec.demuxer}"
        with _unchanged(encoding.sound):
            _encode(encoding.sound, encoding, codec, part)
        yield part


def input_of_sound(part: Path | None, codec: SoundCodec = AAC_LC) -> list[str]:
    """Return ffmpeg's arguments that open what `encoded_sound` has made as the next input."""
    return [] if part is None else ["-f", codec.demuxer, "-i", file_name(part)]


def track_of_sound(encoding: Encoding, part: Path | None, codec: SoundCodec = AAC_LC) -> list[str]:
    """Return ffmpeg's arguments that make its second input the sound track, to the last sample."""
    if part is None:
        return []
    if codec is OPUS:
        return ["-map", "1:a:0", "-c:a", "copy"]
    before = _PRIMING if encoding.settings.h264.edit_list else 0
    end = before + _length(encoding)
    rest = f"min({_PRIMING}\\,{end}-N*{_PRIMING})"
    tick = f"({SAMPLE_RATE}*TB)"
    times = f"setts=ts=(N*{_PRIMING}-{before})/{tick}:duration={rest}/{tick}"
    return ["-map", "1:a:0", "-c:a", "copy", "-bsf:a", f"aac_adtstoasc,{times}"]


def sound_size(encoding: Encoding, codec: SoundCodec = AAC_LC) -> int:
    """Predict the size of a video's sound track, with its index, to 2 % [bytes].

    A nearly silent file takes less.
    """
    if encoding.sound is None:
        return 0
    seconds = Fraction(codec.packet, SAMPLE_RATE)
    packet = _PACKET + (encoding.settings.aac.rate * 125 * seconds if encoding.sound.path else 0)
    return _TRACK + round(encoding.frames / encoding.fps / seconds * packet)


def verify_sound(path: Path, encoding: Encoding, codec: SoundCodec = AAC_LC) -> None:
    """Check the sound track of a written file.

    Raises
    ------
    StoppedError
        If it is missing, different, or does not end with the pictures.
    """
    if encoding.sound is None:
        return
    copied = ["-map", "0:a:0", "-c", "copy", "-f", "framecrc", "pipe:1"]
    lines, _ = list_packets(find_ffmpeg(), [*PACKETS_ONLY, "-i", file_name(path), *copied])
    header = dict(line[1:].split(" 0: ", 1) for line in lines if " 0: " in line)
    rows = [line.split(",") for line in lines if not line.startswith("#")]
    ticks = max((int(row[2]) + int(row[3]) for row in rows), default=0)
    end = ticks * Fraction(header.get("tb", "1"))
    properties = [header.get(key, "") for key in ("codec_id", "sample_rate", "channel_layout_name")]
    asked = [codec.name, str(SAMPLE_RATE), "stereo"]
    if rows and properties != asked:
        what = f"ffmpeg wrote sound as {' '.join(properties)} instead of {' '.join(asked)}"
        raise StoppedError(what, remedy=COMPLETE, place=str(encoding.path))
    if rows and abs(end - encoding.frames / encoding.fps) <= _SLACK:
        return
    raise StoppedError(
        f"ffmpeg wrote {float(end):.3f} s of sound for {encoding.frames} frames",
        remedy="run the same command again",
        place=str(encoding.path),
    )


def _encode(sound: Sound, encoding: Encoding, codec: SoundCodec, part: Path) -> None:
    """Encode the sound of a video as packets into the file `part`."""
    arguments = [
        *_input(sound),
        *("-map", "0:a:0", "-af", ",".join(_filters(sound, encoding, codec))),
        *("-c:a", codec.encoder, "-b:a", f"{encoding.settings.aac.rate}k", "-threads", "1"),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"),
        *("-f", codec.container, "-y", file_name(part)),
    ]
    feed(find_ffmpeg(), arguments, [], part=part, place=str(encoding.path))


@contextmanager
def _unchanged(sound: Sound) -> Iterator[None]:
    """Check that what ffmpeg reads from a file meanwhile is the content that was hashed.

    Raises
    ------
    StoppedError
        If it is not.
    """
    if sound.path is None or not sound.sha256:
        yield
        return
    before = _proof(sound.path)
    yield
    if not before == _proof(sound.path) == (sound.sha256, before[1]):
        raise StoppedError(
            "the sound changed meanwhile",
            remedy="run the same command again",
            place=str(sound.path),
        )


def _proof(path: Path) -> tuple[str, tuple[int, ...]]:
    """Return the hash of a sound's content, and the state of its file."""
    try:
        return sha256_of(path), file_state(path)
    except OSError as error:
        raise StoppedError(
            f"the sound cannot be read any more: {error_reason(error)}",
            remedy="run the same command again",
            place=str(path),
        ) from error


def _opening(exe: Path, path: Path, offset: Fraction) -> list[str] | None:
    """Return the packets that can be decoded just behind `offset`; None if there are none."""
    trim = [] if _seek(offset) else ["-ss", _seconds(offset)]
    decoded = ["-map", "0:a:0", *trim, "-t", "0.1", "-f", "framecrc", "pipe:1"]
    lines, is_good = list_packets(exe, [*_SAFE, *_seek(offset), "-i", file_name(path), *decoded])
    return lines if is_good and any(not line.startswith("#") for line in lines) else None


def _input(sound: Sound) -> list[str]:
    """Return how a sound is opened, from its offset on; a loop continues with the file's start."""
    if sound.path is None:
        return [*_SILENCE]
    again = ["-stream_loop", "-1"] if sound.loops else []
    return [*_SAFE, *again, *_seek(sound.offset), "-i", file_name(sound.path)]


def _seek(offset: Fraction) -> list[str]:
    """Return how a far offset is sought in a file; a near one is found by its samples, exactly."""
    return ["-ss", _seconds(offset)] if offset > _SOUGHT else []


def _filters(sound: Sound, encoding: Encoding, codec: SoundCodec) -> list[str]:
    """Return the filters of the samples, with times counted from the first frame."""
    length = _length(encoding)
    start = round(sound.offset * SAMPLE_RATE)
    fade_in = min(length, round(sound.fade_in * SAMPLE_RATE))
    fade_out = min(length, round(sound.fade_out * SAMPLE_RATE))
    steps = ["pan=stereo|c0=c0|c1=c0"] if _is_mono(sound) else []
    steps += [
        f"aformat=sample_fmts=fltp:sample_rates={SAMPLE_RATE}:channel_layouts=stereo",
        "asetpts=N",
        *([] if _seek(sound.offset) else [f"atrim=start_sample={start}", "asetpts=N"]),
        f"apad=whole_len={length}",
        f"atrim=end_sample={length}",
    ]
    if sound.gain:
        steps.append(f"volume={sound.gain}dB")
    if fade_in:
        steps.append(f"afade=t=in:ss=0:ns={fade_in}")
    if fade_out:
        steps.append(f"afade=t=out:ss={length - fade_out}:ns={fade_out}")
    if codec is AAC_LC and not encoding.settings.h264.edit_list:
        steps.append(f"atrim=start_sample={_PRIMING}")
    return [*steps, "asetpts=N"]


def _is_mono(sound: Sound) -> bool:
    """Return whether a sound has one channel: ffmpeg alone would make it 3 dB softer in both."""
    lines = _opening(find_ffmpeg(), sound.path, Fraction(0)) if sound.path else None
    return any(line.startswith("#channel_layout_name 0: mono") for line in lines or ())


def _length(encoding: Encoding) -> int:
    """Return how long the pictures are [samples]; less than a packet is no sound."""
    return max(_PRIMING + 1, round(encoding.frames / encoding.fps * SAMPLE_RATE))


def _seconds(time: Fraction) -> str:
    """Write a time for ffmpeg, to the microsecond."""
    return f"{round(time * 1_000_000)}us"

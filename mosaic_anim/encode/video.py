"""Video: what its formats have in common: ffmpeg encodes their segments and joins them."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from mosaic_anim.encode.format import TRY_AGAIN, Format
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.lazy import LazyModule
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mosaic_anim.encode import concat, sound, sound_codec
    from mosaic_anim.encode.encoding import Encoding, Pixels
    from mosaic_anim.encode.settings import Settings
    from mosaic_anim.io import ffmpeg, ffmpeg_feed, ffmpeg_media
else:  # only where films are written
    concat = LazyModule("mosaic_anim.encode.concat")
    ffmpeg = LazyModule("mosaic_anim.io.ffmpeg")
    ffmpeg_feed = LazyModule("mosaic_anim.io.ffmpeg_feed")
    ffmpeg_media = LazyModule("mosaic_anim.io.ffmpeg_media")
    sound = LazyModule("mosaic_anim.encode.sound")
    sound_codec = LazyModule("mosaic_anim.encode.sound_codec")


class NoVideoError(ValueError):
    """A file is no film of a codec that is written here, or its index is damaged."""


class VideoFormat(Format):
    """A format of even sides; with yuv444p too, as players want them.

    Attributes
    ----------
    muxer : str
        ffmpeg's name of the container.
    longest_side : int
        What a side may have at most [px].
    slack : Fraction
        How far the length of a file may be from that of its frames [s].
    """

    kind: ClassVar[Literal["film"]] = "film"
    has_sound: ClassVar[bool] = True
    muxer: ClassVar[str]
    longest_side: ClassVar[int]
    slack: ClassVar[Fraction] = Fraction(0)

    def check(self, encoding: Encoding) -> None:
        """Refuse odd and too long sides, and rates that would be changed.

        Raises
        ------
        UsageError
            If a side is odd or too long, or the rate would be changed.
        """
        size, place = encoding.size, str(encoding.path)
        if self.rate(encoding.fps) is None:
            raise UsageError(
                f"{self.article} {self.name} cannot hold exactly {encoding.fps} frames a second",
                remedy=f"write {' or '.join(self.rates_near(encoding.fps))}",
                place=place,
            )
        if max(size.height, size.width) > self.longest_side:
            raise UsageError(
                f"{size} is more than {self.article} {self.name} can hold",
                remedy=f"at most {self.longest_side} px a side",
                place=place,
            )
        if near := self.sizes_near(size):
            sizes = " or ".join(map(str, near))
            raise UsageError(
                f"{self.article} {self.name} needs an even width and height, not {size}",
                remedy=f"write {sizes}",
                place=place,
            )

    def sizes_near(self, size: Size) -> tuple[Size, ...]:
        """Return the nearest even sizes: yuv420p keeps the colours of 2x2 pixels together."""
        if size.height % 2 == 0 and size.width % 2 == 0 and min(size.height, size.width) >= 2:
            return ()
        smaller = Size(height=max(2, size.height // 2 * 2), width=max(2, size.width // 2 * 2))
        larger = Size(height=ceil(size.height / 2) * 2, width=ceil(size.width / 2) * 2)
        return (smaller,) if smaller == larger else (smaller, larger)

    def encode_segment(
        self,
        encoding: Encoding,
        frames: Iterator[Pixels],
        count: int,
        part: Path,
        lead: int = 0,  # noqa: ARG002 - a closed group of pictures needs nothing before it
    ) -> None:
        """Encode packed frames into a small film of closed groups of pictures.

        Raises
        ------
        CannotStartError, StoppedError
            If ffmpeg is missing or fails, or the disk does.
        """
        exe = ffmpeg.find_ffmpeg()
        ffmpeg.require_encoder(exe, self.encoder_for(encoding.settings))
        arguments = [*self.options(encoding), ffmpeg.file_name(part)]
        ffmpeg_feed.feed(
            exe, arguments, frames, part=part, place=str(encoding.path), count=count,
            waiting=self.waiting(encoding),
        )  # fmt: skip
        self.verify_segment(part, encoding, count)

    def waiting(self, encoding: Encoding) -> int | None:
        """Return how many frames its encoder needs at once; None for as many as ffmpeg takes."""
        del encoding
        return None

    def join(self, encoding: Encoding, segments: Sequence[Path], part: Path) -> None:
        """Copy the packets of `segments` into one film, with the sound of the whole; verify it.

        Raises
        ------
        StoppedError
            If a segment is missing or damaged, or ffmpeg or the disk fail.
        """
        place, codec = str(encoding.path), sound_codec.CODECS[self.sound_codec]
        with (
            sound.encoded_sound(encoding, codec) as track,
            concat.listing(
                segments,
                fps=encoding.fps,
                place=place,
                is_whole=self._is_whole,
                frames=self._count_frames,
            ) as names,
        ):
            arguments = [
                *(*ffmpeg_media.PACKETS_ONLY, *concat.FROM_LIST),
                *sound.input_of_sound(track, codec),
                *("-map", "0:v:0", "-c:v", "copy", "-bsf:v", self._times(encoding)),
                *sound.track_of_sound(encoding, track, codec),
                *self._file_arguments(encoding),
                ffmpeg.file_name(part),
            ]
            ffmpeg_feed.feed(ffmpeg.find_ffmpeg(), arguments, [names], part=part, place=place)
        self.verify(part, encoding)
        sound.verify_sound(part, encoding, codec)

    def problem(self, path: Path, encoding: Encoding) -> str:
        """Say what is wrong with a video, without decoding it."""
        media = ffmpeg_media.probe(ffmpeg.find_ffmpeg(), path, place=str(encoding.path))
        if media.frames != encoding.frames:
            return f"{media.frames} frames instead of {encoding.frames}"
        codec = self._codec(encoding.settings)
        if (media.codec, media.size) != (codec, encoding.size):
            return f"{media.codec} {media.size} instead of {codec} {encoding.size}"
        if abs(media.duration - encoding.frames / encoding.fps) > self.slack:
            return f"{float(media.duration):.3f} s instead of {encoding.frames} frames"
        return ""

    def verify(self, path: Path, encoding: Encoding) -> None:
        """Check a written file: its packets, its index, its comment.

        Raises
        ------
        StoppedError
            If it is damaged, short, or another one.
        """
        super().verify(path, encoding)
        self._verify_track(path, encoding, encoding.frames)
        with path.open("rb") as file:
            comment = self.comment(file) or ""
        if comment != encoding.comment:
            what = "another comment than was asked for"
            raise _stopped(what, encoding, remedy=ffmpeg.COMPLETE)

    def verify_segment(self, path: Path, encoding: Encoding, count: int) -> None:
        """Count the frames in a segment, and compare codec, size, rate and colours.

        Raises
        ------
        StoppedError
            If it is damaged, short, or another one than was asked for.
        """
        media = ffmpeg_media.probe(ffmpeg.find_ffmpeg(), path, place=str(encoding.path))
        codec = self._codec(encoding.settings)
        if (media.frames, media.codec, media.size) != (count, codec, encoding.size):
            what = f"{media.frames} frames {media.codec} {media.size}"
            raise _stopped(f"{what} instead of {count} frames {codec} {encoding.size}", encoding)
        self._verify_track(path, encoding, count)

    @abstractmethod
    def _codec(self, settings: Settings) -> str:
        """Return ffmpeg's name of the codec."""

    @abstractmethod
    def _times(self, encoding: Encoding) -> str:
        """Return the filter that gives the packets of joined segments their times."""

    @abstractmethod
    def _file_arguments(self, encoding: Encoding) -> list[str]:
        """Return ffmpeg's arguments for the whole file except its path."""

    @abstractmethod
    def _is_whole(self, path: Path) -> bool:
        """Return whether a segment has its end."""

    @abstractmethod
    def _count_frames(self, path: Path) -> int:
        """Count the frames of a segment.

        Raises
        ------
        NoVideoError
            If it is damaged.
        """

    @abstractmethod
    def _read_track(self, path: Path) -> Any:
        """Read the pictures as the index of a file describes them: a record with slots.

        Raises
        ------
        NoVideoError
            If it is no film, or damaged.
        """

    @abstractmethod
    def _expected_track(self, encoding: Encoding, frames: int, track: Any) -> Any:
        """Return what the index of a file should say, as far as `found` says it at all."""

    def _verify_track(self, path: Path, encoding: Encoding, frames: int) -> None:
        """Check that the index of a file says what ffmpeg was asked for.

        Only a build of ffmpeg that ignores its arguments fails here, and it would do so again.
        """
        try:
            track = self._read_track(path)
        except NoVideoError as error:
            raise _stopped(f"no {self.name}: {error}", encoding) from error
        expected = self._expected_track(encoding, frames, track)
        for name in type(expected).__slots__:
            if (has := getattr(track, name)) != (wanted := getattr(expected, name)):
                what = f"the {name.replace('_', ' ')} {_text(has)} instead of {_text(wanted)}"
                raise _stopped(what, encoding, remedy=ffmpeg.COMPLETE)


def _text(value: object) -> str:
    return ":".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _stopped(what: str, encoding: Encoding, *, remedy: str = TRY_AGAIN) -> StoppedError:
    return StoppedError(f"the encoder wrote {what}", remedy=remedy, place=str(encoding.path))

"""Output: one file to write, and what its format allows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Self

from mosaic_anim.clips.start import START, Start
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.presets import PRESETS, Platform, Rule
from mosaic_anim.encode.settings import Settings
from mosaic_anim.scene.cover_shape import wanted_size
from mosaic_anim.scene.format_keys import problems_of_keys
from mosaic_anim.scene.format_limits import rate_problems, size_problems
from mosaic_anim.scene.loop import LOOP, Loop
from mosaic_anim.scene.output_file import SUFFIXES, read_output_file
from mosaic_anim.scene.poster import POSTER, Poster
from mosaic_anim.schema.kind import (
    FLAG,
    Kind,
    Label,
    choice,
    integer,
    list_of,
    number,
    optional,
    scalar,
    string,
    titled,
)
from mosaic_anim.schema.part import Part, key
from mosaic_anim.schema.problem import KeyProblem, invalid
from mosaic_anim.schema.value import AUTO_SIZE, BYTES, FPS, FRAME_SIZE, is_auto
from mosaic_anim.values.geometry import Insets, Size

SHRINK = ("dither", "colors", "fps", "width")
"""What too large a file gives up, in this order. Films but GIFs begin with their quality."""

# They stand for the frame's until a scene fills those in, and are recognised by identity.
_FRAME_SIZE = Size(width=1920, height=1080)
_FRAME_FPS = Fraction(30)

_FAR = 10**9  # [bytes]: few films come near such a limit, so no render is a search for what fits

_SUFFIX_PATTERN = "|".join(suffix[1:] for suffix in SUFFIXES)

_PLATFORMS = {
    "instagram": "reels, story or square",
    "facebook": "reels, story or wide",
    "twitter": "x",
    "web": "standard",
}
"""Presets that people mean by other words."""


def _read_range(value: Any, at: Label) -> tuple[Start, Start]:
    """Read `[dive, dive.end - 0.5s]`."""
    bounds = list_of(START).read(value, at)
    if len(bounds) != 2:
        raise invalid("a range needs two moments", "from and to: [dive, 4.5s]")
    return bounds[0], bounds[1]


def _read_shrink(value: Any, at: Label) -> tuple[str, ...]:
    """Read `[fps, width]`, each at most once."""
    ways: tuple[str, ...] = list_of(choice(*SHRINK)).read(value, at)
    if len(set(ways)) < len(ways):
        raise invalid("'shrink' names something twice", f"each of {', '.join(SHRINK)} once")
    return ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Part):
    """A file to write."""

    file: Path = key(
        scalar(
            read_output_file,
            {"title": "path", "type": "string", "pattern": rf"(?i)\.({_SUFFIX_PATTERN})$"},
        ),
        example="out/zoom.mp4",
        description="Where to write, relative to the current folder. The suffix chooses the "
        "format: .mp4, .mov, .webm, .gif or .webp; `frames/####.png` writes every frame; .jpg or "
        ".png one picture.",
    )
    preset: str = key(
        titled(choice(*PRESETS, meant=_PLATFORMS), "preset"),
        default="standard",
        description="Quality and speed of the encoder, or a platform with its size, frame rates "
        "and limits.",
    )
    size: Size = key(
        FRAME_SIZE,
        unit="pixels",
        default=_FRAME_SIZE,
        description="Width x height of the frame; `auto` is the shape of the cover, `auto 480` the "
        "same with at most 480 pixels on the longer side.",
        otherwise="the preset's, else the scene's",
    )
    fps: Fraction = key(
        FPS,
        unit="frames per second",
        default=_FRAME_FPS,
        description="Frame rate. A GIF can only show 100/n: 50, 33.33, 25, 20, 16.67, 12.5, 10, … "
        "and takes the nearest of these.",
        otherwise="the scene's",
    )
    clips: tuple[str, ...] | None = key(
        optional(
            list_of(
                titled(string(least=0), "clip id"),
                empty=invalid(
                    "the list of clips is empty", "leave 'clips' out to write all of them"
                ),
            )
        ),
        default=None,
        description="Ids of the clips to write, in the order of the timeline.",
        otherwise="all clips",
    )
    range: tuple[Start, Start] | None = key(
        optional(
            Kind(
                read=_read_range,
                schema={"items": START.schema, "maxItems": 2, "minItems": 2, "type": "array"},
            )
        ),
        default=None,
        description="First and last moment to write, in place of `clips`: `[dive, dive.end - "
        "0.5s]`.",
        otherwise="the whole scene",
    )
    at: Start = key(
        START,
        default="0s",
        description="Of a picture: the moment it shows.",
    )
    loop: Loop | None = key(
        LOOP,
        default=None,
        description="Whether the film is played in a loop. `{count: 3, end_hold: 1s}` says how "
        "often, and how long it rests in between.",
        otherwise="`true` for GIF and WebP, `false` otherwise",
    )
    poster: Poster | None = key(
        optional(POSTER),
        default=None,
        description="A moment to write as a picture beside the file.",
        otherwise="no poster",
    )
    max_size: int | None = key(
        optional(BYTES),
        unit="bytes",
        default=None,
        description="Largest size of the file. Quality is reduced until it fits, see `shrink`.",
        otherwise="the platform's limit below 1 GB, if the preset has one",
    )
    shrink: tuple[str, ...] = key(
        Kind(
            read=_read_shrink,
            schema={"items": {"enum": list(SHRINK)}, "type": "array", "uniqueItems": True},
        ),
        default=list(SHRINK),
        description="What may be reduced to stay below `max_size`, in this order. MP4, "
        "MOV, WebM and WebP begin with their quality.",
    )
    crf: float | None = key(
        optional(number(least=0.0, most=51.0)),
        default=None,
        description="Quality of H.264 as x264 counts it, of VP9 as libvpx does: lower is better.",
        otherwise="the preset's",
    )
    codec: Literal["h264", "prores"] | None = key(
        optional(choice("h264", "prores")),
        default=None,
        description="Codec of a MOV: H.264, or ProRes 4444 for video editors.",
        otherwise="`h264`, and `prores` with `background: none`",
    )
    colors: int | None = key(
        optional(integer(least=2, most=256)),
        default=None,
        description="Most colours of a GIF's palettes.",
        otherwise="the preset's",
    )
    dither: float | None = key(
        optional(number(least=0.0, most=1.0)),
        default=None,
        description="How much of the error of a GIF's colours is hidden in a pattern.",
        otherwise="the preset's",
    )
    sound: bool = key(
        FLAG,
        default=True,
        description="Whether an MP4, MOV or WebM carries the scene's sound.",
    )
    quality: Literal["standard", "high"] = key(
        choice("standard", "high"),
        default=None,
        description="How finely flying tiles are drawn.",
        otherwise="`high` with the presets `high` and `archive`, `standard` otherwise",
    )

    _is_clear: bool = field(default=False, repr=False, compare=False)
    _is_draft: bool = field(default=False, repr=False, compare=False)
    _wanted_fps: Fraction | None = field(default=None, repr=False, compare=False)
    _has_frame_rate: bool = field(default=False, repr=False, compare=False)

    @property
    def rounded_from(self) -> Fraction | None:
        """The rate that the scene asks for where the format only plays one near it [1/s]."""
        wanted = self._wanted_fps
        if wanted is None or format_of(self.file).rate(wanted) == self.fps:
            return None
        return wanted

    @property
    def has_frame_rate(self) -> bool:
        """Whether the scene's frame says how fast it plays."""
        return self._has_frame_rate

    @property
    def platform(self) -> Platform | None:
        """The platform that it is for."""
        return PRESETS[self.preset].platform

    @property
    def safe(self) -> Insets:
        """Margins of the frame that the platform's own buttons and captions cover."""
        return self.platform.safe if self.platform else Insets()

    @property
    def rule(self) -> Rule | None:
        """What that platform asks of this format; None where it says nothing."""
        return self.platform.rules.get(self.file.suffix.lower()) if self.platform else None

    @property
    def settings(self) -> Settings:
        """Settings of its encoder."""
        chosen = PRESETS["draft" if self._is_draft else self.preset].settings
        h264, vp9, gif = chosen.h264, chosen.vp9, chosen.gif
        if self.crf is not None:
            h264, vp9 = replace(h264, crf=self.crf), replace(vp9, crf=self.crf)
        if self.colors is not None:
            gif = replace(gif, colors=self.colors)
        if self.dither is not None:
            gif = replace(gif, dither=self.dither)
        codec = self.codec or chosen.mov_codec
        return replace(chosen, alpha=self._is_clear, mov_codec=codec, h264=h264, vp9=vp9, gif=gif)

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        file = values.get("file")
        preset = PRESETS.get(values.get("preset", ""))
        if "loop" not in given and file is not None and format_of(file).loops:
            values["loop"] = Loop()
        if values.get("quality", True) is None:
            values["quality"] = preset.drawing if preset else "standard"
        if "clips" in given and "range" in given:
            remedy = "leave one of them out"
            yield KeyProblem(what="both 'clips' and 'range'", remedy=remedy, path=("range",))
        if file is None:
            return
        yield from problems_of_keys(file, given)
        if values.get("codec") == "prores" and given.get("crf") is not None:
            what, remedy = "'crf' is not for ProRes, which has one quality", "leave it out"
            yield KeyProblem(what=what, remedy=remedy, path=("crf",), at_key=True)
        if preset and preset.platform and "size" not in given and preset.platform.size:
            values["size"] = preset.platform.size
        if "size" in given and not is_auto(values.get("size", AUTO_SIZE)):
            yield from size_problems(values["size"], format_of(file))
        if "fps" in given and "fps" in values:
            yield from rate_problems(values["fps"], format_of(file))
            values["_wanted_fps"] = values["fps"]
            values["fps"] = format_of(file).rate_near(values["fps"])

    def draft(self, *, keep_name: bool = False) -> Self:
        """Return this output at half its size (rounded to even), encoded as fast as can be.

        It is framed as before: the platform's safe area is kept, and so is its `max_size`.
        """
        size = Size(height=_half_even(self.size.height), width=_half_even(self.size.width))
        poster = self.poster
        if poster is not None and poster.file is not None:
            poster = poster.changed(file=_draft_name(poster.file))
        return self.changed(
            size=size,
            quality="standard",
            file=self.file if keep_name else _draft_name(self.file),
            poster=poster,
            _is_draft=True,
        )

    def with_frame(
        self, *, size: Size, fps: Fraction, shape: Size | None = None, is_clear: bool = False
    ) -> Self:
        """Return this output with the frame's `size` and `fps` where it has none of its own.

        Parameters
        ----------
        shape : Size, optional
            Size in the shape of the cover, for `size: auto` [px].
        is_clear : bool
            Whether there is nothing behind the tiles, so that the file is transparent.
        """
        rate, wanted = self.fps, self._wanted_fps
        if takes_frame_rate := self.fps is _FRAME_FPS:
            wanted = self._allowed_rate(fps)
            rate = format_of(self.file).rate_below(wanted)
        own = wanted_size(self.size, shape or size)
        return self.changed(
            size=size if self.size is _FRAME_SIZE else own,
            fps=rate,
            max_size=self._limit,
            _is_clear=is_clear,
            _wanted_fps=wanted,
            _has_frame_rate=self._has_frame_rate or takes_frame_rate,
        )

    @property
    def _limit(self) -> int | None:
        """Largest file allowed, by the output itself or by its platform [bytes]."""
        if self.max_size is not None or self.rule is None or self.rule.most_bytes is None:
            return self.max_size
        is_searched = self.rule.most_bytes < _FAR and format_of(self.file).kind == "film"
        return self.rule.most_bytes if is_searched else None

    def _allowed_rate(self, fps: Fraction) -> Fraction:
        """Return the rate nearest to the frame's that the platform takes."""
        if self.rule and self.rule.fps:
            least, most = self.rule.fps
            return min(max(fps, least), most)
        return fps


def _draft_name(file: Path) -> Path:
    return file.with_name(f"{file.stem}-draft{file.suffix}")


def _half_even(pixels: int) -> int:
    return max(2, round(pixels / 4) * 2)

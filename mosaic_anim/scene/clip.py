"""Clip: a stretch of time and what happens in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.blend import BlendChannel
from mosaic_anim.clips.camera import CameraChannel, channel_faults
from mosaic_anim.clips.endless import DRIVES, EndlessChannel
from mosaic_anim.clips.fade import FadeChannel
from mosaic_anim.clips.morph import MorphChannel
from mosaic_anim.clips.pace import Pace
from mosaic_anim.clips.start import CLIP_START, Start
from mosaic_anim.clips.text import TEXTS, TextChannel, faults_of_texts
from mosaic_anim.clips.tiles import TILES
from mosaic_anim.clips.transition import TRANSITION, Transition
from mosaic_anim.schema.kind import FLAG, identifier, integer, number, optional
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem
from mosaic_anim.schema.value import DURATION, SPEED

if TYPE_CHECKING:
    from mosaic_anim.clips.motions.motion import Motion

CLIP_ID = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"

CHANNELS = (*DRIVES, "fade")
"""What only one clip at a time can drive; texts of several clips show together."""

DRIVEN = {"endless": DRIVES, "morph": ("tiles", "blend")}
"""Keys of a clip that drive channels, too."""

_WORDS = {"endless": "an endless zoom", "morph": "a morph"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip(Part):
    """A stretch of time and what happens in it. What a clip does not move stays as it is."""

    id: str = key(
        identifier(CLIP_ID),
        default="",
        description="Name of the clip, for `clips`, `at: dive.end`, `--at dive.end` and `--set`.",
        otherwise="`clip-1`, `clip-2`, …",
    )
    duration: Fraction = key(
        DURATION,
        example="1.5s",
        description="How long the clip lasts.",
    )
    at: Start | None = key(
        optional(CLIP_START),
        default=None,
        description="When the clip begins: a time in the scene, or a moment of an earlier clip, "
        "such as `dive.end - 0.5s`.",
        otherwise="when all earlier clips have ended",
    )
    transition: Transition = key(
        TRANSITION,
        default="cut",
        description="How the picture before gives way to this clip: `cut`, `crossfade`, `fade`, "
        "or a mapping with more keys.",
    )
    speed: Fraction = key(
        SPEED,
        unit="times",
        default=1,
        description="Playback speed: at 2 the clip takes half its duration.",
    )
    reverse: bool = key(FLAG, default=False, description="Play the clip backwards.")
    ping_pong: bool = key(
        FLAG,
        default=False,
        description="Play the clip forwards, then backwards; it takes twice as long.",
    )
    loop: int = key(
        integer(least=1, most=1000),
        unit="times",
        default=1,
        description="How many times the clip plays.",
    )
    camera: CameraChannel | None = key(
        optional(part_kind(CameraChannel)),
        default=None,
        description="Moves the camera.",
        otherwise="the camera stays",
    )
    tiles: "Motion | None" = key(
        optional(TILES),
        default=None,
        description="Moves the tiles; `motion` says how.",
        otherwise="the tiles stay",
    )
    blend: BlendChannel | None = key(
        optional(part_kind(BlendChannel)),
        default=None,
        description="Turns the mosaic into its cover, or back.",
        otherwise="no change",
    )
    endless: EndlessChannel | None = key(
        optional(part_kind(EndlessChannel)),
        default=None,
        description="Zooms through several mosaics, each a tile of the one before.",
        otherwise="no such zoom",
    )
    morph: MorphChannel | None = key(
        optional(part_kind(MorphChannel)),
        default=None,
        description="Moves the tiles to places where they show another cover.",
        otherwise="the mosaic stays the same",
    )
    fade: FadeChannel | None = key(
        optional(part_kind(FadeChannel)),
        default=None,
        description="Fades in from a colour, or out to one.",
        otherwise="no fade",
    )
    text: tuple[TextChannel, ...] = key(
        TEXTS,
        default=(),
        description="Titles while the clip plays: a text, a text with its look, or a list of "
        "these.",
        otherwise="none",
    )
    motion_blur: float = key(
        number(least=0.0, most=360.0),
        unit="degrees",
        default=0,
        description="Shutter angle: at 180 the shutter is open for half of each frame, at 0 "
        "there is no motion blur.",
    )

    def drives(self, channel: str) -> str:
        """Return the key by which the clip drives a channel; empty if it does not."""
        if getattr(self, channel) is not None:
            return channel
        for name, driven in DRIVEN.items():
            if channel in driven and getattr(self, name) is not None:
                return name
        return ""

    @property
    def pace(self) -> Pace:
        """How it is played."""
        return Pace(
            duration=self.duration,
            speed=self.speed,
            passes=self.loop * (2 if self.ping_pong else 1),
            reverse=self.reverse,
            ping_pong=self.ping_pong,
        )

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:  # noqa: ARG003
        duration = values.get("duration")
        if duration is None:
            return
        if values.get("camera") is not None:
            for fault in channel_faults(values["camera"], duration):
                yield replace(fault, path=("camera", *fault.path))
        yield from _faults_of_fade(values.get("fade"), duration)
        yield from _faults_of_channels(values)
        for channel in ("tiles", "blend", "morph"):
            yield from _faults_of_stagger(channel, values.get(channel), duration)
        if {"transition", "speed", "loop", "ping_pong"} <= values.keys():
            passes = values["loop"] * (2 if values["ping_pong"] else 1)
            length = Pace(duration=duration, speed=values["speed"], passes=passes).length
            yield from _faults_of_transition(values["transition"], length)
            yield from faults_of_texts(values.get("text", ()), length)


def _faults_of_channels(values: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield each key that wants what another key of the clip drives."""
    given = {name for name, value in values.items() if value is not None}
    for name in DRIVEN.keys() & given:
        for channel in (*DRIVEN[name], *(set(DRIVEN) - {name})):
            if channel in given:
                yield KeyProblem(
                    what=f"{_WORDS[name]} leaves nothing to '{channel}'",
                    remedy="give it a clip of its own",
                    path=(channel,),
                )


def _faults_of_fade(fade: FadeChannel | None, duration: Fraction) -> Iterator[KeyProblem]:
    """Yield the problem of a fade that is longer than its clip."""
    if fade is None:
        return
    faded = (fade.in_ or Fraction(0)) + (fade.out or Fraction(0))
    if faded > duration:
        what = f"the fade takes {float(faded):g}s, its clip {float(duration):g}s"
        yield KeyProblem(
            what=what, remedy="make the clip longer or the fade shorter", path=("fade",)
        )


def _faults_of_stagger(
    channel: str, motion: "Motion | BlendChannel | MorphChannel | None", duration: Fraction
) -> Iterator[KeyProblem]:
    """Yield the problem of a stagger that leaves its tiles no time to move."""
    stagger = motion.stagger if motion is not None else None
    if stagger is None or stagger.spread is None or stagger.spread < duration:
        return
    what = f"the stagger spreads over {float(stagger.spread):g}s, its clip takes"
    yield KeyProblem(
        what=f"{what} {float(duration):g}s",
        remedy="make the clip longer or the spread shorter: tiles need time to move",
        path=(channel, "stagger", "spread"),
    )


def _faults_of_transition(transition: Transition, length: Fraction) -> Iterator[KeyProblem]:
    """Yield the problem of a transition that is longer than its clip."""
    if transition.length <= length:
        return
    what = f"the {transition.kind} takes {float(transition.length):g}s, its clip"
    yield KeyProblem(
        what=f"{what} {float(length):g}s",
        remedy=f"make the clip longer, or {{kind: {transition.kind}, duration: …}} shorter",
        path=("transition",),
    )

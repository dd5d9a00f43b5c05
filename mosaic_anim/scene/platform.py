"""Rules of their platforms that a scene's outputs break: warnings, each with its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.platform import Platform, Rule
from mosaic_anim.errors import Problem
from mosaic_anim.scene.clip_times import ClipTime, clip_times, time_of
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.values.amount import format_bytes
from mosaic_anim.values.clock import frame_count
from mosaic_anim.values.wording import count_of

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.scene.output import Output
    from mosaic_anim.values.geometry import Size

_SHAPE_SLACK = 0.01  # share of the aspect within which a frame has the platform's shape


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputLength:
    """How long an output is.

    Attributes
    ----------
    seconds : Fraction
        From its first frame to the end of its last [s].
    frames : int
    """

    seconds: Fraction
    frames: int


def platform_problems(scene: "Scene") -> Iterator[Problem]:
    """Yield each rule of a platform that an output breaks, with its place and what to do."""
    on = {
        clip.id: span for clip, span in zip(scene.timeline, clip_times(scene.timeline), strict=True)
    }
    for number, output in enumerate(scene.outputs):

        def place(key: str, number: int = number) -> str:
            return scene.place("outputs", number, key)

        if output.platform is not None:
            yield from problems_of_output(output, output.platform, output_length(output, on), place)


def rate_notes(scene: "Scene") -> Iterator[Problem]:
    """Yield each output whose format plays a rate near the one that the scene asks for."""
    for number, output in enumerate(scene.outputs):
        wanted, chosen = output.rounded_from, format_of(output.file)
        if wanted is not None:
            what = f"{chosen.name} cannot play {float(wanted):g} frames a second"
            what += f": {float(output.fps):.4g} is the nearest that it can"
            path = ("frame",) if output.has_frame_rate else ("outputs", number)
            yield Problem(what=what, remedy=chosen.rates, place=scene.place(*path, "fps"))


def silent_track_notes(scene: "Scene") -> Iterator[Problem]:
    """Yield each output that gets a silent track, as its platform wants one and it has no sound."""
    for number, output in enumerate(scene.outputs):
        wants = output.platform is not None and output.platform.has_sound
        if wants and format_of(output.file).has_sound and not (scene.sound and output.sound):
            what = f"{output.preset} wants a sound track: a silent one is added"
            yield Problem(what=what, place=scene.place("outputs", number))


def problems_of_output(
    output: "Output", platform: Platform, length: OutputLength, place: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield what one output breaks of the rules of its platform.

    Parameters
    ----------
    length : OutputLength
        Length of the output.
    place : callable
        Takes a key of the output and returns where it is written.
    """
    rule, name, suffix = output.rule, output.preset, output.file.suffix.lower()
    if rule is None:
        what = f"{name} does not take {suffix}"
        yield Problem(what=what, remedy=f"write {_listed(platform)}", place=place("file"))
        return
    if fault := _wrong_size(output.size, platform.size, rule):
        yield Problem(what=f"{name} {fault[0]}", remedy=fault[1], place=place("size"))
    if is_picture(output.file):
        return
    if rule.fps and not rule.fps[0] <= output.fps <= rule.fps[1]:
        least, most = (f"{float(rate):g}" for rate in rule.fps)
        asked = f"{least} to {most}" if rule.fps[0] else f"at most {most}"
        what = f"{name} takes {asked} frames a second, not {float(output.fps):g}"
        yield Problem(what=what, remedy="give the output another fps", place=place("fps"))
    yield from _wrong_length(output, rule, length, place)
    if rule.most_bytes and output.max_size is not None and output.max_size > rule.most_bytes:
        what = f"{name} takes at most {format_bytes(rule.most_bytes)}"
        remedy = "leave max_size out to keep to that"
        yield Problem(what=what, remedy=remedy, place=place("max_size"))


def output_length(output: "Output", on: dict[str, ClipTime]) -> OutputLength:
    """Return how long an output is.

    Parameters
    ----------
    on : dict of str to ClipTime
        Time of each clip of the scene.
    """
    if is_picture(output.file):
        return OutputLength(seconds=Fraction(0), frames=1)
    if output.range is not None:
        begins, ends = (time_of(start, on) for start in output.range)
        duration = max(Fraction(0), ends - begins)
    elif output.clips is not None:
        duration = sum((on[name].end - on[name].start for name in output.clips), Fraction(0))
    else:
        duration = max(span.end for span in on.values())
    rest = (output.loop.end_hold if output.loop else None) or Fraction(0)
    frames = frame_count(duration, output.fps)
    length = frames / output.fps
    if rest:  # its frame is shown as long as it rests
        return OutputLength(seconds=length + max(rest, 1 / output.fps), frames=frames + 1)
    return OutputLength(seconds=length, frames=frames)


def _wrong_size(size: "Size", asked: "Size | None", rule: Rule) -> tuple[str, str] | None:
    """Return what is wrong with the size of a frame and what to do; None if nothing is."""
    most = rule.largest
    if most is not None and not _fits(size, most, upright=rule.upright):
        return f"takes at most {most}, not {size}", "give the output a smaller size"
    if asked is None or abs(size.aspect / asked.aspect - 1) <= _SHAPE_SLACK:
        return None
    return f"shows {asked}; {size} has another shape", f"write size: {asked}"


def _fits(size: "Size", most: "Size", *, upright: bool) -> bool:
    if size.width <= most.width and size.height <= most.height:
        return True
    return upright and size.width <= most.height and size.height <= most.width


def _wrong_length(
    output: "Output", rule: Rule, length: OutputLength, place: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield what is too long, too short or too much of a film."""
    name, key = output.preset, _key_of_length(output)
    if rule.longest is not None and length.seconds > rule.longest:
        what = f"{name} takes at most {float(rule.longest):g}s, not {float(length.seconds):.1f}s"
        remedy = "write a part of it, with clips or range"
        yield Problem(what=what, remedy=remedy, place=place(key))
    if rule.shortest is not None and length.seconds < rule.shortest:
        what = f"{name} takes no less than {float(rule.shortest):g}s"
        remedy = f"this is {float(length.seconds):.1f}s: make it longer"
        yield Problem(what=what, remedy=remedy, place=place(key))
    if rule.most_frames is not None and length.frames > rule.most_frames:
        what = f"{name} takes at most {count_of(rule.most_frames, 'frame')}, not {length.frames:,}"
        remedy = "give the output fewer frames a second, or a part of the scene"
        yield Problem(what=what, remedy=remedy, place=place("fps"))
    pixels = length.frames * output.size.width * output.size.height
    if rule.most_pixels is not None and pixels > rule.most_pixels:
        most = f"{rule.most_pixels / 1e6:.0f} million pixels"
        what = f"{name} takes at most {most} in all frames, not {pixels / 1e6:.0f}"
        remedy = "give the output a smaller size, or fewer frames a second"
        yield Problem(what=what, remedy=remedy, place=place("size"))


def _key_of_length(output: "Output") -> str:
    """Return the key that says which part of the scene an output shows."""
    if output.range is not None:
        return "range"
    return "clips" if output.clips is not None else "file"


def _listed(platform: Platform) -> str:
    """Return the formats that a platform takes, as a remedy says them."""
    suffixes = list(platform.rules)
    return suffixes[0] if len(suffixes) == 1 else f"{', '.join(suffixes[:-1])} or {suffixes[-1]}"

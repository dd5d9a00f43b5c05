"""Motions in the reference: what all have in common, and a section for each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mosaic_anim.clips.ease import NamedEase
from mosaic_anim.clips.motions.motion import Motion
from mosaic_anim.clips.motions.table import MOTIONS
from mosaic_anim.scene.reference.links import PICTURES
from mosaic_anim.schema.part import keys_of
from mosaic_anim.schema.reference import as_yaml, table

_COMMON = ("stagger", "order", "reverse")
"""Keys that are explained once; each motion has an easing of its own."""

_ENDS: Mapping[tuple[float, ...], str] = MappingProxyType(
    {
        (0.0,): "leave home",
        (1.0,): "come home",
        (0.0, 1.0): "leave and come home",
        (): "move in a loop",
    }
)
"""What tiles do, by the progress at which they are at home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionSection:
    """The section of a motion, or of what all have in common."""

    title: str
    part: type[Motion]
    leave_out: tuple[str, ...]
    introduction: str = ""
    notes: str = ""


def motion_overview() -> str:
    """Return what motions are, and a table of all."""
    rows = [
        {
            "motion": f"[`{name}`](#{name})",
            "what it does": (motion.__doc__ or "").splitlines()[0],
            "tiles": _ENDS[motion.HOME],
        }
        for name, motion in MOTIONS.items()
    ]
    return (
        "`tiles: {motion: explode}` lets the tiles fly; the other keys belong to the motion.\n"
        "Away from home they stay where they are until another clip moves them. Every motion\n"
        "begins or ends with the still mosaic, to the pixel, except those that move in a loop.\n\n"
        f"{table(rows)}"
    )


def motion_sections() -> Iterator[MotionSection]:
    """Yield the keys that all motions have, and a section for each motion."""
    yield MotionSection(
        title="Keys of every motion",
        part=Motion,
        leave_out=("ease",),
        introduction="Besides, each has an `ease` and keys of its own.\n",
    )
    for name, motion in MOTIONS.items():
        yield MotionSection(
            title=name, part=motion, notes=_notes(name, motion), leave_out=("motion", *_COMMON)
        )


def _notes(name: str, motion: type[Motion]) -> str:
    """Return a motion's picture, and how its tiles start."""
    picture = f"![{name}]({PICTURES}/motions/{name}.jpg)\n"
    return f"{_start(motion)}\n{picture}" if motion.STAGGER else picture


def _start(motion: type[Motion]) -> str:
    """Return how the tiles of a motion start where a scene does not say."""
    stagger = motion.STAGGER
    written = {
        key.word: value.name if isinstance(value, NamedEase) else value
        for key in keys_of(type(stagger))
        if (value := getattr(stagger, key.name)) != key.default
    }
    order = f", order: {motion.ORDER}" if motion.ORDER else ""
    return f"Its tiles start as with `stagger: {as_yaml(written)}{order}`.\n"

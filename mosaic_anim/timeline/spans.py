"""Spans: stretches of a film in which no clip begins or ends, and which clip drives what in them.

What stays the same through a span is worked out once, not for every frame.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from mosaic_anim.timeline.fade import FadeTimes
from mosaic_anim.timeline.morphs import MorphMotion
from mosaic_anim.timeline.plan_move import Move
from mosaic_anim.timeline.shot import Shot, TileMotion
from mosaic_anim.values.sorted_times import SortedTimes

Driven = TypeVar("Driven")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDrivers:
    """Clips that have started, and the last one of them that has each channel.

    Attributes
    ----------
    shots : tuple of Shot
        In the order in which they start.
    camera, tiles, blend, fade : tuple or None
        The clip that drives the channel, and what of it does.
    texts : tuple of Shot
        Those that have texts.
    transitions : tuple of int
        Which of them begin with a transition that takes time, the last one first.
    """

    shots: tuple[Shot, ...]
    camera: tuple[Shot, Move] | None
    tiles: tuple[Shot, TileMotion | MorphMotion] | None
    blend: tuple[Shot, TileMotion] | None
    fade: tuple[Shot, FadeTimes] | None
    texts: tuple[Shot, ...]
    transitions: tuple[int, ...]

    def is_last(self, shot: Shot) -> bool:
        """Return whether no later clip than `shot` drives what is seen of the mosaic."""
        drivers = (self.camera, self.tiles, self.blend)
        later = self.shots[self.shots.index(shot) + 1 :]
        return not any(driver is not None and driver[0] in later for driver in drivers)

    @classmethod
    def of(cls, shots: Sequence[Shot]) -> "ChannelDrivers":
        """Return which clip drives what when `shots` have started."""
        transitions = (index for index, shot in enumerate(shots) if shot.transition.length)
        return cls(
            shots=tuple(shots),
            camera=_driver(shots, lambda shot: shot.camera),
            tiles=_driver(shots, lambda shot: shot.tiles),
            blend=_driver(shots, lambda shot: shot.blend),
            fade=_driver(shots, lambda shot: shot.fade),
            texts=tuple(shot for shot in shots if shot.titles),
            transitions=tuple(reversed(list(transitions))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a film in which no clip begins, ends or jumps.

    Attributes
    ----------
    begins, ends : Fraction or None
        Start and end in the scene [s]; None before the first edge and after the last one.
    drivers : ChannelDrivers
        The clips that have started.
    motion_blur : float
        How far the shutter is open [degrees].
    """

    begins: Fraction | None
    ends: Fraction | None
    drivers: ChannelDrivers
    motion_blur: float


class Spans:
    """All spans of a film, found by time."""

    def __init__(self, shots: Sequence[Shot]) -> None:
        edges = {Fraction(0)}
        for shot in shots:
            jumps = (shot.start + jump for jump in shot.pace.jumps())
            edges.update((shot.start, shot.end, *jumps))
        self._edges = SortedTimes(edges)
        ends = (*self._edges.times, None)
        self._spans = [
            _span(shots, begins, end) for begins, end in zip((None, *ends), ends, strict=False)
        ]

    def at(self, time: Fraction, *, before: bool = False) -> Span:
        """Return the span that a time [s], or the moment just before it, lies in."""
        return self._spans[self._edges.count(time, before=before)]


def _span(shots: Sequence[Shot], begins: Fraction | None, ends: Fraction | None) -> Span:
    """Return the span between two neighbouring edges."""
    started = [shot for shot in shots if begins is not None and shot.start <= begins]
    on = (shot.motion_blur for shot in started if begins is not None and shot.end > begins)
    return Span(
        begins=begins,
        ends=ends,
        drivers=ChannelDrivers.of(started),
        motion_blur=max(on, default=0.0),
    )


def _driver(
    shots: Sequence[Shot], channel: Callable[[Shot], Driven | None]
) -> tuple[Shot, Driven] | None:
    """Return the last of `shots` that has a channel, with what drives it."""
    for shot in reversed(shots):
        driven = channel(shot)
        if driven is not None:
            return shot, driven
    return None

"""Plan keyframes: the tracks along which a camera goes from one to the next."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.motion.camera import frame_target
from mosaic_anim.motion.track import Track
from mosaic_anim.timeline.camera_moves import Bounds, KeyframeMove, KeyTrack, is_near
from mosaic_anim.timeline.landings import Stop
from mosaic_anim.timeline.view_finder import ViewFinder
from mosaic_anim.values.frame_state import Camera

if TYPE_CHECKING:
    from mosaic_anim.clips.ease import Ease
    from mosaic_anim.clips.keyframe import Keyframe


def plan_keyframes(
    keyframes: "Sequence[Keyframe]",
    start: Camera,
    begins: Stop,
    finder: ViewFinder,
    *,
    duration: Fraction,
    rest: float,
) -> KeyframeMove:
    """Plan the tracks of keyframes; where none is at 0, `start` counts as one.

    Where none has an angle, the camera ends with the angle `rest`.
    """
    channel = finder.channel
    smooth = channel.path == "smooth"
    row, col, height = (
        _TrackWriter(start=value, ease=channel.ease)
        for value in (start.row, start.col, start.height)
    )
    times = [float(keyframe.at.share(duration)) for keyframe in keyframes]
    angle = _angles(keyframes, times, start.angle, channel.ease, rest=rest)
    turned = angle.track()
    seen, wholes, stops = start, [], [begins]
    for index, (time, keyframe) in enumerate(zip(times, keyframes, strict=True)):
        at, landing = turned.value(time, smooth=smooth), None
        if keyframe.to is not None:
            path = ("keyframes", index, "to")
            seen, landing = finder.find(path, keyframe.to, seen, angle=at, fit=keyframe.fit)
            view: _View = seen.row, seen.col, seen.height
            wholes.append(seen)
        else:
            view = _view_of(keyframe, finder, angle=at)
        for writer, value in zip((row, col, height), view, strict=True):
            writer.write(time, value, keyframe.ease)
        if any(value is not None for value in view):
            stops = [stop for stop in stops if stop.share < time]  # one at 0 is the start
            stops.append(Stop(share=time, landing=landing))
    first = row.first, col.first, height.first, angle.first
    return KeyframeMove(
        row=row.track(),
        col=col.track(),
        height=height.track(is_scale=True),
        angle=turned,
        path=channel.path,
        bounds=_bounds_of(
            finder,
            [start] if first == (start.row, start.col, start.height, start.angle) else [],
            wholes,
        ),
        stage=finder.stage,
        stops=tuple(stops),
    )


def _angles(
    keyframes: "Sequence[Keyframe]",
    times: Sequence[float],
    start: float,
    ease: "Ease",
    *,
    rest: float,
) -> "_TrackWriter":
    """Write the angles of keyframes; where none has one, the camera ends with the angle `rest`."""
    angle = _TrackWriter(start=start, ease=ease)
    for time, keyframe in zip(times, keyframes, strict=True):
        angle.write(time, keyframe.rotation, keyframe.ease)
    if rest != start and all(keyframe.rotation is None for keyframe in keyframes):
        angle.write(1.0, rest, None)
    return angle


def _bounds_of(finder: ViewFinder, start: Sequence[Camera], wholes: Sequence[Camera]) -> Bounds:
    """Return what keeps the views of keyframes.

    Parameters
    ----------
    start : sequence of Camera
        Where the camera comes from, unless the first key puts it somewhere else.
    wholes : sequence of Camera
        Views of the targets of keys.
    """
    if finder.channel.background == "show":
        return "none"
    if finder.keeps(*start, *wholes):
        return "canvas"
    rules = finder.stage
    return "whole" if all(is_near(rules.evenly(view), view) for view in start) else "none"


_View = tuple[float | None, float | None, float | None]
"""Row, column and height [cells] of a view, as far as a key says them."""


def _view_of(keyframe: "Keyframe", finder: ViewFinder, *, angle: float) -> _View:
    """Return the view that a key gives in numbers."""
    stage = finder.stage
    height = None
    if keyframe.zoom is not None:
        whole = frame_target(finder.targets.all, "contain", stage.grid, stage.frame_aspect)
        height = whole.height / keyframe.zoom
    if keyframe.position is None:
        return None, None, height
    row, col = keyframe.position
    if height is None:
        return row, col, None
    kept = finder.clamp(Camera(row=row, col=col, height=height, angle=angle))
    return kept.row, kept.col, kept.height


class _TrackWriter:
    """Writes one track, key by key."""

    def __init__(self, *, start: float, ease: "Ease") -> None:
        self._ease = ease
        self._keys: list[tuple[float, float, Ease]] = [(0.0, start, ease)]

    @property
    def first(self) -> float:
        """The value at 0."""
        return self._keys[0][1]

    def write(self, time: float, value: float | None, ease: "Ease | None") -> None:
        """Write a key, unless it has no value; one at 0 takes the place of the start."""
        if value is None:
            return
        if time == 0:
            self._keys.clear()
        self._keys.append((time, value, ease or self._ease))

    def track(self, *, is_scale: bool = False) -> KeyTrack:
        """Return the track."""
        times, values, eases = zip(*self._keys, strict=True)
        return KeyTrack(track=Track(times=times, values=values, is_scale=is_scale), eases=eases[1:])

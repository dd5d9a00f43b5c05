"""Move: a clip's camera channel becomes a move, with its targets found on the canvas."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from mosaic_anim.clips.target import CellTarget, PhotoTarget
from mosaic_anim.motion.camera import WHOLE, Fit, flight_length, frame_target
from mosaic_anim.motion.track import Track, between
from mosaic_anim.timeline.camera_moves import (
    Bounds,
    CameraRules,
    CameraTour,
    KeyframeMove,
    KeyTrack,
    MoveLeg,
    StillCamera,
    is_near,
)
from mosaic_anim.timeline.landings import Landing, Stop, place_in_view
from mosaic_anim.timeline.opening import focused
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Insets

if TYPE_CHECKING:
    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.clips.ease import Ease
    from mosaic_anim.clips.keyframe import Keyframe
    from mosaic_anim.clips.target import Target

Path = tuple[str | int, ...]
"""Keys and indices below the camera channel."""

Report = Callable[[Path, TargetError], None]
"""Reports that the target at a path is not there."""

Land = Callable[[Landing], Landing]
"""Takes a landing, and returns it as the film knows it."""


class Move(Protocol):
    """A camera move through a clip: a frozen value; moves with the same views are equal."""

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Where it begins, ends, or changes its course, in order."""
        ...

    def camera(self, share: float) -> Camera:
        """Return the camera after a share [0 to 1] of the clip's time."""
        ...


def _as_it_is(landing: Landing) -> Landing:
    """Return a landing."""
    return landing


def hold(camera: Camera) -> Move:
    """Return the move of a clip in which the camera stays where it is."""
    return StillCamera(view=camera)


def plan_move(
    channel: "CameraChannel",
    start: Camera,
    *,
    targets: Targets,
    frame_aspect: float,
    duration: Fraction,
    problem: Report,
    land: Land = _as_it_is,
    leaves: Landing | None = None,
    photos: Collection[str] = (),
    safe: Insets = WHOLE,
    turns_back: bool = False,
) -> Move:
    """Plan the camera of a clip of `duration` [s] that begins where the camera is at `start`.

    Parameters
    ----------
    safe : Insets
        Margins of the frame that stay free of a cell, a photo or a rectangle that is shown as a
        whole. The whole mosaic uses the whole frame.
    turns_back : bool
        Whether the camera turns upright where the channel names no angle, as after keyframes, whose
        angles are those of their own clip. Otherwise it stays turned.
    problem : callable
        Takes the path, from the channel on, of a target that is not there, and the error. The
        camera stays where it is then.
    land : callable
        Takes each landing on a cell or a photo, and returns it as the film knows it.
    leaves : Landing, optional
        The landing at which the camera is before.
    photos : collection of str
        The mosaics of whole photos that tiles can open to.
    """
    stage = CameraRules(grid=targets.grid, frame_aspect=frame_aspect, safe=safe)
    scout = _Scout(
        channel=channel, targets=targets, stage=stage, problem=problem, land=land, photos=photos
    )
    rest = round(start.angle / 360) * 360.0 if turns_back else start.angle
    if channel.from_ is not None:
        start, leaves = scout.look(("from",), channel.from_, start, angle=rest)
    begins = Stop(share=0.0, landing=leaves)
    if channel.keyframes is not None:
        return _keys(channel.keyframes, start, begins, scout, duration=duration, rest=rest)
    angle = rest if channel.rotation is None else channel.rotation
    if channel.tour is not None:
        return _tour(channel.tour, start, begins, scout, duration=duration, last=angle)
    end, arrives = start, leaves
    if channel.to is not None:
        end, arrives = scout.look(("to",), channel.to, start, angle=angle)
    stops = begins, Stop(share=1.0, landing=arrives)
    return CameraTour(legs=(scout.leg(start, end),), stage=stage, stops=stops)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scout:
    """Finds the views of a channel."""

    channel: "CameraChannel"
    targets: Targets
    stage: CameraRules
    problem: Report
    land: Land
    photos: Collection[str]

    def look(
        self, path: Path, target: "Target", camera: Camera, *, angle: float, fit: Fit | None = None
    ) -> tuple[Camera, Landing | None]:
        """Return the view of `target`, and the landing there, if it is a cell or a photo.

        Of a photo's cells it is the one nearest to `camera`.
        """
        try:
            rect = self.targets.rect(target, camera)
        except TargetError as error:
            self.problem(path, error)
            return camera, None
        channel, stage, cell = self.channel, self.stage, rect
        photo = self.targets.whole_photo(target, rect)
        if photo is not None and photo.mosaic in self.photos:
            rect = photo.place
        else:
            photo = None
        is_whole = channel.shows_whole(target, fit, angle)
        fit = channel.fit_of(target, fit, opens=photo is not None)
        safe = WHOLE if target == "all" else stage.safe
        wanted = frame_target(rect, fit, stage.grid, stage.frame_aspect, angle=angle, safe=safe)
        if target == "all" and fit == "cover":
            wanted = focused(wanted, self.targets, stage)
        is_past = is_whole and channel.background != "show"
        view = stage.whole(wanted) if is_past else self.clamp(wanted)
        if not isinstance(target, CellTarget | PhotoTarget):
            return view, None
        landing = Landing(
            cell=self.targets.index(cell),
            view=view,
            mosaic=photo.mosaic if photo else "",
            place=place_in_view(rect, wanted, stage.grid, stage.frame_aspect),
            canvas=self.targets.name,
        )
        return view, self.land(landing)

    def clamp(self, camera: Camera) -> Camera:
        """Return a view inside the canvas, unless the background may show."""
        return camera if self.channel.background == "show" else self.stage.clamp(camera)

    def keeps(self, *ends: Camera) -> bool:
        """Return whether a path with these ends stays inside the canvas.

        A path from or to a view outside the canvas crosses the edge evenly instead of jumping.
        """
        return self.channel.background != "show" and self.stage.holds(*ends)

    def leg(self, start: Camera, end: Camera, begins: float = 0.0, ends: float = 1.0) -> MoveLeg:
        """Return the path between two views, from one share of the clip's time to another."""
        return MoveLeg(
            start=start,
            end=end,
            path=self.channel.path,
            ease=self.channel.ease,
            stays_inside=self.keeps(start, end),
            begins=begins,
            ends=ends,
        )


def _tour(
    tour: "Sequence[Target]",
    start: Camera,
    begins: Stop,
    scout: _Scout,
    *,
    duration: Fraction,
    last: float,
) -> CameraTour:
    """Plan flights to the targets, and the pauses there; the last one has the angle `last`.

    Flights share the time that is left in proportion to their lengths S as in van Wijk & Nuij
    2003; see `flight_length`. The camera turns by the same angle on each of them.
    """
    views, landings = [start], list[Landing | None]()
    for index, target in enumerate(tour):
        angle = between(start.angle, last, (index + 1) / len(tour))
        view, landing = scout.look(("tour", index), target, views[-1], angle=angle)
        views.append(view)
        landings.append(landing)
    stays = [float(hold / duration) for hold in scout.channel.holds]
    legs, stops = list[MoveLeg](), [begins]
    time = 0.0
    for index, share in enumerate(_shares(views, scout.stage)):
        ends = time + share * (1 - sum(stays))
        if index == len(tour) - 1:
            ends = 1 - stays[-1]  # exactly: the tour ends with the clip
        legs.append(scout.leg(views[index], views[index + 1], time, ends))
        time = ends + stays[index]
        stops += [Stop(share=at, landing=landings[index]) for at in (ends, time)]
    return CameraTour(legs=tuple(legs), stage=scout.stage, stops=tuple(stops))


def _shares(views: Sequence[Camera], stage: CameraRules) -> list[float]:
    """Return the share of the flights' time that each takes; the same where all have no length."""
    lengths = [
        flight_length(a, b, frame_aspect=stage.frame_aspect, cell_aspect=stage.grid.cell_aspect)
        for a, b in pairwise(views)
    ]
    whole = sum(lengths)
    return [length / whole if whole else 1 / len(lengths) for length in lengths]


def _keys(
    keyframes: "Sequence[Keyframe]",
    start: Camera,
    begins: Stop,
    scout: _Scout,
    *,
    duration: Fraction,
    rest: float,
) -> KeyframeMove:
    """Plan the tracks of keyframes; where none is at 0, `start` counts as one.

    Where none has an angle, the camera ends with the angle `rest`.
    """
    channel = scout.channel
    smooth = channel.path == "smooth"
    angle = _Pen(start=start.angle, ease=channel.ease)
    row, col = _Pen(start=start.row, ease=channel.ease), _Pen(start=start.col, ease=channel.ease)
    height = _Pen(start=start.height, ease=channel.ease)
    times = [float(keyframe.at.share(duration)) for keyframe in keyframes]
    for time, keyframe in zip(times, keyframes, strict=True):
        angle.write(time, keyframe.rotation, keyframe.ease)
    if rest != start.angle and all(keyframe.rotation is None for keyframe in keyframes):
        angle.write(1.0, rest, None)
    turned = angle.keyed()
    seen, wholes, stops = start, [], [begins]
    for index, (time, keyframe) in enumerate(zip(times, keyframes, strict=True)):
        at, landing = turned.value(time, smooth=smooth), None
        if keyframe.to is not None:
            path = ("keyframes", index, "to")
            seen, landing = scout.look(path, keyframe.to, seen, angle=at, fit=keyframe.fit)
            view: _View = seen.row, seen.col, seen.height
            wholes.append(seen)
        else:
            view = _view_of(keyframe, scout, angle=at)
        for pen, value in zip((row, col, height), view, strict=True):
            pen.write(time, value, keyframe.ease)
        if any(value is not None for value in view):
            stops = [stop for stop in stops if stop.share < time]  # one at 0 is the start
            stops.append(Stop(share=time, landing=landing))
    first = row.first, col.first, height.first, angle.first
    return KeyframeMove(
        row=row.keyed(),
        col=col.keyed(),
        height=height.keyed(is_scale=True),
        angle=turned,
        path=channel.path,
        bounds=_bounds_of(
            scout,
            [start] if first == (start.row, start.col, start.height, start.angle) else [],
            wholes,
        ),
        stage=scout.stage,
        stops=tuple(stops),
    )


def _bounds_of(scout: _Scout, start: Sequence[Camera], wholes: Sequence[Camera]) -> Bounds:
    """Return what keeps the views of keyframes.

    Parameters
    ----------
    start : sequence of Camera
        Where the camera comes from, unless the first key puts it somewhere else.
    wholes : sequence of Camera
        Views of the targets of keys.
    """
    if scout.channel.background == "show":
        return "none"
    if scout.keeps(*start, *wholes):
        return "canvas"
    rules = scout.stage
    return "whole" if all(is_near(rules.evenly(view), view) for view in start) else "none"


_View = tuple[float | None, float | None, float | None]
"""Row, column and height [cells] of a view, as far as a key says them."""


def _view_of(keyframe: "Keyframe", scout: _Scout, *, angle: float) -> _View:
    """Return the view that a key gives in numbers."""
    stage = scout.stage
    height = None
    if keyframe.zoom is not None:
        whole = frame_target(scout.targets.all, "contain", stage.grid, stage.frame_aspect)
        height = whole.height / keyframe.zoom
    if keyframe.position is None:
        return None, None, height
    row, col = keyframe.position
    if height is None:
        return row, col, None
    kept = scout.clamp(Camera(row=row, col=col, height=height, angle=angle))
    return kept.row, kept.col, kept.height


class _Pen:
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

    def keyed(self, *, is_scale: bool = False) -> KeyTrack:
        """Return the track."""
        times, values, eases = zip(*self._keys, strict=True)
        return KeyTrack(track=Track(times=times, values=values, is_scale=is_scale), eases=eases[1:])

"""Move: a clip's camera channel becomes a move, with its targets found on the canvas."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from mosaic_anim.motion.camera import WHOLE, flight_length
from mosaic_anim.motion.track import between
from mosaic_anim.timeline.camera_moves import CameraRules, CameraTour, MoveLeg, StillCamera
from mosaic_anim.timeline.landings import Landing, Stop
from mosaic_anim.timeline.plan_keyframes import plan_keyframes
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.timeline.view_finder import Land, ReportError, ViewFinder
from mosaic_anim.values.frame_state import Camera
from mosaic_anim.values.geometry import Insets

if TYPE_CHECKING:
    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.clips.target import Target


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
    problem: ReportError,
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
    finder = ViewFinder(
        channel=channel, targets=targets, stage=stage, problem=problem, land=land, photos=photos
    )
    rest = round(start.angle / 360) * 360.0 if turns_back else start.angle
    if channel.from_ is not None:
        start, leaves = finder.find(("from",), channel.from_, start, angle=rest)
    begins = Stop(share=0.0, landing=leaves)
    if channel.keyframes is not None:
        return plan_keyframes(
            channel.keyframes, start, begins, finder, duration=duration, rest=rest
        )
    angle = rest if channel.rotation is None else channel.rotation
    if channel.tour is not None:
        return _tour(channel.tour, start, begins, finder, duration=duration, last=angle)
    end, arrives = start, leaves
    if channel.to is not None:
        end, arrives = finder.find(("to",), channel.to, start, angle=angle)
    stops = begins, Stop(share=1.0, landing=arrives)
    return CameraTour(legs=(finder.leg(start, end),), stage=stage, stops=stops)


def _tour(
    tour: "Sequence[Target]",
    start: Camera,
    begins: Stop,
    finder: ViewFinder,
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
        view, landing = finder.find(("tour", index), target, views[-1], angle=angle)
        views.append(view)
        landings.append(landing)
    stays = [float(hold / duration) for hold in finder.channel.holds]
    legs, stops = list[MoveLeg](), [begins]
    time = 0.0
    for index, share in enumerate(_shares(views, finder.stage)):
        ends = time + share * (1 - sum(stays))
        if index == len(tour) - 1:
            ends = 1 - stays[-1]  # exactly: the tour ends with the clip
        legs.append(finder.leg(views[index], views[index + 1], time, ends))
        time = ends + stays[index]
        stops += [Stop(share=at, landing=landings[index]) for at in (ends, time)]
    return CameraTour(legs=tuple(legs), stage=finder.stage, stops=tuple(stops))


def _shares(views: Sequence[Camera], stage: CameraRules) -> list[float]:
    """Return the share of the flights' time that each takes; the same where all have no length."""
    lengths = [
        flight_length(a, b, frame_aspect=stage.frame_aspect, cell_aspect=stage.grid.cell_aspect)
        for a, b in pairwise(views)
    ]
    whole = sum(lengths)
    return [length / whole if whole else 1 / len(lengths) for length in lengths]

"""The camera channel: where the camera goes, and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from mosaic_anim.clips.ease import EASE, Ease
from mosaic_anim.clips.fit import FIT, Fit
from mosaic_anim.clips.keyframe import ANGLE, Keyframe
from mosaic_anim.clips.moment import TIME
from mosaic_anim.clips.target import TARGET, CellTarget, PhotoTarget, Target
from mosaic_anim.schema.kind import Kind, Label, choice, list_of, optional
from mosaic_anim.schema.part import Part, key, part_kind
from mosaic_anim.schema.problem import KeyProblem, Path, invalid
from mosaic_anim.values.wording import count_of

_NO_TARGET = invalid("the tour has no target", "for example [{cell: best}, all]")
_NO_KEY = invalid("there is no keyframe", "for example [{at: 100%, to: all}]")

_TIMES = list_of(TIME)


def _read_hold(value: Any, at: Label) -> Fraction | tuple[Fraction, ...]:
    """Read one time for all targets, or a list with one for each."""
    kind = _TIMES if isinstance(value, list | tuple) else TIME
    return kind.read(value, at)  # type: ignore[no-any-return]


_HOLD = Kind(
    read=_read_hold,
    schema={
        "anyOf": [
            TIME.schema,
            {"type": "array", "items": TIME.schema},
        ],
        "examples": ["1s", ["1s", "0s", "2s"]],
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraChannel(Part):
    """Moves the camera: `to` a target, on a `tour` of targets, or along `keyframes`.

    Exactly one of the three is given. The camera stays where it arrives.
    """

    to: Target | None = key(
        optional(TARGET),
        default=None,
        example="{cell: best}",
        description="Target to move to.",
        otherwise="`tour` or `keyframes`",
    )
    tour: tuple[Target, ...] | None = key(
        optional(list_of(TARGET, empty=_NO_TARGET)),
        default=None,
        description="Targets to visit in order. The flights share the time that `hold` leaves, "
        "so that all look equally fast.",
        otherwise="`to` or `keyframes`",
    )
    keyframes: tuple[Keyframe, ...] | None = key(
        optional(list_of(part_kind(Keyframe), empty=_NO_KEY)),
        default=None,
        description="Where the camera is at certain moments, in order of time.",
        otherwise="`to` or `tour`",
    )
    from_: Target | None = key(
        optional(TARGET),
        default=None,
        description="Target to start from.",
        otherwise="where the camera is",
    )
    fit: Fit | None = key(
        optional(FIT),
        default=None,
        description="How a target fits the frame: `contain` shows all of it, past the edge of the "
        "mosaic if it has to; `cover` fills the frame with it; a number is the share of the frame "
        "that the whole target takes, as far as the mosaic reaches.",
        otherwise="`cover` for a cell or a photo, `contain` for `all`; as much of a rectangle as "
        "the mosaic's edge allows",
    )
    rotation: float | None = key(
        optional(ANGLE),
        unit="degrees",
        default=None,
        description="Angle of the camera at the end, clockwise; 720 is two full turns.",
        otherwise="unchanged",
    )
    path: Literal["anchored", "van_wijk", "smooth"] = key(
        optional(choice("anchored", "van_wijk", "smooth")),
        default=None,
        description="`anchored` zooms and slides evenly and keeps the target in view; "
        "`van_wijk` zooms out, across and in again, for flights between tiles; `smooth` passes "
        "keyframes without stopping.",
        otherwise="`van_wijk` for a tour, `anchored` otherwise",
    )
    ease: Ease = key(
        EASE,
        default="in_out_sine",
        description="Easing of the movement; of each leg, if there are several.",
    )
    hold: Fraction | tuple[Fraction, ...] = key(
        _HOLD,
        default="0s",
        description="How long a tour stays at its targets: one time for all, or a list with one "
        "for each.",
    )
    background: Literal["show"] | None = key(
        optional(choice("show")),
        default=None,
        description="`show` lets the camera look past the edge of the mosaic.",
        otherwise="the camera stays inside, but shows the whole mosaic as a whole",
    )

    def fit_of(self, target: Target, fit: Fit | None = None, *, opens: bool = False) -> Fit:
        """Return how `target` fits the frame: as the scene says, or the default of its kind.

        Parameters
        ----------
        fit : Fit, optional
            What a keyframe says.
        opens : bool
            Whether its tile opens to its whole photo, which is shown whole.
        """
        if fit is not None or self.fit is not None:
            return fit if fit is not None else self.fit  # type: ignore[return-value]
        is_tile = isinstance(target, CellTarget | PhotoTarget) and not opens
        return "cover" if is_tile else "contain"

    def shows_whole(self, target: Target, fit: Fit | None, angle: float) -> bool:
        """Return whether `target` is shown as a whole, even past the edge of the mosaic.

        `contain` is a word. A mosaic that a scene says no more of is whole too, unless it is turned
        by `angle` [degrees]: then its corners would look cut off.
        """
        named = fit if fit is not None else self.fit
        if named is None:
            return target == "all" and angle % 180 == 0
        return named == "contain"

    @property
    def holds(self) -> tuple[Fraction, ...]:
        """Time at each target of the tour [s]."""
        if isinstance(self.hold, tuple):
            return self.hold
        return (self.hold,) * len(self.tour or ())

    def targets(self) -> Iterator[tuple[Path, Target]]:
        """Yield every target with its path."""
        if self.from_ is not None:
            yield ("from",), self.from_
        if self.to is not None:
            yield ("to",), self.to
        for index, target in enumerate(self.tour or ()):
            yield ("tour", index), target
        for index, keyframe in enumerate(self.keyframes or ()):
            if keyframe.to is not None:
                yield ("keyframes", index, "to"), keyframe.to

    def goes_to_whole(self) -> bool:
        """Return whether a target is shown as a whole, even past the edge of the mosaic."""
        return self.background != "show" and any(
            self.shows_whole(target, self._own_fit(path), angle=0)
            for path, target in self.targets()
        )

    @property
    def has_own_start(self) -> bool:
        """Whether it says where it begins, instead of going on from where the camera is."""
        first = self.keyframes[0] if self.keyframes else None
        is_keyed = first is not None and first.at.share(Fraction(1)) == 0
        return self.from_ is not None or (is_keyed and first is not None and first.to is not None)

    def fits_of_all(self) -> Iterator[tuple[Path, Fit]]:
        """Yield each fit that is named for the whole mosaic, with the path of the name."""
        for path, target in self.targets():
            own = self._own_fit(path)
            if target == "all" and own is not None:
                yield (*path[:2], "fit"), own
            elif target == "all" and self.fit is not None:
                yield ("fit",), self.fit

    def _own_fit(self, path: Path) -> Fit | None:
        """Return the fit that a keyframe has for the target at `path`."""
        is_key = self.keyframes is not None and path[0] == "keyframes"
        return self.keyframes[path[1]].fit if is_key else None  # type: ignore[index]

    @classmethod
    def _settle(cls, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
        # What is null was left out, and what could not be read is wrong by itself.
        chosen = [name for name in ("to", "tour", "keyframes") if given.get(name) is not None]
        if not chosen:
            yield KeyProblem(
                what="'to' is missing", remedy="for example to: {cell: best}", path=("to",)
            )
            return
        for name in chosen[1:]:
            what = f"a camera with '{chosen[0]}' has no '{name}'"
            yield KeyProblem(what=what, remedy=f"leave out one of the two: {_WAYS}", path=(name,))
        (way, *_) = chosen
        if values.get("path", "") is None:
            values["path"] = "van_wijk" if way == "tour" else "anchored"
        yield from _misplaced(way, values, given)


_WAYS = "to, tour and keyframes exclude each other"


def _misplaced(way: str, values: dict[str, Any], given: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield keys that a movement has no use for, and a wrong number of holds."""
    path = values.get("path")
    if path == "smooth" and way != "keyframes":
        remedy = "anchored or van_wijk"
        yield KeyProblem(what="a smooth path needs keyframes", remedy=remedy, path=("path",))
    if way == "keyframes":
        if given.get("rotation") is not None:
            remedy = "write it into a key"
            yield KeyProblem(
                what="keyframes have a rotation each", remedy=remedy, path=("rotation",)
            )
        yield from _stops(path, values, given)
    if "hold" in given and way != "tour":
        yield KeyProblem(what="a hold belongs to a tour", remedy="leave it out", path=("hold",))
    hold, tour = values.get("hold"), values.get("tour")
    if way == "tour" and tour and isinstance(hold, tuple) and len(hold) != len(tour):
        what = f"the tour has {count_of(len(tour), 'target')}, 'hold' {count_of(len(hold), 'time')}"
        yield KeyProblem(what=what, remedy="one for each target, or one for all", path=("hold",))


def _stops(
    path: str | None, values: dict[str, Any], given: Mapping[str, Any]
) -> Iterator[KeyProblem]:
    """Yield the easings of a smooth path, which has none."""
    if path != "smooth":
        return
    remedy = "leave it out, or choose the path anchored"
    if "ease" in given:
        yield KeyProblem(what="a smooth path has no ease", remedy=remedy, path=("ease",))
    for index, keyframe in enumerate(values.get("keyframes") or ()):
        if keyframe.ease is not None:
            where = ("keyframes", index, "ease")
            yield KeyProblem(what="a smooth path has no ease", remedy=remedy, path=where)


def channel_faults(channel: CameraChannel, duration: Fraction) -> Iterator[KeyProblem]:
    """Yield what is wrong with a camera in a clip of `duration` [s]; paths begin at the channel."""
    rest = sum(channel.holds, Fraction(0))
    if rest >= duration and rest:
        what = f"the tour holds for {float(rest):g}s, its clip takes {float(duration):g}s"
        yield KeyProblem(
            what=what, remedy="make the clip longer or the holds shorter", path=("hold",)
        )
    keyframes = channel.keyframes or ()
    shares = [keyframe.at.share(duration) for keyframe in keyframes]
    for index, share in enumerate(shares):
        if not 0 <= share <= 1:
            what = f"a key at {float(share * duration):g}s, its clip takes {float(duration):g}s"
            remedy = f"make the clip longer or the key {'earlier' if share > 1 else 'later'}"
            yield KeyProblem(what=what, remedy=remedy, path=("keyframes", index, "at"))
    for index, (before, share) in enumerate(pairwise(shares), 1):
        if share <= before:
            what = "a key does not come after the one before it"
            remedy = "put keys in the order of time"
            yield KeyProblem(what=what, remedy=remedy, path=("keyframes", index, "at"))

"""Timeline: the time of one output, in exact seconds, to what its frames show."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.clock import frame_count, frame_time, parse_duration
from mosaic_anim.errors import UsageError
from mosaic_anim.geometry import Grid, Size
from mosaic_anim.state import FrameState
from mosaic_anim.timeline.shot import Shot

if TYPE_CHECKING:
    from mosaic_anim.library.tiles import Variants
    from mosaic_anim.timeline.needs import Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A shot's place in an output.

    Attributes
    ----------
    start : Fraction
        When it begins in the output [s].
    scene_start : Fraction
        When it begins in the scene [s].
    """

    shot: Shot
    start: Fraction
    scene_start: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What one output shows when.

    Times are the output's own: 0 is its first frame, whatever clips it plays. A clip lasts from
    its start up to, and without, its end; there the next one begins. `state` is a pure function,
    and a clip's states do not depend on where the clip stands: a render can be cut at `marks` and
    drawn in any order.

    Attributes
    ----------
    size : Size
        Of the frames [px].
    fps : Fraction
        Frames a second of the output.
    scene_fps : Fraction
        Frames a second that a time such as `75f` counts.
    loops : bool
        Whether the output is played in a loop; one that is not shows its end state in one frame
        more.
    plays : tuple of Play
        The shots, in the order of the output, without gaps.
    grids : Mapping[str, Grid]
        The canvas of each mosaic, by name.
    """

    size: Size
    fps: Fraction
    scene_fps: Fraction
    loops: bool
    plays: tuple[Play, ...]
    grids: Mapping[str, Grid]
    _starts: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(play.start for play in self.plays))

    @property
    def duration(self) -> Fraction:
        """Length [s], without the one frame more that shows the end."""
        return self.plays[-1].start + self.plays[-1].shot.duration

    @property
    def frame_count(self) -> int:
        """Number of frames."""
        return frame_count(self.duration, self.fps, loops=self.loops)

    @property
    def marks(self) -> dict[str, Fraction]:
        """Times [s] with a name: `dive` and `dive.start`, `dive.end`; a repeated clip's first."""
        marks: dict[str, Fraction] = {}
        for play in self.plays:
            marks.setdefault(play.shot.id, play.start)
            marks.setdefault(f"{play.shot.id}.start", play.start)
            marks.setdefault(f"{play.shot.id}.end", play.start + play.shot.duration)
        return marks

    def state(self, time: Fraction) -> FrameState:
        """Return what is shown at `time` [s]; after the end, the end state."""
        play, local = self._at(time)
        return play.shot.state(local)

    def frame_state(self, index: int) -> FrameState:
        """Return what frame `index` shows."""
        return self.state(self.frame_time(index))

    def frame_time(self, index: int) -> Fraction:
        """Return the time [s] of frame `index`.

        Raises
        ------
        ValueError
            If the output has no such frame.
        """
        if not 0 <= index < self.frame_count:
            raise ValueError(f"frame {index} of {self.frame_count}")
        return frame_time(index, self.fps, duration=self.duration)

    def scene_time(self, index: int) -> Fraction:
        """Return the time [s] of frame `index` in the scene, of which an output may play a part."""
        play, local = self._at(self.frame_time(index))
        return play.scene_start + local

    def time_of(self, text: str) -> Fraction:
        """Read a moment: `2.5s`, `800ms`, `75f` (frames of the scene), `dive`, `dive.end`.

        Raises
        ------
        UsageError
            If it is none of these, or lies after the end.
        """
        moment = text.strip()
        marks = self.marks
        if moment in marks:
            return marks[moment]
        try:
            time = parse_duration(moment, fps=self.scene_fps)
        except ValueError:
            near = get_close_matches(moment, marks, n=1)
            remedy = f"did you mean '{near[0]}'?" if near else f"a time, or {_list(marks)}"
            raise UsageError(f"unknown moment {moment!r}", remedy=remedy) from None
        if time > self.duration:
            raise UsageError(
                f"{moment} lies after the end",
                remedy=f"a time from 0s to {float(self.duration):g}s",
            )
        return time

    def moment_state(self, text: str) -> FrameState:
        """Return what is shown at a moment as in `time_of`.

        `dive.end` is the end of that clip, also where the next one begins somewhere else.
        """
        time = self.time_of(text)
        for play in self.plays:
            if text.strip() == f"{play.shot.id}.end":
                return play.shot.state(play.shot.duration)
        return self.state(time)

    def needs(
        self, variants: "Mapping[str, Variants]", states: Iterable[FrameState] | None = None
    ) -> "dict[str, Needs]":
        """Tell which tiles are seen at which size, so that they can be read before drawing.

        Parameters
        ----------
        variants : Mapping[str, Variants]
            The variants of each mosaic, by name.
        states : Iterable of FrameState, optional
            What will be drawn; all frames by default.

        Returns
        -------
        dict
            For each mosaic, level height [px] -> sorted ids of the variants seen at it (k,) int32.
        """
        from mosaic_anim.timeline.needs import needs

        if states is None:
            states = map(self.frame_state, range(self.frame_count))
        return needs(states, self.size, variants, self.grids)

    def _at(self, time: Fraction) -> tuple[Play, Fraction]:
        """Return what plays at `time` [s], and for how long it has."""
        play = self.plays[max(bisect_right(self._starts, time) - 1, 0)]
        return play, min(max(time - play.start, Fraction(0)), play.shot.duration)


def _list(names: Iterable[str]) -> str:
    """Name a few."""
    plain = [name for name in names if "." not in name]
    return ", ".join(plain[:6]) + (", …" if len(plain) > 6 else "")

"""Timeline: maps one output's exact time to what its frames show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.clips.start import Start
from mosaic_anim.timeline.film import Film
from mosaic_anim.timeline.moments import moment_time, read_moment
from mosaic_anim.timeline.needs import needs
from mosaic_anim.timeline.shutter import expose
from mosaic_anim.values.clock import frame_count
from mosaic_anim.values.frame_state import FrameContent, FrameState, Quality
from mosaic_anim.values.geometry import Grid, Size
from mosaic_anim.values.sorted_times import SortedTimes

if TYPE_CHECKING:
    from mosaic_anim.library.tiles import Variants
    from mosaic_anim.timeline.needs import Needs
    from mosaic_anim.values.flight import TileLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A part of the film that an output plays.

    Attributes
    ----------
    clips : tuple of str
        The clips whose marks lie in it.
    start : Fraction
        Its start in the output [s].
    begins, ends : Fraction
        Its start and end in the scene [s].
    ends_before : bool
        Whether its end state is that of the moment just before its end, as for a clip.
    """

    clips: tuple[str, ...]
    start: Fraction
    begins: Fraction
    ends: Fraction
    ends_before: bool = True

    @property
    def end(self) -> Fraction:
        """When it ends in the output [s]."""
        return self.start + self.ends - self.begins

    def output_time(self, time: Fraction) -> Fraction:
        """Return when the output shows a time of the scene [s], or is nearest to it."""
        return self.start + min(max(time, self.begins), self.ends) - self.begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What one output shows when.

    Times are the output's own: 0 is its first frame, whatever clips it plays. A clip lasts from
    its start up to its end, which is excluded. `state` is a pure function, and states hold no time
    of the scene: a render can be cut at `marks` and drawn in any order.

    Attributes
    ----------
    size : Size
        Frame size [px].
    fps : Fraction
        Frame rate of the output [1/s].
    scene_fps : Fraction
        Frame rate that a time such as `75f` refers to [1/s].
    rests : bool
        Whether the output rests on its end state, in a frame of its own.
    quality : str
        Drawing quality of tiles in flight.
    film : Film
        The whole scene over time.
    plays : tuple of Play
        Parts of the film, in the order of the output, without gaps.
    grids : Mapping[str, Grid]
        The canvas of each mosaic, by name.
    duration : Fraction
        Length without the rest on the end state [s].
    frame_count : int
        Number of frames: those that begin before the end, and that of the rest.
    """

    size: Size
    fps: Fraction
    scene_fps: Fraction
    rests: bool
    quality: Quality
    film: Film
    plays: tuple[Play, ...]
    grids: Mapping[str, Grid]
    duration: Fraction = field(init=False, compare=False)
    frame_count: int = field(init=False, compare=False)
    _edges: SortedTimes = field(init=False, repr=False, compare=False)
    _shifts: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for every frame.
        duration = self.plays[-1].end
        object.__setattr__(self, "duration", duration)
        object.__setattr__(self, "frame_count", frame_count(duration, self.fps) + self.rests)
        edges = SortedTimes([*(play.start for play in self.plays), duration])
        object.__setattr__(self, "_edges", edges)
        shifts = tuple(play.begins - play.start for play in self.plays)
        object.__setattr__(self, "_shifts", shifts)

    @property
    def marks(self) -> dict[str, Fraction]:
        """Times [s] with a name: `dive` and `dive.start`, `dive.end`; a repeated clip's first.

        For a clip that is played in part, they are the start and end of that part.
        """
        marks: dict[str, Fraction] = {}
        for play in self.plays:
            for name in play.clips:
                shot = self.film.shot(name)
                marks.setdefault(name, play.output_time(shot.start))
                marks.setdefault(f"{name}.start", marks[name])
                marks.setdefault(f"{name}.end", play.output_time(shot.end))
        return marks

    def state(self, time: Fraction) -> FrameState:
        """Return what is shown at the instant `time` [s].

        After the end it is the end state.
        """
        at, before = self._at(time)
        return self.film.state(at, before=before)

    def frame_state(self, index: int) -> FrameContent:
        """Return what frame `index` shows, with its motion blur."""
        return self._exposed(*self._at(self.frame_time(index)))

    def frame_time(self, index: int) -> Fraction:
        """Return the time [s] of frame `index`.

        Raises
        ------
        ValueError
            If the output has no such frame.
        """
        if not 0 <= index < self.frame_count:
            raise ValueError(f"frame {index} of {self.frame_count}")
        time = index / self.fps
        return min(time, self.duration) if index + 1 == self.frame_count else time

    def time_of(self, text: str) -> Fraction:
        """Read a moment: `2.5s`, `75f` (frames of the scene), `50%`, `dive.end - 0.2s`.

        Raises
        ------
        UsageError
            If it is none, or lies before the start or after the end.
        """
        return self._time(self._start(text), text)

    def moment_state(self, text: str) -> FrameContent:
        """Return what a frame at a moment as in `time_of` shows.

        `dive.end` is the end of that clip, also where the next one begins somewhere else.
        """
        start = self._start(text)
        time = self._time(start, text)
        if start.is_end:
            play = next(play for play in self.plays if start.mark in play.clips)
            return self._exposed(min(self.film.shot(start.mark).end, play.ends), True)
        return self._exposed(*self._at(time))

    def _start(self, text: str) -> Start:
        """Read a moment, of the film or of one of its clips."""
        return read_moment(text, self.marks, self.scene_fps)

    def _time(self, start: Start, text: str) -> Fraction:
        """Return the time of a moment in the output [s]."""
        return moment_time(start, self.marks, self.duration, text)

    def needs(
        self,
        variants: "Mapping[str, Variants]",
        layouts: "Mapping[str, TileLayout]",
        states: Iterable[FrameContent] | None = None,
    ) -> "dict[str, Needs]":
        """Return which tiles are seen at which size, so that they can be read before drawing.

        Parameters
        ----------
        variants, layouts : Mapping
            The variants and the places of each mosaic, by name.
        states : Iterable of FrameContent, optional
            What will be drawn; by default all frames.

        Returns
        -------
        dict
            For each mosaic, level height [px] -> sorted ids of the variants seen at it (k,) int32.
        """
        if states is None:
            states = map(self.frame_state, range(self.frame_count))
        return needs(states, self.size, variants, layouts, quality=self.quality)

    def _at(self, time: Fraction) -> tuple[Fraction, bool]:
        """Return the time of the scene [s] that is shown at `time`, and whether just before it."""
        reached = self._edges.count(time)
        if reached > len(self.plays):
            return self.plays[-1].ends, self.plays[-1].ends_before
        if not reached:
            return self.plays[0].begins, False
        shift = self._shifts[reached - 1]
        return time + shift if shift else time, False

    def _exposed(self, time: Fraction, before: bool) -> FrameContent:
        """Return what a frame at a time of the scene [s] shows while its shutter is open."""
        shutter = self.film.motion_blur(time, before=before)
        if not shutter:
            return self.film.state(time, before=before)
        start, end = self.film.steady(time, before=before)

        def state_at(moment: Fraction) -> FrameState:
            return self.film.state(moment, before=moment >= end)

        return expose(
            state_at,
            time,
            shutter=shutter,
            fps=self.fps,
            start=start,
            end=end,
            size=self.size,
            grids=self.grids,
        )

"""Shot: one clip, planned: when it is on, and what it does with each channel."""

from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.clips.motions.motion import Motion, MotionRecipe
from mosaic_anim.clips.pace import Pace
from mosaic_anim.clips.transition import CUT, Transition
from mosaic_anim.timeline.fade import FadeTimes
from mosaic_anim.timeline.morphs import MorphMotion
from mosaic_anim.timeline.overlay_timing import OverlayTiming
from mosaic_anim.timeline.plan_move import Move
from mosaic_anim.values.frame_state import Mark, Title


@dataclass(frozen=True, slots=True, kw_only=True)
class TileMotion:
    """A motion of the tiles through a clip.

    Attributes
    ----------
    motion : Motion
        The motion, with points in place of targets.
    seed : int
        Random seed.
    spread : float
        Share of the clip's time between the first tile's start and the last one's.
    name : str
        Name of the mosaic whose tiles move.
    """

    motion: Motion
    seed: int
    spread: float
    name: str

    def moving(self, share: float) -> tuple[MotionRecipe, ...]:
        """Return what moves the tiles after a share [0 to 1] of the time; nothing at home."""
        if self.motion.is_home(share):
            return ()
        return (MotionRecipe(motion=self.motion, seed=self.seed, spread=self.spread, time=share),)

    def mosaic(self, share: float) -> str:  # noqa: ARG002 - it is the same all the time
        """Return the mosaic that is shown."""
        return self.name

    def back(self, share: float) -> str:  # noqa: ARG002
        """Return the mosaic on the backs of the tiles; empty for the cover, where it is needed."""
        return ""

    def way(self, share: float) -> tuple[str, str, float]:
        """Return the mosaics that the tiles leave and come to, here one, and how far they are."""
        return self.name, self.name, share

    def cover(self, share: float) -> float:  # noqa: ARG002
        """Return how much is left of the cover over the mosaic: all."""
        return 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One planned clip. What it shows depends on its own time only, not on its place in the scene.

    After its end it shows its last moment.

    Attributes
    ----------
    id : str
        The clip's name.
    start : Fraction
        When it begins in the scene [s].
    pace : Pace
        Maps its time in the scene to the time of what it shows.
    transition : Transition
        How the picture before it turns into its own.
    motion_blur : float
        How far the shutter is open [degrees].
    camera, tiles, blend, fade : optional
        What drives each channel; None where the clip leaves it as it is.
    titles : tuple of OverlayTiming
        Texts that are visible while it is on; they follow the scene's time, however it is played.
    """

    id: str
    start: Fraction
    pace: Pace
    transition: Transition = CUT
    motion_blur: float = 0.0
    camera: Move | None = None
    tiles: TileMotion | MorphMotion | None = None
    blend: TileMotion | None = None
    fade: FadeTimes | None = None
    titles: tuple[OverlayTiming, ...] = ()

    @property
    def end(self) -> Fraction:
        """When it ends in the scene [s]."""
        return self.start + self.pace.length

    def has_started(self, time: Fraction, *, before: bool) -> bool:
        """Return whether it has started at a time of the scene [s], or just before that time."""
        return self.start < time or (self.start == time and not before)

    def is_on(self, time: Fraction, *, before: bool) -> bool:
        """Return whether it has started and not ended."""
        has_ended = self.end < time or (self.end == time and not before)
        return self.has_started(time, before=before) and not has_ended

    def texts(self, time: Fraction, *, before: bool) -> tuple[Title | Mark, ...]:
        """Return its texts that are seen at a time of the scene [s]."""
        if not self.titles or not self.is_on(time, before=before):
            return ()
        passed = time - self.start
        return tuple(
            shown
            for timing in self.titles
            for shown in timing.visible_after(passed, self.pace.length)
        )

    def content(self, time: Fraction, *, before: bool) -> Fraction:
        """Return the time [s] of what it shows at, or just before, a time of the scene [s]."""
        return self.pace.content(time - self.start, before=before)

    def share(self, time: Fraction, *, before: bool) -> float:
        """Return that time as a share [0 to 1] of the clip's duration."""
        passed = time - self.start if self.start else time
        return self.pace.share(passed, before=before)

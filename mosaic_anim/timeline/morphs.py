"""Morphs: which mosaics a scene's tiles form, and how they get from one to another."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mosaic_anim.clips.morph import OWN_COVER, MorphChannel
from mosaic_anim.clips.motions.morphing import Morphing
from mosaic_anim.clips.motions.motion import MotionRecipe

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene

_LEAD = 0.15
"""Share of a morph's time in which the cover over a mosaic fades out first, and in again last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MorphMotion:
    """A morph through a clip.

    Attributes
    ----------
    motion : Morphing
        With points in place of targets.
    seed : int
    spread : float
        Share of the clip's time between the first tile's start and the last one's.
    lead : float
        Share of the time before and after it in which tiles are at home.
    travels : bool
        Whether tiles travel; otherwise they are there all the time.
    """

    motion: Morphing
    seed: int
    spread: float
    lead: float = 0.0
    travels: bool = True

    @classmethod
    def of(
        cls, motion: Morphing, *, seed: int, spread: float, blend: float, travels: bool
    ) -> "MorphMotion":
        """Return a morph of a mosaic over which a share of the cover lies."""
        lead = _LEAD if blend and travels else 0.0
        return cls(motion=motion, seed=seed, spread=spread, lead=lead, travels=travels)

    def moving(self, share: float) -> tuple[MotionRecipe, ...]:
        """Return what moves the tiles after a share [0 to 1] of the time; nothing at home."""
        time = self._time(share)
        if time in {0.0, 1.0}:
            return ()
        motion = replace(self.motion, arrives=time >= 0.5)
        return (MotionRecipe(motion=motion, seed=self.seed, spread=self.spread, time=time),)

    def mosaic(self, share: float) -> str:
        """Return the mosaic that is shown: the one that tiles leave, then the one they come to."""
        return self.motion.start if self._time(share) < 0.5 else self.motion.end

    def back(self, share: float) -> str:
        """Return the mosaic on the backs of the tiles: its tiles in the tints of the other one."""
        if self._time(share) in {0.0, 1.0}:
            return ""
        ends = self.motion.start, self.motion.end
        return dressing(*(ends if self._time(share) < 0.5 else ends[::-1]))

    def way(self, share: float) -> tuple[str, str, float]:
        """Return the mosaics that the tiles go from and to, and how far they are, 0 to 1."""
        time = self._time(share)
        return self.motion.start, self.motion.end, time * time * (3 - 2 * time)

    def cover(self, share: float) -> float:
        """Return how much is left of the cover over the mosaic, 0 to 1."""
        if not self.lead:
            return float(self._time(share) in {0.0, 1.0})
        left = 1 - min(share, 1 - share) / self.lead
        left = min(max(left, 0.0), 1.0)
        return left * left * (3 - 2 * left)

    def _time(self, share: float) -> float:
        """Return the share of the tiles' own time."""
        if not self.travels:
            return 1.0
        return min(max((share - self.lead) / (1 - 2 * self.lead), 0.0), 1.0)


def dressing(mosaic: str, other: str) -> str:
    """Return the name of a mosaic whose tiles have the tints of another one, where they go."""
    return f"{mosaic}+{other}"


def cover_names(scene: "Scene", main: str) -> dict[str, str]:
    """Return the mosaics that the tiles of a scene form: cover -> name, its own cover first.

    A cover is what a morph goes `to`: the path of a picture, or a name of the scene's `mosaics`.
    """
    others = enumerate(scene.other_covers, 1)
    return {scene.mosaic.cover: main, **{to: f"{main}/morph-{number}" for number, to in others}}


def name_shown(scene: "Scene", channel: MorphChannel, main: str) -> str:
    """Return the name of the mosaic that a morph ends with."""
    cover = scene.mosaic.cover if channel.to == OWN_COVER else channel.to
    return cover_names(scene, main)[cover]

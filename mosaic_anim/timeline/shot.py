"""Shot: one clip, planned. A pure function of the clip's own time, whole in itself.

A shot holds no absolute time and refers to no other shot, so that a later room can cut a render at
the starts of clips and know a piece again after the rest of the scene has changed.
"""

from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.clips.ease import Ease, NamedEase
from mosaic_anim.geometry import Grid
from mosaic_anim.motion.camera import PATHS, inside
from mosaic_anim.state import Camera, Color, Fade, FrameState, Layer

TINT_FADES = (0.15, 0.6)
"""Cell height over view height at which the tint begins to fade out, and at which it is gone."""

_LINEAR = NamedEase(name="linear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A way of the camera.

    Attributes
    ----------
    start, end : Camera
        Where it begins and ends, exactly.
    grid : Grid
        The canvas.
    frame_aspect : float
        Width over height of the frame.
    path : str
        Name in `PATHS`.
    ease : Ease
        Time to progress.
    kept_inside : bool
        Whether the view is held inside the canvas on the way, where a flight or an easing that
        overshoots would look beyond it.
    """

    start: Camera
    end: Camera
    grid: Grid
    frame_aspect: float
    path: str = "anchored"
    ease: Ease = _LINEAR
    kept_inside: bool = False

    def camera(self, share: float) -> Camera:
        """Return the camera after a share [0 to 1] of the time."""
        progress = self.ease.function()(share)
        way = PATHS[self.path](
            self.start,
            self.end,
            frame_aspect=self.frame_aspect,
            cell_aspect=self.grid.cell_aspect,
        )
        camera = way(progress)
        if self.kept_inside and progress not in {0, 1}:
            return inside(camera, self.grid, self.frame_aspect)
        return camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Curtain:
    """Colours over the frame: what earlier clips left, and what this one draws away or down.

    Attributes
    ----------
    held : tuple of Fade
        What lies over the frame when the clip begins; gone where the clip fades in.
    opening : Fraction
        Time from the colour to the picture, at the clip's start [s]; 0 for none.
    closing : Fraction
        Time from the picture to the colour, at the clip's end [s]; 0 for none.
    """

    held: tuple[Fade, ...] = ()
    opening: Fraction = Fraction(0)
    closing: Fraction = Fraction(0)
    color: Color = (0, 0, 0)
    ease: Ease = _LINEAR

    def overlays(self, time: Fraction, duration: Fraction) -> tuple[Fade, ...]:
        """Return what lies over the frame, from the back; nothing that cannot be seen."""
        below = () if self.opening else self.held
        opacity = self._opacity(time, duration)
        if opacity == 0:
            return below
        fade = Fade(color=self.color, opacity=opacity)
        return (fade,) if opacity == 1 else (*below, fade)

    def _opacity(self, time: Fraction, duration: Fraction) -> float:
        ease = self.ease.function()
        opacity = 0.0
        if time < self.opening:
            opacity = 1 - ease(float(time / self.opening))
        elif self.closing and time >= duration - self.closing:
            opacity = ease(float(1 - (duration - time) / self.closing))
        return min(max(opacity, 0.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One clip, planned.

    Attributes
    ----------
    id : str
        The clip's name.
    duration : Fraction
        How long it lasts [s].
    mosaic : str
        Name of the mosaic that it shows.
    background : Color
        Where the mosaic does not reach.
    """

    id: str
    duration: Fraction
    mosaic: str
    background: Color
    move: Move
    curtain: Curtain

    def state(self, time: Fraction) -> FrameState:
        """Return what is shown `time` [s] after the clip's start; at `duration`, its end state."""
        camera = self.move.camera(float(time / self.duration))
        layer = Layer(mosaic=self.mosaic, camera=camera, tint=landing_tint(camera))
        return FrameState(
            background=self.background,
            layers=(layer,),
            overlays=self.curtain.overlays(time, self.duration),
        )


def landing_tint(camera: Camera) -> float:
    """Return how much tint is left, 0 to 1: a photo that fills the frame shows its own colours.

    The tint fades out along a smoothstep (3 x^2 - 2 x^3) while a cell grows in the view.
    """
    begins, gone = TINT_FADES
    share = (1 / camera.height - begins) / (gone - begins)
    share = min(max(share, 0.0), 1.0)
    return 1 - share * share * (3 - 2 * share)

"""Fades: the colours over a frame, as clips fade in and out."""

from dataclasses import dataclass
from fractions import Fraction

from mosaic_anim.clips.ease import Ease, NamedEase
from mosaic_anim.values.frame_state import Color, Fade

BLACK: Color = (0, 0, 0)

_LINEAR = NamedEase(name="linear")


@dataclass(frozen=True, slots=True, kw_only=True)
class FadeTimes:
    """Colours over the frame: those that earlier clips left, and this clip's own fades.

    Attributes
    ----------
    duration : Fraction
        Length of the clip [s].
    earlier : tuple of Fade
        Colours over the frame when the clip begins; they go as the clip fades in.
    opening : Fraction
        Time from the colour to the picture, at the clip's start [s]; 0 for none.
    closing : Fraction
        Time from the picture to the colour, at the clip's end [s]; 0 for none.
    hides_marks : bool
        Whether the colours lie over marks, too.
    """

    duration: Fraction
    earlier: tuple[Fade, ...] = ()
    opening: Fraction = Fraction(0)
    closing: Fraction = Fraction(0)
    color: Color | None = BLACK
    ease: Ease = _LINEAR
    hides_marks: bool = False

    def overlays(self, time: Fraction) -> tuple[Fade, ...]:
        """Return the visible colours over the frame, `time` [s] into the clip."""
        below = () if self.opening else self.earlier
        opacity = self._opacity(time)
        if opacity == 0:
            return below
        fade = Fade(color=self.color, opacity=opacity)
        return (fade,) if opacity == 1 else (*below, fade)

    def _opacity(self, time: Fraction) -> float:
        ease = self.ease.function()
        opacity = 0.0
        if time < self.opening:
            opacity = 1 - ease(float(time / self.opening))
        elif self.closing and time >= self.duration - self.closing:
            opacity = ease(float(1 - (self.duration - time) / self.closing))
        return min(max(opacity, 0.0), 1.0)

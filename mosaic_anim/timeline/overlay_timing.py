"""Overlay timing: when an overlay is seen, and how it fades in and out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from mosaic_anim.values.frame_state import Mark, Title


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayTiming:
    """An overlay, and how it fades in and out.

    Attributes
    ----------
    recipe : Title or Mark
        The overlay at its highest opacity.
    opening, closing : Fraction
        Length of the fade in, and of the fade out [s].
    """

    recipe: Title | Mark
    opening: Fraction
    closing: Fraction

    def visible_after(self, passed: Fraction, length: Fraction) -> tuple[Title | Mark, ...]:
        """Return what is seen `passed` [s] after it appeared, if it stays for `length` [s]."""
        share = Fraction(1)
        if passed < self.opening:
            share = passed / self.opening
        if length - passed < self.closing:
            share = min(share, (length - passed) / self.closing)
        opacity = float(share) * self.recipe.opacity
        return (replace(self.recipe, opacity=opacity),) if opacity > 0 else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOverlay:
    """A mark, and when it is seen.

    Attributes
    ----------
    spans : tuple of (Fraction, Fraction)
        Start and end of each appearance in the scene [s], in order, none overlapping.
    lasts : bool
        Whether it is still visible at the end of the last one, which is the end of the scene.
    """

    timing: OverlayTiming
    spans: tuple[tuple[Fraction, Fraction], ...]
    lasts: bool = False

    def visible_at(self, time: Fraction, *, before: bool) -> tuple[Title | Mark, ...]:
        """Return what is seen at a time of the scene [s], or just before it."""
        for start, end in self.spans:
            is_after = time > start or (time == start and not before)
            if is_after and (time < end or (time == end and (before or self.lasts))):
                return self.timing.visible_after(time - start, end - start)
        return ()


def merge_spans(
    spans: Iterable[tuple[Fraction, Fraction]],
) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return spans of time in order, joining those that touch."""
    merged: list[tuple[Fraction, Fraction]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def assets_of(recipe: Title | Mark) -> tuple[str, ...]:
    """Return the names of the fonts or the picture of a recipe."""
    return recipe.fonts if isinstance(recipe, Title) else (recipe.picture,)

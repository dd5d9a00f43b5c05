"""Mixing: how one picture becomes another."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from mosaic_anim.clips.transition import Transition
from mosaic_anim.values.frame_state import Color, Fade, FrameState, Layer

_BLACK = (0, 0, 0)


def mix_states(
    transition: Transition,
    time: Fraction,
    outgoing: FrameState,
    incoming: FrameState,
    *,
    is_whole: Callable[[Layer], bool],
) -> FrameState:
    """Return what is shown `time` [s] after the start of a transition.

    Parameters
    ----------
    is_whole : callable
        Returns whether a layer hides everything below it.
    """
    progress = transition.progress(time)
    if transition.kind == "fade":
        side = outgoing if progress < 0.5 else incoming
        color = transition.color or (None if side.background is None else _BLACK)
        return _covered(side, color, 1 - abs(1 - 2 * progress))
    if progress in {0, 1}:
        return incoming if progress else outgoing
    return _crossfade(outgoing, incoming, progress, is_whole)


def _crossfade(
    outgoing: FrameState,
    incoming: FrameState,
    progress: float,
    is_whole: Callable[[Layer], bool],
) -> FrameState:
    """Lay the incoming layer over the outgoing picture; its whole picture where it has holes."""
    *_, top = incoming.layers
    if outgoing.overlays == incoming.overlays and outgoing.under is None and is_whole(top):
        return replace(outgoing, layers=(*outgoing.layers, replace(top, opacity=progress)))
    return replace(incoming, under=outgoing, opacity=progress)


def _covered(state: FrameState, color: Color | None, opacity: float) -> FrameState:
    """Lay a colour, or nothing, over a whole picture."""
    if opacity == 0:
        return state
    if state.under is not None:
        return FrameState(background=color, under=state, opacity=opacity)
    fade = Fade(color=color, opacity=opacity)
    return replace(state, overlays=(fade,) if opacity == 1 else (*state.overlays, fade))

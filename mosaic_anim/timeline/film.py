"""Film: what a scene shows at any moment, a pure function of exact time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mosaic_anim.clips.motions.blending import Blending
from mosaic_anim.clips.motions.motion import Motion, MotionRecipe
from mosaic_anim.clips.start import Start
from mosaic_anim.timeline.backdrop import Backdrop
from mosaic_anim.timeline.camera_moves import CameraRules
from mosaic_anim.timeline.endless import EndlessZoom
from mosaic_anim.timeline.landing_tint import landing_tint
from mosaic_anim.timeline.landings import Landing, landings_around, open_tile
from mosaic_anim.timeline.mix import mix_states
from mosaic_anim.timeline.overlay_timing import TimedOverlay, assets_of
from mosaic_anim.timeline.shot import Shot
from mosaic_anim.timeline.spans import ChannelDrivers, Spans
from mosaic_anim.values.frame_state import (
    Camera,
    Color,
    Fade,
    FrameState,
    Layer,
    Mark,
    Overlay,
    Title,
)

BACK = "/cover"
"""Behind a mosaic's name: its cover, cut into the same cells, on the backs of its tiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """The clips of a scene, all at their times.

    A channel is driven by the last clip that has started and has it, and holds still when that clip
    has ended. While a transition runs there are two such pictures: of the clips before it, and of
    all that have started.

    Each method takes a time or, with `before`, the moment just before it: what ends at that time
    is still there then, and what begins at it is not.

    Attributes
    ----------
    shots : tuple of Shot
        In the order in which they start.
    mosaic : str
        Name of the mosaic that is visible until a clip morphs it.
    background : Color or None
        Colour where there is no layer; None for nothing.
    backdrop : Backdrop
        The picture behind the mosaic.
    opening : Camera
        Where the camera is before its first move.
    stage : CameraRules
        What limits the views.
    marks : tuple of TimedOverlay
        Overlays on top of all pictures, also during transitions.
    landings : tuple of Landing
        Where the camera arrives at cells and photos.
    blend : float
        Share of the cover in the mosaic itself, 0 to 1.
    """

    shots: tuple[Shot, ...]
    mosaic: str
    background: Color | None
    backdrop: Backdrop
    opening: Camera
    stage: CameraRules
    marks: tuple[TimedOverlay, ...] = ()
    landings: tuple[Landing, ...] = ()
    blend: float = 0.0
    _spans: Spans = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_spans", Spans(self.shots))

    @property
    def duration(self) -> Fraction:
        """End of the last clip [s]."""
        return max(shot.end for shot in self.shots)

    @property
    def assets(self) -> frozenset[str]:
        """Names of the fonts and pictures of its overlays."""
        timings = [timing for shot in self.shots for timing in shot.titles]
        timings += [mark.timing for mark in self.marks]
        return frozenset(name for timing in timings for name in assets_of(timing.recipe))

    def shot(self, name: str) -> Shot:
        """Return the clip called `name`.

        Raises
        ------
        ValueError
            If the scene has no such clip.
        """
        for shot in self.shots:
            if shot.id == name:
                return shot
        raise ValueError(f"the scene has no clip {name!r}")

    def time(self, start: Start) -> Fraction:
        """Return the time of the scene [s] that `start` means, a mark of any clip or a time."""
        if not start.mark:
            return start.within(Fraction(0), self.duration)
        shot = self.shot(start.mark)
        return start.within(shot.start, shot.end)

    def state(self, time: Fraction, *, before: bool = False) -> FrameState:
        """Return what is shown at a time of the scene [s]."""
        drivers = self._spans.at(time, before=before).drivers
        picture = self._picture(drivers, time, before)
        marks = (*self._marks(time, before), *_over_marks(drivers, time, before))
        return replace(picture, marks=marks) if marks else picture

    def motion_blur(self, time: Fraction, *, before: bool = False) -> float:
        """Return how far the shutter is open at a time of the scene [degrees]."""
        return self._spans.at(time, before=before).motion_blur

    def steady(self, time: Fraction, *, before: bool = False) -> tuple[Fraction, Fraction]:
        """Return the span [s] around `time` in which no clip begins, ends or jumps."""
        span = self._spans.at(time, before=before)
        begins = time if span.begins is None else span.begins
        return begins, time if span.ends is None else span.ends

    def _picture(self, drivers: ChannelDrivers, time: Fraction, before: bool) -> FrameState:
        """Return what clips, which have all started, show."""
        incoming = self._composed(drivers, time, before)
        for index in drivers.transitions:
            shot = drivers.shots[index]
            passed = time - shot.start
            if passed < shot.transition.length:
                outgoing = self._picture(ChannelDrivers.of(drivers.shots[:index]), time, before)
                if index == 0 and shot.start == 0:  # there is no picture before the first one
                    outgoing = FrameState(background=self.background, layers=self.backdrop.layers())
                return mix_states(
                    shot.transition, passed, outgoing, incoming, is_whole=self._is_whole
                )
        return incoming

    def _composed(self, drivers: ChannelDrivers, time: Fraction, before: bool) -> FrameState:
        """Return what is shown where each channel is driven by the last clip that has it."""
        view, landings = self.opening, tuple[Landing, ...]()
        if drivers.camera is not None:
            shot, move = drivers.camera
            share = shot.share(time, before=before)
            if isinstance(move, EndlessZoom) and drivers.is_last(shot):
                return FrameState(
                    background=self.background,
                    layers=move.layers(share),
                    overlays=_overlays(drivers, time, before),
                )
            view, landings = move.camera(share), landings_around(move.stops, share)
        motions: tuple[MotionRecipe, ...] = ()
        mosaic, back, cover = self.mosaic, "", 1.0
        behind = self.backdrop.layers()
        if drivers.tiles is not None:
            shot, flying = drivers.tiles
            share = shot.share(time, before=before)
            motions += flying.moving(share)
            mosaic, back, cover = flying.mosaic(share), flying.back(share), flying.cover(share)
            behind = self.backdrop.layers(*flying.way(share))
        motions += self._blended(drivers, view, time, before, cover=cover)
        here = [landing for landing in landings if landing.canvas == mosaic]
        layer = self._layer(mosaic, view, here, motions, back=back)
        return FrameState(
            background=self.background,
            layers=(*behind, layer),
            overlays=_overlays(drivers, time, before),
        )

    def _blended(
        self, drivers: ChannelDrivers, camera: Camera, time: Fraction, before: bool, *, cover: float
    ) -> tuple[MotionRecipe, ...]:
        """Return what shows the cover: a clip, or the share that the mosaic has of it.

        cover : float
            How much of that share is left, 0 to 1: none while tiles morph.
        """
        if not cover:
            return ()
        if drivers.blend is not None:
            shot, flying = drivers.blend
            share = shot.share(time, before=before)
            if _cover_share(flying.motion, share) != self.blend:
                return flying.moving(share)
        still = self.blend * cover * landing_tint(camera)
        if not still:
            return ()
        motion = Blending(start=still, end=still)
        return (MotionRecipe(motion=motion, seed=0, spread=0.0, time=0.0),)

    def _marks(self, time: Fraction, before: bool) -> tuple[Title | Mark, ...]:
        return tuple(shown for mark in self.marks for shown in mark.visible_at(time, before=before))

    def _layer(
        self,
        mosaic: str,
        camera: Camera,
        landings: Sequence[Landing],
        motions: tuple[MotionRecipe, ...],
        *,
        back: str,
    ) -> Layer:
        """Return a mosaic as `camera` sees it, between two of its `landings`.

        back : str
            Name of the mosaic on the backs of its tiles; by default its cover, if motions show it.
        """
        if not back and any(moving.motion.SHOWS_BACK for moving in motions):
            back = mosaic + BACK
        return Layer(
            mosaic=mosaic,
            camera=camera,
            motions=motions,
            back=back,
            tint=landing_tint(camera),
            opening=open_tile(landings, camera, self.stage.grid.cell_aspect),
        )

    def _is_whole(self, layer: Layer) -> bool:
        """Return whether a layer hides all below it: tiles at home, the view inside the canvas."""
        is_still = layer.mosaic not in self.backdrop.names and not layer.motions
        return is_still and self.stage.holds(layer.camera)


def _cover_share(motion: Motion, share: float) -> float | None:
    """Return the share of the cover that a blend shows before or after it; None in between."""
    if not isinstance(motion, Blending):
        return None
    return {0.0: motion.start, 1.0: motion.end}.get(share)


def _overlays(drivers: ChannelDrivers, time: Fraction, before: bool) -> tuple[Overlay, ...]:
    """Return the texts, and the colours over them."""
    titles: tuple[Overlay, ...] = ()
    for shot in drivers.texts:
        titles += shot.texts(time, before=before)
    colors = _colors(drivers, time, before, hides_marks=False)
    hides_all = any(fade.opacity >= 1 for fade in colors)
    return colors if hides_all else (*titles, *colors)


def _over_marks(drivers: ChannelDrivers, time: Fraction, before: bool) -> tuple[Fade, ...]:
    """Return the colours that lie over marks."""
    return _colors(drivers, time, before, hides_marks=True)


def _colors(
    drivers: ChannelDrivers, time: Fraction, before: bool, *, hides_marks: bool
) -> tuple[Fade, ...]:
    """Return the colours over the frame that lie over marks, or under them."""
    if drivers.fade is None:
        return ()
    shot, fade = drivers.fade
    if fade.hides_marks != hides_marks:
        return ()
    return fade.overlays(shot.content(time, before=before))

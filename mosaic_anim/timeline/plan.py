"""Plan: a scene's clips, each starting where the one before ended, played into an output."""

import hashlib
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.background import NOTHING
from mosaic_anim.clips.start import Start
from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.motion.camera import frame_target
from mosaic_anim.scene.clip_times import ClipTime, clip_times
from mosaic_anim.scene.letters import place_of_mark, place_of_text
from mosaic_anim.scene.load import in_order
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.timeline.camera_moves import CameraRules
from mosaic_anim.timeline.endless import NestedMosaics
from mosaic_anim.timeline.fade import FadeTimes
from mosaic_anim.timeline.film import Film
from mosaic_anim.timeline.landings import Landing, closed_at_first, landing_at
from mosaic_anim.timeline.morphs import MorphMotion, name_shown
from mosaic_anim.timeline.opening import opening_view
from mosaic_anim.timeline.overlay_timing import OverlayTiming, TimedOverlay, merge_spans
from mosaic_anim.timeline.plan_move import Move, plan_move
from mosaic_anim.timeline.shot import Shot, TileMotion
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.timeline.targets import CropCentre, Targets
from mosaic_anim.timeline.timeline import Play, Timeline
from mosaic_anim.timeline.titles import TitlePlanner
from mosaic_anim.values.frame_state import Color, Fade, Layer
from mosaic_anim.values.geometry import Insets, Rect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mosaic_anim.clips.blend import BlendChannel
    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.clips.fade import FadeChannel
    from mosaic_anim.clips.motions.motion import Motion
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Output, Scene

BACKGROUND = "background"
"""Name of the picture behind everything: a mosaic of one cell."""

_BLACK = (0, 0, 0)


def plan(
    scene: "Scene",
    output: "Output",
    placements: "Mapping[str, Placement]",
    libraries: "Mapping[str, Library]",
    assets: "Mapping[str, str] | None" = None,
    *,
    focus: CropCentre | None = None,
    targets: Targets | None = None,
    nested: NestedMosaics | None = None,
    morphs: "Mapping[str, Targets] | None" = None,
) -> Timeline:
    """Plan `scene` for one of its outputs.

    All clips are planned in the order in which they start, whatever the output plays of them: a
    clip looks the same in every output.

    Parameters
    ----------
    scene : Scene
        The scene to plan.
    output : Output
        Size, frame rate, and which clips are played in which order.
    placements : Mapping
        The placement of each mosaic, by name; the first one is the scene's main mosaic.
    libraries : Mapping
        The libraries of those mosaics whose tiles are photos.
    assets : Mapping, optional
        Names of the loaded fonts and logos, by their paths in the scene.
    focus : CropCentre, optional
        What a crop of the whole mosaic is centred on; by default its middle. `targets` know it.
    targets : Targets, optional
        Targets on the main mosaic, the same for all outputs: the best cells are found once.
    nested : NestedMosaics, optional
        What an endless zoom goes through; a scene that has one needs it.
    morphs : Mapping of str to Targets, optional
        Targets on the mosaics that tiles morph to, by name; a scene that has such needs them.

    Raises
    ------
    SceneError
        With every target that is not on the canvas, and every text that cannot be drawn.
    ValueError
        If the output plays a clip that the scene does not have.
    """
    (name, placement), *_ = placements.items()
    targets = targets or Targets(
        placement, libraries[name], frame=scene.frame.size, focus=focus, name=name
    )
    writer = TitlePlanner(scene, output, placement, libraries[name], assets or {})
    film = _film(scene, output, placements, targets, writer, nested=nested, morphs=morphs or {})
    return Timeline(
        size=output.size,
        fps=output.fps,
        scene_fps=scene.frame.fps,
        rests=bool(output.loop and output.loop.end_hold),
        quality=output.quality,
        film=film,
        plays=_plays(film, [clip.id for clip in scene.timeline], output),
        grids={name: placement.grid for name, placement in placements.items()},
    )


def seed_of(scene_seed: int, clip_id: str) -> int:
    """Return the random seed of a clip: 63 bits, different for each clip."""
    digest = hashlib.sha256(f"{scene_seed} {clip_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _film(
    scene: "Scene",
    output: "Output",
    placements: "Mapping[str, Placement]",
    targets: Targets,
    writer: TitlePlanner,
    *,
    nested: NestedMosaics | None,
    morphs: "Mapping[str, Targets]",
) -> Film:
    """Plan all that a scene shows in the frame of an output.

    Raises
    ------
    SceneError
        With every problem that its clips, texts and marks have.
    """
    aspect = output.size.aspect
    director = _Director(
        scene,
        targets,
        writer,
        frame_aspect=aspect,
        safe=output.safe,
        photos=frozenset(placements),
        nested=nested,
        morphs=morphs,
    )
    times = clip_times(scene.timeline)
    shots = director.shots(times)
    marks = _marks(scene, writer, times)
    if problems := [*director.problems, *writer.problems]:
        raise SceneError(in_order(problems))
    return Film(
        shots=shots,
        mosaic=next(iter(placements)),
        background=_color(scene),
        behind=_behind(placements, aspect),
        opening=director.opening,
        stage=director.stage,
        marks=marks,
        landings=tuple(dict.fromkeys(director.landings)),
        blend=scene.mosaic.blend,
    )


class _Director:
    """Plans the clips in order, and keeps track of how the last one left each channel."""

    def __init__(
        self,
        scene: "Scene",
        targets: Targets,
        writer: TitlePlanner,
        *,
        frame_aspect: float,
        safe: Insets,
        photos: frozenset[str],
        nested: NestedMosaics | None,
        morphs: "Mapping[str, Targets]",
    ) -> None:
        self.problems: list[Problem] = []
        self.landings: list[Landing] = []
        self.stage = CameraRules(grid=targets.grid, frame_aspect=frame_aspect)
        self.opening = opening_view(scene, targets, self.stage)
        self._scene = scene
        self._main = targets.name
        self._every_target = {targets.name: targets, **morphs}
        self._mosaic = targets.name
        self._writer = writer
        self._frame_aspect = frame_aspect
        self._safe = safe
        self._photos = photos
        self._nested = nested
        self._camera = self.opening
        self._landing: Landing | None = None
        self._cover_share = scene.mosaic.blend
        self._overlays: tuple[Fade, ...] = ()
        self._turns_back = False

    def shots(self, times: "Sequence[ClipTime]") -> tuple[Shot, ...]:
        """Plan all clips, in the order in which they start."""
        order = sorted(range(len(times)), key=lambda index: (times[index].start, index))
        return tuple(self._shot(index, times[index]) for index in order)

    def _shot(self, index: int, span: ClipTime) -> Shot:
        """Plan the clip at `index` of the timeline."""
        clip = self._scene.timeline[index]
        last = clip.pace.content(clip.pace.length)  # 0 or all of it
        share = float(last / clip.duration)
        return Shot(
            id=clip.id,
            start=span.start,
            pace=clip.pace,
            transition=clip.transition,
            motion_blur=clip.motion_blur,
            tiles=self._tiles_of(index, share),
            blend=self._blend(clip.blend, index, share) if clip.blend else None,
            fade=self._fade(clip.fade, clip.duration, last) if clip.fade else None,
            camera=self._camera_of(index, share),
            titles=self._titles(index),
        )

    @property
    def _targets(self) -> Targets:
        """Targets on the mosaic that is shown."""
        return self._every_target[self._mosaic]

    def _tiles_of(self, index: int, share: float) -> TileMotion | MorphMotion | None:
        """Plan what moves the tiles, of which a `share` is done at the clip's end."""
        clip = self._scene.timeline[index]
        if clip.morph is None:
            return self._flying("tiles", clip.tiles, index) if clip.tiles else None
        start, end = self._mosaic, name_shown(self._scene, clip.morph, self._main)
        if start == end:
            error = TargetError(
                "the tiles show this cover already", remedy="another picture", key="to"
            )
            self._note(("timeline", index, "morph"), error)
        if self._cover_share != self._scene.mosaic.blend:
            error = TargetError(
                "the cover hides the tiles",
                remedy="first a clip with blend: {to: mosaic}",
                key="morph",
            )
            self._note(("timeline", index), error)
        motion = clip.morph.motion(start, end)
        self._mosaic = end if share else start
        placed = motion.with_points(partial(self._point, index, "morph"))
        return MorphMotion.of(
            placed,
            seed=seed_of(self._scene.seed, clip.id),
            spread=motion.spread(clip.duration),
            blend=self._scene.mosaic.blend,
        )

    def _titles(self, index: int) -> tuple[OverlayTiming, ...]:
        """Plan the texts of a clip."""
        clip = self._scene.timeline[index]
        titles = []
        for number, text in enumerate(clip.text):
            recipe = self._writer.title(text, place_of_text(self._scene, index, number))
            opening, closing = text.fades(clip.pace.length)
            titles.append(OverlayTiming(recipe=recipe, opening=opening, closing=closing))
        return tuple(titles)

    def _camera_of(self, index: int, share: float) -> Move | None:
        """Plan what moves the camera in the clip at `index`, of which a `share` is done at its end.

        Raises
        ------
        ValueError
            If it is an endless zoom, and there is nothing to zoom through.
        """
        clip = self._scene.timeline[index]
        if clip.endless is None:
            return self._move(index, clip.camera, clip.duration, share) if clip.camera else None
        if self._nested is None:
            raise ValueError("an endless zoom needs nested mosaics")
        zoom = self._nested.zoom(
            self._targets.grid, self._frame_aspect, blend=self._scene.mosaic.blend
        )
        self._camera, self._landing = zoom.camera(share), None
        self._cover_share = self._scene.mosaic.blend
        return zoom

    def _move(self, index: int, channel: "CameraChannel", duration: Fraction, share: float) -> Move:
        """Plan a camera move, of which a `share` is done at the clip's end."""

        def problem(path: tuple[str | int, ...], error: TargetError) -> None:
            self._note(("timeline", index, "camera", *path), error)

        def land(landing: Landing) -> Landing:
            named = replace(landing, clip=self._scene.timeline[index].id)
            self.landings.append(closed_at_first(named, self.opening, self.stage.grid.cell_aspect))
            return self.landings[-1]

        move = plan_move(
            channel,
            self._camera,
            targets=self._targets,
            frame_aspect=self._frame_aspect,
            duration=duration,
            problem=problem,
            land=land,
            leaves=self._landing,
            photos=self._photos,
            safe=self._safe,
            turns_back=self._turns_back,
        )
        self._turns_back = any(key.rotation is not None for key in channel.keyframes or ())
        self._camera = move.camera(share)
        self._landing = landing_at(move.stops, share)
        return move

    def _blend(self, channel: "BlendChannel", index: int, share: float) -> TileMotion:
        """Plan a blend from where the last one ended; a `share` of it is done at the clip's end."""
        motion = channel.motion(self._cover_share, self._scene.mosaic.blend)
        self._cover_share = motion.end if share else motion.start
        return self._flying("blend", motion, index)

    def _flying(self, channel: str, motion: "Motion", index: int) -> TileMotion:
        """Plan a motion of the tiles; its points are seen from where the camera is."""
        clip = self._scene.timeline[index]
        return TileMotion(
            motion=motion.with_points(partial(self._point, index, channel)),
            seed=seed_of(self._scene.seed, clip.id),
            spread=motion.spread(clip.duration),
            name=self._mosaic,
        )

    def _fade(self, channel: "FadeChannel", duration: Fraction, last: Fraction) -> FadeTimes:
        """Plan a fade, of which the clip's end shows the moment `last` [s]."""
        times = FadeTimes(
            duration=duration,
            held=self._overlays,
            opening=channel.in_ or Fraction(0),
            closing=channel.out or Fraction(0),
            color=channel.color or (_BLACK if _color(self._scene) else None),
            ease=channel.ease,
            hides_marks=channel.marks,
        )
        self._overlays = times.overlays(last)
        return times

    def _point(self, index: int, channel: str, key: str, target: Any) -> tuple[float, float]:
        """Return row and column [cells] of the middle of a motion's target."""
        try:
            return self._targets.rect(target, self._camera).centre
        except TargetError as error:
            self._note(("timeline", index, channel, *key.split(".")), error)
            return self._targets.all.centre

    def _note(self, path: tuple[str | int, ...], error: TargetError) -> None:
        self.problems.append(error.problem(self._scene, *path))


def _marks(
    scene: "Scene", writer: TitlePlanner, on: "Sequence[ClipTime]"
) -> tuple[TimedOverlay, ...]:
    """Plan the overlays that are visible all the time, or during some clips."""
    ids = [clip.id for clip in scene.timeline]
    marks = []
    for number, mark in enumerate(scene.marks):
        recipe = writer.mark(mark, place_of_mark(scene, number))
        chosen = [span for name, span in zip(ids, on, strict=True) if name in (mark.clips or ids)]
        if mark.clips is None:  # also where no clip is on
            chosen = [ClipTime(start=Fraction(0), end=max(span.end for span in on))]
        spans = merge_spans((span.start, span.end) for span in chosen)
        opening, closing = mark.fades(min(end - start for start, end in spans))
        timing = OverlayTiming(recipe=recipe, opening=opening, closing=closing)
        marks.append(TimedOverlay(timing=timing, spans=spans, lasts=mark.clips is None))
    return tuple(marks)


def _color(scene: "Scene") -> Color | None:
    """Return the colour where no layer is, or nothing; behind a picture it is never seen."""
    background = scene.frame.background
    if background == NOTHING:
        return None
    return background if isinstance(background, tuple) else _BLACK


def _behind(placements: "Mapping[str, Placement]", frame_aspect: float) -> tuple[Layer, ...]:
    """Return the layer of the picture behind the mosaic: as large as the frame, never moved."""
    if BACKGROUND not in placements:
        return ()
    grid = placements[BACKGROUND].grid
    whole = Rect(row=0, col=0, height=grid.rows, width=grid.cols)
    return (Layer(mosaic=BACKGROUND, camera=frame_target(whole, "cover", grid, frame_aspect)),)


def _plays(film: Film, ids: list[str], output: "Output") -> tuple[Play, ...]:
    """Return what an output plays in sequence: the whole film, a part, or some clips."""
    if is_picture(output.file):
        return (_moment(film, output.at),)
    if output.range is not None:
        begins, ends = (film.time(start) for start in output.range)
        seen = (i for i in ids if film.shot(i).start < ends and film.shot(i).end > begins)
        return (Play(clips=tuple(seen), start=Fraction(0), begins=begins, ends=ends),)
    if output.clips is None:
        return (Play(clips=tuple(ids), start=Fraction(0), begins=Fraction(0), ends=film.duration),)
    plays = []
    time = Fraction(0)
    for name in output.clips:
        shot = film.shot(name)
        plays.append(Play(clips=(name,), start=time, begins=shot.start, ends=shot.end))
        time += shot.end - shot.start
    return tuple(plays)


def _moment(film: Film, at: Start) -> Play:
    """Return the one moment that a picture shows."""
    time = min(film.time(at), film.duration)
    shown = tuple(shot.id for shot in film.shots if shot.start <= time <= shot.end)
    is_end = at.is_end or time == film.duration
    return Play(clips=shown, start=Fraction(0), begins=time, ends=time, ends_before=is_end)

"""Plan shots: a scene's clips, each beginning as the one before it left camera and tiles."""

import hashlib
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.background import NOTHING
from mosaic_anim.scene.letters import place_of_text
from mosaic_anim.timeline.camera_moves import CameraRules
from mosaic_anim.timeline.endless import NestedMosaics
from mosaic_anim.timeline.fade import BLACK, FadeTimes
from mosaic_anim.timeline.landings import Landing, closed_at_first, landing_at
from mosaic_anim.timeline.morphs import MorphMotion, name_shown
from mosaic_anim.timeline.opening import opening_view
from mosaic_anim.timeline.overlay_timing import OverlayTiming
from mosaic_anim.timeline.plan_move import Move, plan_move
from mosaic_anim.timeline.shot import Shot, TileMotion
from mosaic_anim.timeline.target_error import TargetError
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.timeline.titles import TitlePlanner
from mosaic_anim.values.geometry import Insets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mosaic_anim.clips.blend import BlendChannel
    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.clips.fade import FadeChannel
    from mosaic_anim.clips.motions.motion import Motion
    from mosaic_anim.errors import Problem
    from mosaic_anim.scene.clip_times import ClipTime
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.values.frame_state import Fade


class ShotPlanner:
    """Plans the clips in order, and keeps track of how the last one left each channel.

    Parameters
    ----------
    photos : frozenset of str
        Names of all mosaics, those of one photo that tiles open to among them.
    nested : NestedMosaics or None
        What an endless zoom goes through; a scene that has one needs it.
    morphs : Mapping of str to Targets
        Targets on the mosaics that tiles morph to, by name.

    Attributes
    ----------
    problems : list of Problem
        What is wrong with the clips that have been planned.
    landings : list of Landing
        Where their cameras land.
    stage : CameraRules
        Where the camera may be.
    opening : Camera
        View that the film begins with.
    """

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
        self._photo: tuple[int, int] | None = None
        self._cover_share = scene.mosaic.blend
        self._overlays: tuple[Fade, ...] = ()
        self._turns_back = False

    def shots(self, times: "Sequence[ClipTime]") -> tuple[Shot, ...]:
        """Plan all clips, in the order in which they start."""
        order = sorted(range(len(times)), key=lambda index: (times[index].start, index))
        return tuple(self._shot(index, times[index]) for index in order)

    def _shot(self, index: int, span: "ClipTime") -> Shot:
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
        self._mosaic = end if share or not clip.morph.travel else start
        placed = motion.with_points(partial(self._point, index, "morph"))
        return MorphMotion.of(
            placed,
            seed=seed_of(self._scene.seed, clip.id),
            spread=motion.spread(clip.duration),
            blend=self._scene.mosaic.blend,
            travels=clip.morph.travel,
        )

    def _titles(self, index: int) -> tuple[OverlayTiming, ...]:
        """Plan the texts of a clip."""
        clip = self._scene.timeline[index]
        titles = []
        for number, text in enumerate(clip.text):
            place = place_of_text(self._scene, index, number)
            recipe = self._writer.title(text, place, cell=self._photo)
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
        if self._landing is not None:
            self._photo = divmod(self._landing.cell, self._targets.grid.cols)
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
        is_clear = self._scene.frame.background == NOTHING
        times = FadeTimes(
            duration=duration,
            earlier=self._overlays,
            opening=channel.in_ or Fraction(0),
            closing=channel.out or Fraction(0),
            color=channel.color or (None if is_clear else BLACK),
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


def seed_of(scene_seed: int, clip_id: str) -> int:
    """Return the random seed of a clip: 63 bits, different for each clip."""
    digest = hashlib.sha256(f"{scene_seed} {clip_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1

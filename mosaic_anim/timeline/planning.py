"""Plan: a scene's clips, each beginning where the one before ended, played into an output."""

from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.geometry import Rect
from mosaic_anim.motion.camera import Fit, frame_target, inside
from mosaic_anim.state import Camera, Fade
from mosaic_anim.timeline.shot import Curtain, Move, Shot
from mosaic_anim.timeline.targets import TargetError, Targets
from mosaic_anim.timeline.timeline import Play, Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mosaic_anim.clips.camera import CameraChannel
    from mosaic_anim.clips.target import Target
    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Clip, Output, Scene

_HAIR = 1e-9  # a view that leaves the canvas by this many cells counts as inside


def plan(
    scene: "Scene",
    output: "Output",
    placements: "Mapping[str, Placement]",
    libraries: "Mapping[str, Library]",
) -> Timeline:
    """Plan `scene` for one of its outputs.

    All clips are planned in the order of the scene, whatever the output plays of them: a clip
    looks the same in every output.

    Parameters
    ----------
    scene : Scene
        What happens.
    output : Output
        Size, frame rate, and which clips are played in which order.
    placements, libraries : Mapping
        Of each mosaic, by name. Version 1 of the format has one mosaic.

    Raises
    ------
    SceneError
        With every target that is not on the canvas.
    ValueError
        If the output plays a clip that the scene does not have.
    """
    (name, placement), *_ = placements.items()
    targets = Targets(placement, libraries[name], frame=scene.frame.size)
    director = _Director(scene, targets, frame_aspect=output.size.aspect)
    plays = []
    time = Fraction(0)
    for index, clip in enumerate(scene.timeline):
        shot = Shot(
            id=clip.id,
            duration=clip.duration,
            mosaic=name,
            background=scene.frame.background,
            move=director.move(index, clip),
            curtain=director.curtain(clip),
        )
        plays.append(Play(shot=shot, start=time, scene_start=time))
        time += clip.duration
    if director.problems:
        raise SceneError(director.problems)
    return Timeline(
        size=output.size,
        fps=output.fps,
        scene_fps=scene.frame.fps,
        loops=output.loop,
        plays=tuple(plays) if output.clips is None else _selected(plays, output.clips),
        grids={name: placement.grid},
    )


class _Director:
    """Goes through the clips in order and knows how the last one ended."""

    def __init__(self, scene: "Scene", targets: Targets, *, frame_aspect: float) -> None:
        self.problems: list[Problem] = []
        self._scene = scene
        self._targets = targets
        self._grid = targets.grid
        self._frame_aspect = frame_aspect
        self._camera = self._view(targets.all, "contain", kept_inside=True)
        self._held: tuple[Fade, ...] = ()

    def move(self, index: int, clip: "Clip") -> Move:
        """Plan the camera of the clip at `index`; without a channel it stays where it is."""
        channel, start = clip.camera, self._camera
        if channel is None:
            return Move(start=start, end=start, grid=self._grid, frame_aspect=self._frame_aspect)
        path = ("timeline", index, "camera")
        if channel.from_ is not None:
            start = self._look((*path, "from"), channel.from_, channel, start)
        self._camera = self._look((*path, "to"), channel.to, channel, start)
        return Move(
            start=start,
            end=self._camera,
            grid=self._grid,
            frame_aspect=self._frame_aspect,
            path=channel.path,
            ease=channel.ease,
            # A move that begins beyond the canvas comes in evenly instead of jumping in.
            kept_inside=channel.background is None and self._is_inside(start),
        )

    def curtain(self, clip: "Clip") -> Curtain:
        """Plan the fade of a clip; without a channel it keeps what lies over the frame."""
        channel = clip.fade
        if channel is None:
            return Curtain(held=self._held)
        curtain = Curtain(
            held=self._held,
            opening=channel.in_ or Fraction(0),
            closing=channel.out or Fraction(0),
            color=channel.color,
            ease=channel.ease,
        )
        self._held = curtain.overlays(clip.duration, clip.duration)
        return curtain

    def _look(
        self,
        path: tuple[str | int, ...],
        target: "Target",
        channel: "CameraChannel",
        camera: Camera,
    ) -> Camera:
        """Return the camera that looks at `target`; note where there is none, and stay."""
        try:
            rect = self._targets.rect(target, camera)
        except TargetError as error:
            self.problems.append(error.problem(self._scene, *path))
            return camera
        return self._view(rect, channel.fit_of(target), kept_inside=channel.background is None)

    def _view(self, rect: Rect, fit: Fit, *, kept_inside: bool) -> Camera:
        camera = frame_target(rect, fit, self._grid, self._frame_aspect)
        return inside(camera, self._grid, self._frame_aspect) if kept_inside else camera

    def _is_inside(self, camera: Camera) -> bool:
        kept = inside(camera, self._grid, self._frame_aspect)
        moved = abs(kept.row - camera.row) + abs(kept.col - camera.col)
        return moved + abs(kept.height - camera.height) < _HAIR


def _selected(plays: list[Play], clips: tuple[str, ...]) -> tuple[Play, ...]:
    """Play the clips of an output one after another, in its order."""
    by_id = {play.shot.id: play for play in plays}
    selected = []
    time = Fraction(0)
    for name in clips:
        if name not in by_id:
            raise ValueError(f"the scene has no clip {name!r}")
        play = by_id[name]
        selected.append(Play(shot=play.shot, start=time, scene_start=play.scene_start))
        time += play.shot.duration
    return tuple(selected)

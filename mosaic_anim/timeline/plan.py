"""Plan: what a scene shows in the frame of an output, and what of it the output plays."""

from fractions import Fraction
from typing import TYPE_CHECKING

from mosaic_anim.clips.background import NOTHING
from mosaic_anim.clips.start import Start
from mosaic_anim.errors import SceneError
from mosaic_anim.scene.clip_times import ClipTime, clip_times
from mosaic_anim.scene.letters import place_of_mark
from mosaic_anim.scene.load import in_order
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.timeline.backdrop import Backdrop
from mosaic_anim.timeline.endless import NestedMosaics
from mosaic_anim.timeline.fade import BLACK
from mosaic_anim.timeline.film import Film
from mosaic_anim.timeline.overlay_timing import OverlayTiming, TimedOverlay, merge_spans
from mosaic_anim.timeline.shot_planner import ShotPlanner
from mosaic_anim.timeline.targets import CropCentre, Targets
from mosaic_anim.timeline.timeline import Play, Timeline
from mosaic_anim.timeline.titles import TitlePlanner
from mosaic_anim.values.frame_state import Color

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mosaic_anim.library.library import Library
    from mosaic_anim.mosaic.placement import Placement
    from mosaic_anim.scene.model import Output, Scene


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
    planner = ShotPlanner(
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
    shots = planner.shots(times)
    marks = _marks(scene, writer, times)
    if problems := [*planner.problems, *writer.problems]:
        raise SceneError(in_order(problems))
    return Film(
        shots=shots,
        mosaic=next(iter(placements)),
        background=_color(scene),
        backdrop=Backdrop.of(placements, aspect),
        opening=planner.opening,
        stage=planner.stage,
        marks=marks,
        landings=tuple(dict.fromkeys(planner.landings)),
        blend=scene.mosaic.blend,
    )


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
    return background if isinstance(background, tuple) else BLACK


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

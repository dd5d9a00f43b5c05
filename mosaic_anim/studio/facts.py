"""Facts: what the page shows beside the frame, as plain data."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.encode.formats import format_of
from mosaic_anim.errors import Problem
from mosaic_anim.io.file_identity import file_state
from mosaic_anim.rendering.landed_photos import landed_photos
from mosaic_anim.rendering.project import MAIN
from mosaic_anim.scene.clip import CHANNELS, DRIVEN
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.output import Output
from mosaic_anim.scene.output_file import is_picture

if TYPE_CHECKING:
    from mosaic_anim.clips.target import Target
    from mosaic_anim.scene.clip import Clip
    from mosaic_anim.studio.frames import FrameDrawer
    from mosaic_anim.studio.session_state import SessionState
    from mosaic_anim.timeline import Timeline

_PLACE = re.compile(r"(.*):(\d+):(\d+)", re.DOTALL)


def state_facts(state: "SessionState") -> dict[str, Any]:
    """Return a session's state for the page."""
    progress = state.progress
    return {
        "number": state.number,
        "shown": state.shown,
        "status": state.status,
        "name": state.name,
        "file": asdict(state.file),
        "problems": [
            {"severity": severity, **problem_facts(problem)} for severity, problem in state.problems
        ],
        "film": state.film,
        "progress": progress and dict(zip(("what", "done", "total"), progress, strict=True)),
    }


def problem_facts(problem: Problem) -> dict[str, Any]:
    """Return a problem, with its line and column; 0 where it has none."""
    match = _PLACE.fullmatch(problem.place)
    place, line, col = match.groups() if match else (problem.place, 0, 0)
    return {
        "what": problem.what,
        "remedy": problem.remedy,
        "place": place,
        "line": int(line),
        "col": int(col),
    }


def film_facts(scene: Scene, drawer: "FrameDrawer") -> dict[str, Any]:
    """Return what is known of the film that is shown: its outputs, clips, photos and landings."""
    project = drawer.project
    if project is None:
        return {}
    grid = project.placements[MAIN].grid
    return {
        "name": scene.name,
        "fps": float(scene.frame.fps),
        "rows": grid.rows,
        "cols": grid.cols,
        "cell_aspect": grid.cell_aspect,
        "photos": len(project.libraries[MAIN].photo),
        "chosen": project.chosen,
        "relaxed": list(project.relaxed),
        "skipped": dict(project.skipped),
        "sound": _sound(scene),
        "outputs": [
            _output(scene, output, number, drawer) for number, output in enumerate(scene.outputs)
        ],
    }


def _output(scene: Scene, output: Output, number: int, drawer: "FrameDrawer") -> dict[str, Any]:
    """Return what is known of one output."""
    view = drawer.view(number)
    timeline, safe = view.timeline, output.safe
    return {
        "number": number,
        "file": str(output.file),
        "label": output.preset if output.platform else output.file.suffix.lstrip("."),
        "preset": output.preset,
        "width": output.size.width,
        "height": output.size.height,
        "fps": float(timeline.fps),
        "frames": timeline.frame_count,
        "duration": float(timeline.duration),
        "is_picture": is_picture(output.file),
        "first": _first(output, timeline),
        "line": _line(scene, "outputs", number),
        "loops": bool(output.loop),
        "has_sound": bool(scene.sound and output.sound and format_of(output.file).has_sound),
        "safe": {side: getattr(safe, side) for side in ("top", "right", "bottom", "left")},
        "clips": list(_clips(scene, timeline)),
        "landings": [
            {**asdict(photo), "text": str(photo), "warning": photo.warning}
            for photo in landed_photos(view.project, timeline)
        ],
    }


def _first(output: Output, timeline: "Timeline") -> int:
    """Return the frame that is shown first: of a picture, the one that it shows."""
    if not is_picture(output.file):
        return 0
    time = timeline.film.time(output.at)
    return min(int(time * timeline.fps), timeline.frame_count - 1)


def _clips(scene: Scene, timeline: "Timeline") -> Iterator[dict[str, Any]]:
    """Yield each clip that an output plays, at the times of the output [s]."""
    numbers = {clip.id: number for number, clip in enumerate(scene.timeline)}
    for play in timeline.plays:
        for name in play.clips:
            shot, number = timeline.film.shot(name), numbers[name]
            clip = scene.timeline[number]
            yield {
                "id": name,
                "start": float(play.output_time(shot.start)),
                "end": float(play.output_time(shot.end)),
                "duration": float(clip.duration),
                "per_second": float(clip.duration / clip.pace.length),
                "line": _line(scene, "timeline", number),
                "channels": _channels(clip),
                "dives": bool(clip.camera and any(t != "all" for _, t in clip.camera.targets())),
                "is_whole": play.begins <= shot.start and shot.end <= play.ends,
            }


def _channels(clip: "Clip") -> list[dict[str, str]]:
    """Return what a clip drives, each with a word that says how."""
    channels = []
    for name in (*CHANNELS, *DRIVEN, "text"):
        driven = getattr(clip, name)
        if driven is None or driven == ():
            continue
        words = ""
        if name == "camera":
            words = " → ".join(_target(target) for _, target in driven.targets())
        elif name == "tiles":
            words = type(driven).__name__.lower()
        elif name == "endless":
            words = f"{driven.count} mosaics"
        elif name == "morph":
            words = f"→ {PurePath(driven.to).stem}"
        elif name == "text":
            words = " · ".join(one.text for one in driven)
        channels.append({"name": name, "words": words})
    return channels


def _target(target: "Target") -> str:
    """Name a target in a word or two."""
    match target:
        case CellTarget(cell="best"):
            return "best cell"
        case CellTarget(cell=(row, col)):
            return f"cell [{row}, {col}]"
        case PhotoTarget(photo=photo):
            return photo
        case RectTarget():
            return "rectangle"
    return "all"


def _sound(scene: Scene) -> dict[str, Any] | None:
    """Return how the scene's sound is played [s, dB]; its version stands for the file."""
    sound = scene.sound
    if sound is None:
        return None
    zero = Fraction(0)
    state: tuple[int, ...] = ()
    with suppress(OSError):
        state = file_state(Path(sound.file))
    return {
        "version": hashlib.sha256(repr((sound.file, state)).encode()).hexdigest()[:16],
        "offset": float(sound.offset or zero),
        "gain": sound.gain,
        "fade_in": float(sound.fade_in or zero),
        "fade_out": float(sound.fade_out or zero),
        "loop": sound.loop,
    }


def _line(scene: Scene, *path: str | int) -> int:
    """Return the line of the scene file where something is written; 0 if it is not."""
    return int(problem_facts(Problem(what="", place=scene.place(*path)))["line"])

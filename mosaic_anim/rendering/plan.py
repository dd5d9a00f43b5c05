"""Planned: an output that can be made. All that can be refused is refused before that."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.encode.sequence.names import frame_file, frames_there, is_sequence
from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.io.ffmpeg import find_ffmpeg, require_encoder
from mosaic_anim.io.files import check_target, remove_partial_files
from mosaic_anim.io.workers import Progress, usable_cores
from mosaic_anim.library.targets import refuse_inputs
from mosaic_anim.rendering.executors.dask import Cluster, require_cluster
from mosaic_anim.rendering.file_hash import file_hash
from mosaic_anim.rendering.memory import MemoryEstimate, estimate, workers_that_fit
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.production import Production, production_of
from mosaic_anim.rendering.project import Project, open_project
from mosaic_anim.rendering.segments import Fingerprints, segments_of
from mosaic_anim.rendering.sound import require_sounds, sound_of
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.scene.output import with_posters
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.timeline import Timeline
from mosaic_anim.values import origin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """An output that can be made; `look` looks at the frames of its stage and timeline."""

    output: Output
    stage: Project
    timeline: Timeline
    look: Fingerprints
    frames: range
    encoding: Encoding
    workers: int

    @property
    def may_fit(self) -> bool:
        """Whether it has no limit, or one that most films of its length stay below."""
        limit, size = self.output.max_size, self.encoding.size
        pixels = self.encoding.frames * size.height * size.width
        usual = format_of(self.encoding.path).usual_bytes
        return limit is None or pixels * usual <= limit


def opened(
    scene: Scene, options: RenderOptions, progress: Progress | None, *, writes: bool = True
) -> tuple[Project, tuple[Output, ...]]:
    """Find what the scene refers to, after all that can be refused at once."""
    outputs = outputs_of(scene, options)
    if writes:
        refuse_inputs((file for output in outputs for file in _targets(output)), scene.inputs)
    for output in outputs:
        _require_encoder(output)
        if writes:
            _require_place(output, overwrite=options.overwrite)
    require_sounds(scene, outputs)
    if options.cluster:
        require_cluster(options.cluster)
    return open_project(scene, progress=progress), outputs


def outputs_of(scene: Scene, options: RenderOptions) -> tuple[Output, ...]:
    """Return what a scene is rendered to: its outputs, each followed by its poster."""
    outputs = scene.outputs
    if options.draft:
        outputs = tuple(
            output.draft(keep_name=options.named and output is scene.outputs[0])
            for output in outputs
        )
    return with_posters(outputs)


def planned_outputs(
    stage: Project, outputs: Sequence[Output], options: RenderOptions
) -> list[Planned]:
    """Plan the outputs of one render; those of one size may be made side by side."""
    films = [output for output in outputs if not is_picture(output.file)]
    alike = Counter((output.size, output.quality) for output in films)
    return [
        planned_output(stage, output, options, encoders=max(1, alike[output.size, output.quality]))
        for output in outputs
    ]


def planned_output(
    stage: Project, output: Output, options: RenderOptions, *, encoders: int = 1
) -> Planned:
    """Plan an output; refuse what its format cannot hold, or the machine cannot make.

    Parameters
    ----------
    encoders : int
        How many encoders a worker feeds with the same frames.
    """
    stage = stage.framed(output.size)
    timeline = stage.timeline(output)
    frames = range(timeline.frame_count)
    if not is_picture(output.file):
        frames = frame_range(options.frames, timeline.frame_count, place=str(output.file))
    grids = {name: placement.grid for name, placement in stage.placements.items()}
    load = stage.load(timeline.size)

    def needed(workers: int) -> MemoryEstimate:
        return estimate(
            frames=len(frames),
            size=timeline.size,
            grids=grids,
            workers=workers,
            load=load,
            encoders=encoders,
        )

    workers = workers_that_fit(
        needed,
        options.workers or usable_cores(),
        max_memory=options.max_memory,
        place=stage.scene.place("outputs"),
    )
    encoding = _encoding(stage, output, timeline, frames, overwrite=options.overwrite)
    format_of(encoding.path).check(encoding)
    look = Fingerprints(stage, timeline)
    # A range of a sequence is some of its files, which a render of the whole goes on with.
    named_as = range(timeline.frame_count) if is_sequence(encoding.path) else frames
    named = file_hash(
        replace(encoding, first=named_as.start, frames=len(named_as)),
        segments_of(stage, timeline, named_as, encoding, look=look),
        limit=(output.max_size, output.shrink) if output.max_size is not None else (),
    )
    return Planned(
        output=output,
        stage=stage,
        timeline=timeline,
        look=look,
        frames=frames,
        encoding=replace(encoding, comment=origin.SCENE + named),
        workers=workers,
    )


def production(planned: Planned, options: RenderOptions, progress: Progress | None) -> Production:
    """Cut a planned output into segments."""
    return production_of(
        planned.stage,
        planned.timeline,
        planned.frames,
        planned.encoding,
        look=planned.look,
        folder=options.segments,
        workers=planned.workers,
        progress=progress,
        cluster=Cluster(address=options.cluster, place=options.pack) if options.cluster else None,
    )


def _encoding(
    stage: Project, output: Output, timeline: Timeline, frames: range, *, overwrite: bool
) -> Encoding:
    """Describe the file, but for the comment that names all that its bytes depend on."""
    return Encoding(
        path=Path(output.file),
        size=timeline.size,
        fps=timeline.fps,
        frames=len(frames),
        first=frames.start,
        settings=output.settings,
        title=stage.scene.name,
        plays=_plays(output),
        end_hold=_end_hold(output),
        sound=sound_of(stage.scene, output),
        overwrite=overwrite,
    )


def _plays(output: Output) -> int:
    """Return how many times an output is played; 0 is for ever."""
    if output.loop is None:
        return 1
    return output.loop.count or 0


def _end_hold(output: Output) -> Fraction:
    """Return how much longer an output shows its last frame [s]."""
    return (output.loop.end_hold if output.loop else None) or Fraction(0)


def is_already_done(encoding: Encoding) -> bool:
    """Tell whether all files are there and are what this scene writes; refuse a foreign one."""
    if encoding.overwrite:
        return False
    files = output_files(encoding)
    there = [file for file in files if os.path.exists(file.path)]  # noqa: PTH110 - Path raises
    for file in there:
        comment = read_comment(file.path)
        if comment != file.comment:
            _refuse(file.path, is_ours=comment in _with_stand_ins(encoding))
    for file in there:
        remove_partial_files(file.path)  # killed at its very end, a render left a second name
    return len(there) == len(files)


def _with_stand_ins(encoding: Encoding) -> set[str]:
    """Return the comments of the files that this scene writes where photos are lost."""
    return {
        file.comment
        for file in output_files(replace(encoding, comment=encoding.comment + origin.STAND_INS))
    }


def _refuse(path: Path, *, is_ours: bool) -> NoReturn:
    """Refuse an output that is there; `is_ours` if this scene wrote it while photos were lost."""
    if is_ours:
        raise CannotStartError(
            "the output exists, and shows small pictures of photos that were lost",
            remedy="give --overwrite to make it again",
            place=str(path),
        )
    raise CannotStartError(
        "the output exists, and another scene or another version wrote it",
        remedy="give --overwrite to replace it, or -o FILE for another name",
        place=str(path),
    )


def _require_encoder(output: Output) -> None:
    """Check, before anything costs time, that ffmpeg works."""
    exe = find_ffmpeg()
    if encoder := format_of(Path(output.file)).encoder:
        require_encoder(exe, encoder)


def _targets(output: Output) -> Iterator[Path]:
    """Yield the files that an output may write; which frames a sequence has is not known yet."""
    path = Path(output.file)
    if is_sequence(path):
        yield from {frame_file(path, 0), *frames_there(path)}
    else:
        yield path


def _require_place(output: Output, *, overwrite: bool) -> None:
    """Check that the output can be written."""
    path = Path(output.file)
    if is_sequence(path):  # whether one of its frames is foreign is not known yet
        path = frame_file(path, 0)
        overwrite = True
    ours = (read_comment(path) or "").startswith(origin.SCENE)
    check_target(path, overwrite=overwrite or ours)


def frame_range(text: str | None, count: int, *, place: str = "") -> range:
    """Read `A..B` (half open) within `count` frames; None is all of them.

    Raises
    ------
    UsageError
        If it is not of this form, empty, or reaches past the end.
    """
    if text is None:
        return range(count)
    first, dots, end = text.partition("..")
    try:
        frames = range(int(first or 0), int(end or count))
    except ValueError:
        frames = range(0)
    if not dots or not frames or frames.start < 0 or frames.stop > count:
        raise UsageError(
            f"--frames {text}: no frames between 0 and {count}",
            remedy=f"write A..B with 0 <= A < B <= {count}, for example 0..{min(30, count)}",
            place=place,
        )
    return frames

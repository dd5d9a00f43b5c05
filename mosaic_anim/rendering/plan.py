"""Output plan: what an output is made of; refused where a format or the machine cannot make it."""

import os
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.encoding import Encoding
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.memory import EncodingMemory
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.encode.sequence.names import is_sequence
from mosaic_anim.encode.settings import Settings
from mosaic_anim.errors import CannotStartError, caller_text, option
from mosaic_anim.io.partial_files import remove_partial_files
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.rendering.compiling import compiling_memory
from mosaic_anim.rendering.fingerprint import Fingerprints, file_hash
from mosaic_anim.rendering.frame_range import frame_range
from mosaic_anim.rendering.memory import (
    MemoryEstimate,
    estimate,
    estimate_that_fits,
    process_memory,
)
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.segments import Segment, cut_frames, cut_segments
from mosaic_anim.rendering.sound import sound_of
from mosaic_anim.scene.model import Output
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.timeline import Timeline
from mosaic_anim.values import origin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutputPlan:
    """An output that can be made.

    Attributes
    ----------
    output : Output
        What the scene asks for.
    project : Project
        What its frames are drawn from, for their size.
    timeline : Timeline
    fingerprints : Fingerprints
        Hashes of what its frames show.
    frames : range
        Numbers of the frames to be made.
    encoding : Encoding
        The whole file.
    segments : tuple of Segment
        The segments that the file is joined from, in order.
    memory : MemoryEstimate
        Memory that it takes, and the number of workers.
    """

    output: Output
    project: Project
    timeline: Timeline
    fingerprints: Fingerprints
    frames: range
    encoding: Encoding
    segments: tuple[Segment, ...]
    memory: MemoryEstimate

    @property
    def workers(self) -> int:
        """Number of segments made at the same time."""
        return self.memory.workers

    @property
    def usual_bytes(self) -> float:
        """Usual size of a film of its length [bytes]."""
        size, chosen = self.encoding.size, format_of(self.encoding.path)
        each = chosen.usual_bytes_for(self.encoding.settings)
        return self.encoding.frames * size.height * size.width * each

    @property
    def may_fit(self) -> bool:
        """Whether it has no size limit, or one that most films of its length stay below."""
        return self.output.max_size is None or self.usual_bytes <= self.output.max_size

    def encoded_with(self, settings: Settings) -> "OutputPlan":
        """Return the plan for other settings of the encoder; its segments have other names."""
        if settings == self.encoding.settings:
            return self
        encoding = replace(self.encoding, settings=settings)
        segments = cut_segments(self.timeline, self.frames, encoding, self.fingerprints)
        return replace(self, encoding=encoding, segments=segments)


def plan_outputs(
    project: Project, outputs: Sequence[Output], options: RenderOptions
) -> list[OutputPlan]:
    """Plan the outputs of one render; those of one size may be made side by side."""
    alike: dict[Hashable, list[Output]] = defaultdict(list)
    for output in outputs:
        if not is_picture(output.file):
            alike[output.size, output.quality].append(output)
    return [
        plan_output(
            project,
            output,
            options,
            alike=alike.get((output.size, output.quality), ()),
            outputs=len(outputs),
        )
        for output in outputs
    ]


def plan_output(
    project: Project,
    output: Output,
    options: RenderOptions,
    *,
    alike: Sequence[Output] = (),
    outputs: int = 1,
) -> OutputPlan:
    """Plan an output; refuse what its format cannot hold or the machine cannot render.

    Parameters
    ----------
    alike : sequence of Output
        Outputs whose encoders a worker feeds with the same frames; by default, itself.
    outputs : int
        How many outputs are made together.
    """
    project = project.framed(output.size)
    timeline = project.timeline(output)
    fingerprints = Fingerprints(project, timeline)
    whole = range(timeline.frame_count)
    frames = whole
    if not is_picture(output.file):
        frames = frame_range(options.frames, len(whole), place=str(output.file))
    memory = _memory(project, timeline, frames, options, encoded=alike or [output], outputs=outputs)
    encoding = _encoding(project, output, timeline, frames, overwrite=options.overwrite)
    format_of(encoding.path).check(encoding)
    segments = cut_segments(timeline, frames, encoding, fingerprints)
    about, all_segments = encoding, segments
    if is_sequence(encoding.path) and frames != whole:
        # A range of a sequence is some of its files, which a render of the whole goes on with.
        about = replace(encoding, first=0, frames=len(whole))
        all_segments = cut_segments(timeline, whole, encoding, fingerprints)
    limit = (output.max_size, output.shrink) if output.max_size is not None else ()
    name = file_hash(about, (segment.name for segment in all_segments), limit=limit)
    return OutputPlan(
        output=output,
        project=project,
        timeline=timeline,
        fingerprints=fingerprints,
        frames=frames,
        encoding=replace(encoding, comment=origin.SCENE + name),
        segments=segments,
        memory=memory,
    )


def _memory(
    project: Project,
    timeline: Timeline,
    frames: range,
    options: RenderOptions,
    *,
    encoded: Sequence[Output],
    outputs: int,
) -> MemoryEstimate:
    """Estimate the memory of a render whose workers encode each frame for some outputs at once.

    Raises
    ------
    CannotStartError
        If it does not suffice for one worker.
    """
    load = project.load(timeline.size)
    lengths = list(map(len, cut_frames(timeline, frames)))
    needed = partial(
        estimate,
        frames=len(frames),
        size=timeline.size,
        grids={name: placement.grid for name, placement in project.placements.items()},
        encoders=[_encoding_memory(one, max(lengths)) for one in encoded],
        segments=outputs * len(lengths),
        load=load,
        process=process_memory(),
        compiling=compiling_memory(
            flies=load.flies,
            turns=load.turns,
            exposes=load.exposes,
            has_palette=any(format_of(one.file).has_palette for one in encoded),
        ),
    )
    return estimate_that_fits(
        needed,
        options.workers or usable_cores(),
        max_memory=options.max_memory,
        place=project.scene.place("outputs"),
    )


def _encoding_memory(output: Output, longest: int) -> EncodingMemory:
    """Return the memory for encoding segments of at most so many frames."""
    return format_of(output.file).memory(output.settings, output.size, longest)


def is_already_done(plan: OutputPlan) -> bool:
    """Return whether all files exist and are what this scene writes; refuse foreign ones."""
    if plan.encoding.overwrite:
        return False
    encoding = plan.encoding
    files = output_files(encoding)
    present = [file for file in files if os.path.exists(file.path)]  # noqa: PTH110 - Path raises
    foreign = [file for file in present if read_comment(file.path) != file.comment]
    if foreign:
        path = foreign[0].path
        stand_ins = output_files(replace(encoding, comment=encoding.comment + origin.STAND_INS))
        if read_comment(path) in {file.comment for file in stand_ins}:
            raise CannotStartError(
                "the output exists, and shows small pictures of photos that were lost",
                remedy=f"give {option('overwrite')} to make it again",
                place=str(path),
            )
        other_name = caller_text(
            command_line="-o FILE for another name", python="load the scene with another output"
        )
        raise CannotStartError(
            "the output exists, and another scene or another version wrote it",
            remedy=f"give {option('overwrite')} to replace it, or {other_name}",
            place=str(path),
        )
    for file in present:
        remove_partial_files(file.path)  # killed at its very end, a render left a second name
    return len(present) == len(files)


def _encoding(
    project: Project, output: Output, timeline: Timeline, frames: range, *, overwrite: bool
) -> Encoding:
    """Describe the file, except for the comment that names all that its bytes depend on."""
    loop = output.loop
    rest = (loop.end_hold if loop else None) or Fraction(0)
    return Encoding(
        path=Path(output.file),
        size=timeline.size,
        fps=timeline.fps,
        frames=len(frames),
        first=frames.start,
        settings=output.settings,
        title=project.scene.name,
        plays=(loop.count or 0) if loop else 1,
        end_hold=max(Fraction(0), rest - 1 / timeline.fps),
        sound=sound_of(project.scene, output),
        overwrite=overwrite,
    )

"""Open the outputs of a scene: what can be refused without its photos is refused first."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.sequence.names import frame_file, frames_there, is_sequence
from mosaic_anim.io.ffmpeg import find_ffmpeg, require_encoder
from mosaic_anim.io.output_file import check_file
from mosaic_anim.io.workers import Progress
from mosaic_anim.library.library import Library
from mosaic_anim.library.output_files import refuse_inputs
from mosaic_anim.rendering.executors.dask_connection import require_cluster
from mosaic_anim.rendering.frame_range import require_range
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.sound import require_sounds
from mosaic_anim.scene.model import Output, Scene
from mosaic_anim.scene.output_list import with_posters
from mosaic_anim.values import origin


def open_outputs(
    scene: Scene,
    options: RenderOptions,
    progress: Progress | None,
    *,
    writes: bool = True,
    previous: Project | None = None,
    library: Library | None = None,
) -> tuple[Project, Sequence[Output]]:
    """Open what a scene refers to; return its outputs too, each followed by its poster.

    Whatever can be refused without the library is refused before it is opened.

    Parameters
    ----------
    writes : bool
        Whether the outputs will be written, so that each needs a place.
    previous, library
        As in `open_project`.
    """
    require_range(options.frames)
    outputs = _outputs_of(scene, options)
    if writes:
        refuse_inputs((file for output in outputs for file in _targets(output)), scene.inputs)
    for output in outputs:
        _require_possible(output, overwrite=options.overwrite, writes=writes)
    require_sounds(scene, outputs)
    if options.cluster:
        require_cluster(options.cluster)
    project = open_project(scene, progress=progress, previous=previous, library=library)
    return project, outputs


def written_files(scene: Scene, options: RenderOptions) -> list[Path]:
    """Return the files that a render of `scene` may write; of a sequence those that are known."""
    return [file for output in _outputs_of(scene, options) for file in _targets(output)]


def _outputs_of(scene: Scene, options: RenderOptions) -> Sequence[Output]:
    outputs = scene.outputs
    if options.draft:
        outputs = tuple(
            output.draft(keep_name=options.named and output is scene.outputs[0])
            for output in outputs
        )
    return with_posters(outputs)


def _targets(output: Output) -> Iterator[Path]:
    """Yield the files that an output may write; which frames a sequence has is not known yet."""
    path = Path(output.file)
    if is_sequence(path):
        yield from {frame_file(path, 0), *frames_there(path)}
    else:
        yield path


def _require_possible(output: Output, *, overwrite: bool, writes: bool) -> None:
    """Check, before any long work, that ffmpeg works and that the output can be written."""
    path = Path(output.file)
    exe, encoder = find_ffmpeg(), format_of(path).encoder_for(output.settings)
    if encoder:
        require_encoder(exe, encoder)
    if not writes:
        return
    if is_sequence(path):  # whether one of its frames is foreign is not known yet
        path = frame_file(path, 0)
        overwrite = True
    ours = (read_comment(path) or "").startswith(origin.SCENE)
    check_file(path, overwrite=overwrite or ours)

"""Make files: outputs that are planned are drawn, encoded and joined, all that can be."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mosaic_anim.errors import MosaicAnimError
from mosaic_anim.io.workers import Progress
from mosaic_anim.rendering.mux import TooLargeError, join_output
from mosaic_anim.rendering.options import RenderOptions
from mosaic_anim.rendering.plan import OutputPlan
from mosaic_anim.rendering.rendered_file import RenderedFile
from mosaic_anim.rendering.scheduler import make_outputs
from mosaic_anim.rendering.segment_cache import SegmentFiles
from mosaic_anim.rendering.size_limit.fit import fit_output


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesMade:
    """What became of some outputs.

    Attributes
    ----------
    files : Mapping of OutputPlan to RenderedFile
        Those that are finished.
    errors : Mapping of OutputPlan to MosaicAnimError
        Why others are not.
    """

    files: Mapping[OutputPlan, RenderedFile]
    errors: Mapping[OutputPlan, MosaicAnimError]


def make_files(
    plans: Sequence[OutputPlan], options: RenderOptions, progress: Progress | None
) -> FilesMade:
    """Make outputs together, except for those that must give up something to stay below a limit.

    What two of them show is drawn once. If one cannot be made, the others are.

    Raises
    ------
    StoppedError
        If the disk or the cluster fails, and nothing can be made any more.
    """
    files: dict[OutputPlan, RenderedFile] = {}
    errors: dict[OutputPlan, MosaicAnimError] = {}
    too_large = {plan for plan in plans if not plan.may_fit}
    began = time.monotonic()

    def take(plan: OutputPlan, segments: SegmentFiles) -> None:
        try:
            files[plan] = join_output(plan, segments, since=began)
        except TooLargeError:
            too_large.add(plan)

    fitting = [plan for plan in plans if plan not in too_large]
    make_outputs(fitting, take, options, progress, fail=errors.setdefault)
    for plan in plans:
        if plan in too_large:
            try:
                files[plan] = fit_output(plan, options, progress)
            except MosaicAnimError as error:
                errors[plan] = error
    return FilesMade(files=files, errors=errors)

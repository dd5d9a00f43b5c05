"""Remarks: what `check` would say about a scene that can be shown."""

from itertools import chain

from mosaic_anim.errors import Problem, SceneError
from mosaic_anim.scene.framing import opening_problems
from mosaic_anim.scene.input_check import check_inputs
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.platform import platform_problems, rate_notes, silent_track_notes
from mosaic_anim.studio.session_state import Severity


def remarks_of(scene: Scene) -> list[tuple[Severity, Problem]]:
    """Return what `check` would say about a scene that can be shown."""
    remarks: list[tuple[Severity, Problem]] = []
    try:
        check_inputs(scene)
    except SceneError as error:
        remarks += [("error", problem) for problem in error.problems]
    warnings = chain(platform_problems(scene), opening_problems(scene))
    remarks += [("warning", problem) for problem in warnings]
    notes = chain(rate_notes(scene), silent_track_notes(scene))
    remarks += [("note", problem) for problem in notes]
    return remarks

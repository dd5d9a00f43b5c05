"""Warnings: broken rules of platforms, and a cover that is cut off; shown before anything else."""

from itertools import chain
from typing import TYPE_CHECKING

from mosaic_anim.cli.console import tell
from mosaic_anim.cli.rooms import framing, platform
from mosaic_anim.errors import SceneError

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene


def print_warnings(scene: "Scene", *, strict: bool) -> None:
    """Print on standard error which rules of platforms a scene breaks, and what its opening hides.

    Raises
    ------
    SceneError
        With all broken rules, if there are any and `strict` was asked for.
    """
    broken = list(platform.platform_problems(scene))
    if strict and broken:
        raise SceneError(broken)
    for problem in broken:
        tell(f"warning: {problem}")
    for problem in framing.opening_problems(scene):
        tell(f"warning: {problem}")
    for note in chain(platform.rate_notes(scene), platform.silent_track_notes(scene)):
        tell(f"note: {note}")

"""The error of a target that is not there."""

from typing import TYPE_CHECKING

from mosaic_anim.errors import Problem

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene


class TargetError(Exception):
    """A target is not there: what is wrong, how to mend it, and under which key it is written."""

    def __init__(self, what: str, *, remedy: str, key: str) -> None:
        super().__init__(what)
        self.what, self.remedy, self.key = what, remedy, key

    def problem(self, scene: "Scene", *path: str | int) -> Problem:
        """Return what is wrong with the target at `path` of `scene`."""
        return Problem(what=self.what, remedy=self.remedy, place=scene.place(*path, self.key))

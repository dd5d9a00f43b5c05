"""Views: the outputs of a project, each at the sizes that are asked for."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from fractions import Fraction

from mosaic_anim.rendering.project import Project
from mosaic_anim.rendering.tile_sources import BackdropTiles
from mosaic_anim.scene.output_file import is_picture
from mosaic_anim.timeline import Timeline
from mosaic_anim.values.frame_state import FrameContent, FrameState, moments
from mosaic_anim.values.geometry import Size

LEAST_SIDE = 16
"""Shortest side of a frame [px]."""

MOST_SIZES = 8
"""Sizes at which each output is remembered, on average."""

MOST_BACKDROPS = 24
"""Backgrounds that are remembered, also of projects before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRequest:
    """What frame is asked for.

    Attributes
    ----------
    output : int
        Number of the output, counted from 0.
    frame : int or None
        Number of the frame.
    at : str
        In its place a moment as `still --at` takes it: `2.5s`, `dive.end`.
    scale : Fraction
        Size of the picture, as a share of the output's.
    is_coarse : bool
        Whether motion blur may be left out, and tiles be of other sizes than a still's.
    is_hasty : bool
        Whether a coarse frame has to come at once, from the tiles that are there.
    """

    output: int = 0
    frame: int | None = None
    at: str = "0s"
    scale: Fraction = Fraction(1)
    is_coarse: bool = False
    is_hasty: bool = False


class View:
    """One output at one size.

    Attributes
    ----------
    project : Project
        The project, framed for this size.
    timeline : Timeline
    """

    def __init__(self, project: Project, timeline: Timeline) -> None:
        self.project = project
        self.timeline = timeline

    def state(self, request: FrameRequest) -> FrameContent:
        """Return what the frame at a moment shows.

        Raises
        ------
        UsageError
            If there is no such moment.
        """
        if request.frame is None:
            shown = self.timeline.moment_state(request.at)
        else:
            last = self.timeline.frame_count - 1
            shown = self.timeline.frame_state(min(max(request.frame, 0), last))
        if not request.is_coarse or isinstance(shown, FrameState):
            return shown
        instants = moments(shown)
        return instants[len(instants) // 2]


class Backdrops:
    """The backgrounds that were made last: an equal one is not made again."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[object, ...], BackdropTiles] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Count them."""
        return len(self._made)

    def like(self, behind: BackdropTiles) -> BackdropTiles:
        """Return one that was made before and is equal, or this one."""
        content = str(behind.placement.photo_hash[0])
        key = behind.background, behind.cover, behind.aspect, content
        with self._lock:
            known = self._made.pop(key, behind)
            self._made[key] = known
            while len(self._made) > MOST_BACKDROPS:
                self._made.popitem(last=False)
        return known


class Views:
    """The outputs of a project.

    Parameters
    ----------
    project : Project
    backdrops : Backdrops
        Those of projects before, whose backgrounds may be the same.

    Raises
    ------
    MosaicAnimError
        If an output cannot be planned.
    """

    def __init__(self, project: Project, backdrops: Backdrops) -> None:
        self.project = project
        self._backdrops = backdrops
        self._lock = threading.Lock()
        self._views: OrderedDict[tuple[int, Size], View] = OrderedDict()
        for number in range(len(project.scene.outputs)):
            self.view(number)

    def view(self, number: int, scale: Fraction = Fraction(1)) -> View:
        """Return an output at a share of its size.

        Raises
        ------
        LookupError
            If there is no such output.
        """
        outputs = self.project.scene.outputs
        if not 0 <= number < len(outputs):
            raise LookupError(f"there is no output {number}")
        key = number, scaled(outputs[number].size, scale)
        with self._lock:
            view = self._views.pop(key, None) or self._plan(*key)
            self._views[key] = view  # the one used last
            while len(self._views) > MOST_SIZES * len(outputs):
                self._views.popitem(last=False)
            return view

    def _plan(self, number: int, size: Size) -> View:
        """Plan an output; one picture is planned as a film, for it has moments too."""
        output = self.project.scene.outputs[number]
        if is_picture(output.file):
            output = output.changed(file=output.file.with_suffix(".mp4"))
        framed = self._framed(size)
        return View(framed, framed.timeline(output.changed(size=size)))

    def _framed(self, size: Size) -> Project:
        """Frame the project; a background that was made before is taken again."""
        framed = self.project.framed(size)
        known = {
            name: self._backdrops.like(source)
            for name, source in framed.sources.items()
            if isinstance(source, BackdropTiles)
        }
        return replace(framed, sources={**framed.sources, **known})


def scaled(size: Size, scale: Fraction) -> Size:
    """Return a share of a size, at least `LEAST_SIDE` a side."""
    if scale >= 1:
        return size
    return Size(
        height=max(LEAST_SIDE, round(size.height * scale)),
        width=max(LEAST_SIDE, round(size.width * scale)),
    )

"""Landing sheet: the best photos to land on, each with the option that chooses it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from mosaic_anim.clips.target import CellTarget
from mosaic_anim.drawing.frame import Frame
from mosaic_anim.drawing.sheet_layout import GROUND, Caption, draw_sheet, lay_out_sheet
from mosaic_anim.encode.encoding import Pixels
from mosaic_anim.errors import UsageError, option
from mosaic_anim.io.workers import Progress
from mosaic_anim.lazy import Image
from mosaic_anim.library.library import Library
from mosaic_anim.library.materialise import read_original
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import MAIN
from mosaic_anim.scene.model import Scene
from mosaic_anim.timeline.targets import Targets
from mosaic_anim.values.geometry import Size

_WIDTH = 320
"""Width of a photo's frame on the sheet [px]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingChoice:
    """A photo to land on.

    Attributes
    ----------
    rank : int
        1 is the best one.
    photo : str
        Its path in the library.
    cell : (int, int)
        Row and column of its cell.
    option : str
        What to give on the command line, to land there: `--set timeline.dive.camera.to.rank=2`.
    """

    rank: int
    photo: str
    cell: tuple[int, int]
    option: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LandingSheet:
    """The best photos to land on.

    Attributes
    ----------
    choices : tuple of LandingChoice
        The very best first.
    sheet : Frame
        The photos, as a frame shows them.
    """

    choices: tuple[LandingChoice, ...]
    sheet: Frame


def landing_sheet(
    scene: Scene, *, count: int = 12, progress: Progress | None = None
) -> LandingSheet:
    """Find the best photos for the first `cell: best` of a scene, and draw them on one picture.

    Raises
    ------
    UsageError
        If no camera of the scene goes to `cell: best`.
    """
    place, target = _first_best(scene)
    project = open_project(scene, progress=progress)
    placement, library = project.placements[MAIN], project.libraries[MAIN]
    targets = project.targets or Targets(placement, library, frame=scene.frame.size)
    cells = targets.best_cells(target, count)
    choices = tuple(
        LandingChoice(
            rank=rank,
            photo=str(placement.photo[placement.tile[cell]]),
            cell=divmod(cell, placement.grid.cols),
            option=_option(scene, place, rank),
        )
        for rank, cell in enumerate(cells, start=1)
    )
    size = Size(height=max(1, round(_WIDTH / scene.frame.size.aspect)), width=_WIDTH)
    where = {content: number for number, content in enumerate(library.photo_hash)}
    pictures = (
        _picture(library, where.get(str(placement.photo_hash[placement.tile[cell]])), size)
        for cell in cells
    )
    captions = [
        Caption(left=f"{one.rank}  {one.photo}", right=f"[{one.cell[0]}, {one.cell[1]}]")
        for one in choices
    ]
    heading = Caption(left=scene.name, right=_option(scene, place, None))
    layout = lay_out_sheet(size, max(1, len(cells)))
    sheet = draw_sheet(pictures, captions, layout, heading)
    drawn = Frame(sheet, inputs=scene.inputs, relaxed=project.relaxed)
    return LandingSheet(choices=choices, sheet=drawn)


def _first_best(scene: Scene) -> tuple[str, CellTarget]:
    """Return the first target of a camera that is a best cell, and its place in the scene."""
    for clip in scene.timeline:
        for path, target in clip.camera.targets() if clip.camera else ():
            if isinstance(target, CellTarget) and target.cell == "best":
                place = ".".join(map(str, ("timeline", clip.id, "camera", *path)))
                return place, replace(target, rank=1)
    raise UsageError(
        "no camera of this scene goes to a best cell",
        remedy="write a clip with camera: {to: {cell: best}}",
    )


def _option(scene: Scene, place: str, rank: int | None) -> str:
    """Return the option that chooses a rank; without one, its form."""
    number = "N" if rank is None else str(rank)
    for name, value in scene.vars.items():
        if isinstance(value, Mapping) and value.get("cell") == "best":
            rest = [f"{key}: {_plain(one)}" for key, one in value.items() if key != "rank"]
            edit = f"'{name}={{{', '.join([*rest, f'rank: {number}'])}}}'"
            return option("var", edit, argument="variables")
    return option("set", f"{place}.rank={number}", argument="sets")


def _plain(value: object) -> str:
    """Write a value of a target as YAML."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, value))}]"
    return f'"{value}"' if isinstance(value, str) and value != "best" else str(value)


def _picture(library: Library, photo: int | None, size: Size) -> Pixels:
    """Return a whole photo in the middle of a frame of `size` (H, W, 3)."""
    frame = np.full((size.height, size.width, 3), GROUND, np.uint8)
    if photo is None:
        return frame
    height, width = (int(side) for side in library.full_size[photo])
    scale = min(size.height / height, size.width / width)
    pixels = read_original(library, photo, Size(height=height, width=width), min(1.0, scale))
    pixels = library.small(photo) if pixels is None else pixels
    tall, wide = max(1, round(height * scale)), max(1, round(width * scale))
    image = Image.fromarray(np.ascontiguousarray(pixels))
    top, left = (size.height - tall) // 2, (size.width - wide) // 2
    frame[top : top + tall, left : left + wide] = np.asarray(
        image.resize((wide, tall), Image.Resampling.LANCZOS)
    )
    return frame

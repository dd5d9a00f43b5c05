"""On which photos a film lands, in which cells, and how much larger than they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mosaic_anim.rendering.project import MAIN
from mosaic_anim.timeline.landing_score import ENLARGED

if TYPE_CHECKING:
    from mosaic_anim.rendering.project import Project
    from mosaic_anim.timeline import Timeline
    from mosaic_anim.timeline.landings import Landing


@dataclass(frozen=True, slots=True, kw_only=True)
class LandedPhoto:
    """A photo on which a clip lands.

    Attributes
    ----------
    clip : str
        The clip's id.
    photo : str
        Path of the photo in the library.
    cell : (int, int)
        Row and column of its cell.
    enlargement : float
        How much larger than its original it is shown.
    """

    clip: str
    photo: str
    cell: tuple[int, int]
    enlargement: float

    def __str__(self) -> str:
        """Say it in a line."""
        row, col = self.cell
        return f"{self.clip} lands on {self.photo}, cell [{row}, {col}]"

    @property
    def warning(self) -> str:
        """Say that it is enlarged; empty if it is not, or hardly."""
        if self.enlargement <= ENLARGED:
            return ""
        return f"{self.clip} enlarges {self.photo} {self.enlargement:.1f} times: it looks soft"


def landed_photos(project: "Project", timeline: "Timeline") -> tuple[LandedPhoto, ...]:
    """Return the photos on which the clips of an output land, each once, in order."""
    played = {name for play in timeline.plays for name in play.clips}
    landed = (
        _landed(project, timeline, landing)
        for landing in timeline.film.landings
        if landing.clip in played
    )
    return tuple(dict.fromkeys(landed))


def _landed(project: "Project", timeline: "Timeline", landing: "Landing") -> LandedPhoto:
    placement, cell = project.placements[MAIN], landing.cell
    photo, turn = int(placement.tile[cell]), int(placement.turn[cell])
    library = project.libraries[MAIN]
    content = str(placement.photo_hash[photo])
    enlargement = 1.0
    if content in library.photo_hash:
        height, width = library.full_size[library.photo_hash.index(content)].tolist()
        if not landing.mosaic:
            height, width = height * placement.crop[cell][2], width * placement.crop[cell][3]
        tall = width if turn & 2 else height
        enlargement = landing.place.height * timeline.size.height / max(tall, 1e-9)
    return LandedPhoto(
        clip=landing.clip,
        photo=str(placement.photo[photo]),
        cell=divmod(cell, placement.grid.cols),
        enlargement=float(enlargement),
    )

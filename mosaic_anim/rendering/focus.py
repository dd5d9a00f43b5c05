"""Focus: what of a scene's cover a crop is centred on."""

from typing import TYPE_CHECKING

from mosaic_anim.clips.focus import CENTRE, FocusPoint
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.mosaic.cells import cover_crop
from mosaic_anim.mosaic.cover_file import cover_path
from mosaic_anim.scene.framing import fits_of_all
from mosaic_anim.subject.attention import Attention
from mosaic_anim.values.geometry import Size

if TYPE_CHECKING:
    from mosaic_anim.scene.model import Scene
    from mosaic_anim.timeline.targets import CropCentre
    from mosaic_anim.values.geometry import Grid

_SHORT_SIDE = 432
"""Short side of the cover in which a subject is looked for [px]."""


def crop_centre(scene: "Scene", grid: "Grid", cover_hash: str | None) -> "CropCentre | None":
    """Return what crops of the whole mosaic are centred on; None for its middle.

    The cover is read only where a scene asks for a crop of it.

    Raises
    ------
    UnreadablePictureError
        If it cannot be read, or has another content than `cover_hash`.
    """
    focus = scene.mosaic.focus
    if focus == CENTRE or all(named.fit != "cover" for named in fits_of_all(scene)):
        return None
    picture = read_picture(
        cover_path(scene.mosaic.cover), short_side=_SHORT_SIDE, content=cover_hash
    )
    pixels = picture.pixels
    shape = Size(height=pixels.shape[0], width=pixels.shape[1])
    part = cover_crop(picture.full_size, grid, pixels=shape)
    if isinstance(focus, FocusPoint):
        row = (focus.row * shape.height - part.row) / part.height
        col = (focus.col * shape.width - part.col) / part.width
        return lambda _height, _width: (row, col)
    top, left = round(part.row), round(part.col)
    attention = Attention.of(pixels[top : round(part.bottom), left : round(part.right)])
    return lambda height, width: attention.window(height, width).centre

"""Endless zoom: a camera move through mosaics that lie in each other, and what is seen of it.

Each mosaic is a layer of its own with a camera of its own. Seen from afar it is its cover: the
photo that the tile shows. As it fills the frame the cover gives way to the tiles, by a share that
depends on the size of the mosaic in the frame alone; so a mosaic looks the same at one depth,
whether it lies in another one or is the outermost that is left.
"""

from dataclasses import dataclass
from math import floor, log

from mosaic_anim.motion.camera import frame_target, inside
from mosaic_anim.motion.tower import Tower
from mosaic_anim.timeline.camera_moves import is_near
from mosaic_anim.timeline.landing_tint import landing_tint
from mosaic_anim.timeline.landings import Stop
from mosaic_anim.values.frame_state import Camera, Layer
from mosaic_anim.values.geometry import Grid, Rect

COVER_SIZES = (0.5, 1.3)
"""Height of a mosaic over that of a frame that it fills: up to the first it shows its cover alone,
from the second on its tiles alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndlessZoom:
    """A move through all mosaics of a tower, once.

    Attributes
    ----------
    mosaics, covers : tuple of str
        Names of the mosaics, and of their covers, cut into the same cells.
    tower : Tower
        How they lie in each other.
    grid : Grid
        Their cells.
    frame_aspect : float
        Width over height of the frame.
    blend : float
        Share of the cover in the mosaic itself, 0 to 1.
    stops : tuple of Stop
        None: it lands on no photo.
    """

    mosaics: tuple[str, ...]
    covers: tuple[str, ...]
    tower: Tower
    grid: Grid
    frame_aspect: float
    blend: float = 0.0
    stops: tuple[Stop, ...] = ()

    def camera(self, share: float) -> Camera:
        """Return how the first mosaic is seen: whole, at the start and at the end."""
        return self.tower.camera(0, self._depth(share))

    def layers(self, share: float) -> tuple[Layer, ...]:
        """Return what is shown after a share [0 to 1] of the time: the same at its two ends."""
        depth = self._depth(share)
        outermost = floor(depth)
        if not self._holds(self.tower.camera(outermost, depth)):
            outermost -= 1
        return self._layers_of(outermost, depth)

    def _depth(self, share: float) -> float:
        """Return the depth of the camera, from 0 to the number of mosaics, which is 0 again."""
        depth = share * len(self.mosaics)
        return depth if depth < len(self.mosaics) else 0.0

    def _holds(self, view: Camera) -> bool:
        """Return whether a mosaic fills the frame in a view."""
        return is_near(inside(view, self.grid, self.frame_aspect), view)

    def _layers_of(self, number: int, depth: float) -> tuple[Layer, ...]:
        """Return the layers of a mosaic, of those that lie in it, and its cover over them."""
        camera = self.tower.camera(number, depth)
        tint = landing_tint(camera)
        cover = max(self._cover_share(camera), self.blend * tint)
        layers: tuple[Layer, ...] = ()
        name = number % len(self.mosaics)
        if cover < 1:
            tiles = Layer(mosaic=self.mosaics[name], camera=camera, tint=tint)
            layers = (tiles, *self._layers_of(number + 1, depth))
        if cover > 0:
            layers += (Layer(mosaic=self.covers[name], camera=camera, opacity=cover),)
        return layers

    def _cover_share(self, camera: Camera) -> float:
        """Return how much of the cover is seen: a smoothstep (3 x^2 - 2 x^3) of the size's log."""
        begins, gone = COVER_SIZES
        size = self.tower.whole.height / camera.height
        share = log(size / begins) / log(gone / begins)
        share = min(max(share, 0.0), 1.0)
        return 1 - share * share * (3 - 2 * share)


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedMosaics:
    """Mosaics of which each is a tile of the one before, the first one of the last.

    Attributes
    ----------
    mosaics, covers : tuple of str
        Their names, and those of their covers, cut into the same cells.
    cells : tuple of (int, int)
        Row and column of the cell of each mosaic that the next one lies in.
    """

    mosaics: tuple[str, ...]
    covers: tuple[str, ...]
    cells: tuple[tuple[int, int], ...]

    def zoom(self, grid: Grid, frame_aspect: float, *, blend: float = 0.0) -> EndlessZoom:
        """Return the zoom through them, in frames of some aspect."""
        canvas = Rect(row=0, col=0, height=grid.rows, width=grid.cols)
        whole = frame_target(canvas, "cover", grid, frame_aspect)
        return EndlessZoom(
            mosaics=self.mosaics,
            covers=self.covers,
            tower=Tower(side=grid.rows, cells=self.cells, whole=whole),
            grid=grid,
            frame_aspect=frame_aspect,
            blend=blend,
        )

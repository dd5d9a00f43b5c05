"""The camera of a background: a picture that fills the frame and stays where it is."""

from mosaic_anim.geometry import Grid, Rect
from mosaic_anim.motion.camera import frame_target
from mosaic_anim.state import Camera


def backdrop_camera(grid: Grid, frame_aspect: float) -> Camera:
    """Return the view of the middle of a canvas, as large as it can be without leaving it."""
    whole = Rect(row=0.0, col=0.0, height=float(grid.rows), width=float(grid.cols))
    return frame_target(whole, "cover", grid, frame_aspect)

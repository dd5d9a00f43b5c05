"""Faces: where people look at the camera.

References
----------
S. Liao et al., Learning Multi-scale Block Local Binary Patterns for Face Recognition, ICB 2007: the
detector; trained for OpenCV, and carried and run by scikit-image.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from mosaic_anim.lazy import feature, skimage_data, threadpoolctl
from mosaic_anim.subject.thumbnail import thumbnail
from mosaic_anim.values.geometry import Rect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORT_SIDE = 144
"""Shorter side of the picture that is searched [px]: enough for a face that matters."""

GLANCE_SIDE = 72
"""The same for a glance at many photos: enough for a portrait."""

_SMALLEST = 24
"""Side of the smallest face there [px], which is the detector's own."""

_WIDEST = 3
"""Greatest aspect of a picture that is searched in full; of a longer one less is seen."""

_SCALE_STEP = 1.1
"""From one size of faces to the next."""

_SAME = 0.5
"""Overlap of a face with that in the mirror image."""

_AGREEING = 8
"""Overlapping finds that make a face: with 4 of them, one in ten photos without a face had one."""


def find_faces(pixels: "NDArray[np.uint8]", *, side: int = SHORT_SIDE) -> tuple[Rect, ...]:
    """Find the faces in a picture.

    A face lower than a sixth of the shorter side is not found, nor is one in profile or upside
    down.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        Picture [sRGB].
    side : int
        Shorter side of the picture that is searched [px]; at half of it, a search takes a fifth of
        the time, and a face has to be twice as large.

    Returns
    -------
    tuple of Rect
        The faces [shares of the picture], the largest first.
    """
    aspect = max(pixels.shape[:2]) / min(pixels.shape[:2])
    small = thumbnail(pixels, round(side * min(aspect, _WIDEST)))
    height, width = small.shape[:2]
    if min(height, width) < _SMALLEST:
        return ()
    # One thread: several would report what they find in another order each time.
    with threadpoolctl.threadpool_limits(1, user_api="openmp"):
        faces = _detector().detect_multi_scale(
            img=small,
            scale_factor=_SCALE_STEP,
            step_ratio=1,
            min_neighbor_number=_AGREEING,
            min_size=(_SMALLEST, _SMALLEST),
            max_size=(height, width),
        )
    places = [
        Rect(
            row=face["r"] / height,
            col=face["c"] / width,
            height=face["height"] / height,
            width=face["width"] / width,
        )
        for face in faces
    ]
    return tuple(sorted(places, key=lambda r: (-r.height * r.width, r.row, r.col)))


def sure_faces(pixels: "NDArray[np.uint8]", *, side: int = SHORT_SIDE) -> tuple[Rect, ...]:
    """Find the faces in a picture (H, W, 3) that its mirror image shows too: few others are none.

    Returns
    -------
    tuple of Rect
        As `find_faces` does.
    """
    faces = find_faces(pixels, side=side)
    if not faces:
        return ()
    mirrored = find_faces(pixels[:, ::-1], side=side)
    return tuple(
        face for face in faces if any(_overlap(face, _mirror(other)) > _SAME for other in mirrored)
    )


def _mirror(rect: Rect) -> Rect:
    """Return where a rectangle [shares of the picture] lies in the mirror image."""
    return Rect(row=rect.row, col=1 - rect.right, height=rect.height, width=rect.width)


def _overlap(one: Rect, other: Rect) -> float:
    """Return the share of what either of two rectangles covers that both cover."""
    height = min(one.bottom, other.bottom) - max(one.row, other.row)
    width = min(one.right, other.right) - max(one.col, other.col)
    both = max(0.0, height) * max(0.0, width)
    return both / (one.height * one.width + other.height * other.width - both)


@cache
def _detector() -> Any:
    """Return the detector, ready to run."""
    return feature.Cascade(skimage_data.lbp_frontal_face_cascade_filename())

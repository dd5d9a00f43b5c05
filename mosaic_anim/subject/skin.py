"""Skin: whether what looks like a face has the colour of one.

References
----------
D. Chai, K. N. Ngan, Face segmentation using skin-color map in videophone applications, IEEE
Transactions on Circuits and Systems for Video Technology 9(4), 1999: skin of all peoples has nearly
one chroma.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mosaic_anim.values.geometry import Rect

_CB, _CR = (77.0, 127.0), (133.0, 173.0)
"""Chroma of skin, as in the article."""

_LEAST = 0.6
"""Share of a face that has it: eyes, hair and glasses have not."""

_FEATURES = 10.0
"""Least spread of the tones of a face [0 to 255]: of faces 38, of a floor between two legs 4."""


def is_skin(pixels: "NDArray[np.uint8]", face: "Rect") -> bool:
    """Return whether the middle of a face [shares of the picture (H, W, 3)] is skin.

    It is no flat patch: nose, mouth and eyes are lighter and darker than the cheeks.
    """
    height, width = pixels.shape[:2]
    row, col = face.centre
    top, left = (row - face.height / 4) * height, (col - face.width / 4) * width
    bottom, right = (row + face.height / 4) * height, (col + face.width / 4) * width
    part = pixels[int(top) : int(bottom) + 1, int(left) : int(right) + 1].astype(np.float32)
    red, green, blue = np.moveaxis(part, -1, 0)
    blueness = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue
    redness = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue
    within = (blueness >= _CB[0]) & (blueness <= _CB[1])
    within &= (redness >= _CR[0]) & (redness <= _CR[1])
    return bool(within.mean() >= _LEAST and part.mean(axis=-1).std() >= _FEATURES)

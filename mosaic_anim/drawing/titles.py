"""Titles: text becomes a picture with alpha, as sharp as its frame allows.

Letters are drawn four times as large and reduced by the mean of pixels: their shapes and distances
are those of the font at every size, not those of a raster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.lettering import LEADING, Face, Line, Text, face
from mosaic_anim.drawing.overlay_positions import Extent, free_area, overlay_corner
from mosaic_anim.values.frame_state import Color, ShadowStyle, Title
from mosaic_anim.values.geometry import Rect, Size

if TYPE_CHECKING:
    from PIL.Image import Image

Plane = NDArray[np.float32]

FINEST = 512
"""Letters are not drawn larger than this before they are reduced, but for larger ones [px]."""

_SAMPLES = 4
_SMALLER = 0.96  # step in which text that does not fit is made smaller
_LEAST = 1.0  # [px] of letters that are drawn at all
_REACH = 3.0  # of a shadow, in radii of its blur


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """A picture with alpha in its place in a frame.

    Attributes
    ----------
    pixels : (h, w, 4) uint8
        Encoded sRGB multiplied by alpha, and alpha; read-only.
    top, left : int
        Where in the frame it begins [px].
    """

    pixels: NDArray[np.uint8]
    top: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines of text at a size.

    Attributes
    ----------
    size : float
        Letter size [px].
    above, below : float
        From the first baseline up and from the last one down to where the block ends [px].
    """

    lines: tuple[Line, ...]
    size: float
    above: float
    below: float
    rim: float

    @property
    def width(self) -> float:
        """Width of the longest line [px]."""
        return max(line.width for line in self.lines) * self.size + 2 * self.rim

    @property
    def height(self) -> float:
        """From the top of capitals to the bottom of a p [px]."""
        step = LEADING * self.size * (len(self.lines) - 1)
        return self.above + step + self.below + 2 * self.rim


def title_patch(title: Title, size: Size) -> Patch:
    """Draw a title for frames of `size`.

    Its lines break where they would become too long. Where a word or all of the text together
    does not fit into the room, all of it becomes smaller.
    """
    faces = [face(name) for name in title.fonts]
    free = free_area(title.spot, size)
    block = _fitted(title, faces, free, min(size.height, size.width))
    samples = int(max(1, min(_SAMPLES, FINEST // block.size)))
    pad = _padding(title, block)
    letters, rims, extent = _masks(title, block, pad, samples)
    planes = _composed(title, block, letters, rims)
    row, col = overlay_corner(extent, title.spot, free, size)
    return _cropped(planes, top=row, left=col, size=size)


def _fitted(title: Title, faces: Sequence[Face], free: Rect, side: int) -> _Block:
    """Set the text as large as it should be, or as it can be."""
    size = title.size * side
    tall = next((one for one in faces if one.glyphs.has("H") and one.glyphs.has("p")), faces[-1])
    text = Text(title.text, faces)
    above, below = tall.extent("H")[0], tall.extent("p")[1]
    while True:
        rim = title.outline.width * size if title.outline else 0.0
        width = max(free.width * title.width - 2 * rim, 1.0)
        block = _Block(
            lines=text.lines(width / size),
            size=size,
            above=above * size,
            below=below * size,
            rim=rim,
        )
        fits = block.width <= free.width * title.width + 1 and block.height <= free.height + 1
        if fits or size * _SMALLER < _LEAST:
            return block
        size *= _SMALLER


def _padding(title: Title, block: _Block) -> int:
    """Return how much room around the lines everything that is drawn needs [px]."""
    reach = 0.5 * block.size + block.rim
    if title.shadow:
        moved = max(map(abs, title.shadow.offset))
        reach += (moved + _REACH * title.shadow.blur) * block.size
    return int(reach) + 2


def _masks(title: Title, block: _Block, pad: int, samples: int) -> tuple[Plane, Plane, Extent]:
    """Draw letters and their rims (h, w), 0 to 1, and tell where in them the block lies."""
    from PIL import Image, ImageDraw

    step = round(LEADING * block.size)
    first = pad + ceil(block.above + block.rim)
    inner = int(block.width) + 1
    height = first + step * (len(block.lines) - 1) + ceil(block.below + block.rim) + pad
    big = (inner + 2 * pad) * samples, height * samples
    fill, rim = Image.new("L", big), Image.new("L", big)
    pens = ImageDraw.Draw(fill), ImageDraw.Draw(rim)
    fonts = {
        letter.face: letter.face.at(block.size * samples)
        for line in block.lines
        for letter in line.letters
    }
    shift = {"left": 0.0, "center": 0.5, "right": 1.0}[title.align]
    for number, line in enumerate(block.lines):
        left = pad + block.rim + (inner - 2 * block.rim - line.width * block.size) * shift
        base = (first + step * number) * samples
        for letter in line.letters:
            at = round((left + letter.start * block.size) * samples), base
            font = fonts[letter.face]
            pens[0].text(at, letter.text, fill=255, font=font, anchor="ls")
            if block.rim:
                width = max(1, round(block.rim * samples))
                pens[1].text(at, letter.text, fill=255, font=font, anchor="ls", stroke_width=width)
    letters, rims = _reduced(fill, samples), _reduced(rim, samples)
    ink = np.maximum(letters, rims)
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom = pad, height - pad
    left_edge, right_edge = pad, pad + inner
    if len(rows):
        top, bottom = min(top, int(rows[0])), max(bottom, int(rows[-1]) + 1)
        left_edge, right_edge = int(cols[0]), int(cols[-1]) + 1
    extent = Extent(top=top, left=left_edge, height=bottom - top, width=right_edge - left_edge)
    return letters, rims, extent


def _reduced(mask: "Image", samples: int) -> Plane:
    """Return the means of `samples` x `samples` pixels, 0 to 1."""
    small = mask.reduce(samples) if samples > 1 else mask
    return np.asarray(small, np.float32) / np.float32(255)


def _composed(title: Title, block: _Block, letters: Plane, rims: Plane) -> Plane:
    """Lay letters over their rims over their shadow: (h, w, 4), multiplied by alpha, 0 to 255."""
    picture = np.zeros((*letters.shape, 4), np.float32)
    if title.shadow:
        shadow = _shadow(np.maximum(letters, rims), title.shadow, block.size)
        _lay(picture, title.shadow.color, shadow)
    if title.outline:
        _lay(picture, title.outline.color, rims)
    _lay(picture, title.color, letters)
    return picture


def _shadow(mask: Plane, shade: ShadowStyle, size: float) -> Plane:
    """Move, blur and weaken what throws a shadow."""
    from PIL import Image, ImageChops, ImageFilter

    right, down = (round(part * size) for part in shade.offset)
    image = Image.fromarray(np.rint(mask * 255).astype(np.uint8))
    moved = ImageChops.offset(image, right, down)  # what it turns round lies in the empty rim
    blurred = moved.filter(ImageFilter.GaussianBlur(shade.blur * size))
    return np.asarray(blurred, np.float32) * np.float32(shade.opacity / 255)


def _lay(picture: Plane, color: Color, mask: Plane) -> None:
    """Lay a colour over a picture, as far as a mask (h, w) says, in place."""
    picture *= 1 - mask[..., None]
    picture += mask[..., None] * np.array([*color, 255], np.float32)


def _cropped(picture: Plane, *, top: int, left: int, size: Size) -> Patch:
    """Cut off what lies outside a frame, and what is empty."""
    pixels = np.rint(picture).astype(np.uint8)
    pixels = pixels[max(0, -top) : max(0, size.height - top)]
    pixels = pixels[:, max(0, -left) : max(0, size.width - left)]
    top, left = max(0, top), max(0, left)
    rows = np.flatnonzero(pixels[..., 3].any(axis=1))
    cols = np.flatnonzero(pixels[..., 3].any(axis=0))
    if not len(rows):
        return Patch(pixels=np.zeros((0, 0, 4), np.uint8), top=0, left=0)
    pixels = np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1])
    pixels.setflags(write=False)
    return Patch(pixels=pixels, top=top + int(rows[0]), left=left + int(cols[0]))

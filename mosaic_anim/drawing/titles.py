"""Titles: text becomes a picture with alpha, as sharp as its frame allows.

Letters are drawn four times as large and reduced by the mean of pixels: their shapes and distances
are those of the font at every size, not those of a raster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from mosaic_anim.drawing.lettering import LEADING, Line, LineDrawer, Text, lay_stamp
from mosaic_anim.drawing.overlay_positions import Extent, free_area, overlay_corner
from mosaic_anim.lazy import Image, ImageChops, ImageFilter
from mosaic_anim.text.assets import font_of
from mosaic_anim.text.font import Font
from mosaic_anim.text.stamps import Stamp
from mosaic_anim.values.frame_state import Color, ShadowStyle, Title
from mosaic_anim.values.geometry import Rect, Size

Plane = NDArray[np.float32]

FINEST = 512
"""Letters are not drawn larger than this before they are reduced, but for larger ones [px]."""

_APART = 0.05  # between what hangs down and what stands up below it [shares of the size]
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
    def step(self) -> float:
        """From one baseline to the next, so that no line reaches into another [px]."""
        reach = (upper.below + _APART + lower.above for upper, lower in pairwise(self.lines))
        return max([LEADING, *reach]) * self.size

    @property
    def height(self) -> float:
        """From the top of capitals to the bottom of a p [px]."""
        return self.above + self.step * (len(self.lines) - 1) + self.below + 2 * self.rim

    @property
    def overshoot(self) -> float:
        """How far its first and last lines reach beyond its height [px]."""
        first, last = self.lines[0].above * self.size, self.lines[-1].below * self.size
        return max(0.0, first - self.above, last - self.below)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Letters:
    """What is drawn of a block, (h, w) each.

    Attributes
    ----------
    letters, rims : float32
        Coverage of outlined glyphs, and of those with the line around them, 0 to 1.
    emoji : (h, w, 4) float32, optional
        Glyphs with colours of their own, multiplied by alpha, 0 to 255.
    ink : float32
        Coverage of all, which throws the shadow, 0 to 1.
    extent : Extent
        Where in them the block lies.
    """

    letters: Plane
    rims: Plane
    emoji: Plane | None
    ink: Plane
    extent: Extent


def title_patch(title: Title, size: Size) -> Patch:
    """Draw a title for frames of `size`.

    Its lines break where they would become too long. Where a word or all of the text together
    does not fit into the room, all of it becomes smaller.
    """
    fonts = [font_of(name) for name in title.fonts]
    free = free_area(title.spot, size)
    block = _fitted(title, fonts, free, min(size.height, size.width))
    samples = int(max(1, min(_SAMPLES, FINEST // block.size)))
    pad = _padding(title, block)
    letters = _draw_lines(title, block, pad, samples)
    picture = _composed(title, block, letters)
    row, col = overlay_corner(letters.extent, title.spot, free, size)
    return _cropped(picture, top=row, left=col, size=size)


def _fitted(title: Title, fonts: Sequence[Font], free: Rect, side: int) -> _Block:
    """Set the text as large as it should be, or as it can be."""
    size = title.size * side
    tall = next((one for one in fonts if one.has("H") and one.has("p")), fonts[-1])
    text = Text(title.text, fonts)
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
    reach = max(0.5 * block.size, block.overshoot) + block.rim
    if title.shadow:
        moved = max(map(abs, title.shadow.offset))
        reach += (moved + _REACH * title.shadow.blur) * block.size
    return int(reach) + 2


def _draw_lines(title: Title, block: _Block, pad: int, samples: int) -> _Letters:
    """Draw lines with `pad` pixels around them."""
    step = round(block.step)
    first = pad + ceil(block.above + block.rim)
    inner = int(block.width) + 1
    height = first + step * (len(block.lines) - 1) + ceil(block.below + block.rim) + pad
    big = height * samples, (inner + 2 * pad) * samples
    places = []
    shift = {"left": 0.0, "center": 0.5, "right": 1.0}[title.align]
    for number, line in enumerate(block.lines):
        left = pad + block.rim + (inner - 2 * block.rim - line.width * block.size) * shift
        places.append((line, left * samples, float((first + step * number) * samples)))
    drawer = LineDrawer(block.size * samples)
    fills = (stamp for place in places for stamp in drawer.fills(*place))
    letters = rims = ink = _reduced(_lay_stamps(fills, big), samples) / np.float32(255)
    if block.rim:
        around = (stamp for at in places for stamp in drawer.rims(*at, block.rim * samples))
        rims = _reduced(_lay_stamps(around, big), samples) / np.float32(255)
        ink = np.maximum(letters, rims)
    emoji = None
    if colored := [stamp for place in places for stamp in drawer.colored(*place, title.color)]:
        emoji = _reduced(_lay_stamps(colored, (*big, 4)), samples)
        ink = np.maximum(ink, emoji[..., 3] / np.float32(255))
    extent = _extent(ink, pad, inner)
    return _Letters(letters=letters, rims=rims, emoji=emoji, ink=ink, extent=extent)


def _lay_stamps(stamps: Iterable[Stamp], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Lay stamps over an empty plane (H, W) or (H, W, 4)."""
    plane = np.zeros(shape, np.uint8)
    for stamp in stamps:
        lay_stamp(plane, stamp)
    return plane


def _extent(ink: Plane, pad: int, inner: int) -> Extent:
    """Return where a block lies: as wide as its ink, and as high as its lines or its ink."""
    height = len(ink)
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    top, bottom = pad, height - pad
    left, right = pad, pad + inner
    if len(rows):
        top, bottom = min(top, int(rows[0])), max(bottom, int(rows[-1]) + 1)
        left, right = int(cols[0]), int(cols[-1]) + 1
    return Extent(top=top, left=left, height=bottom - top, width=right - left)


def _reduced(plane: NDArray[np.uint8], samples: int) -> Plane:
    """Return the means of `samples` x `samples` pixels, 0 to 255, rounded."""
    image = Image.fromarray(plane, "RGBa" if plane.ndim == 3 else "L")
    small = image.reduce(samples) if samples > 1 else image
    return np.asarray(small, np.float32)


def _composed(title: Title, block: _Block, letters: _Letters) -> Plane:
    """Lay letters over their rims over their shadow: (h, w, 4), multiplied by alpha, 0 to 255."""
    picture = np.zeros((*letters.ink.shape, 4), np.float32)
    if title.shadow:
        _lay(picture, title.shadow.color, _shadow(letters.ink, title.shadow, block.size))
    if title.outline:
        _lay(picture, title.outline.color, letters.rims)
    _lay(picture, title.color, letters.letters)
    if letters.emoji is not None:
        picture *= 1 - letters.emoji[..., 3:] / np.float32(255)
        picture += letters.emoji
    return picture


def _shadow(mask: Plane, shade: ShadowStyle, size: float) -> Plane:
    """Move, blur and weaken what throws a shadow."""
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

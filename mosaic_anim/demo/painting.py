"""Oil paintings after photographs, for zooms to land on.

The photographs are 300 to 512 pixels high; enlarged to a full-HD frame they would be a blur.
Painted in strokes that follow what is seen they are sharp at any size. After A. Hertzmann,
"Painterly rendering with curved brush strokes of multiple sizes", SIGGRAPH 1998: a coarse brush
first, then finer ones, where the picture has what the coarser ones cannot show.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw

from mosaic_anim.demo.sources import photograph, planes, recolored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mosaic_anim.demo.paint import Floats, Sheet

_FINER = 1.5
"""Strokes are drawn so many times as large, and reduced, for smooth edges."""

_OUTLINE = np.array([0.45, 0.95, 1.0, 0.9, 0.35], dtype=np.float32)[:, None]
"""Width of a stroke along its way [shares of the brush]."""

_SPACING = 0.88
"""From one stroke to the next [widths]; strokes are long, so three or four lie on each spot."""

_CURVE = 0.6
"""By how much a stroke turns from one piece to the next, at most [rad]."""

_ASTRAY = 0.1
"""Difference from its own colour at which a stroke ends."""

_BODY = 0.5
"""How strongly the thickness of the paint catches the light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """One layer of strokes.

    Attributes
    ----------
    width : float
        Width of a stroke [units of a sheet].
    length : float
        Length of a stroke [widths].
    misses : float
        Difference from the coarser picture that calls for a stroke.
    bristles : tuple of float
        Where streaks run in a stroke, -1 to 1 across.
    """

    width: float
    length: float
    misses: float
    bristles: tuple[float, ...] = ()


_BRUSHES = (
    Brush(width=0.082, length=3.2, misses=-1.0, bristles=(-0.5, 0.0, 0.5)),
    Brush(width=0.037, length=3.5, misses=0.018, bristles=(-0.4, 0.4)),
    Brush(width=0.017, length=4.0, misses=0.028),
    Brush(width=0.0085, length=4.0, misses=0.036),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """What is painted.

    Attributes
    ----------
    source : str
        Key of `PHOTOGRAPHS`.
    box : tuple of int
        Left, top, right and bottom of its part [px of the photograph].
    height, width : int
        Size of the painting [px], of the same shape.
    order : str
        Order of the channels: another than RGB gives other hues.
    """

    source: str
    box: tuple[int, int, int, int]
    height: int
    width: int
    order: str = "RGB"

    def paint(self, rng: np.random.Generator, sheet: "Sheet") -> "Floats":
        """Paint it in oil on a sheet; a sheet of another shape gets the middle of it."""
        photo = recolored(photograph(self.source), self.order)
        return paint(rng, sheet, photo, self.box)


PAINTINGS: dict[str, Painting] = {
    "painted-astronaut": Painting(
        source="astronaut", box=(0, 0, 512, 512), height=1440, width=1440
    ),
    "painted-portrait": Painting(
        source="astronaut", box=(60, 0, 404, 258), height=1080, width=1440
    ),
    "painted-cat": Painting(source="cat", box=(0, 0, 450, 300), height=1080, width=1620),
    "painted-coffee": Painting(source="coffee", box=(0, 0, 600, 400), height=1080, width=1620),
    "painted-rocket": Painting(source="rocket", box=(0, 64, 640, 424), height=1080, width=1920),
    "painted-pagoda": Painting(source="pagoda", box=(0, 0, 640, 427), height=1080, width=1620),
    "painted-dahlia": Painting(source="dahlia", box=(90, 82, 490, 382), height=1080, width=1440),
    "painted-pink-dahlia": Painting(
        source="dahlia", box=(90, 82, 490, 382), height=1080, width=1440, order="RBG"
    ),
    "painted-violet-dahlia": Painting(
        source="dahlia", box=(0, 20, 640, 380), height=1080, width=1920, order="GBR"
    ),
    "painted-sunset": Painting(
        source="rocket", box=(0, 64, 640, 424), height=1080, width=1920, order="BGR"
    ),
    "painted-cameraman": Painting(
        source="cameraman", box=(0, 20, 512, 404), height=1080, width=1440
    ),
}
"""The paintings, by the family that they are in the plan."""


def paint(
    rng: np.random.Generator,
    sheet: "Sheet",
    photo: Image.Image,
    box: tuple[int, int, int, int],
) -> "Floats":
    """Paint a part of a photograph in strokes of four brushes."""
    view = _View.of(photo, box, sheet)
    coarser = _smoothed(view.picture, _BRUSHES[0].width / sheet.pixel * view.scale)
    canvas = _Canvas(sheet, coarser)
    for brush in _BRUSHES:
        width = brush.width / sheet.pixel
        seen = _smoothed(view.picture, width * view.scale / 2)
        along = _flow(view.picture.mean(axis=0), max(2.0, width * view.scale * 1.2))
        points = _dabs(rng, sheet, width)
        missing = np.abs(seen - coarser).max(axis=0)
        points = points[:, view.at(missing, points) > brush.misses]
        guide = _Guide(view=view, seen=seen, along=along)
        canvas.lay(rng, brush, width, guide.strokes(rng, points, width * brush.length))
        coarser = seen
    return canvas.lit()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _View:
    """What the painter sees: the photograph (3, h, w), and its pixels per pixel of the sheet."""

    picture: "Floats"
    scale: float

    @classmethod
    def of(cls, photo: Image.Image, box: tuple[int, int, int, int], sheet: "Sheet") -> "_View":
        left, top, right, bottom = box
        scale = min((right - left) / sheet.width, (bottom - top) / sheet.height)
        across, down = scale * sheet.width / 2, scale * sheet.height / 2
        x, y = (left + right) / 2, (top + bottom) / 2
        part = (x - across, y - down, x + across, y + down)
        scale = min(scale, 1.0)
        size = (max(2, round(sheet.width * scale)), max(2, round(sheet.height * scale)))
        seen = photo.resize(size, Image.Resampling.LANCZOS, box=part)
        return cls(picture=planes(seen), scale=scale)

    def at(self, field: "Floats", points: "Floats") -> "Floats":
        """Look a field (..., h, w) up at points (2, n) of the sheet, y before x [px]."""
        height, width = field.shape[-2:]
        row, col = (points * np.float32(self.scale)).astype(np.intp)
        result: Floats = field[..., row.clip(0, height - 1), col.clip(0, width - 1)]
        return result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Strokes:
    """The ways of a brush's strokes.

    Attributes
    ----------
    points : (5, 2, n) float32
        Points on the way, y before x [px].
    color : (3, n) float32
        Colour of each.
    """

    points: "Floats"
    color: "Floats"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Guide:
    """What strokes of one brush follow.

    Attributes
    ----------
    view : _View
        Where to look.
    seen : (3, h, w) float32
        What the brush can show.
    along : (h, w) float32
        Where the picture changes least [rad].
    """

    view: _View
    seen: "Floats"
    along: "Floats"

    def strokes(self, rng: np.random.Generator, points: "Floats", length: float) -> _Strokes:
        """Let strokes run from points (2, n) both ways, until the colour changes."""
        color = self.view.at(self.seen, points)
        start = self.view.at(self.along, points)
        start = start + _around(rng, 0, 0.12, start.shape)
        ahead, end = self._run(points, color, start, length / 4)
        back, first = self._run(points, color, start + np.float32(np.pi), length / 4)
        return _Strokes(points=np.stack([first, back, points, ahead, end]), color=color)

    def _run(
        self, points: "Floats", color: "Floats", angle: "Floats", step: float
    ) -> tuple["Floats", "Floats"]:
        """Return the next two points of strokes that start towards `angle` (n,)."""
        way = []
        fits = np.ones(angle.shape, dtype=bool)
        for _ in range(2):
            ahead = np.float32(step) * np.stack([np.sin(angle), np.cos(angle)])
            astray = np.abs(self.view.at(self.seen, points + ahead) - color).max(axis=0)
            fits &= astray < _ASTRAY
            points = points + ahead * np.where(fits, np.float32(1), np.float32(0.35))
            way.append(points)
            # The flow has no sign: a stroke goes on with less than a quarter turn.
            turn = self.view.at(self.along, points) - angle
            turn -= np.float32(np.pi) * np.round(turn / np.float32(np.pi))
            angle = angle + np.clip(turn, -_CURVE, _CURVE)
        return way[0], way[1]


def _dabs(rng: np.random.Generator, sheet: "Sheet", width: float) -> "Floats":
    """Return where a brush touches the sheet, (2, n) [px], in the order of the strokes."""
    step = _SPACING * width
    rows, cols = int(np.ceil(sheet.height / step)), int(np.ceil(sheet.width / step))
    lattice = np.stack(np.divmod(np.arange(rows * cols), cols)).astype(np.float32)
    lattice += rng.random(lattice.shape, dtype=np.float32)
    return lattice[:, rng.permutation(rows * cols)] * np.float32(step)


class _Canvas:
    """The painting, and how thick the paint lies on it."""

    def __init__(self, sheet: "Sheet", ground: "Floats") -> None:
        self._size = (sheet.width, sheet.height)
        larger = (round(sheet.width * _FINER), round(sheet.height * _FINER))
        self._finer = np.array(larger, dtype=np.float32) / np.array(self._size, dtype=np.float32)
        pixels = (np.clip(np.moveaxis(ground, 0, -1), 0, 1) * 255).astype(np.uint8)
        self._color = Image.fromarray(pixels).resize(larger, Image.Resampling.BILINEAR)
        self._paint = Image.new("L", self._size, 128)

    def lay(self, rng: np.random.Generator, brush: Brush, width: float, strokes: _Strokes) -> None:
        """Lay strokes of a brush `width` pixels wide, one over the other."""
        count = strokes.color.shape[1]
        side = _across(strokes.points)
        half = _OUTLINE * (np.float32(width / 2) * _around(rng, 1.0, 0.1, count))
        tones = strokes.color + _around(rng, 0, 0.018, count) + _around(rng, 0, 0.008, (3, count))
        bodies = _ribbons(strokes.points, side, half)
        outlines, inks = [bodies * self._finer], [_inks(tones)]
        for place in brush.bristles:
            streak = strokes.points + side * half[:, None] * np.float32(place)
            outlines.append(_ribbons(streak, side, half * np.float32(0.13)) * self._finer)
            inks.append(_inks(tones + _around(rng, 0, 0.035, count)))
        _fill(self._color, np.stack(outlines, axis=1), np.stack(inks, axis=1))
        _fill(self._paint, bodies, np.asarray(rng.integers(60, 200, count)))

    def lit(self) -> "Floats":
        """Return the picture (3, H, W), lit from the upper left."""
        picture = planes(self._color.resize(self._size, Image.Resampling.BOX))
        thick = np.asarray(self._paint, dtype=np.float32) * np.float32(1 / 255)
        light = np.zeros_like(thick)
        light[1:-1] += thick[:-2] - thick[2:]
        light[:, 1:-1] += thick[:, :-2] - thick[:, 2:]
        light = np.clip(light * np.float32(0.25), -0.2, 0.2)
        lit: Floats = np.clip(picture * (1 + np.float32(_BODY) * light), 0, 1)
        return lit


def _around(
    rng: np.random.Generator, middle: float, spread: float, shape: int | tuple[int, ...]
) -> "Floats":
    """Return normally distributed numbers."""
    return rng.normal(middle, spread, shape).astype(np.float32)


def _fill(image: Image.Image, outlines: "Floats", inks: "NDArray[np.int64]") -> None:
    """Fill polygons (..., 10, 2) with inks (...), one after the other."""
    fill: Any = ImageDraw.Draw(image).polygon  # it reads an array's floats as they lie
    flat = np.ascontiguousarray(outlines, dtype=np.float32).reshape(-1, 20)
    for outline, ink in zip(flat, inks.ravel().tolist(), strict=True):
        fill(outline, fill=ink)


def _across(points: "Floats") -> "Floats":
    """Return the unit vectors (5, 2, n) across ways."""
    along = np.concatenate([points[1:2], points[2:], points[4:]])
    along -= np.concatenate([points[:1], points[:3], points[3:4]])
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), np.float32(1e-6))[:, None]
    return np.stack([along[:, 1], -along[:, 0]], axis=1)


def _ribbons(points: "Floats", side: "Floats", half: "Floats") -> "Floats":
    """Return the outlines (n, 10, 2), x before y, of ways with half widths (5, n)."""
    off = side * half[:, None]
    outline = np.concatenate([points + off, (points - off)[::-1]])
    return outline[:, ::-1].transpose(2, 0, 1)


def _inks(colors: "Floats") -> "NDArray[np.int64]":
    """Return colours (3, n) as Pillow's inks (n,): red in the lowest byte."""
    red, green, blue = (np.clip(colors, 0, 1) * 255 + 0.5).astype(np.int64)
    return np.asarray(red | green << 8 | blue << 16)


def _flow(grey: "Floats", reach: float) -> "Floats":
    """Return along which angle (h, w) [rad] a picture changes least, in areas of `reach` pixels.

    The eigenvector of the structure tensor (J. Bigün and G. H. Granlund, ICCV 1987).
    """
    down, across = np.zeros_like(grey), np.zeros_like(grey)
    down[1:-1], across[:, 1:-1] = grey[2:] - grey[:-2], grey[:, 2:] - grey[:, :-2]
    tensor = np.stack([across * across, across * down, down * down])
    xx, xy, yy = _smoothed(tensor, reach)
    angle = np.arctan2(2 * xy, xx - yy) / 2 + np.float32(np.pi / 2)
    return np.asarray(angle, dtype=np.float32)


def _smoothed(picture: "Floats", step: float) -> "Floats":
    """Average over squares of `step` pixels, and stretch back smoothly."""
    if step <= 1:
        return picture
    _, height, width = picture.shape
    small = (max(2, round(width / step)), max(2, round(height / step)))
    smooth = []
    for plane in picture:
        reduced = Image.fromarray(plane).resize(small, Image.Resampling.BOX)
        smooth.append(np.asarray(reduced.resize((width, height), Image.Resampling.BICUBIC)))
    return np.stack(smooth)

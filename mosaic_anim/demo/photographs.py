"""Pictures made from real photographs: crops of them, and what redraws them.

The photographs are 300 to 872 pixels high, so plain crops stay near their own size, and anything
bigger is redrawn as dots, tiles, a kaleidoscope or flat shapes, which are sharp at any size.
"""

import numpy as np
from PIL import Image

from mosaic_anim.demo.colors import lch, moved, pick
from mosaic_anim.demo.noise import voronoi
from mosaic_anim.demo.paint import Floats, Sheet, lay, ramp, smoothstep, wrapped
from mosaic_anim.demo.sources import photograph, planes, recolored

_SMALLEST = 160
"""Short side of the smallest crops [px of the photograph]."""

_REDRAWN = ("astronaut", "cat", "coffee", "dahlia", "pagoda", "rocket")
"""What is redrawn in dots, shards and shades: photographs that are read from their large shapes."""

_GREY = np.array([0.299, 0.587, 0.114])
"""Luma of red, green and blue (ITU-R BT.601)."""


class Crop:
    """A family of crops of one photograph.

    Parameters
    ----------
    name : str
        Key of `PHOTOGRAPHS`.
    mirrored : bool
        Whether some are mirrored: not where there is writing.
    toned : bool
        Whether they are printed in shades of the colour asked for: those of a grey photograph are.
    order : str
        Order of the channels: another than RGB gives other hues.
    """

    def __init__(
        self, name: str, *, mirrored: bool = True, toned: bool = False, order: str = "RGB"
    ) -> None:
        self._name = name
        self._order = order
        self._mirrored = mirrored
        self._toned = toned

    def __call__(self, rng: np.random.Generator, sheet: Sheet) -> Floats:
        """Return a crop near its own size, mildly graded as another hour of the day would be."""
        photo = photograph(self._name)
        upright = sheet.height / min(sheet.height, sheet.width)
        smallest = min(1.0, _SMALLEST * upright / photo.height)
        picture = recolored(_cropped(rng, sheet, photo, rng.uniform(smallest, 1.0)), self._order)
        if self._mirrored and rng.random() < 0.5:
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        graded = _graded(rng, picture)
        return _toned(graded, sheet.base) if self._toned else graded


def dots(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Redraw a photograph in round dots on a plain ground."""
    count = int(rng.integers(24, 44))
    u, v = sheet.turned(rng.uniform(0, 1.5))
    u, v = u * np.float32(count / 2), v * np.float32(count / 2)
    dark = rng.random() < 0.5
    source = _graded(rng, _any_crop(rng, sheet, 0.5))
    middle = _smoothed(source, max(1, int(2 / count / sheet.pixel)))
    bright = middle.mean(axis=0)
    size = np.sqrt(0.12 + 0.5 * (bright if dark else 1 - bright))
    distance = (
        np.sqrt((u - np.floor(u) - 0.5) ** 2 + (v - np.floor(v) - 0.5) ** 2)
        - np.float32(0.62) * size
    )
    ground = lch(0.12, 0.04, rng.uniform(0, 360)) if dark else lch(0.96, 0.03, rng.uniform(0, 360))
    cover = sheet.edge(distance * np.float32(2 / count))
    strong = np.clip((middle - 0.5) * 1.2 + 0.5, 0, 1)
    picture = sheet.fill(ground)
    lay(strong, cover, out=picture)
    return picture


def shards(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Redraw a photograph as a mosaic of stone shards with joints."""
    cells = rng.uniform(18, 40)
    owner, _, gap = voronoi(rng, sheet.x, sheet.y, cells)
    source = _graded(rng, _any_crop(rng, sheet, 0.55))
    index = np.unique(owner, return_inverse=True)[1].ravel()
    number = np.bincount(index)
    tilt = 1 + 0.16 * rng.uniform(-1, 1, len(number)).astype(np.float32)
    joint = sheet.edge(0.06 / cells - gap / 2) * 0.9 + 0.1
    planes = []
    for plane in source:
        mean = np.bincount(index, plane.ravel()) / number
        planes.append((mean.astype(np.float32) * tilt).take(index).reshape(plane.shape) * joint)
    picture: Floats = np.clip(np.stack(planes), 0, 1)
    return picture


def kaleidoscope(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Mirror a wedge of a photograph around the middle."""
    photo = planes(photograph(pick(rng, _REDRAWN)))
    _, height, width = photo.shape
    wedges = int(rng.integers(3, 8)) * 2
    radius = sheet.radius(0, 0)
    angle = np.arctan2(sheet.y, sheet.x) + np.float32(rng.uniform(0, 6.28))
    folded = np.abs(wrapped(angle / np.float32(2 * np.pi / wedges), 2) - 1) * np.float32(
        2 * np.pi / wedges
    )
    turn, scale = rng.uniform(0, 6.28), height * rng.uniform(0.26, 0.35)
    row = height * rng.uniform(0.4, 0.6) + scale * radius * np.sin(folded + np.float32(turn))
    col = width * rng.uniform(0.3, 0.7) + scale * radius * np.cos(folded + np.float32(turn))
    return _picked(photo, row, col)


def duotone(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Print a photograph in a dark and a light shade of the colour asked for."""
    grey = planes(_any_crop(rng, sheet, 0.6)).mean(axis=0)
    t = smoothstep(float(grey.min()), float(grey.max()), grey)
    if rng.random() < 0.5:
        t = np.round(t * 5) / 5
    lift = moved(sheet.base, 0.22, 0.8, rng.uniform(-30, 30))
    return ramp(np.stack([moved(sheet.base, -0.35), moved(sheet.base, -0.1), sheet.base, lift]), t)


def _any_crop(rng: np.random.Generator, sheet: Sheet, smallest: float) -> Image.Image:
    """Return a random crop of any photograph that has at least so much of its height."""
    photo = photograph(pick(rng, _REDRAWN))
    return _cropped(rng, sheet, photo, rng.uniform(smallest, 1.0))


def _cropped(
    rng: np.random.Generator, sheet: Sheet, photo: Image.Image, part: float
) -> Image.Image:
    """Return a random crop that has `part` of a photograph's height, resized to the sheet."""
    height = photo.height * part
    width = height * sheet.width / sheet.height
    if width > photo.width:
        height, width = height * photo.width / width, float(photo.width)
    top, left = rng.uniform(0, photo.height - height), rng.uniform(0, photo.width - width)
    box = (left, top, left + width, top + height)
    return photo.resize((sheet.width, sheet.height), Image.Resampling.LANCZOS, box=box)


def _graded(rng: np.random.Generator, picture: Image.Image) -> Floats:
    """Change colour, light and warmth a little; returns the planes (3, H, W)."""
    vivid = rng.uniform(0.8, 1.45)
    mix = vivid * np.eye(3) + (1 - vivid) * _GREY
    colored = picture.convert("RGB", tuple(np.hstack([mix, np.zeros((3, 1))]).ravel().tolist()))
    gamma, warm = np.exp(rng.uniform(-0.4, 0.4)), rng.uniform(-0.08, 0.08)
    gains = 1 + np.array([warm, rng.uniform(-0.03, 0.03), -warm])
    light = np.linspace(0, 1, 256) ** gamma
    tables = np.clip(light * gains[:, None], 0, 1).astype(np.float32)
    pixels = np.asarray(colored)
    return np.stack([table.take(pixels[..., k]) for k, table in enumerate(tables)])


def _toned(picture: Floats, color: Floats) -> Floats:
    """Print a grey picture in a dark and a light shade of a colour."""
    tones = [moved(color, -0.6, 0.4), moved(color, -0.1, 0.6), lch(0.98, 0.02, 90)]
    return ramp(np.stack(tones), picture.mean(axis=0))


def _picked(photo: Floats, row: Floats, col: Floats) -> Floats:
    """Sample a photograph bilinearly at rows and columns, mirrored beyond its border."""
    _, height, width = photo.shape
    row = np.abs(wrapped(row, 2 * height - 2) - (height - 1)) * np.float32(0.999)
    col = np.abs(wrapped(col, 2 * width - 2) - (width - 1)) * np.float32(0.999)
    top, left = np.floor(row), np.floor(col)
    a, b = col - left, row - top
    index = top.astype(np.intp) * width + left.astype(np.intp)
    corners = [index, index + 1, index + width, index + width + 1]
    planes = []
    for plane in photo.reshape(3, -1):
        one, two, three, four = (plane.take(corner) for corner in corners)
        upper = one + a * (two - one)
        lower = three + a * (four - three)
        planes.append(upper + b * (lower - upper))
    return np.stack(planes)


def _smoothed(picture: Floats, step: int) -> Floats:
    """Average over squares of `step` pixels and stretch back smoothly."""
    _, height, width = picture.shape
    small = (max(2, width // step), max(2, height // step))
    planes = []
    for plane in picture:
        reduced = Image.fromarray(plane).resize(small, Image.Resampling.BOX)
        planes.append(np.asarray(reduced.resize((width, height), Image.Resampling.BICUBIC)))
    smooth: Floats = np.clip(np.stack(planes), 0, 1)
    return smooth

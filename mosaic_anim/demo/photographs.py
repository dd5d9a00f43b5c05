"""Pictures made from the two real photographs that scikit-learn ships: china.jpg and flower.jpg.

They are 640x427 pixels, so plain crops stay near their own size, and anything bigger is redrawn as
dots, tiles, a kaleidoscope or flat shapes, which are sharp at any size.
"""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image

from mosaic_anim.demo.colors import lch, moved, pick
from mosaic_anim.demo.noise import voronoi
from mosaic_anim.demo.paint import Floats, Sheet, lay, ramp, smoothstep, wrapped
from mosaic_anim.errors import CannotStartError


@lru_cache(maxsize=2)
def photograph(name: str) -> Floats:
    """Return one of scikit-learn's photographs, "china" or "flower", as (3, 427, 640) in [0, 1]."""
    package = find_spec("sklearn")  # importing it takes a second, its files are all we need
    if package is None or package.origin is None:
        raise CannotStartError("scikit-learn is missing", remedy="pip install scikit-learn")
    path = Path(package.origin).parent / "datasets" / "images" / f"{name}.jpg"
    with Image.open(path) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 0))


def crop(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Return a crop of a photograph, near its own size, mildly graded."""
    picture = _cropped(rng, sheet, rng.uniform(0.62, 1.0))
    return _graded(rng, picture)


def dots(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Redraw a photograph in round dots on a plain ground."""
    count = int(rng.integers(24, 44))
    u, v = sheet.turned(rng.uniform(0, 1.5))
    u, v = u * np.float32(count / 2), v * np.float32(count / 2)
    dark = rng.random() < 0.5
    source = _graded(rng, _cropped(rng, sheet, rng.uniform(0.5, 1.0)))
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
    source = _graded(rng, _cropped(rng, sheet, rng.uniform(0.55, 1.0)))
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
    photo = photograph(pick(rng, ["china", "flower"]))
    wedges = int(rng.integers(3, 8)) * 2
    radius = sheet.radius(0, 0)
    angle = np.arctan2(sheet.y, sheet.x) + np.float32(rng.uniform(0, 6.28))
    folded = np.abs(wrapped(angle / np.float32(2 * np.pi / wedges), 2) - 1) * np.float32(
        2 * np.pi / wedges
    )
    turn, scale = rng.uniform(0, 6.28), rng.uniform(110, 150)
    row = rng.uniform(190, 240) + scale * radius * np.sin(folded + np.float32(turn))
    col = rng.uniform(180, 460) + scale * radius * np.cos(folded + np.float32(turn))
    return _graded(rng, _picked(photo, row, col))


def duotone(rng: np.random.Generator, sheet: Sheet) -> Floats:
    """Print a photograph in a dark and a light shade of the colour asked for."""
    grey = _cropped(rng, sheet, rng.uniform(0.6, 1.0)).mean(axis=0)
    t = smoothstep(float(grey.min()), float(grey.max()), grey)
    if rng.random() < 0.5:
        t = np.round(t * 5) / 5
    lift = moved(sheet.base, 0.22, 0.8, rng.uniform(-30, 30))
    return ramp(np.stack([moved(sheet.base, -0.35), moved(sheet.base, -0.1), sheet.base, lift]), t)


def _cropped(rng: np.random.Generator, sheet: Sheet, part: float) -> Floats:
    """Return a random crop that has `part` of a photograph's height, resized to the sheet."""
    photo = photograph("china" if rng.random() < 0.55 else "flower")
    height = 427 * part
    width = height * sheet.width / sheet.height
    if width > 640:
        height, width = height * 640 / width, 640.0
    top, left = rng.uniform(0, 427 - height), rng.uniform(0, 640 - width)
    box = (left, top, left + width, top + height)
    planes = [
        Image.fromarray(plane).resize(
            (sheet.width, sheet.height), Image.Resampling.LANCZOS, box=box
        )
        for plane in photo
    ]
    picture: Floats = np.clip(np.stack([np.asarray(plane) for plane in planes]), 0, 1)
    return picture[:, :, ::-1] if rng.random() < 0.5 else picture


def _graded(rng: np.random.Generator, picture: Floats) -> Floats:
    """Change light, contrast and warmth a little, as another hour of the day would."""
    grey = picture.mean(axis=0, keepdims=True)
    vivid = grey + (picture - grey) * np.float32(rng.uniform(0.75, 1.5))
    gamma = np.exp(rng.uniform(-0.45, 0.45))
    warm = np.array([1, 0, -1], dtype=np.float32) * rng.uniform(-0.09, 0.09)
    warm[1] = rng.uniform(-0.03, 0.03)
    lit = np.clip(vivid, 0, 1) ** np.float32(gamma) * (1 + warm.astype(np.float32)).reshape(3, 1, 1)
    graded: Floats = np.clip(lit, 0, 1)
    return graded


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

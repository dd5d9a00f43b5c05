"""How good mosaics are: error and structure against the cover, and how photos come again.

Both pictures are reduced to 4 pixels per cell. The error is the mean CIEDE2000, the structure the
SSIM of the luma, both by scikit-image. metapixel is measured too where it is installed
(`apt-get install metapixel`): with its rule of a distance of 5 cells, from the same squares.
"""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

from mosaic_anim import Library, build_mosaic
from mosaic_anim.mosaic.cover_file import cover_path
from tests.benchmarks.table import Row

COLUMNS, ROWS = 80, 60
SIDE = 32
"""Side of a cell in the pictures that are compared [px]."""

WAYS = {
    "defaults": {},
    "whatever fits": {"use_least": 0.0},
    "tint 0.5": {"tint": 0.5},
    "as before: lab-4x4, centre": {
        "features": "lab-4x4", "structure": 1.0, "crop": "centre", "repeat_distance": 3,
        "use_least": 0.0, "repeat_penalty": 0.0, "max_uses": COLUMNS * ROWS,
    },
    "nearest photos, no rule": {
        "repeat_distance": 0, "use_least": 0.0, "repeat_penalty": 0.0, "max_uses": COLUMNS * ROWS,
    },
}  # fmt: skip
"""Settings to compare, by their names in the table."""


def rows(folder: Path, *, library: str, covers: list[str]) -> Iterator[Row]:
    """Yield error, structure and repetition of each cover and way to match."""
    photos = Library.open(library)
    squares = folder / "squares"
    if shutil.which("metapixel"):
        _prepare(photos, squares)
    for name in covers:
        cover = _cut(Path(cover_path(name)), folder)
        wanted = _at_four(cover)
        build_mosaic(cover, photos, columns=COLUMNS)  # compiles
        for way, settings in WAYS.items():
            began = time.perf_counter()
            mosaic = build_mosaic(cover, photos, columns=COLUMNS, **settings)
            seconds = time.perf_counter() - began
            mosaic.save(folder / "mosaic.png", cell_width=SIDE, overwrite=True)
            yield from _quality(f"{cover.stem}, {way}", _at_four(folder / "mosaic.png"), wanted)
            yield from _repetition(f"{cover.stem}, {way}", mosaic.placement.tiles, seconds)
        if shutil.which("metapixel"):
            yield from _metapixel(cover, squares, wanted, folder)


def measured(shown: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """Return error and structure of a picture (H, W, 3) [0 to 255] against the one wanted."""
    error = deltaE_ciede2000(rgb2lab(shown / 255), rgb2lab(wanted / 255)).mean()
    luma = [picture @ np.array([0.299, 0.587, 0.114]) for picture in (shown, wanted)]
    return float(error), float(structural_similarity(*luma, data_range=255))


def _quality(name: str, shown: np.ndarray, wanted: np.ndarray) -> Iterator[Row]:
    """Yield error and structure of a picture (4 R, 4 C, 3) against the cover."""
    error, structure = measured(shown, wanted)
    command = "python -m tests.benchmarks matching"
    yield Row(name=f"{name}: error", value=error, unit="CIEDE2000", command=command)
    yield Row(name=f"{name}: structure", value=structure, unit="SSIM", command=command)


def _repetition(name: str, tiles: np.ndarray, seconds: float) -> Iterator[Row]:
    """Yield what comes how often in tiles (R, C)."""
    uses, command = np.bincount(tiles.ravel()), "python -m tests.benchmarks matching"
    twins = np.zeros(tiles.shape, bool)
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one = np.s_[: tiles.shape[0] - down, max(0, -right) : tiles.shape[1] - max(0, right)]
        other = np.s_[down:, max(0, right) : tiles.shape[1] + min(0, right)]
        equal = tiles[one] == tiles[other]
        twins[one] |= equal
        twins[other] |= equal
    yield Row(name=f"{name}: distinct", value=int((uses > 0).sum()), unit="photos", command=command)
    yield Row(name=f"{name}: greatest use", value=int(uses.max()), unit="cells", command=command)
    yield Row(name=f"{name}: twins", value=100 * twins.mean(), unit="%", command=command)
    yield Row(name=f"{name}: time", value=seconds, unit="s", command=command)


def _cut(cover: Path, folder: Path) -> Path:
    """Write the cover's middle at the shape of the grid, one cell SIDE pixels wide."""
    picture = Image.open(cover).convert("RGB")
    width = min(picture.width, picture.height * COLUMNS // ROWS)
    height = width * ROWS // COLUMNS
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    path = folder / f"{cover.stem}.png"
    box = (left, top, left + width, top + height)
    picture.resize((COLUMNS * SIDE, ROWS * SIDE), Image.Resampling.LANCZOS, box=box).save(path)
    return path


def _at_four(picture: Path) -> np.ndarray:
    """Read a picture at 4 pixels per cell."""
    size = 4 * COLUMNS, 4 * ROWS
    return np.asarray(Image.open(picture).convert("RGB").resize(size, Image.Resampling.BOX), float)


def _prepare(photos: Library, squares: Path) -> None:
    """Let metapixel read the middles of all photos."""
    (squares / "photos").mkdir(parents=True, exist_ok=True)
    for i in range(len(photos)):
        small = Image.fromarray(np.array(photos.small(i)))
        side = min(small.size)
        left, top = (small.width - side) // 2, (small.height - side) // 2
        square = small.crop((left, top, left + side, top + side)).resize((64, 64))
        square.save(squares / "photos" / f"{i:06}.png")
    size = [f"--width={SIDE}", f"--height={SIDE}"]
    command = ["metapixel-prepare", *size, squares / "photos", squares / "prepared"]
    (squares / "prepared").mkdir(exist_ok=True)
    subprocess.run(command, check=True, capture_output=True)


def _metapixel(cover: Path, squares: Path, wanted: np.ndarray, folder: Path) -> Iterator[Row]:
    """Yield the same of metapixel."""
    began = time.perf_counter()
    subprocess.run(
        ["metapixel", "--metapixel", cover, folder / "peer.png", "--library", squares / "prepared",
         "-w", str(SIDE), "-h", str(SIDE), "-d", "5", "--out", folder / "peer.txt"],
        check=True, capture_output=True,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    yield from _quality(f"{cover.stem}, metapixel", _at_four(folder / "peer.png"), wanted)
    placed = re.findall(r"(\d{6})\.png", (folder / "peer.txt").read_text(encoding="utf-8"))
    tiles = np.array(placed, int).reshape(ROWS, COLUMNS)
    yield from _repetition(f"{cover.stem}, metapixel", tiles, seconds)

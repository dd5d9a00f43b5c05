"""Other programs that make mosaics, each by its own command: what one draws, and its work [CPU s].

metapixel is a Debian package, phomo and mosaicraft are on PyPI. All get the same cover and the same
squares, the middles of the photos.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from mosaic_anim import Library

SIDE = 32
"""Side of a cell in the pictures that are compared [px]."""

_SQUARE = 64
"""Side of a photo's square [px]."""

_PHOMO = "from phomo.__main__ import main; main()"
"""phomo's command: `python -m phomo` does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerMosaic:
    """What a peer has drawn.

    Attributes
    ----------
    picture : Path
    seconds : float
        Its processor time, in all its processes.
    tiles : (R, C) int or None
        Which square lies in each cell, if it says so.
    """

    picture: Path
    seconds: float
    tiles: np.ndarray | None = None


def write_squares(photos: Library, folder: Path) -> Path:
    """Write the middles of all photos, as PNG files; return their folder."""
    squares = folder / "squares"
    squares.mkdir(parents=True, exist_ok=True)
    for i in range(len(photos)):
        small = Image.fromarray(np.array(photos.small(i)))
        side = min(small.size)
        left, top = (small.width - side) // 2, (small.height - side) // 2
        square = small.crop((left, top, left + side, top + side)).resize((_SQUARE, _SQUARE))
        square.save(squares / f"{i:06}.png")
    return squares


def prepare_metapixel(squares: Path) -> Path:
    """Let metapixel read the squares, which is not counted; return what it wrote.

    What an earlier run has left goes first: metapixel would know every square twice.
    """
    prepared = squares.parent / "prepared"
    shutil.rmtree(prepared, ignore_errors=True)
    prepared.mkdir()
    _run(["metapixel-prepare", f"--width={SIDE}", f"--height={SIDE}", squares, prepared])
    return prepared


def metapixel(cover: Path, prepared: Path, shape: tuple[int, int], distance: int) -> PeerMosaic:
    """Draw with metapixel: equal photos are `distance` cells apart at least."""
    picture, listed = cover.with_suffix(".metapixel.png"), cover.with_suffix(".metapixel.txt")
    seconds = _run(
        ["metapixel", "--metapixel", cover, picture, "--library", prepared, "-w", SIDE, "-h", SIDE,
         "-d", distance, "--out", listed]
    )  # fmt: skip
    placed = re.findall(r"(\d{6})\.png", listed.read_text(encoding="utf-8"))
    return PeerMosaic(picture=picture, seconds=seconds, tiles=np.array(placed, int).reshape(shape))


def phomo(python: Path, cover: Path, squares: Path) -> PeerMosaic:
    """Draw with phomo: every photo once at most, by an optimal assignment of pixels."""
    picture = cover.with_suffix(".phomo.png")
    size = Image.open(cover).size
    seconds = _run(
        [python, "-c", _PHOMO, cover, squares, "-s", *size, "-S", SIDE, SIDE, "-o", picture]
    )
    return PeerMosaic(picture=picture, seconds=seconds)


def mosaicraft(python: Path, cover: Path, squares: Path, cells: int) -> PeerMosaic:
    """Draw with mosaicraft: it brings photos to the cover's colours."""
    picture = cover.with_suffix(".mosaicraft.png")
    seconds = _run(
        [python, "-m", "mosaicraft", "generate", cover, "-t", squares, "-o", picture, "-n", cells,
         "-s", SIDE]
    )  # fmt: skip
    return PeerMosaic(picture=picture, seconds=seconds)


def has_module(python: Path, module: str) -> bool:
    """Return whether a Python can import a peer."""
    tried = subprocess.run([python, "-c", f"import {module}"], check=False, capture_output=True)
    return tried.returncode == 0


def _run(command: Sequence[object]) -> float:
    """Run a command; return the processor time of it and its children [s]."""
    before = os.times()
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    after = os.times()
    return (
        after.children_user - before.children_user + after.children_system - before.children_system
    )

"""What is measured: seeded photos, a cover and a scene, made in code from two real photographs."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

from tests.benchmarks.peers.job import Box

_SEED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """One clip over a mosaic.

    Attributes
    ----------
    columns, rows : int
        Cells of the mosaic.
    frames : int
        Frames of the clip.
    width, height, fps : int
        The frames [px, 1/s].
    """

    columns: int = 160
    rows: int = 90
    frames: int = 240
    width: int = 1920
    height: int = 1080
    fps: int = 30

    @property
    def title(self) -> str:
        """The film in a few words."""
        raise NotImplementedError

    @property
    def channels(self) -> str:
        """What happens in the clip, as a scene says it."""
        raise NotImplementedError

    @property
    def cell(self) -> str:
        """The shape of a cell, as a scene says it."""
        return "1:1"

    def write(self, path: Path, *, cover: Path, library: Path, preset: str) -> Path:
        """Write the scene file."""
        path.write_text(
            f"""\
mosaic_anim: 1
frame: {{size: {self.width}x{self.height}, fps: {self.fps}}}
mosaic: {{cover: "{cover}", library: "{library}", columns: {self.columns}, cell: "{self.cell}"}}
timeline:
  - {{id: clip, duration: {self.frames}f, {self.channels}}}
outputs:
  - {{file: clip.mp4, preset: {preset}}}
""",
            encoding="utf-8",
        )
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoom(Film):
    """An eased zoom from the whole mosaic to 1/50 of it, off the middle.

    Attributes
    ----------
    depth : float
        How many times narrower the last view is.
    """

    depth: float = 50.0

    @property
    def title(self) -> str:
        """The film in a few words."""
        cells = f"{self.columns}x{self.rows} cells"
        return f"{self.frames} frames of a {self.depth:g}x zoom, {cells}"

    @property
    def channels(self) -> str:
        """What happens in the clip, as a scene says it."""
        target = ", ".join(f"{edge:g}" for edge in self.target)
        to = f"{{rect: [{target}]}}"
        return f"camera: {{from: all, to: {to}, fit: cover, path: anchored, ease: in_out_sine}}"

    @property
    def target(self) -> tuple[float, float, float, float]:
        """Row, col, height, width of the last view [cells]."""
        height, width = self.view
        row = round(self.rows * 0.35, 2)
        col = round(self.columns * 0.65, 2)
        return row, col, height / self.depth, width / self.depth

    @property
    def view(self) -> tuple[float, float]:
        """Height and width of the first view, the largest of the frame's aspect [cells]."""
        height = min(self.rows, self.columns * self.height / self.width)
        return height, height * self.width / self.height

    def boxes(self, cell: int) -> tuple[Box, ...]:
        """Return the view of each frame on a still with cells of `cell` [px].

        The width falls by the power of the eased progress, the edges slide with it: the camera
        of the scene, path `anchored`, ease `in_out_sine`.
        """
        view_height, view_width = self.view
        row1, col1, _, _ = self.target
        row0, col0 = (self.rows - view_height) / 2, (self.columns - view_width) / 2
        eased = (1 - np.cos(np.pi * np.linspace(0, 1, self.frames))) / 2
        scale = self.depth**-eased
        share = (1 - scale) / (1 - 1 / self.depth)
        left, top = col0 + (col1 - col0) * share, row0 + (row1 - row0) * share
        right, bottom = left + view_width * scale, top + view_height * scale
        edges = np.stack((left, top, right, bottom), axis=1) * cell
        limit = np.array((self.columns, self.rows, self.columns, self.rows)) * cell
        return tuple(tuple(box) for box in np.clip(edges, 0, limit).tolist())


def write_cover(path: Path, *, height: int, width: int) -> Path:
    """Write one of the two photographs, cut to the shape and enlarged to the size wanted."""
    picture = Image.fromarray(load_sample_image("china.jpg"))
    scale = min(picture.width / width, picture.height / height)
    left, top = (picture.width - width * scale) / 2, (picture.height - height * scale) / 2
    box = (left, top, left + width * scale, top + height * scale)
    picture.resize((width, height), Image.Resampling.BICUBIC, box=box).save(path)
    return path


def write_photos(folder: Path, *, count: int, height: int, width: int) -> Path:
    """Write `count` different JPEGs: crops of two photographs, mirrored and recoloured.

    A folder that holds them already is used as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources = [Image.fromarray(load_sample_image(name)) for name in ("china.jpg", "flower.jpg")]

    def write(number: int) -> None:
        path = folder / f"{number:06}.jpg"
        if path.exists():
            return
        random = np.random.default_rng((_SEED, number))
        source = sources[int(random.integers(2))]
        crop_height = random.uniform(0.15, 1) * min(source.height, source.width * height / width)
        crop_width = crop_height * width / height
        left = random.uniform(0, source.width - crop_width)
        top = random.uniform(0, source.height - crop_height)
        box = (left, top, left + crop_width, top + crop_height)
        picture = source.resize((width, height), Image.Resampling.BICUBIC, box=box)
        pixels = np.asarray(picture, np.float32)[:, :: int(random.choice((-1, 1)))]
        gain, offset = random.uniform(0.5, 1.3, 3), random.uniform(-40, 60, 3)
        shown = np.clip(pixels * gain + offset, 0, 255).astype(np.uint8)
        Image.fromarray(shown).save(path, quality=85)

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, range(count)))
    return folder

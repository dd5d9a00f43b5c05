"""A canvas of 10 x 16 cells and 20 photos, made by hand, and scenes planned on it."""

from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.placement import Placement
from mosaic_anim.scene.model import Scene
from mosaic_anim.timeline import plan
from mosaic_anim.values.geometry import Grid

PHOTOS = 20


def make_placement(tile, *, cell_aspect=1.0, distance=None, photos=PHOTOS):
    """Place photos (R, C) on a grid; all at the same distance unless told."""
    tile = np.asarray(tile, np.int32)
    rows, cols = tile.shape
    n = tile.size
    distance = np.ones(n) if distance is None else np.asarray(distance).ravel()
    return Placement(
        grid=Grid(rows=rows, cols=cols, cell_aspect=cell_aspect),
        tile=tile.ravel(),
        rect=np.zeros((n, 4), np.float32),
        crop=np.tile(np.array([0, 0, 1, 1], np.float32), (n, 1)),
        turn=np.zeros(n, np.uint8),
        gain=np.ones((n, 3), np.float32),
        offset=np.zeros((n, 3), np.float32),
        distance=distance.astype(np.float32),
        photo=np.array([f"trip/p-{i:02}.jpg" for i in range(photos)]),
        photo_hash=np.array([f"hash-{i:02}" for i in range(photos)]),
    )


def make_library(*, photos=PHOTOS, sides=2000, order=None, flat=()):
    """Make a library of 16x16 px pictures of noise; `sides` are the square originals' [px].

    Photos in `flat` have one colour.
    """
    pictures = np.random.default_rng(1).integers(0, 256, (16, 16, 3), np.uint8)
    pixels = np.stack([pictures * (i not in flat) for i in order or range(photos)])
    order = list(range(photos)) if order is None else order
    sides = np.broadcast_to(sides, photos)[order]
    return Library(
        folder=Path("photos"),
        index=Path("index"),
        photo=tuple(f"trip/p-{i:02}.jpg" for i in order),
        photo_hash=tuple(f"hash-{i:02}" for i in order),
        full_size=np.stack((sides, sides), axis=1).astype(np.int32),
        taken=(None,) * photos,
        small_size=np.full((photos, 2), 16, np.int32),
        small_offset=np.arange(photos) * 16 * 16 * 3,
        small_rect=np.zeros((photos, 4), np.float32),
        pixels=pixels.ravel(),
    )


def make_scene(*timeline, outputs=None, **frame):
    """Make a scene of clips, 1600x1000 at 30 frames a second: the shape of the canvas."""
    return Scene.read(
        {
            "mosaic_anim": 1,
            "frame": {"size": "1600x1000", "fps": 30, **frame},
            "mosaic": {"cover": "demo", "library": "demo"},
            "timeline": list(timeline),
            "outputs": [{"file": "out.mp4"}] if outputs is None else outputs,
        }
    )


@pytest.fixture(scope="session")
def placed():
    """Return `make_placement`."""
    return make_placement


@pytest.fixture(scope="session")
def library_of():
    """Return `make_library`."""
    return make_library


@pytest.fixture(scope="session")
def scene_of():
    """Return `make_scene`."""
    return make_scene


@pytest.fixture(scope="session")
def canvas():
    """Return 10 x 16 cells; photo i % 20 lies in cell i."""
    return make_placement(np.arange(160).reshape(10, 16) % PHOTOS)


@pytest.fixture(scope="session")
def planned(canvas):
    """Return a function that plans clips on the canvas."""

    def plan_clips(*timeline, outputs=None, number=0, placement=canvas, library=None, **frame):
        scene = make_scene(*timeline, outputs=outputs, **frame)
        libraries = {"main": library or make_library()}
        return plan(scene, scene.outputs[number], {"main": placement}, libraries)

    return plan_clips

"""A small mosaic with its photos in a folder, for reports on it."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim import build_mosaic
from tests.conftest import save_picture

SKY = (40, 90, 200)


def slopes(count, seed, *, mean=None):
    """Yield smooth pictures (60, 80, 3), about `mean` if one is given."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        corners = rng.uniform(0, 255, (2, 2, 3))
        if mean is not None:
            corners = np.clip(mean + rng.normal(0, 14, (2, 2, 3)), 0, 255)
        small = Image.fromarray(np.rint(corners).astype(np.uint8))
        yield np.asarray(small.resize((80, 60), Image.Resampling.BICUBIC))


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    """Write 40 photos, none of them near to SKY; one has a name that HTML would read."""
    folder = tmp_path_factory.mktemp("photos")
    for number, picture in enumerate(slopes(40, 1, mean=np.array([170, 130, 70]))):
        save_picture(folder / f"{number:02}.png", picture)
    (folder / "00.png").rename(folder / "<script>&.png")
    return folder


@pytest.fixture(scope="session")
def cover(tmp_path_factory):
    """Write a cover: a field under a sky of SKY, which no photo has."""
    row, col = np.mgrid[:180, :240]
    field = np.stack((150 + col / 4, 110 + row / 6, 60 + col / 12), axis=-1)
    sky = np.array(SKY) + np.stack((col / 12, row / 9, -col / 10), axis=-1)
    path = tmp_path_factory.mktemp("cover") / "cover.png"
    return save_picture(path, np.where((row < 90)[..., None], sky, field).astype(np.uint8))


@pytest.fixture(scope="session")
def mosaic(cover, photos):
    """Build a mosaic of 12x16 cells."""
    return build_mosaic(cover, photos, columns=16, tint=0.1)

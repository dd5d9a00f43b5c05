"""Without tint a photo's pixels are its own."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim import build_mosaic
from mosaic_anim.cli.main import run
from tests.conftest import save_picture

SIDE = 64
"""Side of a photo, and of a cell [px]."""


@pytest.fixture
def paths(tmp_path):
    """Write ten photos of noise as large as a cell, and a cover of 5x6 of them."""
    rng = np.random.default_rng(3)
    photos = rng.integers(0, 256, (10, SIDE, SIDE, 3), dtype=np.uint8)
    (tmp_path / "photos").mkdir()
    for number, picture in enumerate(photos):
        save_picture(tmp_path / "photos" / f"{number}.png", picture)
    cover = rng.integers(0, 256, (50, 60, 3), dtype=np.uint8)
    return save_picture(tmp_path / "cover.png", cover), tmp_path / "photos"


def test_no_tint_changes_no_pixel(paths, tmp_path):
    """Each cell is its photo, byte for byte; with a little tint it is not."""
    options = {"columns": 6, "crop": "centre", "repeat_distance": 0}
    mosaic = build_mosaic(*paths, tint=0.0, **options)
    written = mosaic.save(tmp_path / "m.png", cell_width=SIDE)
    pixels = np.asarray(Image.open(written)).reshape(5, SIDE, 6, SIDE, 3).swapaxes(1, 2)
    placement = mosaic.placement
    for cell, tile in zip(pixels.reshape(30, SIDE, SIDE, 3), placement.tile, strict=True):
        photo = np.asarray(Image.open(paths[1] / str(placement.photo[tile])))
        assert (cell == photo).all()
    little = build_mosaic(*paths, tint=0.05, **options).save(tmp_path / "n.png", cell_width=SIDE)
    assert little.read_bytes() != written.read_bytes()


def test_a_tint_of_0_is_no_tint(paths, tmp_path, monkeypatch):
    """The same bytes, by option or by default of a mosaic from Python; placement and picture."""
    monkeypatch.chdir(tmp_path)
    options = ["--library", str(paths[1]), "--columns", "6", "--quiet"]
    build = ["build", str(paths[0]), *options, "--tint", "0"]
    assert run([*build, "--cell-width", "48", "-o", "a.png", "--placement", "a.npz"]) == 0
    plain = build_mosaic(*paths, columns=6)
    plain.save("b.png")
    plain.placement.save("b.npz")
    for suffix in ("png", "npz"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()

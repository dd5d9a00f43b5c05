"""Why a cell shows its photo: its photo is the placement's, the nearest those of brute force."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim import CannotStartError, UsageError, build_mosaic, explain_cell
from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.io.pictures import is_own_picture
from mosaic_anim.report import cell_figure
from mosaic_anim.values.color import lab_from_srgb

SIGNATURES = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.fixture(scope="module")
def plain(cover, photos):
    """Build a mosaic by mean colours of middles alone; a cell has 5x5 pixels of the cover."""
    kinds = {"features": "mean-lab", "crop": "centre", "importance": 0}
    return build_mosaic(cover, photos, columns=48, **kinds)


def middles(folder):
    """Return the mean colour of the middle square of each photo (60, 80, 3), by its name."""
    return {
        path.name: np.asarray(Image.open(path), float)[:, 10:70].mean(axis=(0, 1))
        for path in folder.iterdir()
    }


@pytest.mark.parametrize("cell", [(0, 0), (35, 47), (15, 21)])
def test_the_nearest_photos_are_those_of_brute_force(plain, cover, photos, cell):
    """Colours are averaged by hand, and compared one by one."""
    row, col = cell
    pixels = np.asarray(Image.open(cover), float)
    wanted = pixels[5 * row : 5 * row + 5, 5 * col : 5 * col + 5].mean(axis=(0, 1))
    explained = explain_cell(plain, cell, count=6)
    assert explained.cell_color == pytest.approx(wanted, abs=0.01)
    lab = lab_from_srgb((wanted / 255).astype(np.float32))
    gaps = {
        name: float(np.linalg.norm(lab_from_srgb((color / 255).astype(np.float32)) - lab))
        for name, color in middles(photos).items()
    }
    order = sorted(gaps, key=gaps.__getitem__)
    assert [one.photo for one in explained.nearest] == order[:6]
    assert [one.distance for one in explained.nearest] == pytest.approx(
        [gaps[name] for name in order[:6]], abs=0.01
    )
    assert len(explained.colors) == 40


@pytest.mark.parametrize("features", ["mean-lab", "oklab-4x4"])
def test_the_chosen_photo_is_the_placement_s(cover, photos, features):
    """In every cell, with its rank and distance."""
    mosaic = build_mosaic(cover, photos, columns=4, features=features, turn="any")
    placement = mosaic.placement
    ranks = []
    for row in range(placement.grid.rows):
        for col in range(placement.grid.cols):
            explained = explain_cell(mosaic, (row, col), count=40)
            assert explained.chosen.photo == placement.photo[placement.tiles[row, col]]
            apart = placement.distance[row * placement.grid.cols + col]
            assert explained.chosen.distance >= apart * (1 - 1e-4)  # and how close the crop is
            distances = [one.distance for one in explained.nearest]
            assert distances == sorted(distances)
            assert explained.nearest[explained.rank - 1].photo == explained.chosen.photo
            ranks.append(explained.rank)
    assert min(ranks) == 1


def test_the_pictures_are_the_tile_and_the_cell(plain, cover):
    """The cell's mean is that of the cover there, the tile's that of its photo's part."""
    explained = explain_cell(plain, (3, 9))
    assert explained.cell_picture.mean(axis=(0, 1)) == pytest.approx(explained.cell_color, abs=2)
    for one in (*explained.nearest, explained.chosen):
        assert one.picture.mean(axis=(0, 1)) == pytest.approx(one.color, abs=2)
    assert explained.cover.shape == np.asarray(Image.open(cover)).shape


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_cell_gives_the_same_figure(plain, tmp_path, suffix):
    """In each format, byte for byte; a picture knows where it comes from."""
    explained = explain_cell(plain, (5, 7))
    one = explained.save(tmp_path / f"a{suffix}")
    assert one.read_bytes().startswith(SIGNATURES[suffix])
    assert one.read_bytes() == explained.save(tmp_path / f"b{suffix}").read_bytes()
    if suffix == ".png":
        assert is_own_picture(one)
        with Image.open(one) as picture:
            assert min(picture.size) > 600


def test_a_name_with_formula_signs_is_a_name(plain, tmp_path):
    """Matplotlib reads what stands between dollars as mathematics."""
    explained = explain_cell(plain, (5, 7))
    odd = tuple(replace(one, photo=r"$\bad_{x$.jpg") for one in explained.nearest)
    assert replace(explained, nearest=odd).save(tmp_path / "a.svg").stat().st_size > 0


def test_there_must_be_such_a_cell(plain):
    """Rows and columns count from 0."""
    for cell in ((36, 0), (0, 48), (-1, 0)):
        with pytest.raises(UsageError, match="rows are 0 to 35, columns 0 to 47"):
            explain_cell(plain, cell)
    with pytest.raises(ValueError, match="count must be 1 or more"):
        explain_cell(plain, (0, 0), count=0)


def test_figures_need_matplotlib(plain, tmp_path, monkeypatch):
    """And say how to get it."""
    explained = explain_cell(plain, (5, 7))
    monkeypatch.setattr(cell_figure, "find_spec", lambda _: None)
    with pytest.raises(CannotStartError, match=re.escape("pip install 'mosaic_anim[explain]'")):
        explained.save(tmp_path / "a.png")
    monkeypatch.undo()
    with pytest.raises(UsageError, match=r"cannot be written as \.gif"):
        explained.save(tmp_path / "a.gif")


def test_the_command_line_draws_a_figure(cover, photos, tmp_path, monkeypatch, capsys):
    """And reports what it shows; mistakes are found before any work."""
    monkeypatch.chdir(tmp_path)
    explain = ["explain", str(cover), "--library", str(photos), "--columns", "8", "--quiet"]
    assert run([*explain, "--cell", "2,3", "-o", "f.png", "--k", "3"]) == ExitCode.DONE
    assert "cell 2,3 shows " in capsys.readouterr().out
    for cell, message in (("2", "is no cell"), ("99,3", "there is no cell 99,3")):
        assert run([*explain, "--cell", cell, "-o", "g.png"]) == ExitCode.INVALID
        assert message in capsys.readouterr().err
    assert run([*explain, "--cell", "2,3", "-o", "f.png"]) == ExitCode.CANNOT_START
    assert "exists" in capsys.readouterr().err

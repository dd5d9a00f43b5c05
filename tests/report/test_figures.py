"""The figures are those of the picture that is drawn, by scikit-image."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

from mosaic_anim import build_mosaic
from mosaic_anim.report import reduced_mosaic as reduction
from mosaic_anim.report.figures import measure, twins
from mosaic_anim.report.reduced_mosaic import reduce_mosaic


def figures_of(mosaic):
    """Measure a mosaic."""
    reduced = reduce_mosaic(mosaic.placement, mosaic.library, mosaic.cover, blend=mosaic.blend)
    return measure(reduced)[0]


def shrunk(path, size):
    """Read a picture and reduce it to (height, width) by the boxes that pixels are."""
    image = Image.open(path).convert("RGB")
    return np.asarray(image.resize(size[::-1], Image.Resampling.BOX), float)


def compared(one, other):
    """Return CIEDE2000 and SSIM of the luma of two pictures."""
    error = deltaE_ciede2000(rgb2lab(one / 255), rgb2lab(other / 255)).mean()
    lumas = [picture @ np.array([0.299, 0.587, 0.114]) for picture in (one, other)]
    return error, structural_similarity(*lumas, data_range=255)


@pytest.mark.parametrize(("turn", "blend"), [("upright", 0.0), ("any", 0.0), ("upright", 0.3)])
def test_figures_are_those_of_the_drawn_mosaic(cover, photos, tmp_path, turn, blend):
    """Drawn with 64 pixels per cell, reduced by Pillow and compared by scikit-image."""
    mosaic = build_mosaic(cover, photos, columns=16, tint=0.3, turn=turn, blend=blend)
    drawn = mosaic.save(tmp_path / "m.png", cell_width=64)
    figures = figures_of(mosaic)
    sizes = {"cell": (12, 16), "four": (48, 64), "far": (240, 320)}
    pairs = {name: (shrunk(drawn, size), shrunk(cover, size)) for name, size in sizes.items()}
    pairs["far"] = pairs["far"][0], shrunk_or_enlarged(cover, sizes["far"])
    assert figures.error == pytest.approx(compared(*pairs["four"])[0], rel=0.01)
    assert figures.structure == pytest.approx(compared(*pairs["four"])[1], abs=0.01)
    assert figures.cell_error == pytest.approx(compared(*pairs["cell"])[0], rel=0.01)
    assert figures.far_error == pytest.approx(compared(*pairs["far"])[0], rel=0.02)


def test_figures_are_those_of_scikit_image(mosaic):
    """Of the very pixels that are compared, to the last digits."""
    reduced = reduce_mosaic(mosaic.placement, mosaic.library, mosaic.cover)
    figures, errors = measure(reduced)
    whole = range(mosaic.placement.grid.rows)
    error, structure = compared(*(one.astype(float) for one in reduced.pictures(whole)))
    assert figures.error == pytest.approx(error, rel=1e-5)
    assert figures.structure == pytest.approx(structure, abs=1e-6)
    far_error, far_structure = compared(*(one.astype(float) for one in reduced.from_afar()))
    assert figures.far_error == pytest.approx(far_error, rel=1e-5)
    assert figures.far_structure == pytest.approx(far_structure, abs=1e-6)
    cells = [one.reshape(12, 4, 16, 4, 3).mean(axis=(1, 3)) for one in reduced.pictures(whole)]
    difference = deltaE_ciede2000(*(rgb2lab(one / 255) for one in cells))
    np.testing.assert_allclose(errors.mean, difference, rtol=1e-3, atol=1e-3)
    assert figures.cell_error == pytest.approx(difference.mean(), rel=1e-5)


def shrunk_or_enlarged(path, size):
    """Reduce a picture by boxes, as parts of cells that are smaller than its pixels see it."""
    pixels = np.asarray(Image.open(path).convert("RGB"))
    large = pixels.repeat(4, axis=0).repeat(4, axis=1)
    image = Image.fromarray(large).resize(size[::-1], Image.Resampling.BOX)
    return np.asarray(image, float)


def test_a_mosaic_of_its_own_pieces_has_no_error(tmp_path):
    """One photo, one cell, the cover: nothing differs."""
    picture = np.random.default_rng(2).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    (tmp_path / "photos").mkdir()
    for path in (tmp_path / "cover.png", tmp_path / "photos" / "a.png"):
        Image.fromarray(picture).save(path)
    mosaic = build_mosaic(tmp_path / "cover.png", tmp_path / "photos", columns=1, crop="centre")
    figures = figures_of(mosaic)
    assert figures.error == pytest.approx(0, abs=1e-3)
    assert figures.structure == pytest.approx(1)
    assert (figures.distinct_photos, figures.greatest_use, figures.twins) == (1, 1, 0)


def test_bands_change_no_figure(mosaic, monkeypatch):
    """However few rows are handled at once: SSIM's windows reach over the borders of bands."""
    whole = figures_of(mosaic)
    monkeypatch.setattr(reduction.ReducedMosaic, "bands", [range(r, r + 1) for r in range(12)])
    assert vars_of(figures_of(mosaic)) == pytest.approx(vars_of(whole), rel=1e-5)


def vars_of(figures):
    """Return the figures by their names."""
    return {name: getattr(figures, name) for name in figures.__slots__}


def test_twins_are_equal_photos_side_by_side():
    """Across, down and in both diagonals; two cells away is no neighbour."""
    tiles = np.array([[1, 2, 1, 3], [4, 5, 6, 1], [7, 4, 8, 9]])
    assert twins(tiles).tolist() == [[0, 0, 1, 0], [1, 0, 0, 1], [0, 1, 0, 0]]


def test_more_tint_is_less_error(mosaic):
    """The tint is part of what is measured."""
    placement = mosaic.placement
    plain = replace(
        placement, gain=np.ones_like(placement.gain), offset=np.zeros_like(placement.offset)
    )
    assert figures_of(mosaic).error < figures_of(replace(mosaic, placement=plain)).error

"""Features of cells and tiles."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mosaic_anim.library.tile_cutting import turn_picture
from mosaic_anim.mosaic.cells import cut_cover
from mosaic_anim.mosaic.crops import centred_crops
from mosaic_anim.mosaic.features import CellFeatures, box_averages, features_of, pixel_boxes
from mosaic_anim.mosaic.settings import FEATURES
from mosaic_anim.values.color import lab_from_srgb, oklab_from_srgb
from tests.mosaic.libraries import library_of, variants_of


def overlap(edges, count):
    """Return how much of each of `count` pixels lies between each pair of edges, (n, count)."""
    return np.array(
        [[max(0, min(b, i + 1) - max(a, i)) for i in range(count)] for a, b in pairwise(edges)]
    )


def exact_averages(pixels, row_edges, col_edges):
    """Average over boxes in float64, with the weights of every pixel written out."""
    tall, wide = overlap(row_edges, pixels.shape[0]), overlap(col_edges, pixels.shape[1])
    sums = np.einsum("ri,cj,ijk->rck", tall, wide, pixels.astype(float))
    return sums / (tall.sum(axis=1)[:, None] * wide.sum(axis=1))[..., None]


@pytest.mark.parametrize("boxes", [(1, 1), (3, 2), (5, 40)])
def test_box_averages_weigh_cut_pixels_by_their_share(boxes):
    """Boxes with fractional edges, larger and smaller than pixels, are averaged exactly."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (11, 13, 3), dtype=np.uint8)
    row_edges = np.linspace(0.3, 10.9, boxes[0] + 1)
    col_edges = np.linspace(0, 13, boxes[1] + 1)
    np.testing.assert_allclose(
        box_averages(pixels, row_edges, col_edges),
        exact_averages(pixels, row_edges, col_edges),
        atol=1e-4,
    )


@pytest.mark.parametrize("features", ["mean-rgb", "mean-lab", "lab-2x2", "oklab-4x4"])
def test_a_tile_that_looks_like_its_cell_is_at_distance_zero(features):
    """Cells and tiles are measured alike: pieces of the cover as tiles have the cells' features."""
    rng = np.random.default_rng(2)
    picture = rng.integers(0, 256, (36, 48, 3), dtype=np.uint8)
    kind = FEATURES[features]
    source = CellFeatures(cells=cut_cover(picture, 4, 1.0), kind=kind)
    pieces = [
        picture[12 * r : 12 * r + 12, 12 * c : 12 * c + 12] for r in range(3) for c in range(4)
    ]
    _, tiles = variants_of(library_of(pieces), features)
    np.testing.assert_allclose(source.features(range(3)), tiles, atol=1e-3)


def test_bands_together_are_the_whole():
    """Computing some rows at a time changes nothing."""
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (50, 37, 3), dtype=np.uint8)
    source = CellFeatures(cells=cut_cover(picture, 9, 1.5), kind=FEATURES["lab-3x3"])
    rows = source.cells.grid.rows
    whole = source.features(range(rows))
    parts = np.concatenate([source.features(range(r, r + 1)) for r in range(rows)])
    np.testing.assert_allclose(whole, parts, atol=1e-4)
    chosen = np.array([20, 3, 11], np.int32)
    np.testing.assert_array_equal(source.features_at(chosen), whole[chosen])


def test_distance_is_the_mean_colour_difference():
    """Two plain colours are as far apart in lab-4x4 as their L*a*b* values."""
    means = np.full((2, 16, 3), (200, 30, 40), np.float32)
    means[1] = (190, 60, 90)
    features = features_of(means, FEATURES["lab-4x4"])
    lab = lab_from_srgb(means[:, 0] / np.float32(255))
    expected = np.linalg.norm(lab[0] - lab[1])
    assert np.linalg.norm(features[0] - features[1]) == pytest.approx(expected, rel=1e-5)


def test_structure_is_seen_by_grids_only():
    """A tile with its dark half below differs from its mirror image, but not in the mean."""
    upright = np.zeros((8, 8, 3), np.uint8)
    upright[:4] = 255
    library = library_of([upright, upright[::-1].copy()])
    for name, differs in (("mean-lab", False), ("lab-2x2", True)):
        _, (a, b) = variants_of(library, name)
        assert (np.abs(a - b).max() > 1) == differs


@pytest.mark.parametrize(
    ("full_size", "shown", "aspect", "expected"),
    [
        ((100, 100), (0, 0, 1, 1), 1.0, (0, 0, 1, 1)),
        ((100, 200), (0, 0, 1, 1), 1.0, (0, 0.25, 1, 0.5)),
        ((200, 100), (0, 0, 1, 1), 1.0, (0.25, 0, 0.5, 1)),
        ((100, 100), (0, 0, 1, 1), 2.0, (0.25, 0, 0.5, 1)),
        ((100, 400), (0, 0.25, 1, 0.5), 1.0, (0, 0.375, 1, 0.25)),
        ((100, 400), (0, 0.25, 1, 0.5), 4.0, (0.25, 0.25, 0.5, 0.5)),
        ((1, 65_535), (0, 0.5, 1, 2 / 65_535), 1.0, (0, 0.5 + 0.5 / 65_535, 1, 1 / 65_535)),
    ],
)
def test_crops_are_the_largest_in_the_middle(full_size, shown, aspect, expected):
    """A crop has the cell's aspect and stays inside what the library stores."""
    crops = centred_crops(np.array([full_size]), np.array([shown], np.float32), aspect)
    np.testing.assert_allclose(crops[0], expected, atol=1e-6)


def test_boxes_of_a_crop_lie_in_the_stored_part():
    """The middle half of a photo whose middle half is stored is the whole stored picture."""
    boxes = pixel_boxes(np.array([[0.25, 0, 0.5, 1]]), np.array([0.25, 0, 0.5, 1]), (50, 80))
    np.testing.assert_allclose(boxes, [[0, 0, 50, 80]])


@pytest.mark.parametrize("shape", [(40, 61), (61, 40), (33, 33)])
@pytest.mark.parametrize("turn", ["upright", "mirrored", "any"])
def test_variants_are_measured_as_they_are_drawn(shape, turn):
    """The features of a crop, mirrored and turned, are those of the tile that is cut."""
    photo = np.random.default_rng(4).integers(0, 256, (*shape, 3), dtype=np.uint8)
    choice, features = variants_of(library_of([photo]), "mean-rgb", crop="best", turn=turn)
    assert len(set(map(tuple, choice.crop))) == (23 if shape[0] != shape[1] else 19)
    _, features = variants_of(library_of([photo]), "lab-2x2", crop="best", turn=turn)
    for crop, turned, feature in zip(choice.crop, choice.turn, features, strict=True):
        row, col, tall, wide = crop.astype(float) * np.repeat([shape], 2, axis=0).ravel()
        parts = exact_averages(
            photo, np.linspace(row, row + tall, 3), np.linspace(col, col + wide, 3)
        )
        shown = turn_picture(parts, int(turned)).reshape(1, 4, 3).astype(np.float32)
        np.testing.assert_allclose(features_of(shown, FEATURES["lab-2x2"])[0], feature, atol=2e-3)


def test_the_first_variant_of_each_photo_is_its_middle():
    """Where crops are equally good, most of the photo is shown, upright."""
    library = library_of([np.zeros((20, 30, 3), np.uint8), np.zeros((30, 20, 3), np.uint8)])
    choice, _ = variants_of(library, "mean-rgb", crop="close", turn="any")
    first = np.searchsorted(choice.photo, [0, 1])
    np.testing.assert_allclose(choice.crop[first, 2:], [(1, 2 / 3), (2 / 3, 1)], rtol=1e-6)
    assert choice.turn[first].tolist() == [0, 0]


def test_structure_weighs_lightness_inside_a_cell_alone():
    """Means count as before; light and dark beside each other count more."""
    means = np.array([[(100, 100, 100)] * 4, [(80, 80, 80)] * 4, [(60,) * 3, (140,) * 3] * 2])
    plain = features_of(means.astype(np.float32), FEATURES["lab-2x2"])
    strong = features_of(means.astype(np.float32), replace(FEATURES["lab-2x2"], structure=3))
    np.testing.assert_allclose(strong[:2], plain[:2], atol=1e-4)
    middle = plain[2].reshape(4, 3).mean(axis=0)
    np.testing.assert_allclose(
        (strong[2].reshape(4, 3) - middle)[:, 0],
        3 * (plain[2].reshape(4, 3) - middle)[:, 0],
        rtol=1e-4,
    )


def test_near_grey_a_difference_of_colour_counts_more():
    """The same step of OKLab's chroma is longer from grey than from a strong colour."""
    kind = FEATURES["mean-oklab"]
    greys = np.array([[[128, 128, 128]], [[136, 126, 126]]], np.float32)
    reds = np.array([[[200, 60, 60]], [[208, 56, 56]]], np.float32)
    steps = []
    for pair in (greys, reds):
        one, other = features_of(pair, kind)
        chroma = 150 * np.hypot(*(oklab_from_srgb(pair[:, 0] / 255)[:, 1:].T))
        steps.append(np.linalg.norm((one - other)[1:]) / abs(chroma[1] - chroma[0]))
    assert 1.2 < steps[0] <= 1.41
    assert steps[1] < 0.8

"""The canvas is drawn as an exact filter would draw it, at every depth, place, shape and tint."""

import numpy as np
import pytest

from mosaic_anim.drawing.canvas import draw_canvas
from mosaic_anim.drawing.levels import wanted_level
from mosaic_anim.values.geometry import Rect, Size
from tests.drawing.reference import (
    GROUND,
    SIZE,
    canvas_of,
    decibels,
    exact_frame,
    noise_pictures,
    view_of,
)


def draw(placement, tiles, view, size=SIZE, **options):
    return draw_canvas(placement, tiles, view, size, background=GROUND, **options)


@pytest.fixture(scope="module")
def busy():
    """Make a canvas of 30x40 cells with pictures of 96 px."""
    pictures = noise_pictures(12, 96)
    return pictures, *canvas_of(pictures, 30, 40)


def test_twelve_depths_come_near_the_exact_filter(busy):
    """Over a dive from 5 to 300 px per cell: >= 38 dB at each depth, median >= 41."""
    pictures, placement, tiles = busy
    found = []
    for px in np.geomspace(5, 300, 12):
        view = view_of(placement, SIZE, px, row=1.37, col=2.71)
        truth = exact_frame(pictures, placement, view, SIZE)
        found.append(decibels(draw(placement, tiles, view), truth))
    assert min(found) >= 38
    assert np.median(found) >= 41


def test_level_changes_pass_unnoticed(busy):
    """Where the level changes, the second temporal difference is at most 1.2 x its neighbours'."""
    _, placement, tiles = busy
    height = SIZE.height / 31.0 * 1.01 ** -np.arange(12)
    views = [Rect(row=9 - h / 2, col=14 - h * 8 / 9, height=h, width=h * 16 / 9) for h in height]
    levels = [wanted_level(view, SIZE, tiles.variants, placement.grid) for view in views]
    change = int(np.flatnonzero(np.diff(levels))[0]) + 1
    assert 3 <= change <= 8
    frames = np.stack([draw(placement, tiles, view).astype(float) for view in views])
    jolt = abs(frames[2:] - 2 * frames[1:-1] + frames[:-2]).mean(axis=(1, 2, 3))
    # Difference n looks at frames n, n + 1, n + 2.
    at_change = jolt[change - 2 : change]
    around = np.concatenate((jolt[: change - 2], jolt[change:]))
    assert at_change.max() <= 1.2 * around.max()
    assert at_change.max() <= 1.2 * np.median(around)


@pytest.mark.parametrize("px", [7.0, 15.1, 30, 52])
def test_a_marker_glides(px):
    """An 8 % zoom over 60 frames: the centroid never steps back, its path is even to 0.02 px."""
    marked = np.zeros((2, 96, 96, 3), np.uint8)
    marked[1, 30:80, 20:70] = 255
    index = np.zeros((60, 60), int)
    index[15, 45] = 1
    placement, tiles = canvas_of(marked, 60, 60, index=index)
    places = []
    for n in range(60):
        height = SIZE.height / px * 1.08 ** (-n / 59)
        width = height * SIZE.aspect
        moved = n * 0.05 / px  # [cells] an even pan goes with the zoom
        view = Rect(
            row=15.5 - 0.2 * height - moved,
            col=45.5 - 0.8 * width - moved,
            height=height,
            width=width,
        )
        light = draw(placement, tiles, view)[..., 0].astype(float)
        rows, cols = np.indices(light.shape)
        places.append(((rows * light).sum() / light.sum(), (cols * light).sum() / light.sum()))
    path = np.array(places)
    assert (np.diff(path, axis=0) > 0).all()
    assert abs(np.diff(path, n=2, axis=0)).max() <= 0.02


@pytest.mark.parametrize(("row", "col"), [(-1.3, -0.7), (28.6, 37.9), (-0.01, 38.99)])
@pytest.mark.parametrize("px", [4.3, 17.7, 140])
def test_edges_of_the_canvas_mix_with_the_background(busy, row, col, px):
    """A camera beyond an edge sees the background, antialiased."""
    pictures, placement, tiles = busy
    view = view_of(placement, SIZE, px, row=row, col=col)
    frame = draw(placement, tiles, view)
    assert decibels(frame, exact_frame(pictures, placement, view, SIZE)) >= 42


def test_outside_the_canvas_is_background(busy):
    """A camera that sees no cell draws the background alone."""
    _, placement, tiles = busy
    frame = draw(placement, tiles, Rect(row=-50, col=3, height=9, width=16))
    assert (frame == GROUND).all()


@pytest.mark.parametrize("side", [3, 8, 16, 64])
def test_aligned_pixels_are_reproduced_exactly(side):
    """Where a frame pixel is a level pixel, the filter is that pixel and nothing else."""
    pictures = np.random.default_rng(5).integers(0, 256, (4, 64, 64, 3), dtype=np.uint8)
    placement, tiles = canvas_of(pictures, 5, 6)
    size = Size(height=2 * side, width=3 * side)
    view = Rect(row=1, col=2, height=2, width=3)
    frame = draw(placement, tiles, view, size, level=side)
    level = tiles.level(side)
    rows = [
        np.concatenate([level.picture(v) for v in line], axis=1)
        for line in placement.tiles[1:3, 2:5]
    ]
    assert (frame == np.concatenate(rows)).all()


@pytest.mark.parametrize("px", [2.6, 14.2, 60])
@pytest.mark.parametrize("wide", [40, 97])
def test_cells_of_any_aspect(px, wide):
    """Wide and tall cells are mapped in each direction by itself; frames of odd sizes too."""
    pictures = noise_pictures(6, 64, wide)
    placement, tiles = canvas_of(pictures, 40, 50)
    size = Size(height=45, width=83)
    view = view_of(placement, size, px, row=3.21, col=4.56)
    frame = draw(placement, tiles, view, size)
    assert decibels(frame, exact_frame(pictures, placement, view, size)) >= 38


@pytest.mark.parametrize("px", [2.6, 14.2, 33, 170])
def test_tint_maps_each_cell(px):
    """A cell's gain and offset are applied to it alone, clipped, at every level."""
    rng = np.random.default_rng(3)
    pictures = noise_pictures(6, 64, contrast=25)
    gain, offset = rng.uniform(0.5, 1.4, (1200, 3)), rng.uniform(-60, 60, (1200, 3))
    placement, tiles = canvas_of(pictures, 30, 40, gain=gain, offset=offset)
    view = view_of(placement, SIZE, px, row=1.4, col=-0.3)
    frame = draw(placement, tiles, view)
    assert decibels(frame, exact_frame(pictures, placement, view, SIZE)) >= 37


def test_tint_fades_to_the_photos():
    """Tint 0 shows the photos; half of it is half of the map."""
    pictures = np.full((1, 64, 64, 3), 100, np.uint8)
    gain, offset = np.full((12, 3), 1.5), np.full((12, 3), 10.0)
    placement, tiles = canvas_of(pictures, 3, 4, gain=gain, offset=offset)
    view = Rect(row=1, col=1, height=1, width=1.5)
    shown = [draw(placement, tiles, view, tint=tint) for tint in (0, 0.5, 1)]
    assert [np.unique(frame).tolist() for frame in shown] == [[100], [130], [160]]


def test_positions_are_exact_at_a_million_cells():
    """The far corner of 1,000x1,000 cells is as exact as the near one."""
    pictures = noise_pictures(5, 32)
    index = np.random.default_rng(0).integers(0, 5, 1_000_000)
    placement, tiles = canvas_of(pictures, 1000, 1000, index=index)
    for px in (5.2, 44.4):
        view = view_of(placement, SIZE, px, row=986.43, col=970.77)
        frame = draw(placement, tiles, view)
        assert decibels(frame, exact_frame(pictures, placement, view, SIZE)) >= 38


def test_a_picture_given_as_out_is_filled(busy):
    """`out` holds the same pixels that a new picture would."""
    _, placement, tiles = busy
    view = view_of(placement, SIZE, 21, row=2, col=3)
    out = np.empty((SIZE.height, SIZE.width, 3), np.uint8)
    assert draw(placement, tiles, view, out=out) is out
    assert (out == draw(placement, tiles, view)).all()


def test_a_wrong_out_is_refused(busy):
    """An array of another shape is a mistake of the caller."""
    _, placement, tiles = busy
    with pytest.raises(ValueError, match="must be contiguous uint8"):
        draw(placement, tiles, Rect(row=0, col=0, height=1, width=1), out=np.empty((2, 2, 3)))


def test_a_missing_level_is_named(busy):
    """Drawing from a level that was not made tells which ones were."""
    _, placement, tiles = busy
    with pytest.raises(ValueError, match="lack level 512"):
        draw(placement, tiles, Rect(row=0, col=0, height=1, width=1), level=512)

"""A placement becomes a file, in bands, of any size."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.crops import centred_crops
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.still import bands, write_cell_marks, write_still
from mosaic_anim.still.bands import cut_bands
from mosaic_anim.still.photo_mosaic import PhotoMosaic
from mosaic_anim.still.write import draw_band, read_tiles, still_size
from mosaic_anim.values.geometry import Grid, Size
from tests.drawing.reference import placement_of
from tests.mosaic.libraries import library_of


@pytest.fixture(scope="module")
def mosaic(tmp_path_factory):
    """Make a placement of 9x12 cells and its library of 40 photo files."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(5)
    names, pictures = [f"{i:02}.png" for i in range(40)], []
    for name in names:
        corners = rng.integers(0, 256, (2, 3, 3), dtype=np.uint8)
        image = Image.fromarray(corners).resize((60, 40), Image.Resampling.BICUBIC)
        image.save(folder / name)
        pictures.append(np.asarray(image))
    library = library_of(pictures, names=names, folder=folder)
    cover = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    cover.resize((120, 90), Image.Resampling.BICUBIC).save(folder / "cover.png")
    settings = MosaicSettings(columns=12, repeat_distance=1, tint=0.2)
    return build_placement(folder / "cover.png", library, settings), library


@pytest.mark.parametrize("cell_width", [3, 16, 50])
def test_bands_together_are_the_picture_drawn_whole(tmp_path, mosaic, cell_width, monkeypatch):
    """At any size, a banded file shows what one drawing of the whole canvas shows."""
    placement, library = mosaic
    size = still_size(placement.grid, cell_width)
    tiles, level = read_tiles(placement, library, size)
    (whole,) = cut_bands(size, size.height)
    expected = draw_band(placement, tiles, size, whole, level).astype(int)
    monkeypatch.setattr(bands, "BAND_BYTES", 1)  # bands of eight rows
    written = write_still(tmp_path / "m.png", placement, library, cell_width=cell_width)
    assert written.size == size
    decoded = np.asarray(Image.open(tmp_path / "m.png"))
    assert np.abs(decoded - expected).max() <= 1


def test_a_share_of_the_cover_lies_over_the_photos(tmp_path, mosaic, monkeypatch):
    """In bands as a whole; 0 changes no byte, 1 is the cover that was matched."""
    placement, library = mosaic
    cover = library.folder / "cover.png"
    monkeypatch.setattr(bands, "BAND_BYTES", 1)

    def written(blend):
        built = PhotoMosaic(placement=placement, library=library, cover=cover, blend=blend)
        path = built.save(tmp_path / f"{blend}.png", cell_width=10)
        return np.asarray(Image.open(path), float)

    write_still(tmp_path / "m.png", placement, library, cell_width=10)
    photos, half, whole = map(written, (0.0, 0.5, 1.0))
    assert (tmp_path / "m.png").read_bytes() == (tmp_path / "0.0.png").read_bytes()
    assert np.abs(whole - np.asarray(Image.open(cover), float)).mean() < 1
    assert np.abs((photos + whole) / 2 - half).max() <= 1


def test_another_cover_is_not_laid_over_the_photos(tmp_path, mosaic):
    """The one that was matched is known by its content."""
    placement, library = mosaic
    Image.new("RGB", (120, 90)).save(tmp_path / "other.png")
    other = PhotoMosaic(
        placement=placement, library=library, cover=tmp_path / "other.png", blend=0.5
    )
    with pytest.raises(CannotStartError, match=r"other\.png"):
        other.save(tmp_path / "m.png", cell_width=10)
    assert not (tmp_path / "m.png").exists()


@given(
    sizes=st.lists(
        st.sampled_from([(3, 4), (12, 16), (48, 36), (97, 61), (150, 200)]), min_size=1, max_size=3
    ),
    grid=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    aspect=st.sampled_from([1.0, 4 / 3, 0.7]),
    cell_width=st.integers(1, 60),
)
@settings(max_examples=25, deadline=None)
def test_photos_of_one_colour_make_a_still_of_that_colour(sizes, grid, aspect, cell_width):
    """To the last pixel, where bands meet too, however large photos and cells are."""
    color, (rows, cols) = (200, 30, 121), grid
    library = library_of([np.full((*size, 3), color, np.uint8) for size in sizes])
    library = replace(library, photo_hash=tuple(f"flat {size}" for size in sizes))
    tile = np.arange(rows * cols) % len(sizes)
    crops = centred_crops(library.full_size, library.small_rect, aspect)
    placement = replace(
        placement_of(tile, rows, cols, aspect),
        crop=crops[tile],
        photo_hash=np.array(library.photo_hash),
    )
    size = still_size(placement.grid, cell_width)
    tiles, level = read_tiles(placement, library, size)
    for band in cut_bands(size, 8):
        drawn = draw_band(placement, tiles, size, band, level)
        assert abs(drawn.astype(int) - color).max() <= 1


def test_progress_counts_the_rows(tmp_path, mosaic):
    """The last report says that all rows are written."""
    told = {}
    write_still(
        tmp_path / "m.tif",
        *mosaic,
        cell_width=8,
        progress=lambda what, done, total: told.update({what: (done, total)}),
    )
    assert told["writing"] == (72, 72)


def test_an_existing_file_is_kept_without_overwrite(tmp_path, mosaic):
    """A still replaces a file only when it is told to."""
    path = tmp_path / "m.png"
    path.write_bytes(b"mine")
    with pytest.raises(CannotStartError, match="exists"):
        write_still(path, *mosaic, cell_width=8)
    assert path.read_bytes() == b"mine"
    write_still(path, *mosaic, cell_width=8, overwrite=True)
    with Image.open(path) as image:
        assert image.size == (96, 72)


def test_a_failing_band_leaves_nothing(tmp_path, mosaic, monkeypatch):
    """An exception in the middle leaves neither file nor part."""

    def fail(*_):
        raise OSError("broken")

    monkeypatch.setattr("mosaic_anim.still.write.draw_band", fail)
    with pytest.raises(OSError, match="broken"):
        write_still(tmp_path / "m.png", *mosaic, cell_width=8)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "cell_width", "message"),
    [
        ("m.jpg", 6_000, r"72000x54000 is more than 65,500 px, all that \.jpg can hold"),
        ("m.png", 20_000, r"240000x180000 are 43\.2 gigapixels; at most 10 are written"),
    ],
)
def test_absurd_sizes_are_refused_at_once(tmp_path, mosaic, name, cell_width, message):
    """Nothing is drawn for a picture that cannot be written."""
    with pytest.raises(CannotStartError, match=message):
        write_still(tmp_path / name, *mosaic, cell_width=cell_width)
    assert not list(tmp_path.iterdir())


def test_an_unknown_suffix_is_reported_with_those_that_are_known(tmp_path, mosaic):
    """The remedy lists the formats."""
    with pytest.raises(UsageError, match=r"cannot be written as \.bmp — use one of \.png, \.tif"):
        write_still(tmp_path / "m.bmp", *mosaic, cell_width=8)


@pytest.mark.parametrize(("aspect", "height"), [(1.0, 90), (1.5, 60), (0.7, 129)])
def test_the_height_follows_the_cells_aspect(aspect, height):
    """Nine rows of cells 10 px wide."""
    grid = Grid(rows=9, cols=12, cell_aspect=aspect)
    assert still_size(grid, 10) == Size(height=height, width=120)


def test_a_marked_picture_shows_where_a_photo_lies(tmp_path, mosaic):
    """Its cells are told and framed."""
    placement, library = mosaic
    photo = int(placement.tile[17])
    cells = write_cell_marks(tmp_path / "w.png", placement, library, library.photo[photo]).cells
    assert (1, 5) in cells
    assert len(cells) == (placement.tile == photo).sum()
    picture = np.asarray(Image.open(tmp_path / "w.png"))
    assert picture.shape == (1440, 1920, 3)
    assert ((picture == (255, 214, 10)).all(axis=2)).sum() > 1000

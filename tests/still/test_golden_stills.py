"""Golden stills: the whole mosaic as one picture, and the cells of one photo."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.build import build_placement
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.still import write_cell_marks, write_still


@pytest.fixture
def mosaic(photo_folder, cover_file):
    """Make a placement of 9x16 cells, tinted a little, and its library."""
    library = Library.open(photo_folder, workers=1)
    settings = MosaicSettings(columns=16, repeat_distance=1, tint=0.3)
    return build_placement(cover_file, library, settings), library


def pixels_of(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_a_still_is_as_it_was(tmp_path, mosaic, golden):
    """Cells of 6 px: 96x54."""
    write_still(tmp_path / "m.png", *mosaic, cell_width=6)
    golden.check("still/mosaic", pixels_of(tmp_path / "m.png"))


def test_marked_cells_are_as_they_were(tmp_path, mosaic, golden):
    """The cells of the photo in the middle, on the large picture, reduced to 96x54."""
    placement, library = mosaic
    photo = placement.photo[placement.tile[4 * 16 + 10]]
    write_cell_marks(tmp_path / "w.png", placement, library, str(photo))
    with Image.open(tmp_path / "w.png") as image:
        small = image.convert("RGB").resize((96, 54), Image.Resampling.BOX)
    golden.check("still/marked_cells", np.asarray(small))

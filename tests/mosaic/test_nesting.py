"""Which tile of a mosaic is the cover of another one."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.mosaic.nesting import REACH, nesting_cell
from mosaic_anim.mosaic.settings import MosaicSettings

SIDE = 20
SETTINGS = MosaicSettings(columns=SIDE, cell_aspect=1.5, same_sides=True)


@pytest.fixture
def covers(tmp_path):
    """Return files of a cover of noise, 20 x 20 cells of 12 x 8 px, and of the piece of a cell."""
    noise = np.random.default_rng(2).integers(0, 256, (SIDE * 4, SIDE * 4, 3), np.uint8)
    picture = noise.repeat(2, axis=0).repeat(3, axis=1)

    def save(name, pixels):
        Image.fromarray(pixels).save(tmp_path / name)
        return tmp_path / name

    def piece(row, col):
        large = picture[row * 8 : row * 8 + 8, col * 12 : col * 12 + 12]
        return save(f"{row}-{col}.png", large.repeat(10, axis=0).repeat(10, axis=1))

    return save("outer.png", picture), piece


@pytest.mark.parametrize("cell", [(10, 10), (4, 15), (15, 4), (7, 12)])
def test_a_cover_lies_where_it_looks_alike(covers, cell):
    """A picture of a cell lies in that cell."""
    outer, piece = covers
    assert nesting_cell(outer, piece(*cell), SETTINGS, SIDE) == cell


def test_a_cover_never_lies_at_the_border(covers):
    """Nor where a frame of another shape would not see it."""
    outer, piece = covers
    for cell in ((0, 0), (19, 10), (10, 19), (2, 2)):
        row, col = nesting_cell(outer, piece(*cell), SETTINGS, SIDE, seen=(1.0, 0.5))
        assert abs(row + 0.5 - SIDE / 2) <= REACH * SIDE + 0.5
        assert abs(col + 0.5 - SIDE / 2) <= REACH * SIDE / 2 + 0.5

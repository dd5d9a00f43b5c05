"""A cover on disk, for what reads one."""

import pytest
from PIL import Image

from tests.mosaic.libraries import colours


@pytest.fixture
def cover(tmp_path):
    """Write a cover of 24x18 pixels with colours that differ everywhere."""
    path = tmp_path / "cover.png"
    Image.fromarray(colours(18 * 24, seed=9).reshape(18, 24, 3)).save(path)
    return path

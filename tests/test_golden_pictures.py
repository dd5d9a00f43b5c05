"""Golden pictures notice what changes, and show it."""

import numpy as np
import pytest
from PIL import Image

from tests.golden_pictures import Golden

PIXELS = np.random.default_rng(0).integers(0, 200, (50, 100, 3), dtype=np.uint8)


@pytest.fixture
def comparison(tmp_path):
    """Write a golden picture `a`; return what compares with it."""
    Golden(folder=tmp_path / "golden", scratch=tmp_path / "off", update=True).check("a", PIXELS)
    return Golden(folder=tmp_path / "golden", scratch=tmp_path / "off")


def test_the_same_picture_passes(comparison):
    """So do one that is off by 2 everywhere, and one that is off by more in 5 of 5,000 pixels."""
    comparison.check("a", PIXELS)
    comparison.check("a", PIXELS + np.uint8(2))
    changed = PIXELS.copy()
    changed[0, :5] += 50
    comparison.check("a", changed)
    assert not comparison.scratch.exists()


def test_a_changed_picture_fails_and_shows_its_difference(comparison):
    """6 of 5,000 pixels are too many; three pictures lie in the folder that the message names."""
    changed = PIXELS.copy()
    changed[0, :6, 1] += 50
    with pytest.raises(pytest.fail.Exception, match="are not as they were") as caught:
        comparison.check("a", changed)
    assert str(comparison.scratch) in str(caught.value)
    shown = {
        path.stem: np.asarray(Image.open(path)) for path in sorted(comparison.scratch.glob("*.png"))
    }
    assert (shown["expected"] == PIXELS).all()
    assert (shown["actual"] == changed).all()
    assert np.argwhere(shown["difference"]).tolist() == [[0, col, 1] for col in range(6)]


def test_a_missing_golden_fails(comparison):
    """A test without its picture would hold nothing."""
    with pytest.raises(pytest.fail.Exception, match="no golden picture b"):
        comparison.check("b", PIXELS)
    assert (comparison.scratch / "actual.png").exists()


def test_another_size_fails(comparison):
    """Whatever it shows."""
    with pytest.raises(pytest.fail.Exception, match="another size"):
        comparison.check("a", PIXELS[1:])

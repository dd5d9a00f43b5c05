"""From one photo to a few hundred, every shipped scene makes a film that one recognises."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.errors import CannotStartError
from mosaic_anim.rendering.api import frame_at
from mosaic_anim.rendering.render_check import check_render
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.starter import NAMES, shipped_scene
from mosaic_anim.values.geometry import Size
from tests.conftest import save_picture, smooth_picture

WHOLE = {
    "zoom-in": "open",
    "zoom-out": "whole.50%",
    "tour": "whole",
    "disperse": "open",
    "assemble": "whole",
    "wave-loop": "0s",
    "social": "rise.end",
    "endless": "0s",
    "morph": "open",
    "people": "whole",
}
"""When each scene shows its whole mosaic."""

FRAME = Size(height=90, width=160)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    """Make folders of 1, 2, 5, 24 and 200 small photos."""
    folder = tmp_path_factory.mktemp("few")
    for count in (1, 2, 5, 24, 200):
        (folder / str(count)).mkdir()
        for number in range(count):
            picture = smooth_picture(number, height=30, width=40)
            save_picture(folder / str(count) / f"{number:03}.png", picture)
    return folder


def likeness(one, other):
    """Return the correlation of two pictures, seen from so far that 16 x 9 pixels are left."""
    small = [
        np.asarray(Image.fromarray(picture).resize((16, 9), Image.Resampling.BOX), float)
        for picture in (one, other)
    ]
    return np.corrcoef(*(picture.ravel() for picture in small))[0, 1]


SETS = {"endless": ["mosaic.columns=24"]}
"""What makes tests quicker: it has five mosaics."""


@pytest.mark.parametrize("count", [1, 2, 5, 24, 200])
@pytest.mark.parametrize("name", NAMES)
def test_any_number_of_photos_makes_every_shipped_scene(name, count, libraries, cover_file):
    """Its outputs can be planned, and where it shows the whole mosaic, that is like the cover."""
    scene = Scene.load(
        shipped_scene(name),
        sets=[f"frame.size={FRAME}", *SETS.get(name, [])],
        cover=str(cover_file),
        library=str(libraries / str(count)),
    )
    if name == "endless" and count < 4:
        with pytest.raises(CannotStartError, match=f"{count + 1} covers|covers: {count + 1}"):
            check_render(scene)
        return
    assert check_render(scene).photos == count
    picture = np.asarray(frame_at(scene, WHOLE[name], size=FRAME).pixels)
    assert picture.shape == (FRAME.height, FRAME.width, 3)
    assert likeness(picture, np.asarray(Image.open(cover_file))) > 0.75

"""Which photos make the covers of an endless zoom."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.io.file_identity import sha256_of
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.cover_cycle import choose_covers
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.values.geometry import Size
from tests.conftest import save_picture

SETTINGS = MosaicSettings(columns=24, cell_aspect=1.5, same_sides=True, min_side=1)
FRAME = Size(height=80, width=120)


def disc(colour, ground):
    """Draw a disc, 120x80."""
    row, col = np.mgrid[:80, :120]
    inside = ((row - 40) ** 2 + (col - 60) ** 2 < 28**2)[..., None]
    return np.where(inside, colour, ground).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Make a folder of five discs, three pictures of noise and twenty of one colour."""
    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(5)
    colours = [(250, 60, 40), (40, 90, 240), (250, 220, 60), (60, 200, 90), (240, 240, 240)]
    for number, colour in enumerate(colours):
        save_picture(folder / f"disc-{number}.png", disc(colour, np.array(colour) // 4))
    for number in range(3):
        noise = random.integers(0, 256, (80, 120, 3), np.uint8)
        save_picture(folder / f"noise-{number}.png", noise)
    for number in range(20):
        plain = np.full((80, 120, 3), random.integers(0, 256, 3), np.uint8)
        save_picture(folder / f"plain-{number:02}.png", plain)
    return folder


def chosen(folder, tmp_path, count=3, settings=SETTINGS, photo=None):
    """Return the names of the photos that are chosen after a disc on grey."""
    library = Library.open(folder)
    first = tmp_path / "first.png"
    Image.fromarray(disc((200, 120, 40), (90, 90, 90))).save(first)
    content = sha256_of(first if photo is None else folder / photo)
    picked = choose_covers(first, content, library, settings, count=count, frame=FRAME)
    return [library.photo[i] for i in picked]


def test_covers_have_large_forms(folder, tmp_path):
    """Neither noise nor one colour."""
    names = chosen(folder, tmp_path)
    assert len(set(names)) == 3
    assert all(name.startswith("disc-") for name in names)
    assert chosen(folder, tmp_path) == names  # as it is remembered


def test_names_and_order_of_photos_do_not_matter(folder, tmp_path):
    """The same contents under other names are the same covers."""
    other = tmp_path / "other"
    other.mkdir()
    for number, file in enumerate(sorted(folder.iterdir(), reverse=True)):
        (other / f"{number:02}-{file.name}").write_bytes(file.read_bytes())
    renamed = [name.split("-", 1)[1] for name in chosen(other, tmp_path)]
    assert renamed == chosen(folder, tmp_path)


def test_what_must_not_appear_is_no_cover(folder, tmp_path):
    """Nor is the first cover itself."""
    settings = replace(SETTINGS, exclude=("disc-1",))
    assert "disc-1.png" not in chosen(folder, tmp_path, 4, settings)
    assert "disc-2.png" not in chosen(folder, tmp_path, 4, photo="disc-2.png")


def test_a_library_gives_what_it_has(folder, tmp_path):
    """Two photos make no five covers."""
    settings = replace(SETTINGS, include=("disc-0.png", "plain-03.png"))
    assert len(chosen(folder, tmp_path, 5, settings)) == 2

"""Mirrored, turned and cropped tiles are drawn so: at rest, in flight and at the landing."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim import Scene, frame_at, scene_report
from tests.conftest import save_picture
from tests.drawing.reference import decibels

SIDE = 80
"""Side of a cell in the frame [px]."""

CROPS = [(0, 0, 200), (0, 100, 200), (0, 25, 200), (0, 75, 200), (60, 160, 140), (0, 80, 140)]
"""Top, left and side [px] of the part of each photo that its cell shows: places of `crop: best`."""

TURNS = (2, 3, 6, 7, 1, 4)
"""How that part lies there: bit 0 mirrors, bits 1 and 2 turn clockwise by quarters."""

LOOSE = "repeat_distance: 0, repeat_penalty: 0, use_least: 0, duplicates: keep"

SCENE = """
mosaic_anim: 1
frame: {{size: 240x160, fps: 10}}
mosaic: {{cover: {cover}, library: {library}, columns: 3, match: {{{match}}}}}
timeline:
  - {{id: rest, duration: 1s}}
  - {{id: near, duration: 1s, camera: {{to: {{cell: {cell}, uncrop: {uncrop}}}}}}}
  - {{id: turned, duration: 1s, camera: {{from: all, to: all, rotation: 180}}}}
  - {{id: flight, duration: 2s, tiles: {{motion: explode}}}}
"""


def photo(seed):
    """Draw a smooth photo, 200x300, that looks like none of its turns and crops."""
    corners = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(corners).resize((300, 200), Image.Resampling.BICUBIC))


def turned(picture, turn):
    """Mirror, then turn."""
    return np.rot90(picture[:, ::-1] if turn & 1 else picture, -(turn >> 1))


def part(seed):
    """Return what the cell of a photo shows, by hand."""
    top, left, side = CROPS[seed]
    return turned(photo(seed)[top : top + side, left : left + side], TURNS[seed])


def scaled(picture, height, width):
    """Resize a picture."""
    image = Image.fromarray(np.ascontiguousarray(picture))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC), float)


def cover():
    """Return the six parts as a picture of 2x3 cells, as a frame shows it."""
    cells = [scaled(part(seed), SIDE, SIDE) for seed in range(6)]
    return np.concatenate([np.concatenate(cells[row : row + 3], axis=1) for row in (0, 3)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write the photos, the parts that are to be shown of them, and the cover made of these."""
    folder = tmp_path_factory.mktemp("turned")
    for seed in range(6):
        for name, picture in (("photos", photo(seed)), ("parts", part(seed))):
            (folder / name).mkdir(exist_ok=True)
            save_picture(folder / name / f"{seed}.png", np.ascontiguousarray(picture))
    save_picture(folder / "cover.png", np.rint(cover()).astype(np.uint8))
    return folder


@pytest.fixture(scope="module")
def scene(folder):
    """Return a function that makes a scene whose camera goes to a cell."""

    def make(*, cell=0, uncrop=False, library="photos", match="turn: any, crop: best"):
        text = SCENE.format(
            cover=folder / "cover.png",
            library=folder / library,
            cell=list(divmod(cell, 3)),
            uncrop=str(uncrop).lower(),
            match=f"{match}, {LOOSE}",
        )
        file = folder / "scene.yaml"
        file.write_text(text, encoding="utf-8")
        return Scene.load(file)

    return make


def test_each_cell_has_its_part_of_its_photo(scene):
    """They are found by their looks: distance 0, but for rounding."""
    placement = scene_report(scene(), advice=False).mosaics["main"].mosaic.placement
    assert [str(placement.photo[tile]) for tile in placement.tile] == [f"{n}.png" for n in range(6)]
    assert placement.turn.tolist() == list(TURNS)
    crops = np.array([(top / 200, left / 300, s / 200, s / 300) for top, left, s in CROPS])
    np.testing.assert_allclose(placement.crop, crops, atol=0.004)
    assert placement.distance.max() < 2


@pytest.mark.parametrize(("at", "seen"), [("0s", 0), ("turned.end", 2)])
def test_at_rest_the_parts_are_the_cover(scene, at, seen):
    """Upright on the grid; under a turned camera as sprites."""
    frame = frame_at(scene(), at).pixels
    assert decibels(frame, np.rot90(cover(), seen)) >= 45


@pytest.mark.parametrize("at", ["flight.start + 0.3s", "flight.middle", "turned.middle"])
def test_in_flight_they_are_the_same_parts(scene, at):
    """As tiles cut, mirrored and turned beforehand fly, which only have to be shown."""
    plain = scene(library="parts", match="turn: upright, crop: centre")
    wanted = frame_at(plain, at).pixels
    frame = frame_at(scene(), at).pixels
    assert decibels(frame, wanted.astype(float)) >= 45
    assert decibels(frame, cover()) < 25


@pytest.mark.parametrize("cell", range(6))
def test_the_camera_lands_on_the_part(scene, cell):
    """The middle of the frame shows the cell, as high as the frame or as wide."""
    frame = frame_at(scene(cell=cell), "near.end").pixels
    wanted = scaled(part(cell), 240, 240)[40:200]
    assert decibels(frame, wanted) >= 45


@pytest.mark.parametrize("cell", range(6))
def test_the_tile_opens_to_its_whole_photo(scene, cell):
    """Turned as it lies in the mosaic; an upright photo is as high as the frame."""
    frame = frame_at(scene(cell=cell, uncrop=True), "near.end").pixels
    whole = turned(photo(cell), TURNS[cell])
    height, width = (160, 240) if whole.shape[1] > whole.shape[0] else (160, 107)
    left = (240 - width) // 2
    wanted = scaled(whole, height, width)
    shown = frame[:, left : left + width]
    assert decibels(shown[3:-3, 3:-3], wanted[3:-3, 3:-3]) >= 38

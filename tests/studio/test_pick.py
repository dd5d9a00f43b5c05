"""A click finds the cell that is seen there: at rest, turned, zoomed, open, or in flight."""

import numpy as np
import pytest

from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import MAIN
from mosaic_anim.scene.model import Scene
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.pick import FramePoint, cell_at, cell_facts, rect_between
from mosaic_anim.studio.views import FrameRequest
from tests.conftest import save_picture


@pytest.fixture
def drawer(photo_folder, cover_file):
    """Return a function that makes a drawer of one clip over 16 x 9 cells, 160x90."""

    def make(clip, **mosaic):
        described = {"cover": str(cover_file), "library": str(photo_folder), "columns": 16}
        scene = Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": "160x90", "fps": 10, "background": "black"},
                "mosaic": {**described, "match": {"repeat_distance": 1}, **mosaic},
                "timeline": [{"duration": "1s", **clip}],
                "outputs": [{"file": "out.mp4"}],
            }
        )
        made = FrameDrawer()
        made.show(open_project(scene))
        return made

    return make


def at(drawer, y, x, frame=0):
    """Return row and column of the cell at a point."""
    cell = cell_at(drawer, FrameRequest(frame=frame), FramePoint(y=y, x=x))
    return None if cell is None else divmod(cell, 16)


def test_at_rest_it_is_the_cell_of_the_grid(drawer) -> None:
    """Of all cells, in their middles."""
    still = drawer({})
    for row in range(9):
        for col in range(16):
            assert at(still, (row + 0.5) / 9, (col + 0.5) / 16) == (row, col)


def test_zoomed_it_is_what_the_camera_sees(drawer) -> None:
    """A frame that shows one cell shows it everywhere."""
    near = drawer({"camera": {"from": {"cell": [4, 9]}, "to": {"cell": [4, 9]}}})
    assert {at(near, y, x) for y in (0.3, 0.7) for x in (0.3, 0.7)} == {(4, 9)}
    assert at(near, 0.5, 0.5) == (4, 9)


def test_beside_the_mosaic_there_is_nothing(drawer) -> None:
    """Where a camera looks past its edge."""
    far = drawer(
        {
            "camera": {
                "from": {"rect": [-9, -16, 27, 48]},
                "to": {"rect": [-9, -16, 27, 48]},
                "background": "show",
            }
        }
    )
    assert at(far, 0.1, 0.1) is None
    assert at(far, 0.5, 0.5) == (4, 8)


def test_a_turned_camera_is_turned_back(drawer) -> None:
    """Upside down, the last cell lies first."""
    turned = drawer({"camera": {"keyframes": [{"at": "0s", "to": "all", "rotation": 180}]}})
    assert at(turned, 0.5 / 9, 0.5 / 16) == (8, 15)
    assert at(turned, 4.5 / 9, 2.5 / 16) == (4, 13)


@pytest.fixture(scope="session")
def flat_photos(tmp_path_factory):
    """Make a folder of photos, each of one colour of its own."""
    folder = tmp_path_factory.mktemp("flat")
    random = np.random.default_rng(1)
    for number, color in enumerate(random.integers(60, 255, (60, 3))):
        pixels = np.broadcast_to(color.astype(np.uint8), (48, 64, 3))
        save_picture(folder / f"{number}.png", np.ascontiguousarray(pixels))
    return folder


@pytest.mark.parametrize("motion", ["explode", "fall", "scatter", "wave"])
def test_in_flight_it_is_the_tile_that_is_drawn_there(drawer, flat_photos, motion) -> None:
    """Each photo has one colour: the pixel says which one it is, or that there is none."""
    flying = drawer({"tiles": {"motion": motion}}, tint=0, library=str(flat_photos))
    placement = flying.project.placements[MAIN]
    library = flying.project.libraries[MAIN]
    colors = [
        library.small(library.photo_hash.index(str(one)))[0, 0] for one in placement.photo_hash
    ]
    seen, empty = 0, 0
    for frame in (2, 5):
        pixels = flying.frame(FrameRequest(frame=frame)).astype(int)
        for y in range(3, 87, 6):
            for x in range(3, 157, 6):
                block = pixels[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3)
                if np.ptp(block, axis=0).max() > 2:
                    continue  # the edge of a tile
                point = FramePoint(y=(y + 0.5) / 90, x=(x + 0.5) / 160)
                cell = cell_at(flying, FrameRequest(frame=frame), point)
                if cell is None:
                    assert block[4].max() <= 2
                    empty += 1
                elif block[4].max() > 2:
                    assert abs(block[4] - colors[placement.tile[cell]]).max() <= 3
                    seen += 1
    assert seen > 20
    assert motion == "wave" or empty > 20


def test_facts_of_a_cell_are_those_of_the_placement(drawer) -> None:
    """Its photo, and how far that is from the cover."""
    project = drawer({}).project
    assert project is not None
    placement = project.placements[MAIN]
    facts = cell_facts(project, 16 * 4 + 9)
    assert facts["cell"] == [4, 9]
    assert facts["photo"] == placement.photo[placement.tile[73]]
    assert facts["distance"] == pytest.approx(placement.distance[73], abs=1e-3)
    assert facts["uses"] == np.count_nonzero(placement.tile == placement.tile[73])


def test_a_drag_is_a_rectangle_of_the_canvas(drawer) -> None:
    """Whichever corner it begins at."""
    still = drawer({})
    corners = FramePoint(y=2 / 9, x=4 / 16), FramePoint(y=5 / 9, x=12 / 16)
    for one, other in (corners, corners[::-1]):
        rect = rect_between(still, FrameRequest(frame=0), one, other)
        assert (rect.row, rect.col) == pytest.approx((2, 4))
        assert (rect.height, rect.width) == pytest.approx((3, 8))

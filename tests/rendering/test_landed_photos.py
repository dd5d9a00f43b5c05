"""On which photos a film lands: named, once, with a warning where they look soft."""

from pathlib import Path

import pytest

from mosaic_anim.rendering.landed_photos import LandedPhoto, landed_photos
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene


def landed(folder: Path, cover: Path, size: str, *timeline: dict) -> tuple[LandedPhoto, ...]:
    """Return on which photos, of 200x150 px, a film lands."""
    scene = Scene.read(
        {
            "mosaic_anim": 1,
            "frame": {"size": size},
            "mosaic": {"cover": str(cover), "library": str(folder), "columns": 16,
                       "match": {"repeat_distance": 1}},
            "timeline": list(timeline),
            "outputs": [{"file": "a.mp4"}],
        }
    )  # fmt: skip
    project = open_project(scene).framed(scene.outputs[0].size)
    return landed_photos(project, project.timeline(scene.outputs[0]))


def test_a_tour_lands_on_several(photo_folder, cover_file):
    """Each clip with its photos, in order; what does not land is not named."""
    photo = {"photo": "photo-07"}
    tour = {"id": "tour", "duration": "2s", "camera": {"tour": [photo, {"cell": [4, 9]}]}}
    back = {"id": "back", "duration": "1s", "camera": {"to": "all"}}
    named, cell = landed(photo_folder, cover_file, "400x300", tour, back)
    assert (named.clip, named.photo) == ("tour", "photo-07.png")
    assert cell.cell == (4, 9)
    assert f"tour lands on {cell.photo}, cell [4, 9]" == str(cell)


def test_a_photo_is_as_much_enlarged_as_it_is_shown(photo_folder, cover_file):
    """The whole of it, 200 px wide in 400; of a tile that does not open its part in the cell."""
    dive = {"id": "dive", "duration": "1s", "camera": {"to": {"photo": "photo-07"}}}
    (photo,) = landed(photo_folder, cover_file, "400x300", dive)
    assert photo.enlargement == pytest.approx(2)
    assert photo.warning == "dive enlarges photo-07.png 2.0 times: it looks soft"
    dive["camera"]["to"]["uncrop"] = False
    (photo,) = landed(photo_folder, cover_file, "400x300", dive)
    assert photo.enlargement >= 400 / 150 - 1e-6


def test_a_photo_that_is_large_enough_gives_no_warning(photo_folder, cover_file):
    """Up to one and a half times."""
    dive = {"id": "dive", "duration": "1s", "camera": {"to": {"photo": "photo-07"}}}
    (photo,) = landed(photo_folder, cover_file, "300x224", dive)
    assert photo.enlargement == pytest.approx(1.5, abs=0.01)
    assert photo.warning == ""

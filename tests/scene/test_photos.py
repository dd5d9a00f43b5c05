"""Photos that a scene names: in its targets, and as covers of its zooms."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mosaic_anim.clips.endless import EndlessChannel
from mosaic_anim.clips.morph import MorphChannel
from mosaic_anim.clips.target import CellTarget, PhotoTarget, RectTarget
from mosaic_anim.errors import SceneError
from mosaic_anim.library.library import Library
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.photos import photo_targets

PHOTOS = 20


@pytest.fixture
def library() -> Library:
    """Return a library of twenty photos without pixels."""
    return Library(
        folder=Path("photos"),
        index=Path("index"),
        photo=tuple(f"trip/p-{i:02}.jpg" for i in range(PHOTOS)),
        photo_hash=tuple(f"hash-{i:02}" for i in range(PHOTOS)),
        full_size=np.full((PHOTOS, 2), 2000, np.int32),
        taken=(None,) * PHOTOS,
        small_size=np.zeros((PHOTOS, 2), np.int32),
        small_offset=np.zeros(PHOTOS, np.int64),
        small_rect=np.zeros((PHOTOS, 4), np.float32),
        pixels=np.zeros(0, np.uint8),
    )


def scene_of(*timeline: dict[str, object]) -> Scene:
    """Make a scene of clips."""
    return Scene.read(
        {
            "mosaic_anim": 1,
            "mosaic": {"cover": "demo", "library": "demo"},
            "timeline": list(timeline),
        }
    )


def test_a_scene_knows_its_targets_zooms_and_morphs_by_their_paths():
    """Wherever they stand in a clip; the paths are those of the file."""
    tour = {"tour": ["all", {"cell": [1, 2]}, {"rect": [0, 0, 2, 2]}, {"photo": "p-03"}]}
    scene = scene_of(
        {"duration": "1s", "camera": tour}, {"duration": "1s", "morph": {"to": "a.png"}}
    )
    assert {(path, type(target)) for path, target in scene.targets} == {
        (("timeline", 0, "camera", "tour", 1), CellTarget),
        (("timeline", 0, "camera", "tour", 2), RectTarget),
        (("timeline", 0, "camera", "tour", 3), PhotoTarget),
    }
    ((path, morph),) = scene.morphs
    assert path == ("timeline", 1, "morph")
    assert isinstance(morph, MorphChannel)
    assert scene.endless == ()
    ((path, zoom),) = scene_of({"duration": "1s", "endless": {"covers": 3}}).endless
    assert path == ("timeline", 0, "endless")
    assert isinstance(zoom, EndlessChannel)


def test_photos_that_must_appear_anyway_are_not_targets(library):
    """Scenes that differ in where they go share one mosaic."""
    scene = scene_of({"duration": "1s", "camera": {"tour": [{"photo": "p-04"}, {"photo": "p-07"}]}})
    match = scene.mosaic.match.changed(must_use=("p-04", "p-99"))
    scene = scene.changed(mosaic=scene.mosaic.changed(match=match))
    assert photo_targets(scene, library) == (7,)


def test_photos_flown_to_must_appear(library):
    """Their indices in the library, each once, in the order of the scene."""
    scene = scene_of(
        {"duration": "1s", "camera": {"to": {"photo": "p-11"}}},
        {"duration": "1s", "camera": {"from": {"photo": "p-02"}, "to": {"photo": "p-11.jpg"}}},
        {"duration": "1s"},
        {"duration": "1s", "camera": {"to": "all"}},
    )
    assert photo_targets(scene, library) == (11, 2)
    backwards = replace(library, photo=library.photo[::-1], photo_hash=library.photo_hash[::-1])
    assert photo_targets(scene, backwards) == (8, 17)


def test_photos_must_appear_wherever_a_scene_names_them(library):
    """On tours, in keyframes, where a burst, a stagger or a blend begins."""
    photo = [{"photo": f"p-{number:02}"} for number in range(9)]
    scene = scene_of(
        {"duration": "1s", "camera": {"tour": [photo[1], "all", photo[2]]}},
        {"duration": "1s", "camera": {"keyframes": [{"at": "100%", "to": photo[3]}]}},
        {"duration": "1s", "tiles": {"motion": "explode", "from": photo[4]}},
        {"duration": "1s", "tiles": {"motion": "fall", "stagger": {"from": photo[5]}}},
        {"duration": "1s", "blend": {"to": "cover", "stagger": {"from": photo[6]}}},
    )
    assert photo_targets(scene, library) == (1, 2, 3, 4, 5, 6)


def test_an_unknown_photo_is_reported_at_its_place(library):
    """In a stagger too."""

    class Places:
        def place(self, path):
            return ".".join(map(str, path))

    tiles = {"motion": "explode", "from": {"photo": "p11"}, "stagger": {"from": {"photo": "p12"}}}
    tour = {"tour": ["all", {"photo": "p13"}]}
    scene = scene_of({"duration": "1s", "camera": tour, "tiles": tiles})
    with pytest.raises(SceneError) as caught:
        photo_targets(scene.with_places("film.yaml", Places()), library)
    assert {problem.place: problem.remedy for problem in caught.value.problems} == {
        "timeline.0.camera.tour.1.photo": "did you mean 'p-13'?",
        "timeline.0.tiles.from.photo": "did you mean 'p-11'?",
        "timeline.0.tiles.stagger.from.photo": "did you mean 'p-12'?",
    }


def test_all_unknown_photos_are_reported_before_anything_is_matched(library):
    """Matching takes minutes; a misspelt name takes none of them."""
    scene = scene_of(
        {"duration": "1s", "camera": {"to": {"photo": "p11"}}},
        {"duration": "1s", "camera": {"to": {"photo": "beach"}}},
    )
    with pytest.raises(SceneError, match="'p11' — did you mean 'p-11'") as caught:
        photo_targets(scene, library)
    assert [problem.remedy for problem in caught.value.problems] == [
        "did you mean 'p-11'?",
        "a path in the library, or a file name",
    ]

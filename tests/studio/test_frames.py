"""What the studio shows is what is rendered, byte for byte, whatever it has shown before."""

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mosaic_anim
from mosaic_anim.cli.main import run
from mosaic_anim.drawing.frame import draw
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene
from mosaic_anim.studio import materials
from mosaic_anim.studio.facts import film_facts
from mosaic_anim.studio.frame_cache import KEY_BYTES, FrameCache
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.tile_pool import MOST_BYTES, TilePool
from mosaic_anim.studio.views import MOST_BACKDROPS, MOST_SIZES, FrameRequest

MOMENTS = ["0s", "0.35s", "dive.middle", "dive.end", "90%"]

CLIPS = {
    "dive": [{"duration": "1s", "camera": {"to": {"cell": [4, 9]}}}],
    "open": [{"duration": "1s", "camera": {"to": {"cell": "best"}}}],
    "explode": [{"duration": "1s", "tiles": {"motion": "explode"}, "motion_blur": 180}],
    "flip": [{"duration": "1s", "tiles": {"motion": "flip", "order": "brightness"}}],
    "blend": [{"duration": "1s", "blend": {"to": "cover"}}],
    "near": [
        {
            "duration": "1s",
            "camera": {"from": {"cell": [4, 9]}, "to": "all"},
            "blend": {"to": "cover"},
        }
    ],
    "titles": [{"duration": "1s", "text": "hello", "fade": {"in": "400ms"}}],
}


@pytest.fixture
def scene(photo_folder, cover_file):
    """Return a function that makes a scene of clips over 16 x 9 cells, in two outputs."""

    def make(clips, *, background="black", **mosaic):
        described = {"cover": str(cover_file), "library": str(photo_folder), "columns": 16}
        return Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": "96x54", "fps": 10, "background": background},
                "mosaic": {**described, "match": {"repeat_distance": 1}, **mosaic},
                "timeline": clips,
                "outputs": [{"file": "out.mov"}, {"file": "tall.mov", "size": "54x96"}],
            }
        )

    return make


def test_a_frame_is_that_of_the_command_still(client, scene_file: Path, tmp_path: Path) -> None:
    """At full size, as a PNG, byte for byte."""
    for number, at in enumerate(MOMENTS):
        still = tmp_path / f"{number}.png"
        assert run(["still", str(scene_file), "--at", at, "-o", str(still), "--quiet"]) == 0
        shown = client.get("frame", params={"time": at, "format": "png"})
        assert shown.content == still.read_bytes()


@pytest.mark.parametrize("clips", CLIPS.values(), ids=CLIPS)
@pytest.mark.parametrize("background", ["black", {"cover": "blurred"}, "none"], ids=str)
def test_frames_do_not_depend_on_what_was_shown_before(scene, clips, background) -> None:
    """In any order, at any sizes: tiles that are in memory for others change nothing."""
    made = scene(clips, background=background)
    drawer = FrameDrawer()
    drawer.show(open_project(made))
    for frame in (9, 0, 5, 2):
        for scale in (Fraction(1, 3), Fraction(1)):
            drawer.frame(FrameRequest(frame=frame, scale=scale))
            drawer.frame(FrameRequest(frame=frame, scale=scale, output=1))
    for frame in (0, 3, 5, 9):
        alone = FrameDrawer()
        alone.show(open_project(made))
        shown = drawer.frame(FrameRequest(frame=frame))
        assert np.array_equal(shown, alone.frame(FrameRequest(frame=frame)))
    whole = mosaic_anim.frame_at(made, "0.5s").pixels
    assert np.array_equal(drawer.frame(FrameRequest(at="0.5s")), whole)


def test_films_of_several_mosaics_are_shown_as_they_are_rendered(
    scene, cover_file: Path, tmp_path: Path
) -> None:
    """Zooms without an end, and morphs to another picture: coarse and full, also after an edit."""
    other = tmp_path / "other.png"
    with Image.open(cover_file) as cover:
        cover.transpose(Image.Transpose.ROTATE_180).save(other)
    drawer, before = FrameDrawer(), None
    films = [({"endless": {"covers": 2}}, "2 mosaics"), ({"morph": {"to": str(other)}}, "→ other")]
    for clip, words in films:
        made = scene([{"duration": "1s", **clip}])
        before = open_project(made, previous=before)
        drawer.show(before)
        for frame in (7, 4):
            shown = drawer.frame(FrameRequest(frame=frame))
            assert np.array_equal(shown, mosaic_anim.frame_at(made, f"{frame / 10}s").pixels)
            rough = FrameRequest(frame=frame, scale=Fraction(1, 2), is_coarse=True, is_hasty=True)
            assert np.ptp(drawer.frame(rough)) > 50
        (bar,) = film_facts(made, drawer)["outputs"][0]["clips"]
        assert bar["channels"] == [{"name": next(iter(clip)), "words": words}]


@pytest.mark.parametrize("clips", CLIPS.values(), ids=CLIPS)
def test_an_edit_shows_the_frames_of_the_new_scene(scene, clips) -> None:
    """What is taken from the project before is what a new one would have."""
    drawer = FrameDrawer()
    before = open_project(scene([{"duration": "2s"}]))
    drawer.show(before)
    drawer.frame(FrameRequest(frame=5))
    edited = scene(clips)
    after = open_project(edited, previous=before)
    drawer.show(after)
    assert after.libraries == before.libraries
    assert after.placements["main"] is before.placements["main"]
    for at in ("0.2s", "0.9s"):
        shown = drawer.frame(FrameRequest(at=at))
        assert np.array_equal(shown, mosaic_anim.frame_at(edited, at).pixels)


def test_another_mosaic_is_matched_anew(scene) -> None:
    """Other columns, another seed, another photo that must appear: nothing is taken over."""
    clips = [{"duration": "1s"}]
    before = open_project(scene(clips))
    for other in (
        scene(clips, columns=8),
        scene([{"duration": "1s", "camera": {"to": {"photo": "photo-07"}}}]),
    ):
        after = open_project(other, previous=before)
        assert after.placements["main"] is not before.placements["main"]
        fresh = open_project(other)
        assert np.array_equal(after.placements["main"].tile, fresh.placements["main"].tile)


def test_a_pool_beyond_its_memory_begins_anew(scene, monkeypatch) -> None:
    """And its frames stay the same."""
    made = scene(CLIPS["dive"])
    drawer = FrameDrawer()
    drawer.show(open_project(made))
    first = drawer.frame(FrameRequest(frame=0)).copy()
    monkeypatch.setattr(TilePool, "size", property(lambda _: 1 << 40))
    drawer.frame(FrameRequest(frame=9))
    monkeypatch.undo()
    small = FrameDrawer(FrameCache(most=0))
    small.show(open_project(made))
    assert np.array_equal(small.frame(FrameRequest(frame=0)), first)


def test_equal_frames_are_drawn_once(scene, monkeypatch) -> None:
    """A hold is one picture, and an edit elsewhere draws nothing again."""
    calls = []
    monkeypatch.setattr(
        "mosaic_anim.studio.frames.draw", lambda *a, **k: calls.append(a[0]) or draw(*a, **k)
    )
    before = open_project(scene([{"duration": "1s"}, {"id": "b", "duration": "1s"}]))
    drawer = FrameDrawer()
    drawer.show(before)
    for frame in range(10):
        drawer.frame(FrameRequest(frame=frame))
    assert len(calls) == 1
    longer = scene([{"duration": "1s"}, {"id": "b", "duration": "3s"}])
    drawer.show(open_project(longer, previous=before))
    drawer.frame(FrameRequest(frame=25))
    assert len(calls) == 1


def test_the_cache_stays_within_its_memory() -> None:
    """What was not asked for longest goes first."""
    each = 300 + KEY_BYTES
    cache = FrameCache(most=3 * each + 100)
    for number in range(5):
        cache.keep(number, np.zeros((10, 10, 3), np.uint8))
        cache.get(0)
    assert cache.size == 3 * each
    assert [cache.get(number) is not None for number in range(5)] == [
        True,
        False,
        False,
        True,
        True,
    ]
    cache.keep("large", np.zeros((3 * each, 1, 3), np.uint8))
    assert cache.get("large") is None
    assert cache.size == 3 * each
    cache.keep(3, np.zeros((100, 10, 3), np.uint8)[:20, :5])  # which keeps nothing around it
    assert cache.get(3).base is None
    assert cache.size == 3 * each


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"n": "0", "scale": "1/2"}, 200),
        ({"n": "100000"}, 200),
        ({"time": "nowhere"}, 422),
        ({"n": "0", "output": "7"}, 404),
        ({"n": "x"}, 400),
        ({"n": "0", "scale": "1/0"}, 400),
    ],
)
def test_a_wrong_request_is_an_answer(client, params, status) -> None:
    """And says what is wrong."""
    answer = client.get("frame", params=params)
    assert answer.status_code == status
    assert answer.content


def test_raw_frames_are_plain_pixels(client) -> None:
    """Red, green, blue; the size in headers."""
    ask = {"n": "3", "scale": "1/2"}
    raw = client.get("frame", params=ask)
    assert [raw.headers[f"x-{name}"] for name in ("width", "height", "scale")] == [
        "48",
        "27",
        "1/2",
    ]
    png = client.get("frame", params={**ask, "format": "png"})
    with Image.open(io.BytesIO(png.content)) as picture:
        assert raw.content == picture.tobytes()


def test_a_coarse_frame_comes_where_tiles_are_not_read_yet(client) -> None:
    """In place of the full one, and says so; once they are read, the full one comes."""
    ask = {"n": "0", "otherwise": "1/3"}
    coarse = client.get("frame", params=ask)
    assert (coarse.headers["x-scale"], coarse.headers["x-width"]) == ("1/3", "32")
    full = client.get("frame", params={"n": "0"})
    assert full.headers["x-scale"] == "1"
    again = client.get("frame", params=ask)
    assert again.headers["x-scale"] == "1"
    assert again.content == full.content


def test_an_older_request_is_dropped(client) -> None:
    """The newest one wins, of each page."""
    ask = {"n": "1", "client": "a"}
    assert client.get("frame", params={**ask, "number": "5"}).status_code == 200
    assert client.get("frame", params={**ask, "number": "4"}).status_code == 204
    assert client.get("frame", params={**ask, "number": "4", "client": "b"}).status_code == 200


def test_edits_and_sizes_do_not_fill_the_memory(scene, monkeypatch) -> None:
    """Of backgrounds, sizes and motions that nothing shows any more little stays."""
    monkeypatch.setattr(materials, "MOST_BACKDROP_BYTES", 200_000)
    monkeypatch.setattr(materials, "_EDITS", 3)
    drawer, project, memories = FrameDrawer(), None, []
    for edit in range(12):
        background = {"cover": "blurred", "dim": 0.05 * edit}
        flight = {
            "duration": "1s",
            "tiles": {"motion": "explode", "stagger": {"from": [4, edit], "spread": "0.3s"}},
        }
        project = open_project(scene([flight], background=background), previous=project)
        drawer.show(project)
        for share in range(1, 25):
            drawer.frame(FrameRequest(frame=5, scale=Fraction(share, 24)))
        backdrops = drawer._materials._backdrops.values()
        assert 1 < len(backdrops) < 24
        assert sum(one.pool.size for one in backdrops) <= 240_000  # with the one in use
        (material,) = drawer._materials._photos.values()
        memories.append(len(material.mosaic.layout._memory))
        assert len(drawer._views._views) <= 2 * MOST_SIZES
    assert len(drawer._backdrops) <= MOST_BACKDROPS
    assert max(memories[3:]) <= max(memories[:3])


def test_mosaics_share_their_memory(scene) -> None:
    """A zoom through many has no more of it than a film of one."""
    drawer = FrameDrawer()
    drawer.show(open_project(scene([{"duration": "1s", "endless": {"covers": 3}}])))
    drawer.frame(FrameRequest(frame=5))
    pools = [one.pool for one in drawer._materials._photos.values()]
    assert len(pools) >= 3
    assert sum(pool.most for pool in pools) <= MOST_BYTES

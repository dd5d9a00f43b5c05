"""A project holds what a scene shows, and nothing else."""

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import draw
from mosaic_anim.errors import CannotStartError
from mosaic_anim.mosaic.backdrop import fill_frame, gradient
from mosaic_anim.mosaic.cache import cached_placement
from mosaic_anim.rendering import open_project as project_module
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import COVER, MAIN
from mosaic_anim.scene.model import Scene
from mosaic_anim.timeline.backdrop import BACKDROP
from mosaic_anim.values.geometry import Size

FRAME = Size(height=54, width=96)


@pytest.fixture
def scene(photo_folder, cover_file):
    """Return a function that makes a scene of clips over 16 x 9 cells, 96x54."""

    def make(*clips, background="#102030", size="96x54", **mosaic):
        described = {"cover": str(cover_file), "library": str(photo_folder), "columns": 16}
        return Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": size, "fps": 10, "background": background},
                "mosaic": {**described, "match": {"repeat_distance": 1}, **mosaic},
                "timeline": [{"duration": "1s", **clip} for clip in clips or ({},)],
                "outputs": [{"file": "out.mp4"}],
            }
        )

    return make


def drawn(project, at="0.5s", *, size=FRAME):
    """Draw the frame at a moment."""
    project = project.framed(size)
    timeline = project.timeline(project.scene.outputs[0].changed(size=size))
    state = timeline.moment_state(at)
    mosaics = project.mosaics(timeline, [state], progress=None, workers=1)
    return draw(state, size, mosaics, quality=timeline.quality).pixels


def psnr(left, right):
    """Return how near two pictures are [dB]."""
    error = np.mean((left.astype(float) - right) ** 2)
    return 10 * np.log10(255**2 / max(error, 1e-9))


@pytest.mark.parametrize(
    ("clip", "shown"),
    [
        ({}, [MAIN]),
        ({"tiles": {"motion": "explode"}}, [MAIN]),
        ({"tiles": {"motion": "flip"}}, [MAIN, COVER]),
        ({"blend": {"to": "cover"}}, [MAIN, COVER]),
    ],
)
def test_the_cover_is_cut_only_where_it_is_seen(scene, clip, shown) -> None:
    """A motion that turns tiles over shows it, and a blend; the mosaic comes first."""
    project = open_project(scene(clip))
    assert list(project.placements) == shown
    grids = {placement.grid for placement in project.placements.values()}
    assert len(grids) == 1
    assert {layout.grid for layout in project.layouts.values()} == grids


@pytest.mark.parametrize(
    ("clip", "asked"),
    [
        ({}, False),
        ({"tiles": {"motion": "explode", "order": "rows"}}, False),
        ({"tiles": {"motion": "explode", "order": "brightness"}}, True),
        ({"blend": {"to": "cover", "order": "date"}}, True),
    ],
)
def test_photos_are_looked_at_only_where_an_order_needs_it(scene, clip, asked) -> None:
    """By brightness, colour or date; the layout of the tiles knows it then."""
    project = open_project(scene({}, clip))
    keys = project.sources[MAIN].sort_keys
    assert (keys is not None) == asked
    assert project.layouts[MAIN].facts is keys


@pytest.mark.parametrize(
    ("clip", "flies", "turns", "exposes"),
    [
        ({}, False, False, False),
        ({"camera": {"to": {"cell": [4, 9]}}}, False, False, False),
        ({"camera": {"to": {"cell": [4, 9]}}, "motion_blur": 180}, False, False, True),
        ({"camera": {"to": {"cell": [4, 9]}, "rotation": 20}}, True, True, False),
        ({"camera": {"keyframes": [{"at": "0s", "rotation": 20}]}}, True, True, False),
        ({"tiles": {"motion": "explode"}}, True, False, False),
        ({"blend": {"to": "cover"}}, True, False, False),
    ],
)
def test_the_load_is_what_the_clips_ask_for(scene, clip, flies, turns, exposes) -> None:
    """Tiles off the grid, a turned camera, motion blur; pictures only where the cover is shown."""
    load = open_project(scene(clip)).load(FRAME)
    assert (load.flies, load.turns, load.exposes) == (flies, turns, exposes)
    assert bool(load.pictures) == ("blend" in clip)


def test_a_backdrop_is_part_of_the_load(scene) -> None:
    """The larger the frame, the more."""
    project = open_project(scene(background={"gradient": ["black", "white"]}))
    small, large = (project.load(Size(height=54 * k, width=96 * k)).pictures for k in (1, 2))
    assert large == 4 * small > 0


def test_a_blend_ends_with_the_cover(scene, cover_file) -> None:
    """Every tile shows its piece: together they are the cover that the frame has room for."""
    project = open_project(scene({"id": "blend", "blend": {"to": "cover"}}))
    cover = Image.open(cover_file).resize((96, 54), Image.Resampling.BILINEAR)
    assert psnr(drawn(project, "blend.end"), np.asarray(cover)) >= 35


def test_a_share_of_the_cover_lies_over_the_photos(scene) -> None:
    """The frame is that mixture of photos and cover; a blend comes back to it."""
    to_cover = {"id": "cover", "blend": {"to": "cover"}}
    clips = [{"id": "rest"}, to_cover, {"id": "back", "blend": {"to": "mosaic"}}, {"id": "end"}]
    photos = drawn(open_project(scene(*clips)), "rest").astype(float)
    project = open_project(scene(*clips, blend=0.4))
    cover = drawn(project, "cover.end")
    mixed = drawn(project, "rest")
    assert np.abs(0.6 * photos + 0.4 * cover - mixed).max() <= 2
    assert np.abs(photos - mixed).max() > 20
    for moment in ("cover", "back.end", "end.50%"):
        np.testing.assert_array_equal(drawn(project, moment), mixed)


def test_a_photo_that_one_lands_on_shows_no_cover(scene) -> None:
    """Nor does one that was blended before the camera came."""
    dive = {"id": "dive", "camera": {"to": {"cell": [4, 9]}}}
    clips = [{"blend": {"to": "mosaic"}}, dive]
    bare, blended = (open_project(scene(*clips, blend=share)) for share in (0, 0.5))
    np.testing.assert_array_equal(drawn(blended, "dive.end"), drawn(bare, "dive.end"))
    assert (drawn(blended, "dive.30%") != drawn(bare, "dive.30%")).any()


def test_a_share_of_the_cover_is_part_of_the_load(scene) -> None:
    """The cover is read, and tiles are drawn as if they flew."""
    load = open_project(scene(blend=0.1)).load(FRAME)
    assert load.flies
    assert load.pictures


def test_a_cover_that_is_gone_is_named(scene, tmp_path) -> None:
    """A saved placement does without its cover, but a blend does not."""
    saved = tmp_path / "saved.npz"
    open_project(scene()).placements[MAIN].save(saved)
    gone = {"placement": str(saved), "cover": str(tmp_path / "gone.png")}
    open_project(scene(**gone))
    with pytest.raises(CannotStartError, match=r"gone\.png"):
        open_project(scene({"blend": {"to": "cover"}}, **gone))


FAR = {
    "camera": {
        "from": {"rect": [-9, -16, 27, 48]},
        "to": {"rect": [-9, -16, 27, 48]},
        "background": "show",
    }
}


def test_a_gradient_lies_behind_the_mosaic(scene) -> None:
    """Around the canvas are its very pixels."""
    project = open_project(scene(FAR, background={"gradient": ["#112233", "#aabbcc"], "angle": 90}))
    assert list(project.placements) == [MAIN, BACKDROP]
    around = drawn(project)[:12]
    assert np.array_equal(around, gradient(FRAME, [(17, 34, 51), (170, 187, 204)], 90)[:12])


def test_the_cover_lies_behind_the_mosaic_out_of_focus(scene, cover_file) -> None:
    """As large as the frame; the mosaic lies before it."""
    project = open_project(scene(FAR, background={"cover": "blurred", "blur": 0.1}))
    exact = fill_frame(np.asarray(Image.open(cover_file)), FRAME, 0.1)
    shown = drawn(project)
    assert np.array_equal(shown[:12], exact[:12])
    assert np.abs(shown[22:32, 40:56].astype(int) - exact[22:32, 40:56]).max() > 20


def test_each_output_has_a_background_of_its_own_shape(scene) -> None:
    """A gradient runs from edge to edge of a square too; without that its middle is seen."""
    project = open_project(scene(FAR, background={"gradient": ["black", "white"], "angle": 90}))
    square = Size(height=60, width=60)
    row = drawn(project, size=square)[2, :, 0]
    assert row[0] < 5
    assert row[-1] > 250
    timeline = project.timeline(project.scene.outputs[0].changed(size=square))
    states = [timeline.moment_state("0s")]
    mosaics = project.mosaics(timeline, states, progress=None, workers=1)
    middle = draw(states[0], square, mosaics).pixels[2, :, 0]
    assert 40 < middle[0] < middle[-1] < 215


@pytest.mark.parametrize(
    "other",
    [
        {"gradient": ["#123", "#457"]},
        {"gradient": ["#123", "#456"], "angle": 90},
        {"cover": "blurred"},
        {"cover": "blurred", "blur": 0.1},
    ],
)
def test_a_background_is_known_by_what_it_shows(scene, other) -> None:
    """Another one has another hash; the same one has the same."""

    def known(background):
        project = open_project(scene(background=background))
        return str(project.placements[BACKDROP].photo_hash[0])

    plain = {"gradient": ["#123", "#456"]}
    assert known(plain) == known({"gradient": ["#112233", "#445566"], "angle": 180.0})
    assert known(other) != known(plain)


@pytest.mark.parametrize("name", ["gone.png", "text.png", "folder"])
def test_a_picture_that_cannot_be_read_is_refused_at_once(scene, tmp_path, name) -> None:
    """By its name, before anything is drawn."""
    (tmp_path / "text.png").write_text("no picture", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotStartError, match=name):
        open_project(scene(background={"picture": str(tmp_path / name)}))


def test_a_picture_is_known_by_its_content(scene, tmp_path, cover_file) -> None:
    """Not by its name."""
    copy, another = tmp_path / "copy.png", tmp_path / "another.png"
    copy.write_bytes(cover_file.read_bytes())
    Image.new("RGB", (8, 8), "red").save(another)
    hashes = [
        str(open_project(scene(background={"picture": str(path)})).placements[BACKDROP].photo_hash)
        for path in (cover_file, copy, another)
    ]
    assert hashes[0] == hashes[1] != hashes[2]


COVERED = [({"blend": {"to": "cover"}}, "black"), (FAR, {"cover": "blurred"})]


@pytest.fixture
def changing(tmp_path, cover_file):
    """Copy the cover; return it and what makes another picture of it."""
    path = tmp_path / "cover.png"
    path.write_bytes(cover_file.read_bytes())
    return path, Image.new("RGB", (160, 90), "red").save


@pytest.mark.parametrize(("clip", "background"), COVERED)
def test_a_cover_that_changes_once_it_is_matched_is_refused(
    scene, changing, monkeypatch, clip, background
) -> None:
    """Mosaic and cover belong together."""
    path, change = changing

    def matched(*arguments, **options):
        placement = cached_placement(*arguments, **options)
        change(path)
        return placement

    monkeypatch.setattr(project_module, "cached_placement", matched)
    with pytest.raises(CannotStartError, match=r"cover\.png: .*changed meanwhile"):
        drawn(open_project(scene(clip, background=background, cover=str(path))))


@pytest.mark.parametrize(("clip", "background"), [*COVERED, (FAR, "picture")])
def test_a_picture_that_changes_before_it_is_drawn_is_refused(
    scene, changing, clip, background
) -> None:
    """Frames are named by the content that it had: no other is drawn."""
    path, change = changing
    background = {"picture": str(path)} if background == "picture" else background
    project = open_project(scene(clip, background=background, cover=str(path)))
    timeline = project.timeline(project.scene.outputs[0])
    change(path)
    with pytest.raises(CannotStartError, match=r"cover\.png: .*changed meanwhile"):
        project.mosaics(timeline, [timeline.moment_state("0.5s")], progress=None, workers=1)

"""An endless zoom shows mosaics in each other as they are, at every depth, and closes."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import draw
from mosaic_anim.errors import CannotStartError, SceneError
from mosaic_anim.mosaic.cells import cover_crop
from mosaic_anim.rendering.nest import Nest
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.rendering.project import MAIN
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.color import linear_from_srgb, srgb_from_linear
from mosaic_anim.values.geometry import Size
from tests.conftest import save_picture

FRAME = Size(height=54, width=96)
COLUMNS = 16
SECONDS = 6
POINTS = 6
"""Points along each side of a frame pixel's filter, of the picture that is compared with."""


@pytest.fixture(scope="module")
def scene_of(photo_folder, cover_file):
    """Return a function that makes a scene of an endless zoom."""

    def make(covers=3, *, clips=(), mosaics=None, **mosaic):
        described = {
            "cover": str(cover_file),
            "library": str(photo_folder),
            "columns": COLUMNS,
            "cell": "auto",
            "match": {"repeat_distance": 1},
        }
        zoom = {"id": "round", "duration": f"{SECONDS}s", "endless": {"covers": covers}}
        return Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": str(FRAME), "fps": 10},
                "mosaic": {**described, **mosaic},
                "mosaics": mosaics or {},
                "timeline": [zoom, *clips],
                "outputs": [{"file": "out.mp4"}],
            }
        )

    return make


@pytest.fixture(scope="module")
def project(scene_of):
    """Return the project of a zoom through three covers."""
    return open_project(scene_of())


@pytest.fixture(scope="module")
def other_cover(tmp_path_factory):
    """Make a wide cover that is no photo of the library: a light disc at one end."""
    row, col = np.mgrid[:90, :300]
    inside = ((row - 45) ** 2 + (col - 230) ** 2 < 30**2)[..., None]
    ground = np.stack((60 + row, 90 + col // 4, 200 - row), axis=-1)
    path = tmp_path_factory.mktemp("other") / "other.png"
    save_picture(path, np.where(inside, (250, 220, 90), ground).astype(np.uint8))
    return str(path)


@pytest.fixture(scope="module")
def timeline(project):
    """Return its film."""
    return project.timeline(project.scene.outputs[0])


def drawn(project, timeline, states):
    """Draw what is shown."""
    mosaics = project.mosaics(timeline, states, progress=None, workers=1)
    return [draw(state, FRAME, mosaics).pixels for state in states]


def psnr(one, other):
    """Return how near two pictures are [dB]."""
    error = np.mean((np.asarray(one, float) - other) ** 2)
    return 10 * np.log10(255**2 / max(error, 1e-9))


class Exact:
    """Composes frames point by point from the photos themselves.

    A point of the frame is followed through the cells from one mosaic to the next; its colour is
    read from the files. Only which photo lies where, and how much of a cover shows, is taken over.
    """

    def __init__(self, project):
        self.project, self.nested = project, project.nest.mosaics
        self.pictures = {}

    def frame(self, state):
        """Return the picture (H, W, 3) of a state."""
        below = np.zeros((FRAME.height, FRAME.width, 3))
        row, col = self._points(state.layers[0].camera)  # all others follow from the cells
        number = self._number(state.layers[0].mosaic)
        edge = np.nextafter(COLUMNS, 0)  # the frame's border is that of the canvas, or within it
        where = {number: (np.clip(row, 0, edge), np.clip(col, 0, edge))}
        for layer in state.layers:
            this = self._number(layer.mosaic)
            while this not in where:
                inner = (number + 1) % len(self.nested.cells)
                at = self.nested.cells[number]
                row, col = (row - at[0]) * COLUMNS, (col - at[1]) * COLUMNS
                where[inner], number = (row, col), inner
            top, share = self._filtered(layer.mosaic, *where[this])
            laid = top + (1 - share) * below
            if layer.opacity < 1:
                light = [linear_from_srgb((p / 255).astype(np.float32)) for p in (laid, below)]
                mixed = light[0] * layer.opacity + light[1] * (1 - layer.opacity)
                laid = srgb_from_linear(mixed) * 255.0
            below = laid
        return below

    def _number(self, name):
        return self.nested.mosaics.index(name.removesuffix("/cover"))

    def _points(self, camera):
        """Return places on the canvas around each pixel: (H, points, W, points) [cells]."""
        view = camera.viewport(FRAME, self.project.placements[MAIN].grid)
        shift = (np.arange(2 * POINTS) + 0.5) / POINTS - 1  # of a triangle two pixels wide
        self.weight = np.outer(1 - abs(shift), 1 - abs(shift)) / POINTS**2
        rows = np.arange(FRAME.height)[:, None] + 0.5 + shift
        cols = np.arange(FRAME.width)[:, None] + 0.5 + shift
        row = view.row + rows / FRAME.height * view.height
        col = view.col + cols / FRAME.width * view.width
        shape = (FRAME.height, 2 * POINTS, FRAME.width, 2 * POINTS)
        return (
            np.broadcast_to(row[:, :, None, None], shape),
            np.broadcast_to(col[None, None], shape),
        )

    def _filtered(self, name, row, col):
        """Return colours, and how much of each pixel a mosaic covers."""
        inside = (row >= 0) & (row < COLUMNS) & (col >= 0) & (col < COLUMNS)
        colours = np.zeros((*row.shape, 3))
        colours[inside] = self._colours(name, row[inside], col[inside])
        mean = np.einsum("hawbc,ab->hwc", colours, self.weight)
        return mean, np.einsum("hawb,ab->hw", inside.astype(float), self.weight)[..., None]

    def _colours(self, name, row, col):
        """Return the colours of points of a mosaic or of a cover."""
        placement = self.project.placements[name]
        down, across = np.floor(row).astype(int), np.floor(col).astype(int)
        cell = down * COLUMNS + across
        top, left, tall, wide = placement.crop[cell].T
        y, x = top + (row - down) * tall, left + (col - across) * wide
        colours = np.zeros((len(row), 3))
        source = self.project.sources[name]
        for tile in np.unique(placement.tile[cell]):
            file = getattr(source, "cover", None) or source.library.original(int(tile))
            here = placement.tile[cell] == tile
            colours[here] = self._sampled(file, y[here], x[here])
        return colours

    def _sampled(self, file, y, x):
        """Return colours between the pixels of a file."""
        if file not in self.pictures:
            self.pictures[file] = np.asarray(Image.open(file).convert("RGB"), float)
        picture = self.pictures[file]
        height, width = picture.shape[:2]
        y, x = np.clip(y * height - 0.5, 0, height - 1), np.clip(x * width - 0.5, 0, width - 1)
        top, left = np.minimum(y.astype(int), height - 2), np.minimum(x.astype(int), width - 2)
        dy, dx = (y - top)[:, None], (x - left)[:, None]
        upper = picture[top, left] * (1 - dx) + picture[top, left + 1] * dx
        lower = picture[top + 1, left] * (1 - dx) + picture[top + 1, left + 1] * dx
        return upper * (1 - dy) + lower * dy


def require_exact(project):
    """Require of 28 frames, those around each hand-over among them, at least 38 dB each."""
    timeline = project.timeline(project.scene.outputs[0])
    times = [Fraction(n, 4) for n in range(4 * SECONDS)]
    times += [
        Fraction(2 * n) + shift for n in (1, 2) for shift in (Fraction(-1, 99), Fraction(1, 99))
    ]
    states = [timeline.state(time) for time in times]
    exact = Exact(project)
    for time, state, frame in zip(times, states, drawn(project, timeline, states), strict=True):
        assert psnr(frame, exact.frame(state)) >= 38, float(time)


def test_every_depth_shows_the_exact_picture(project):
    """Of a zoom through photos that were chosen."""
    require_exact(project)


def test_a_named_mosaic_shows_as_exactly(scene_of, other_cover):
    """Though its cover is no tile of the mosaic before: it lies in a cell of it."""
    mosaics = {"other": {"cover": other_cover}}
    require_exact(open_project(scene_of(["other", "photo-07"], mosaics=mosaics)))


def test_the_loop_closes_byte_for_byte(project, timeline):
    """Frame N, which is not in the film, equals frame 0."""
    first, last = timeline.frame_state(0), timeline.state(timeline.duration)
    frames = drawn(project, timeline, [first, last])
    np.testing.assert_array_equal(frames[0], frames[1])


def test_a_mosaic_becomes_the_next_without_a_jolt(project, timeline):
    """The second temporal difference is at most 1.2 times its neighbours'."""
    step = Fraction(1, 20)
    for depth in (1, 2, 3):
        centre = Fraction(depth * SECONDS, 3)
        times = [(centre + n * step) % SECONDS for n in range(-6, 7)]
        frames = [
            frame.astype(float)
            for frame in drawn(project, timeline, [timeline.state(time) for time in times])
        ]
        second = [
            np.abs(a - 2 * b + c).mean()
            for a, b, c in zip(frames, frames[1:], frames[2:], strict=False)
        ]
        assert max(second[4:7]) <= 1.2 * max(second[:4] + second[7:])


def test_each_cover_is_a_tile_of_the_mosaic_before(project):
    """It lies in its cell as it is cut as a cover; the scene's own is no photo of the library."""
    nested, grid = project.nest.mosaics, project.placements[MAIN].grid
    assert len(set(nested.mosaics)) == 3
    for number in range(2):
        placement = project.placements[nested.mosaics[number]]
        row, col = nested.cells[number]
        cell = row * grid.cols + col
        cover = np.asarray(Image.open(project.sources[nested.covers[number + 1]].cover), float)
        photo = Image.open(project.libraries[MAIN].original(placement.tile[cell]))
        top, left, tall, wide = placement.crop[cell] * np.tile(photo.size[::-1], 2)
        shape = Size(height=cover.shape[0], width=cover.shape[1])
        part = cover_crop(shape, grid)
        box = (left - part.col, top - part.row, left + wide + part.col, top + tall + part.row)
        assert (
            np.abs(np.asarray(photo.crop([round(edge) for edge in box]), float) - cover).max() == 0
        )
        assert 0.2 * COLUMNS - 1 <= min(row, col) <= max(row, col) <= 0.8 * COLUMNS


def test_a_film_starts_again_where_another_clip_follows(scene_of):
    """The whole mosaic is what the next clip leaves from."""
    dive = {"id": "dive", "duration": "1s", "camera": {"to": {"cell": [3, 3]}}}
    project = open_project(scene_of(clips=[dive]))
    timeline = project.timeline(project.scene.outputs[0])
    state = timeline.moment_state("dive.end")
    assert [layer.mosaic for layer in state.layers] == [MAIN]


def test_named_photos_are_the_covers(scene_of):
    """In their order."""
    project = open_project(scene_of(["photo-07", "photo-11.png"]))
    nested = project.nest.mosaics
    assert project.sources[nested.covers[0]].cover.name == "cover.png"
    shown = []
    for name, (row, col) in zip(nested.mosaics[:2], nested.cells[:2], strict=True):
        placement = project.placements[name]
        shown.append(placement.photo[placement.tile[row * COLUMNS + col]])
    assert shown == ["photo-07.png", "photo-11.png"]


def test_covers_are_cut_around_what_stands_out(scene_of, tmp_path):
    """A disc at the end of a wide picture is in the middle of the first cover, or near it."""
    row, col = np.mgrid[:90, :400]
    inside = ((row - 45) ** 2 + (col - 350) ** 2 < 25**2)[..., None]
    save_picture(
        tmp_path / "wide.png", np.where(inside, (250, 60, 30), (90, 95, 100)).astype(np.uint8)
    )
    project = open_project(scene_of(["photo-07"], cover=str(tmp_path / "wide.png")))
    cover = np.asarray(Image.open(project.sources[project.nest.mosaics.covers[0]].cover))
    assert cover.shape == (90, 160, 3)
    assert (cover[..., 0] == 250).sum() == inside.sum()
    middle = open_project(
        scene_of(["photo-07"], cover=str(tmp_path / "wide.png"), focus=["50%", "20%"])
    )
    cover = np.asarray(Image.open(middle.sources[middle.nest.mosaics.covers[0]].cover))
    assert not (cover[..., 0] == 250).any()


def test_named_mosaics_have_their_own_tint_and_photos(scene_of, other_cover, photo_folder):
    """And the cells of the scene's own mosaic, however many photos they are made of."""
    photo = str(photo_folder / "photo-07.png")
    mosaics = {
        "one": {"cover": other_cover, "tint": 0.5},
        "two": {"cover": photo, "include": ["photo-1*"]},
    }
    project = open_project(scene_of(["one", "two"], mosaics=mosaics, tint=0.2, columns="auto"))
    main, one, two = (project.placements[name] for name in project.nest.mosaics.mosaics)
    assert [placement.tint for placement in (main, one, two)] == [0.2, 0.5, 0.2]
    assert main.grid == one.grid == two.grid
    shown = {two.photo[tile][:7] for tile in two.tile}
    assert shown == {"photo-1"}
    row, col = project.nest.mosaics.cells[1]
    assert one.photo[one.tile[row * one.grid.cols + col]] == "photo-07.png"


def test_rules_that_own_photos_cannot_keep_are_reported_with_the_name(scene_of, other_cover):
    """The scene's own mosaic keeps them with all photos."""
    mosaics = {"few": {"cover": other_cover, "include": ["photo-1[0-3]*"]}}
    project = open_project(scene_of(["few"], mosaics=mosaics, match={"repeat_distance": 2}))
    assert project.relaxed == ()
    (line,) = project.all_relaxed
    assert line.startswith("mosaic few: too few photos for a repeat_distance of 2")


def test_a_named_mosaic_is_cut_around_its_focus(scene_of, other_cover):
    """By default around what stands out."""
    shares = {}
    for focus in ("auto", ["50%", "20%"]):
        mosaics = {"other": {"cover": other_cover, "focus": focus}}
        project = open_project(scene_of(["other"], mosaics=mosaics))
        cover = np.asarray(Image.open(project.sources[project.nest.mosaics.covers[1]].cover))
        shares[str(focus)] = (cover[..., 0] == 250).mean()
    assert shares["auto"] > 0.1
    assert shares["['50%', '20%']"] == 0


def test_a_cover_of_the_library_closes_the_loop(scene_of, photo_folder):
    """Then it is a tile of the last mosaic, too."""
    project = open_project(scene_of(["photo-07"], cover=str(photo_folder / "photo-30.png")))
    last = project.placements[project.nest.mosaics.mosaics[1]]
    row, col = project.nest.mosaics.cells[1]
    assert last.photo[last.tile[row * COLUMNS + col]] == "photo-30.png"


def test_a_scene_without_a_zoom_has_no_nested_mosaics(scene_of):
    """Nothing is chosen or matched for it."""
    scene = scene_of().changed(timeline=scene_of(clips=[{"duration": "1s"}]).timeline[1:])
    project = open_project(scene)
    assert project.nest.mosaics is Nest().mosaics is None
    assert list(project.sources) == [MAIN]


REFUSED = [
    (["photo-99"], {}, SceneError, "no photo 'photo-99'"),
    (["photo-07", "photo-07.png"], {}, SceneError, "a cover of this zoom already — name each once"),
    (3, {"columns": 4}, CannotStartError, "4 columns leave .* — at least 5 columns"),
    (3, {"match": {"include": ["photo-0[01].png"]}}, None, ""),
    (4, {"match": {"include": ["photo-0[01].png"]}}, CannotStartError,
     "4 covers are asked for, and 2 photos are fit to be one — covers: 3"),
]  # fmt: skip


@pytest.mark.parametrize(("covers", "mosaic", "error", "words"), REFUSED)
def test_what_cannot_be_closed_is_refused(scene_of, covers, mosaic, error, words):
    """In one line that says what to do."""
    scene = scene_of(covers, **mosaic)
    if error is None:
        assert len(open_project(scene).nest.mosaics.mosaics) == 3
        return
    with pytest.raises(error, match=words) as caught:
        open_project(scene)
    assert len(str(caught.value)) <= 200


def test_the_cover_itself_is_not_named_again(scene_of, photo_folder):
    """The zoom comes back to it by itself."""
    cover = Path(photo_folder) / "photo-07.png"
    with pytest.raises(SceneError, match="'photo-07' is a cover of this zoom already"):
        open_project(scene_of(["photo-11", "photo-07"], cover=str(cover)))


def test_one_picture_is_no_cover_twice(scene_of, photo_folder):
    """Under whatever names."""
    mosaics = {"seven": {"cover": str(photo_folder / "photo-07.png")}}
    with pytest.raises(SceneError, match="'seven' is a cover of this zoom already"):
        open_project(scene_of(["photo-07", "seven"], mosaics=mosaics))


def test_an_edited_scene_keeps_its_mosaics(project, scene_of):
    """Unless its covers, or the shapes of its outputs, are others."""
    text = {"duration": "1s", "text": "Once more"}
    again = open_project(scene_of(clips=[text]), previous=project)
    assert again.nest is project.nest
    other = open_project(scene_of(2), previous=project)
    assert len(other.nest.mosaics.mosaics) == 2
    mosaics = {"one": {"cover": "demo-portrait"}}
    named = open_project(scene_of(["one"], mosaics=mosaics), previous=project)
    other = {"one": {"cover": "demo-portrait", "tint": 0.5}}
    again = open_project(scene_of(["one"], mosaics=other), previous=named)
    assert again.nest is not named.nest
    square = scene_of().outputs[0].changed(size=Size(height=54, width=54))
    shaped = scene_of().changed(outputs=(scene_of().outputs[0], square))
    assert open_project(shaped, previous=project).nest is not project.nest

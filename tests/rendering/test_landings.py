"""Landings: a tile opens to its whole photo while the camera arrives, and closes when it leaves."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.drawing.frame import draw
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene
from tests.conftest import save_picture
from tests.drawing.reference import decibels, filter_matrix, noise_pictures

HIGH, WIDE = 100, 150
"""Size of the photo that is landed on [px]."""

NO_RED = np.array([0, 1, 1], np.uint8)

OPENS = {"to": {"photo": "noise"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Photos in reds, one that holds no red at all, another such in `two`, and a cover."""
    folder = tmp_path_factory.mktemp("landings")
    noises = [noise_pictures(1, *size, seed=1)[0] * NO_RED for size in ((HIGH, WIDE), (WIDE, HIGH))]
    for library in ("photos", "two"):
        (folder / library).mkdir()
        for number in range(12):
            red = np.full((90, 90, 3), (120 + 10 * number, 0, 0), np.uint8)
            red[::9] += np.uint8(10)
            save_picture(folder / library / f"red-{number}.png", red)
        save_picture(folder / library / "noise.png", noises[0])
    save_picture(folder / "two" / "upright.png", noises[1])
    save_picture(folder / "cover.png", np.full((80, 80, 3), (150, 10, 10), np.uint8))
    return folder


def film(folder, *clips, size="300x200", fps=30, library="photos", crop="best"):
    """Return a function that draws a film at a moment, and its timeline."""
    scene = Scene.read(
        {
            "mosaic_anim": 1,
            "frame": {"size": size, "fps": fps},
            "mosaic": {
                "cover": str(folder / "cover.png"),
                "library": str(folder / library),
                "columns": 12,
                "tint": 0.5,
                "match": {"repeat_distance": 1, "crop": crop},
            },
            "timeline": list(clips),
            "outputs": [{"file": "out.mp4"}],
        }
    )
    (output,) = scene.outputs
    project = open_project(scene).framed(output.size)
    timeline = project.timeline(output)

    def frames(*states):
        mosaics = project.mosaics(timeline, states, progress=None, workers=1)
        return [draw(state, timeline.size, mosaics).pixels for state in states]

    return frames, timeline


def clip(camera, name="dive", duration="1s", **more):
    return {"id": name, "duration": duration, "camera": camera, **more}


def ending(folder, camera, size="300x200", name="dive"):
    """Return the last picture of a clip."""
    frames, timeline = film(folder, clip(camera, name), size=size)
    (frame,) = frames(timeline.moment_state(f"{name}.end"))
    return frame


def photo(folder):
    return np.asarray(Image.open(folder / "photos" / "noise.png"))


def filtered(pixels, height, width):
    """Filter a picture to a size, exactly."""
    rows, down = filter_matrix(0, 1, height, pixels.shape[0])
    cols, across = filter_matrix(0, 1, width, pixels.shape[1])
    shown = pixels.astype(float)[rows.clip(0, pixels.shape[0] - 1)]
    shown = shown[:, cols.clip(0, pixels.shape[1] - 1)]
    return np.einsum("yr,rcd,xc->yxd", down, shown, across, optimize=True)


@pytest.mark.parametrize("size", ["150x100", "300x200", "240x160", "90x60"])
def test_a_landing_ends_on_the_whole_photo(folder, size):
    """Pixel by pixel what the filter makes of the photo, at its size, enlarged or reduced."""
    frame = ending(folder, OPENS, size)
    truth = filtered(photo(folder), *frame.shape[:2])
    assert decibels(frame, truth) >= 45
    assert abs(frame - truth).max() <= (4 if frame.shape[0] >= HIGH else 12)
    assert not frame[..., 0].any()  # all other photos are red


@pytest.mark.parametrize(
    ("size", "rows", "cols"), [("300x300", (50, 250), (0, 300)), ("500x200", (0, 200), (100, 400))]
)
def test_a_frame_of_another_shape_shows_the_whole_photo_over_a_dim_mosaic(folder, size, rows, cols):
    """The photo itself as in a frame of its own shape; beside it mostly red, dimmed."""
    frame = ending(folder, OPENS, size)
    inside = np.zeros(frame.shape[:2], bool)
    inside[slice(*rows), slice(*cols)] = True
    truth = filtered(photo(folder), 200, 300)
    assert abs(frame[inside].reshape(truth.shape) - truth).max() <= 4
    beside = frame[~inside]
    assert (beside[:, 0] > 30).mean() > 0.4
    assert beside.max() < 170


def test_the_last_frames_before_a_landing_hold_no_edge_of_a_neighbour(folder):
    """A film stops one frame before the end of its dive."""
    frames, timeline = film(
        folder,
        clip(
            OPENS,
            duration="3s",
        ),
    )
    for frame in frames(*(timeline.frame_state(89 - back) for back in range(4))):
        assert not frame[..., 0].any()


@pytest.mark.parametrize(
    "target",
    [{"photo": "noise", "uncrop": False}, {"cell": [3, 3]}, {"cell": "best", "uncrop": False}],
)
def test_without_uncrop_a_tile_stays_a_tile(folder, target):
    """It fills the frame, as scenes written before expect, and nothing opens on the way."""
    _, timeline = film(folder, clip({"to": target}))
    states = [timeline.frame_state(index) for index in range(30)]
    states.append(timeline.moment_state("dive.end"))
    assert all(layer.opening is None for state in states for layer in state.layers)
    assert states[-1].layers[-1].camera.height == pytest.approx(2 / 3)


def test_a_cell_opens_when_it_is_told_to(folder):
    """Cells in numbers, too."""
    _, timeline = film(folder, clip({"to": {"cell": [3, 3], "uncrop": True}}))
    assert timeline.moment_state("dive.end").layers[-1].opening.share == 1


@pytest.mark.parametrize(
    ("camera", "fast"),
    [
        ({"tour": [{"photo": "noise"}, {"photo": "upright"}, "all"], "hold": "200ms"}, 26),
        ({"keyframes": [{"at": "50%", "to": {"photo": "noise"}}, {"at": "100%", "to": "all"}]}, 8),
        ({"from": {"photo": "noise"}, "to": "all"}, 8),
        ({"to": {"photo": "upright"}, "rotation": 30, "fit": 0.8}, 8),
    ],
    ids=["tour", "keyframes", "zoom out", "turned"],
)
def test_tiles_open_and_close_without_a_jump(folder, camera, fast):
    """At 240 frames a second nothing moves fast: each frame is nearly the mean of its neighbours.

    Only the tour, of two tiles side by side, has to close one and open the other in a moment. Both
    show the middles of their photos: from a part aside they would open faster.
    """
    frames, timeline = film(
        folder, clip(camera, duration="2s"), size="60x40", fps=240, library="two", crop="centre"
    )
    states = [timeline.frame_state(index) for index in range(timeline.frame_count)]
    opens = [one.layers[-1].opening for one in states]
    assert max(one.share for one in opens if one) > 0.99
    assert not all(opens)
    drawn = np.stack([one.astype(np.float32) for one in frames(*states)])
    jumps = abs(drawn[2:] + drawn[:-2] - 2 * drawn[1:-1]).mean(axis=(1, 2, 3))
    assert jumps.max() < fast


@pytest.mark.parametrize("ways", ["clips", "tour", "keyframes"])
def test_a_tile_that_the_camera_passes_stays_closed(folder, ways):
    """From the second cell to the third, straight over the first, near enough to land on it."""
    cells = [{"cell": [3, col], "uncrop": True} for col in (5, 3, 7)]
    moves = {
        "clips": [{"to": cell} for cell in cells],
        "tour": [{"tour": cells}],
        "keyframes": [
            {
                "keyframes": [
                    {"at": f"{at}%", "to": cell}
                    for at, cell in zip((30, 60, 100), cells, strict=True)
                ],
            }
        ],
    }[ways]
    clips = [clip(move, name=f"move-{index}") for index, move in enumerate(moves)]
    _, timeline = film(folder, *clips)
    states = map(timeline.frame_state, range(timeline.frame_count))
    opens = [state.layers[-1].opening for state in states]
    seen = [opening.cell for opening in opens if opening]
    order = [one for one, before in zip(seen, [None, *seen], strict=False) if one != before]
    assert [cell % 12 for cell in order] == [5, 3, 7]


def test_a_tile_closes_in_the_clip_that_leaves_it(folder):
    """Whatever the camera goes to, a part of the mosaic too, and after a clip that holds still."""
    rect = {"rect": [0, 0, 6, 9]}
    clips = [clip(OPENS), clip({"to": OPENS["to"]}, name="hold"), clip({"to": rect}, name="away")]
    _, timeline = film(folder, *clips)
    opens = [timeline.frame_state(index).layers[-1].opening for index in range(90)]
    shares = [opening.share if opening else 0 for opening in opens]
    assert shares[30:60] == [1] * 30
    assert shares[60:] == sorted(shares[60:], reverse=True)
    assert shares[60] == 1
    assert shares[-1] < 0.5


def test_motion_blur_goes_with_an_opening(folder):
    """Each moment of an exposure opens by its own share."""
    frames, timeline = film(folder, clip(OPENS, motion_blur=360), size="60x40")
    blurred = timeline.frame_state(24)
    shares = [moment.layers[-1].opening.share for moment in blurred.moments]
    assert shares == sorted(set(shares))
    (frame,) = frames(blurred)
    one_by_one = np.mean([one.astype(float) for one in frames(*blurred.moments)], axis=0)
    assert abs(frame - one_by_one).mean() < 3  # light is mixed, not codes


def test_a_crossfade_shows_an_open_photo(folder):
    """Halfway to a landing from the whole mosaic, both are seen."""
    fade = {"kind": "crossfade", "duration": "1s"}
    frames, timeline = film(
        folder,
        clip({"to": "all"}, name="open"),
        clip({"from": {"photo": "noise"}, "to": {"photo": "noise"}}, transition=fade),
    )
    whole, both, landed = frames(*(timeline.state(at) for at in (0, Fraction(3, 2), 2)))
    assert abs(both - (whole.astype(float) + landed) / 2).mean() < 30
    assert (both.mean(axis=(0, 1)) > 0.3 * whole.mean(axis=(0, 1))).all()
    assert not landed[..., 0].any()

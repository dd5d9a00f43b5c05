"""The opening shows the whole cover, whatever its shape and the frame's."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.clips.background import BEHIND_WHOLE
from mosaic_anim.drawing.frame import draw
from mosaic_anim.mosaic.backdrop import fill_frame
from mosaic_anim.rendering.open_project import open_project
from mosaic_anim.scene.model import Scene
from mosaic_anim.values.geometry import Size

CELL = 16
"""Side of a cell of the covers [px]."""

SHAPES = [(9, 9), (9, 16), (16, 9), (8, 12), (12, 8), (9, 12), (12, 9), (6, 24), (24, 6)]
"""Rows and columns of the mosaics: squares, 16:9, 3:2, 4:3, 4:1, lying and upright."""

FRAMES = [Size(height=108, width=192), Size(height=192, width=108), Size(height=120, width=120)]
FRAMES.append(Size(height=150, width=120))


@pytest.fixture
def filmed(photo_folder, tmp_path):
    """Return a function that makes a cover of (rows, cols) cells and returns a scene that shows it.

    Tiles turn into their pieces of it at once, so that the mosaic is the cover.
    """

    def make(rows, cols, *clips, size="120x120", **mosaic):
        row, col = np.mgrid[: rows * CELL, : cols * CELL] / CELL
        waves = [np.sin(row * 1.1 + phase) * np.cos(col * (0.7 + phase / 9)) for phase in (0, 2, 4)]
        pixels = np.clip(128 + 110 * np.stack(waves, axis=-1), 0, 255).astype(np.uint8)
        file = tmp_path / f"{rows}x{cols}.png"
        Image.fromarray(pixels).save(file)
        blend = {"id": "blend", "duration": "1s", "blend": {"to": "cover"}}
        return Scene.read(
            {
                "mosaic_anim": 1,
                "frame": {"size": size},
                "mosaic": {
                    "cover": str(file),
                    "library": str(photo_folder),
                    "columns": cols,
                    "match": {"repeat_distance": 0},
                    **mosaic,
                },
                "timeline": [*clips, blend],
                "outputs": [{"file": "a.mp4"}],
            }
        )

    return make


def seen(project, size):
    """Draw the end of a scene's last clip in frames of `size`."""
    framed = project.framed(size)
    timeline = framed.timeline(project.scene.outputs[0].changed(size=size))
    states = [timeline.moment_state("blend.end")]
    mosaics = framed.mosaics(timeline, states, progress=None, workers=1)
    return draw(states[0], size, mosaics).pixels


def cover_of(scene):
    """Return the pixels of a scene's cover."""
    return np.asarray(Image.open(Path(scene.mosaic.cover)))


def laid_over_itself(cover, size):
    """Return a cover as large as it fits in a frame, over its own blurred picture."""
    picture = fill_frame(cover, size, BEHIND_WHOLE.blur, BEHIND_WHOLE.dim).copy()
    scale = min(size.height / cover.shape[0], size.width / cover.shape[1])
    height, width = (round(side * scale) for side in cover.shape[:2])
    fitted = Image.fromarray(cover).resize((width, height), Image.Resampling.LANCZOS)
    top, left = (size.height - height) // 2, (size.width - width) // 2
    picture[top : top + height, left : left + width] = np.asarray(fitted)
    return picture


def psnr(left, right):
    """Return how near two pictures are [dB]."""
    error = np.mean((left.astype(float) - right.astype(float)) ** 2)
    return 99.0 if error == 0 else 10 * np.log10(255**2 / error)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_opening_holds_the_whole_cover(filmed, shape):
    """Compared with the cover itself, over its own blurred and darkened picture."""
    scene = filmed(*shape)
    project = open_project(scene)
    cover = cover_of(scene)
    for size in FRAMES:
        shown, wanted = seen(project, size), laid_over_itself(cover, size)
        assert psnr(shown, wanted) >= 27, size
        cut = Image.fromarray(fill_frame(cover, size, 0))
        is_filled = abs(cover.shape[1] / cover.shape[0] / size.aspect - 1) < 1e-9
        assert (psnr(shown, np.asarray(cut)) >= 27) == is_filled, size


def test_a_frame_of_the_covers_shape_is_filled_to_the_edge(filmed):
    """`size: auto`: there is nothing behind the mosaic."""
    project = open_project(filmed(8, 12, size="auto"))
    assert list(project.sources) == ["main", "main/cover"]
    assert str(project.scene.frame.size) == "1620x1080"


def test_a_named_crop_shows_no_background(filmed):
    """The opening too, and what the scene does not say stays black behind flying tiles."""
    crop = {"duration": "1s", "camera": {"to": "all", "fit": "cover"}}
    project = open_project(filmed(9, 9, crop, size="192x108"))
    assert "background" not in project.sources
    cover = cover_of(project.scene)
    assert psnr(seen(project, FRAMES[0]), fill_frame(cover, FRAMES[0], 0)) >= 27


@pytest.mark.parametrize(
    ("focus", "top"),
    [("center", 56), ([0, 0.5], 0), (["100%", "50%"], 112), ([0.6, 0, 0.2, 1], 88)],
)
def test_a_crop_is_centred_on_the_focus(filmed, focus, top):
    """As far as the cover reaches; a square cover in a wide frame loses rows only."""
    crop = {"duration": "1s", "camera": {"from": "all", "to": "all", "fit": "cover"}}
    scene = filmed(10, 10, crop, focus=focus)
    shown = seen(open_project(scene), Size(height=48, width=160))
    assert psnr(shown, cover_of(scene)[top : top + 48]) >= 35


def test_an_automatic_focus_finds_what_stands_out(filmed):
    """A bright spot near the lower edge of a grey cover with a little noise."""
    crop = {"duration": "1s", "camera": {"to": "all", "fit": "cover"}}
    scene = filmed(10, 10, crop, focus="auto")
    pixels = np.random.default_rng(0).integers(70, 100, (160, 160, 3), np.uint8)
    pixels[120:140, 70:90] = (250, 200, 30)
    Image.fromarray(pixels).save(scene.mosaic.cover)
    shown = seen(open_project(scene), Size(height=48, width=160))
    assert (shown[..., 0] > 200).sum() >= 350


def test_a_saved_placement_needs_no_cover_for_its_opening(filmed, tmp_path):
    """What lies around the mosaic is black then."""
    scene = filmed(9, 9)
    open_project(scene).placements["main"].save(tmp_path / "saved.npz")
    Path(scene.mosaic.cover).unlink()
    mosaic = scene.mosaic.changed(placement=str(tmp_path / "saved.npz"))
    bare = scene.changed(mosaic=mosaic, timeline=(scene.timeline[0].changed(blend=None),))
    assert list(open_project(bare).framed(FRAMES[0]).sources) == ["main"]

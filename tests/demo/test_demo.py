"""The demo library: rich, even, always the same, and whole or absent."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.demo import build, cover
from mosaic_anim.demo.build import (
    CONTENTS,
    build_folder,
    demo_version,
    plan_library,
    stored_cover,
)
from mosaic_anim.demo.colors import even_color, lch, lch_of
from mosaic_anim.demo.cover import draw_cover
from mosaic_anim.demo.cover_size import COVER_SIZES, PORTRAIT
from mosaic_anim.demo.plan import FAMILIES, Picture, plan_heroes, plan_tiles
from mosaic_anim.errors import CannotStartError, StoppedError, UsageError
from mosaic_anim.io.content_store import ContentStore
from mosaic_anim.library.library import Library
from mosaic_anim.mosaic.settings import MosaicSettings
from mosaic_anim.still.photo_mosaic import build_mosaic
from mosaic_anim.subject.faces import find_faces
from mosaic_anim.values.color import lab_from_srgb

SMALL = 16
"""Short side of the small renderings that stand for the library [px]."""


def picture(
    family: str = "hills", *, number: int = 3, height: int = 32, width: int = 48
) -> Picture:
    return Picture(
        name=f"{family}-{number:04d}",
        family=family,
        number=number,
        base=(0.8, 0.3, 0.1),
        height=height,
        width=width,
    )


@pytest.fixture(scope="module")
def sample() -> np.ndarray:
    """Draw every third tile of the plan small and square, (n, 16, 16, 3) in [0, 1]."""
    tiles = plan_tiles()[::3]
    drawn = [dataclasses.replace(tile, height=SMALL, width=SMALL).draw() for tile in tiles]
    return np.stack(drawn).astype(np.float32) / 255


def test_the_plan_holds_what_a_good_mosaic_needs():
    """There are 1,500 pictures of 256 px or more, 24 of them large enough to land on."""
    pictures = plan_library()
    heroes = [p for p in pictures if p.name.startswith("hero-")]
    assert len(pictures) >= 1500
    assert len(heroes) == 24
    assert min(min(p.height, p.width) for p in pictures) >= 256
    assert min(min(p.height, p.width) for p in heroes) >= 1080
    assert len({p.name for p in pictures}) == len(pictures)
    assert len({(p.family, p.number) for p in pictures}) == len(pictures)
    assert len({round(p.width / p.height, 2) for p in pictures}) >= 4


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_paints_the_size_asked_for(family):
    """Upright, flat and square pictures come as bytes and are not of one colour."""
    for height, width in ((16, 24), (24, 16), (20, 20)):
        pixels = picture(family, height=height, width=width).draw()
        assert pixels.shape == (height, width, 3)
        assert pixels.dtype == np.uint8
        assert np.ptp(pixels.astype(int), axis=(0, 1)).max() > 8


@pytest.mark.parametrize("family", FAMILIES)
def test_a_picture_is_the_same_every_time_and_another_for_another_number(family):
    """The number alone decides what is drawn."""
    first = picture(family, number=5, height=20, width=24).draw()
    other = picture(family, number=6, height=20, width=24).draw()
    again = picture(family, number=5, height=20, width=24).draw()
    np.testing.assert_array_equal(again, first)
    assert np.abs(first.astype(int) - other).mean() > 1


@pytest.mark.parametrize("family", ["sunset", "giant", "skyline", "knit", "cat", "painted-rocket"])
def test_a_picture_is_the_same_at_any_size(family):
    """A large rendering, reduced, shows what the small one shows."""
    own = picture(family, height=96, width=96)
    large = Image.fromarray(own.draw(scale=4)).resize((12, 12), Image.Resampling.BOX)
    small = Image.fromarray(own.draw()).resize((12, 12), Image.Resampling.BOX)
    assert np.abs(np.asarray(large, int) - np.asarray(small, int)).mean() < 6


def test_no_two_pictures_look_the_same(sample):
    """The nearest pair of the sample differs visibly."""
    flat = sample.reshape(len(sample), -1)
    squares = (flat**2).sum(axis=1)
    distance = squares[:, None] + squares[None, :] - 2 * flat @ flat.T
    np.fill_diagonal(distance, np.inf)
    assert np.sqrt(distance.min() / flat.shape[1]) > 2 / 255


def test_there_is_a_picture_near_every_color(sample):
    """For 125 colours over all of sRGB a third of the library has a mean near by in CIELAB."""
    means = lab_from_srgb(sample.mean(axis=(1, 2)))
    level = np.linspace(0, 1, 5, dtype=np.float32)
    grid = lab_from_srgb(np.stack(np.meshgrid(level, level, level), axis=-1).reshape(-1, 3))
    nearest = np.linalg.norm(grid[:, None] - means[None], axis=2).min(axis=1)
    assert nearest.max() < 30
    assert np.median(nearest) < 12


@pytest.mark.parametrize("angle", range(0, 360, 45))
def test_there_are_pictures_that_are_dark_on_each_side(sample, angle):
    """Edges lie in all directions, since cells are matched by structure too."""
    light = lab_from_srgb(sample)[..., 0]
    row, col = np.mgrid[:SMALL, :SMALL] - (SMALL - 1) / 2
    bright = col * np.cos(np.radians(angle)) + row * np.sin(np.radians(angle)) > 0
    step = light[:, bright].mean(axis=1) - light[:, ~bright].mean(axis=1)
    assert np.count_nonzero(step > 15) >= 4


def test_the_cover_is_bold():
    """It is 16:9, always the same, and holds dark, light, and most hues in earnest."""
    cover = draw_cover(scale=0.1)
    assert cover.shape == (135, 240, 3)
    np.testing.assert_array_equal(draw_cover(scale=0.1), cover)
    lab = lab_from_srgb(cover.astype(np.float32) / 255).reshape(-1, 3)
    assert np.percentile(lab[:, 0], 2) < 20
    assert np.percentile(lab[:, 0], 98) > 90
    vivid = lab[np.hypot(lab[:, 1], lab[:, 2]) > 35]
    hues = np.degrees(np.arctan2(vivid[:, 2], vivid[:, 1])) % 360
    assert np.count_nonzero(np.histogram(hues, bins=8, range=(0, 360))[0] > 300) >= 6


@pytest.mark.parametrize("hue", range(0, 360, 30))
def test_a_color_keeps_its_hue_where_chroma_must_shrink(hue):
    """Colours outside sRGB lose chroma only."""
    light, chroma, found = lch_of(lch(0.6, 0.4, hue))
    assert light == pytest.approx(0.6, abs=0.02)
    assert 0.05 < chroma < 0.4
    assert abs((found - hue + 180) % 360 - 180) < 4


def test_base_colors_fill_the_cube_evenly():
    """Each of 27 parts of sRGB gets its share of 540 colours, corners included."""
    colors = np.array([even_color(k) for k in range(540)])
    part = np.clip((colors * 3).astype(int), 0, 2) @ [9, 3, 1]
    assert np.bincount(part, minlength=27).min() >= 6


def test_a_build_saves_every_picture_once(tmp_path):
    """Files have the planned names and sizes; a second call draws nothing."""
    pictures = [picture(family, number=k) for k, family in enumerate(("dunes", "silk", "cat"))]
    folder = tmp_path / "demo"
    told: list[int] = []
    build_folder(
        folder, lambda: pictures, workers=1, progress=lambda _, done, __: told.append(done)
    )
    assert told == [1, 2, 3]
    assert sorted(path.name for path in folder.glob("*.jpg")) == sorted(
        f"{p.name}.jpg" for p in pictures
    )
    for path in folder.glob("*.jpg"):
        with Image.open(path) as image:
            assert image.size == (48, 32)
    build_folder(folder, lambda: [picture("unknown")], workers=1)
    assert not (tmp_path / "demo.part").exists()


@pytest.fixture
def demo_of_three(tmp_path, monkeypatch):
    """Let the demo library have three pictures, in a cache of its own; return what was drawn."""
    drawn: list[str] = []
    plan = [picture(family, number=k) for k, family in enumerate(("dunes", "silk", "cat"))]
    real = Picture.draw

    def draw(one: Picture) -> np.ndarray:
        drawn.append(one.name)
        return real(one)

    def here(function, jobs, **_):
        for job in jobs:
            yield job, function(job)

    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(build, "plan_library", lambda: plan)
    monkeypatch.setattr(Picture, "draw", draw)
    monkeypatch.setattr(build, "run_in_workers", here)
    return drawn


@pytest.mark.parametrize("damage", ["flipped", "flipped, same time", "removed", "emptied"])
def test_a_damaged_picture_is_drawn_again(demo_of_three, damage):
    """When the library is opened, or at the latest when the file is read."""
    library = Library.open("demo", workers=1)
    path = library.original(1)
    whole, status = path.read_bytes(), path.stat()
    demo_of_three.clear()
    damaged = bytes([whole[0] ^ 1]) + whole[1:]
    path.unlink()
    if damage != "removed":
        path.write_bytes(b"" if damage == "emptied" else damaged)
    if damage == "flipped, same time":
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = Library.open("demo", workers=1)
    assert again.photo_hash == library.photo_hash
    if damage == "flipped, same time":
        assert path.read_bytes() == damaged
        again.make_again(again.photo[1])
    assert path.read_bytes() == whole
    assert demo_of_three == [path.stem]


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"contents": {"a.jpg": 1}, "seal": 3}'])
def test_a_demo_without_a_sound_list_is_drawn_anew(demo_of_three, content):
    """Nothing then tells what its pictures should be."""
    folder = Library.open("demo", workers=1).folder
    whole = (folder / CONTENTS).read_bytes()
    demo_of_three.clear()
    (folder / CONTENTS).unlink()
    if content is not None:
        (folder / CONTENTS).write_bytes(content)
    assert len(Library.open("demo", workers=1)) == len(demo_of_three) == 3
    assert (folder / CONTENTS).read_bytes() == whole


@pytest.mark.parametrize("name", COVER_SIZES)
def test_a_damaged_cover_is_drawn_again(tmp_path, monkeypatch, name):
    """Its file is named by its content; the covers lie side by side."""
    monkeypatch.setattr(cover, "draw_cover", lambda name: draw_cover(name, scale=0.05))
    store = ContentStore(folder=tmp_path / "cover")
    others = [stored_cover(store, other) for other in COVER_SIZES if other != name]
    path = stored_cover(store, name)
    assert path not in others
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    assert stored_cover(store, name) == path
    assert path.read_bytes() == whole


def test_the_second_cover_is_a_face():
    """Painted, upright, always the same."""
    portrait = draw_cover(PORTRAIT, scale=0.2)
    np.testing.assert_array_equal(draw_cover(PORTRAIT, scale=0.2), portrait)
    (face,) = find_faces(portrait)
    assert face.height > 0.2


def test_both_covers_make_a_mosaic(demo_of_three, monkeypatch):
    """By their names; a misspelt one is a file that is not there."""
    monkeypatch.setattr(cover, "draw_cover", lambda name: draw_cover(name, scale=0.05))
    settings = MosaicSettings(columns=4, repeat_distance=0)
    wide, upright = (build_mosaic(name, "demo", settings=settings) for name in COVER_SIZES)
    assert demo_of_three
    assert wide.placement.grid.rows == 2
    assert upright.placement.grid.rows == 5
    with pytest.raises(UsageError, match="no such file — the cover is a picture, demo or demo-p"):
        build_mosaic("demo-portrai", "demo", settings=settings)


def test_a_failing_build_leaves_nothing(tmp_path):
    """One picture that cannot be drawn stops the build, and no folder appears."""
    with pytest.raises(StoppedError, match="demo picture unknown") as caught:
        build_folder(tmp_path / "demo", lambda: [picture(), picture("unknown")], workers=1)
    assert "demo picture unknown-0003 cannot be made" in caught.value.problems[0].what
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    """The error names the place and the remedy."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotStartError, match="MOSAIC_ANIM_CACHE"):
        build_folder(tmp_path / "file" / "demo", lambda: [picture()], workers=1)


def test_a_killed_build_leaves_nothing_half(tmp_path):
    """After kill -9 the folder is absent; the next build makes it whole and tidies up."""
    folder = tmp_path / "demo"
    program = (
        "import sys; from pathlib import Path\n"
        "from mosaic_anim.demo.build import build_folder\n"
        "from mosaic_anim.demo.plan import plan_heroes\n"
        "build_folder(Path(sys.argv[1]), plan_heroes, workers=1)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(folder)])
    for _ in patience():
        if (tmp_path / "demo.part").is_dir():
            break
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    assert not folder.exists()
    build_folder(folder, lambda: [picture()], workers=1)
    assert [path.name for path in folder.glob("*.jpg")] == ["hills-0003.jpg"]
    assert not (tmp_path / "demo.part").exists()


def test_two_builds_at_once_draw_once(tmp_path):
    """The second waits for the first and finds its folder."""
    told: list[int] = []
    pictures = [picture(number=k) for k in range(4)]

    def build() -> None:
        build_folder(
            tmp_path / "demo", lambda: pictures, workers=1, progress=lambda _, n, __: told.append(n)
        )

    threads = [threading.Thread(target=build) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [1, 2, 3, 4]
    assert len(list((tmp_path / "demo").glob("*.jpg"))) == 4


def test_heroes_have_names_to_point_at():
    """A scene's target names the subject: hero-02-ringed-planet."""
    names = [hero.name for hero in plan_heroes()]
    assert names[1] == "hero-02-ringed-planet"
    assert all(len(name.split("-")) >= 3 for name in names)


def test_the_version_is_fit_for_a_folder_name():
    """It follows the drawing code and is the same within it."""
    assert demo_version() == demo_version()
    assert demo_version().isalnum()


def patience(limit: float = 60.0) -> Iterator[None]:
    """Wait in small steps, for ever so long at most [s]."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        yield
        time.sleep(0.02)
    pytest.fail("waited too long")

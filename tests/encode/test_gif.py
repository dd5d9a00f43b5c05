"""encode/gif: whole hundredths of a second, pixels near their sources, and what is still stays."""

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.encode.comment import read_comment
from mosaic_anim.encode.formats import format_of
from mosaic_anim.encode.settings import Gif, Settings
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.values.geometry import Size
from tests.encode.gifs import images, led_segments, render_led, shown_at
from tests.encode.segments import join, render

PLAIN = Settings(gif=Gif(dither=0, loss=0))


@pytest.fixture
def gif(variant, tmp_path):
    return variant(path=tmp_path / "clip.gif", plays=0)


def noise(count, height=9, width=11, seed=5):
    """Return frames of which every third is the one before, and a corner never changes."""
    frames = np.random.default_rng(seed).integers(0, 256, (count, height, width, 3), np.uint8)
    frames[2::3] = frames[1::3][: len(frames[2::3])]
    frames[:, :3, :4] = frames[0, :3, :4]
    return frames


def test_a_decoded_file_has_the_frames_and_their_colours(gif, clip):
    """Count, size, rate, comment; a smooth clip keeps 35 dB, and ffmpeg sees what Pillow sees."""
    render(gif, clip)
    found = shown_at(gif.path, 4)
    assert found.shape == clip.shape
    assert 10 * np.log10(255**2 / np.mean((found.astype(float) - clip) ** 2)) >= 35
    assert read_comment(gif.path) == gif.comment
    command = [find_ffmpeg(), "-v", "error", "-i", gif.path, "-fps_mode", "passthrough"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    seen = subprocess.run(command, check=True, capture_output=True).stdout
    assert seen == found.tobytes()
    assert [path.name for path in gif.path.parent.iterdir()] == ["clip.gif"]


@pytest.mark.parametrize("lengths", [(12,), (5, 1, 6), (1,) * 12])
def test_each_pixel_is_as_near_as_its_palette_allows(variant, tmp_path, lengths):
    """Without dither and loss: nearest of the image that painted it, or nearer."""
    frames = noise(12)
    gif = variant(path=tmp_path / "a.gif", size=Size(height=9, width=11), frames=12, settings=PLAIN)
    found = shown_at(render_led(gif, frames, tmp_path / "parts", lengths), 4)
    assert len(found) == 12
    painted = iter(images(gif.path))
    for number, frame in enumerate(frames):
        before = frames[number - 1] if number else None
        changed = np.ones((9, 11), bool) if before is None else (frame != before).any(-1)
        if not changed.any():
            np.testing.assert_array_equal(found[number], found[number - 1])
            continue
        row, col, height, width, stay, palette, _ = next(painted)
        colors = np.delete(palette, stay, 0) if stay is not None else palette
        part = np.zeros((9, 11), bool)
        part[row : row + height, col : col + width] = True
        assert not (changed & ~part).any()
        error = ((found[number].astype(int) - frame) ** 2).sum(-1)
        least = ((frame[:, :, None].astype(int) - colors) ** 2).sum(-1).min(-1)
        assert (error[changed] <= least[changed]).all()
        if before is not None:
            still = found[number][~changed]
            np.testing.assert_array_equal(still, found[number - 1][~changed])
    assert next(painted, None) is None


def test_what_is_still_does_not_flicker(variant, tmp_path):
    """Over three segments, while the colours of the rest change wholly; dither and loss too."""
    row, col = np.mgrid[:40, :40]
    ground = np.stack([row * 2 + 20, col + 30, 90 - row], -1).astype(np.uint8)
    frames = np.repeat(ground[None], 9, 0)
    frames[:, 8:20, 8:30] = np.random.default_rng(1).integers(0, 256, (9, 12, 22, 3))
    settings = Settings(gif=Gif(colors=64, dither=1, loss=12))
    gif = variant(
        path=tmp_path / "a.gif", size=Size(height=40, width=40), frames=9, settings=settings
    )
    found = shown_at(render_led(gif, frames, tmp_path / "parts", (4, 3, 2)), 4)
    moving = np.zeros((40, 40), bool)
    moving[8:20, 8:30] = True
    assert (found[:, ~moving] == found[0, ~moving]).all()
    assert (found[1:, moving] != found[:-1, moving]).any()


@pytest.mark.parametrize("colors", [2, 3, 4, 5, 16, 17, 255, 256])
def test_a_palette_has_no_more_colours_than_asked_for(variant, tmp_path, colors):
    """And no larger a table than they need; few colours are kept exactly."""
    rng = np.random.default_rng(colors)
    few = rng.integers(0, 256, (min(colors, 5), 3), np.uint8)
    frames = [few[rng.integers(0, len(few), (20, 20))] for _ in range(2)]
    frames.append(rng.integers(0, 256, (20, 20, 3), np.uint8))
    settings = Settings(gif=Gif(colors=colors, dither=0))
    size = Size(height=20, width=20)
    gif = variant(path=tmp_path / "a.gif", size=size, frames=3, settings=settings)
    found = shown_at(render(gif, frames), 4)
    np.testing.assert_array_equal(found[0], frames[0])
    assert [len(np.unique(f.reshape(-1, 3), axis=0)) <= 2 * colors for f in found] == [True] * 3
    for *_, stay, palette, indices in images(gif.path):
        used = len(np.unique(indices[indices != stay]))
        assert used <= colors
        assert len(palette) <= max(2, 2 * used)


def test_a_dithered_gradient_keeps_its_mean(variant, tmp_path):
    """Where 8 colours would show bands, two take turns; the pattern stands still."""
    ramp = np.linspace(20, 60, 160)
    frame = np.repeat(ramp.round().astype(np.uint8)[None, :, None], 64, 0).repeat(3, 2)
    means = {}
    for dither in (0.0, 1.0):
        settings = Settings(gif=Gif(colors=8, dither=dither))
        size = Size(height=64, width=160)
        path = tmp_path / f"{dither}.gif"
        gif = variant(path=path, size=size, frames=1, settings=settings)
        found = shown_at(render(gif, [frame]), 4)[0].astype(float)
        blocks = found.reshape(8, 8, 20, 8, 3).mean((0, 1, 3, 4))
        off = np.abs(blocks - frame[0, :, 0].reshape(20, 8).mean(1))
        means[dither] = off[2:-2].max()  # beyond the outermost colours nothing can be mixed
    assert means[1.0] < 0.5 < means[0.0]


@pytest.mark.parametrize("plays", [0, 1, 2, 7])
def test_it_plays_as_often_as_asked_for(variant, clip, tmp_path, plays):
    """The file tells how often it is repeated; once is told by nothing."""
    gif = variant(path=tmp_path / "clip.gif", plays=plays)
    render(gif, clip)
    with Image.open(gif.path) as image:
        assert image.info.get("loop") == (None if plays == 1 else max(0, plays - 1))


@pytest.mark.parametrize("hold", ["0", "0.5", "1.236", "700", "2000"])
def test_the_last_frame_is_held_without_another_frame(variant, clip, tmp_path, hold):
    """To the hundredth, also beyond the 655.35 s that one image can last."""
    gif = variant(path=tmp_path / "clip.gif", end_hold=Fraction(hold))
    render(gif, clip)
    with Image.open(gif.path) as image:
        times = []
        for number in range(image.n_frames):
            image.seek(number)
            times.append(image.info["duration"])
        assert image.convert("RGB").getpixel((3, 3)) == tuple(shown_at(gif.path, 4)[5][3, 3])
    assert times[:5] == [40] * 5
    assert sum(times) == 240 + 10 * round(100 * Fraction(hold))


def test_equal_frames_are_one_longer_image(gif, tmp_path):
    """Across segments too: one that only holds has no image."""
    green, blue = np.full((2, 48, 80, 3), (0, 170, 0), np.uint8)
    blue[:] = (0, 0, 200)
    frames = [green] * 4 + [blue] * 2
    path = render_led(gif, frames, tmp_path / "parts", (2, 1, 3))
    with Image.open(path) as image:
        assert image.n_frames == 2
    np.testing.assert_array_equal(shown_at(path, 4), frames)
    assert path.stat().st_size < 1000


def test_two_runs_give_the_same_bytes(gif, variant, tmp_path, monkeypatch):
    """In another time zone, another language, another order of segments."""
    frames = noise(6, 48, 80)
    path = render_led(gif, frames, tmp_path / "parts", (2, 2, 2))
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    again = variant(path=gif.path.with_name("again.gif"), plays=0)
    late = led_segments(again, frames[1:], tmp_path / "late", (1, 2, 2))[1:]
    first = led_segments(again, frames, tmp_path / "first", (2,))
    assert join(again, [*first, *late]).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("asked", "played"),
    [("10", "10"), ("12.5", "12.5"), ("16.67", "50/3"), ("33.33", "100/3"), ("50", "50")],
)
def test_rates_are_hundredths_of_a_second(asked, played):
    """Written with two digits, 16.67 means 100/6."""
    assert format_of(Path("a.gif")).rate(Fraction(asked)) == Fraction(played)


@pytest.mark.parametrize("asked", ["30", "60", "24", "100", "7"])
def test_other_rates_are_refused_with_the_nearest(variant, asked):
    """60 would play slow in every browser."""
    with pytest.raises(UsageError, match=r"cannot show .* write"):
        format_of(Path("a.gif")).check(variant(path=Path("a.gif"), fps=Fraction(asked)))


@pytest.mark.parametrize("name", ["-y.gif", "%03d.gif", "a:b grün.gif"])
def test_an_odd_name_is_just_a_name(variant, clip, tmp_path, name):
    """Literal, with nothing else beside it."""
    render(variant(path=tmp_path / name), clip)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 5), (1, 65535), (65535, 1)])
def test_odd_sizes_are_fine(variant, tmp_path, height, width):
    """One pixel is a picture, and a side is as long as the format has it."""
    size = Size(height=height, width=width)
    gif = variant(path=tmp_path / "a.gif", size=size, frames=2, settings=PLAIN)
    frames = np.random.default_rng(3).integers(0, 2, (2, height, width, 3), np.uint8) * 255
    np.testing.assert_array_equal(shown_at(render(gif, frames), 4), frames)


def test_the_first_segment_has_an_image(gif, clip, tmp_path):
    """One that goes on from another cannot be the first."""
    parts = led_segments(gif, [clip[0]] * 6, tmp_path / "parts", (3, 3))
    with pytest.raises(StoppedError, match=r"00003.gif is damaged: nothing is before it"):
        join(gif, parts[1:])


@pytest.mark.parametrize("at", [0, 20, 40, 55, 70, 200, -1])
def test_any_wrong_byte_of_a_segment_is_noticed(gif, clip, tmp_path, at):
    """In its head, its blocks, its end."""
    first, last = led_segments(gif, clip, tmp_path / "parts", (3, 3))
    data = bytearray(last.read_bytes())
    data[at] ^= 0x10
    last.write_bytes(data)
    with pytest.raises(StoppedError, match=r"00003.gif is damaged"):
        join(gif, [first, last])
    assert not gif.path.exists()


def test_memory_does_not_grow_with_the_frames(variant, tmp_path):
    """Ten thousand of them, a third of them held."""
    import tracemalloc

    size = Size(height=8, width=8)
    gif = variant(path=tmp_path / "a.gif", size=size, frames=10_000)
    frames = noise(30, 8, 8)
    first, later = led_segments(gif, frames, tmp_path / "parts", (10, 20))
    segments = [first, *[later] * 499, first]
    tracemalloc.start()
    join(gif, segments)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20

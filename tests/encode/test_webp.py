"""encode/webp.py: exact times, small changes kept, pieces of segments copied as they are."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image, ImageSequence

from mosaic_anim.encode.formats import FORMATS, format_of
from mosaic_anim.encode.settings import Settings, WebP
from mosaic_anim.encode.webp import riff
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.values.geometry import Size
from tests.encode.conftest import smooth_frame
from tests.encode.segments import join, render, shown, write_segments


@pytest.fixture
def webp(variant, tmp_path):
    return variant(path=tmp_path / "clip.webp", plays=0)


def _durations(path):
    """Return how long Pillow shows each picture [ms]."""
    with Image.open(path) as image:
        found = []
        for frame in ImageSequence.Iterator(image):
            frame.load()
            found.append(frame.info["duration"])
        return found


def _db(found, expected):
    return 10 * np.log10(255**2 / np.mean((found.astype(float) - expected) ** 2))


def _sent(count, at):
    """Return frames of noise at rest, over which a square moves."""
    noise = np.random.default_rng(8).integers(90, 160, (57, 83, 1), dtype=np.uint8)
    frames = np.repeat(np.repeat(noise, 3, axis=2)[None], count, axis=0)
    for number in range(count):
        frames[number, 5 + at * number : 17 + at * number, 30:43] = (200, 60, 40)
    return frames


def test_a_decoded_file_has_the_frames_and_their_colours(webp, clip):
    """Count, size, time; a smooth clip keeps 40 dB."""
    render(webp, clip)
    found = shown(webp.path)
    assert found.shape == clip.shape
    assert min(_db(a, b) for a, b in zip(found, clip, strict=True)) >= 40
    assert _durations(webp.path) == [40] * 6


@pytest.mark.parametrize(("fps", "first"), [("30", [33, 34, 33]), ("30000/1001", [33, 34, 33])])
def test_times_are_rounded_from_the_start_and_never_drift(webp, fps, first):
    """A thousand frames at 30 a second end after 33.333 s, not after 33."""
    webp = replace(webp, fps=Fraction(fps), frames=1000, size=Size(height=2, width=2))
    frames = np.zeros((1000, 2, 2, 3), np.uint8)
    frames[::2] = 255
    render(webp, frames)
    found = _durations(webp.path)
    assert found[:3] == first
    assert set(found) == {33, 34}
    assert sum(found) == round(1000 * 1000 / Fraction(fps))


def test_the_end_is_held_and_plays_are_counted(webp, clip):
    """The hold is time of the last frame, none more; 0 is for ever."""
    held = replace(webp, end_hold=Fraction("1.25"), plays=3)
    render(held, clip)
    assert _durations(held.path) == [40, 40, 40, 40, 40, 1290]
    with Image.open(held.path) as image:
        assert (image.n_frames, image.info["loop"]) == (6, 3)
    render(replace(webp, overwrite=True), clip)
    with Image.open(webp.path) as image:
        assert image.info["loop"] == 0


@pytest.mark.parametrize("cuts", [(9,), (1, 8), (4, 2, 3), (1,) * 9])
def test_equal_frames_are_one_that_lasts(webp, tmp_path, cuts):
    """Within a segment; its first one is always whole, so that it needs nothing before it."""
    order = [0, 0, 0, 4, 4, 4, 4, 4, 0]
    webp = replace(webp, frames=9)
    join(webp, write_segments(webp, tmp_path / "s", cuts, lambda n: smooth_frame(order[n])))
    timed = [40 * n for n in _runs(order, cuts)]
    assert _durations(webp.path) == timed
    seen = np.repeat(shown(webp.path), np.array(timed) // 40, axis=0)
    assert min(_db(a, smooth_frame(n)) for a, n in zip(seen, order, strict=True)) >= 40


def _runs(order, cuts):
    """Count equal neighbours, none across a cut."""
    starts = set(np.cumsum(cuts).tolist())
    edges = [0, *(n for n in range(1, 9) if n in starts or order[n] != order[n - 1]), 9]
    return np.diff(edges).tolist()


@pytest.mark.parametrize("cuts", [(9,), (1, 8), (4, 2, 3), (1,) * 9])
def test_a_segment_that_knows_the_frame_before_goes_on_with_it(webp, tmp_path, cuts):
    """A hold is one picture however it is cut, and nothing is shown anew at a cut."""
    order = [0, 0, 0, 4, 4, 4, 4, 4, 0]
    webp = replace(webp, frames=9, end_hold=Fraction("0.1"))
    segments = _led(webp, tmp_path / "s", cuts, lambda n: smooth_frame(order[n]))
    join(webp, segments)
    assert _durations(webp.path) == [120, 200, 140]
    assert FORMATS[".webp"].size(webp, segments) >= webp.path.stat().st_size
    frames = _sent(9, 4)
    moving = replace(webp, path=tmp_path / "m.webp", size=Size(height=57, width=83))
    join(moving, _led(moving, tmp_path / "m", cuts, frames.__getitem__))
    whole = replace(moving, path=tmp_path / "w.webp")
    join(whole, write_segments(whole, tmp_path / "w", (9,), frames.__getitem__))
    assert moving.path.read_bytes() == whole.path.read_bytes()


def _led(encoding, folder, cuts, frame):
    """Encode segments as a render does, each with the frame before it."""
    folder.mkdir()
    files, first = [], 0
    for length in cuts:
        lead = min(first, 1)
        frames = iter([frame(index) for index in range(first - lead, first + length)])
        files.append(folder / f"{first}.webp")
        FORMATS[".webp"].encode_segment(encoding, frames, length, files[-1], lead)
        first += length
    return files


def test_however_it_is_cut_it_shows_the_same(webp, tmp_path):
    """Where things rest, a picture before stays; a cut shows it again, encoded anew."""
    frames = _sent(8, 4)
    webp = replace(webp, size=Size(height=57, width=83), frames=8)
    one, many = replace(webp, path=tmp_path / "1.webp"), replace(webp, path=tmp_path / "3.webp")
    join(one, write_segments(one, tmp_path / "a", (8,), frames.__getitem__))
    join(many, write_segments(many, tmp_path / "b", (3, 1, 4), frames.__getitem__))
    assert one.path.stat().st_size < many.path.stat().st_size
    for found in (shown(one.path), shown(many.path)):
        assert found.shape == frames.shape
        assert min(_db(a, b) for a, b in zip(found, frames, strict=True)) >= 30


def test_what_rests_is_not_encoded_again(webp):
    """A square that moves over noise costs little; nothing of it stays behind."""
    frames = _sent(8, 4)
    webp = replace(webp, size=Size(height=57, width=83), frames=8)
    render(webp, frames)
    full = render(replace(webp, path=webp.path.with_name("1.webp"), frames=1), frames[:1])
    assert webp.path.stat().st_size < 3.5 * full.stat().st_size
    behind = shown(webp.path)[-1, 5:33, 30:43]
    assert _db(behind, frames[-1, 5:33, 30:43]) >= 30


def test_between_two_changes_the_picture_before_is_seen(webp):
    """Through what is transparent, which the head tells of; a decoder may trust it."""
    frames = _sent(1, 0).repeat(2, axis=0)
    frames[1, :8, :8] = frames[1, -8:, -8:] = (250, 250, 10)
    webp = replace(webp, size=Size(height=57, width=83), frames=2)
    render(replace(webp, path=webp.path.with_name("1.webp"), frames=1), frames[:1])
    join(webp, write_segments(webp, webp.path.with_name("s"), (2,), frames.__getitem__))
    assert _db(shown(webp.path)[1], frames[1]) >= 30
    flags = [webp.path.with_name(name).read_bytes()[20] for name in ("1.webp", "clip.webp")]
    assert [bool(flag & 0x10) for flag in flags] == [False, True]


def test_a_slow_fade_runs_in_as_many_steps_as_it_has_frames(webp):
    """Half a level a frame: what is left out adds up to steps that are seen."""
    base = smooth_frame(0).astype(float)
    frames = np.stack([(0.8 * base + 0.5 * n).round().astype(np.uint8) for n in range(24)])
    webp = replace(webp, frames=24)
    render(webp, frames)
    found = shown(webp.path)
    assert len(found) == 24
    drift = found.mean((1, 2, 3)) - frames.mean((1, 2, 3))
    assert np.abs(drift).max() < 0.8


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 5), (48, 81), (49, 80)])
def test_odd_sizes_are_fine(webp, height, width):
    """A rectangle may end at an odd edge; it begins at an even place."""
    frames = np.full((3, height, width, 3), 99, np.uint8)
    frames[1:, -1, -1] = (250, 10, 10)
    frames[2, 0, 0] = (10, 250, 10)
    webp = replace(webp, size=Size(height=height, width=width), frames=3)
    render(webp, frames)
    assert shown(webp.path).shape == (3, height, width, 3)


def test_quality_and_effort_are_in_the_options_and_change_the_bytes(webp, clip):
    """So that a segment of another quality has another name; rate, plays and title are not."""
    options = FORMATS[".webp"].options
    fine = replace(webp, settings=Settings(webp=WebP(quality=95, effort=6)))
    assert options(fine) != options(webp)
    same = replace(webp, fps=Fraction(7), plays=5, title="another", end_hold=Fraction(3))
    assert options(same) == options(webp)
    small = render(webp, clip).stat().st_size
    assert render(replace(fine, overwrite=True), clip).stat().st_size > small


@pytest.mark.parametrize("name", ["-y.webp", "%03d.webp", "a:b grün.webp"])
def test_an_odd_name_is_just_a_name(webp, clip, tmp_path, name):
    """Literal, with nothing else beside it."""
    render(replace(webp, path=tmp_path / name), clip)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_browsers_play_slowly_and_hours_of_one_frame_are_refused(webp):
    """10 ms are played as 100; a duration has 24 bits."""
    check = FORMATS[".webp"].check
    with pytest.raises(UsageError, match=r"100 frames a second slowly — write 90 or fewer"):
        check(replace(webp, fps=Fraction(100)))
    with pytest.raises(UsageError, match=r"more than 4.6 hours"):
        check(replace(webp, end_hold=Fraction(17000)))
    check(replace(webp, fps=Fraction(60), end_hold=Fraction(16000)))


def test_a_file_too_long_for_its_own_length_is_refused(webp, clip, monkeypatch):
    """With a limit of 4 GiB; no file is left."""
    monkeypatch.setattr(riff, "MOST_BYTES", 1200)
    with pytest.raises(StoppedError, match="longer than the 4 GiB of a WebP"):
        render(webp, clip)
    assert not webp.path.exists()


def test_the_size_is_known_before_the_join(webp, clip, tmp_path):
    """To the byte."""
    segments = write_segments(webp, tmp_path / "s", (4, 2), clip.__getitem__)
    told = FORMATS[".webp"].size(webp, segments)
    assert join(webp, segments).stat().st_size == told
    assert FORMATS[".webp"].size(replace(webp, title="", comment=""), ()) == riff.HEAD_BYTES


def test_verification_names_what_differs(webp, clip):
    """Another time, size or end."""
    render(webp, clip)
    with pytest.raises(StoppedError, match="wrote 240 ms instead of 200 ms, 5 frames"):
        format_of(webp.path).verify(webp.path, replace(webp, frames=5))
    with pytest.raises(StoppedError, match="webp 80x48 instead of webp 64x48"):
        format_of(webp.path).verify(webp.path, replace(webp, size=Size(height=48, width=64)))
    webp.path.write_bytes(webp.path.read_bytes()[:-2])
    with pytest.raises(StoppedError, match="wrote a damaged WebP"):
        format_of(webp.path).verify(webp.path, webp)

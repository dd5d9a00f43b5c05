"""The rate asked for is the rate in the file, or it is refused before anything is drawn."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mosaic_anim.encode.encoding import Encoding, Sound
from mosaic_anim.encode.formats import FORMATS
from mosaic_anim.encode.mp4.rates import MOST_PART, SLOWEST, exact_rate_near, is_exact_rate
from mosaic_anim.encode.mp4.video_track import read_video_track
from mosaic_anim.encode.presets import preset
from mosaic_anim.errors import StoppedError, UsageError
from mosaic_anim.io.ffmpeg import file_name, find_ffmpeg
from mosaic_anim.io.ffmpeg_feed import feed
from mosaic_anim.values.geometry import Size
from tests.encode.segments import join, write_segments

SMALL = Size(height=16, width=16)
LENGTHS = (4, 1, 2)
FAST = [Fraction(rate) for rate in ("119", "119.88", "120000/1001", "121", "239.76")]

_PARTS = st.integers(1, MOST_PART)
RATES = st.builds(Fraction, _PARTS, _PARTS).filter(lambda fps: SLOWEST <= fps <= 240)
DECIMALS = st.decimals("0.01", "240", places=3).map(Fraction)


def grey(index):
    """Return a flat frame that differs from its neighbours."""
    return np.full((SMALL.height, SMALL.width, 3), 40 + index * 9 % 160, np.uint8)


def times(path):
    """Return when each frame is shown, and for how long [s], as ffmpeg reads the file."""
    command = [find_ffmpeg(), "-v", "error", "-i", path, "-map", "0:v", "-c", "copy"]
    listed = [*command, "-f", "framecrc", "-"]
    text = subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    unit = Fraction(next(line.split()[-1] for line in text.splitlines() if "#tb" in line))
    rows = [line.split(",")[2:4] for line in text.splitlines() if not line.startswith("#")]
    return sorted((int(shown) * unit, int(lasts) * unit) for shown, lasts in rows)


def film_at(fps, folder, name="standard", sound=None):
    """Write a film of a few segments; return its encoding."""
    encoding = Encoding(
        path=folder / "film.mp4",
        size=SMALL,
        fps=fps,
        frames=sum(LENGTHS),
        settings=preset(name).settings,
        sound=sound,
    )
    FORMATS[".mp4"].check(encoding)
    join(encoding, write_segments(encoding, folder / "segments", LENGTHS, grey))
    return encoding


def check_film(fps, name, *, has_sound):
    """Write a film and compare when its frames are shown with when they should be."""
    with TemporaryDirectory() as folder:
        sound = Sound() if has_sound and fps >= 1 else None
        encoding = film_at(fps, Path(folder), name, sound)
        assert times(encoding.path) == [(n / fps, 1 / fps) for n in range(encoding.frames)]
        assert read_video_track(encoding.path).rate == fps


@pytest.mark.parametrize("fps", FAST)
def test_fast_rates_are_exact(fps):
    """By itself, ffmpeg takes all of them for 120 or 240, and drops and doubles frames."""
    check_film(fps, "standard", has_sound=True)


def test_a_fast_rate_is_exact_without_an_edit_list():
    """As YouTube wants it."""
    check_film(Fraction("119.88"), "youtube", has_sound=True)


@settings(max_examples=4, deadline=None)
@given(fps=RATES | DECIMALS, has_sound=st.booleans())
@example(fps=SLOWEST, has_sound=False)
def test_any_rate_that_is_not_refused_is_exact(fps, has_sound):
    """Segments joined, with sound or without: every frame is shown at its time."""
    check_film(fps, "standard", has_sound=has_sound)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(fps=RATES | DECIMALS, name=st.sampled_from(["standard", "youtube"]), has_sound=st.booleans())
def test_many_rates_are_exact(fps, name, has_sound):
    """The same over hundreds of rates, with an edit list and without."""
    check_film(fps, name, has_sound=has_sound)


def test_thousands_of_segments_do_not_drift(tmp_path):
    """The errors of their lengths in microseconds would come to more than half a frame."""
    fps, count = Fraction(237), 6000
    encoding = Encoding(path=tmp_path / "film.mp4", size=SMALL, fps=fps, frames=count)
    (segment,) = write_segments(encoding, tmp_path / "segments", [1], grey)
    join(encoding, [segment] * count)
    assert times(encoding.path) == [(n / fps, 1 / fps) for n in range(count)]


@pytest.mark.parametrize("fps", ["23.976024", "119.8801", "1/1001001", "1/86400", "1e-9"])
def test_a_rate_that_would_become_another_is_refused_before_drawing(tmp_path, fps):
    """With one near to it that is exact."""
    with pytest.raises(UsageError, match=r"cannot hold exactly .* write "):
        film_at(Fraction(fps), tmp_path)
    assert not list(tmp_path.iterdir())


@given(
    st.builds(Fraction, st.integers(1, 10**12), st.integers(1, 10**12)).filter(lambda f: f <= 240)
)
def test_the_rate_that_is_proposed_is_exact_and_near(fps):
    """Within a thousandth of a frame a second, but for frames that would last for hours."""
    near = exact_rate_near(fps)
    assert is_exact_rate(near)
    assert abs(near - fps) <= Fraction(1, 1001) or fps < SLOWEST


def test_rates_of_television_are_proposed_by_their_names():
    """What a cut-off decimal means."""
    assert exact_rate_near(Fraction("23.976024")) == Fraction(24000, 1001)
    assert exact_rate_near(Fraction("59.9400599")) == Fraction(60000, 1001)


SPOILT = {
    "rate": {"25": "26"},
    "color": {
        "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709,setsar=1":
        "setparams=range=tv:colorspace=bt470bg:color_primaries=bt709:color_trc=bt709,setsar=1"
    },
    "pixel shape": {
        "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709,setsar=1":
        "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709,setsar=4/3"
    },
}  # fmt: skip
"""What a build of ffmpeg may make of what it is asked for."""


@pytest.mark.parametrize("what", SPOILT)
def test_what_ffmpeg_is_asked_for_is_read_back(encoding, clip, tmp_path, what):
    """An error names what differs, and another ffmpeg rather than another try."""
    wrong = SPOILT[what]
    options = FORMATS[".mp4"].options(encoding)
    assert set(wrong) <= set(options)
    segment = tmp_path / "segment.mp4"
    arguments = [*(wrong.get(option, option) for option in options), file_name(segment)]
    feed(find_ffmpeg(), arguments, map(FORMATS[".mp4"].pack(encoding), clip))
    with pytest.raises(StoppedError, match=f"wrote the {what} .* instead of .*complete ffmpeg"):
        FORMATS[".mp4"].verify_segment(segment, encoding, len(clip))


def test_other_pixels_than_those_asked_for_are_reported(encoding, clip, tmp_path):
    """4:4:4 where 4:2:0 was asked for: phones would not show it."""
    fine = replace(encoding, settings=preset("archive").settings)
    (segment,) = write_segments(fine, tmp_path / "segments", [len(clip)], clip.__getitem__)
    with pytest.raises(StoppedError, match="the profile High 4:4:4 Predictive instead of High"):
        FORMATS[".mp4"].verify_segment(segment, encoding, len(clip))

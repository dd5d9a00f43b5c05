"""encode/mp4.py: joined segments play as one encoder's file does."""

import subprocess
from fractions import Fraction

import numpy as np
import pytest

from mosaic_anim.encode.mp4.boxes import boxes
from mosaic_anim.encode.presets import preset
from mosaic_anim.io.ffmpeg import find_ffmpeg
from tests.decoding import decoded
from tests.encode.conftest import smooth_frame
from tests.encode.segments import LENGTHS, join, write_segments


def packets(path):
    """Return decoding time, presentation time and length of all packets [frames], and the unit."""
    command = [find_ffmpeg(), "-v", "error", "-i", path, "-c", "copy", "-f", "framecrc", "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    unit = next(line.split(" ")[-1] for line in text.splitlines() if line.startswith("#tb"))
    rows = [line.split(",")[1:4] for line in text.splitlines() if not line.startswith("#")]
    return np.array(rows, dtype=np.int64), Fraction(unit)


def content(path, *names):
    """Return what the box at `names` in an MP4 holds."""
    with path.open("rb") as file:
        begin, end = 0, path.stat().st_size
        for name in names:
            _, begin, end = next(box for box in boxes(file, begin, end) if box[0] == name)
            begin += {b"stsd": 8, b"avc1": 78}.get(name, 0)  # fields in front of its boxes
        file.seek(begin)
        return file.read(end - begin)


@pytest.mark.parametrize("name", ["draft", "standard", "high", "youtube", "archive"])
@pytest.mark.parametrize("fps", ["30000/1001", "60", "1/2", "16.67"])
def test_every_frame_of_an_mp4_comes_exactly_one_frame_after_another(variant, tmp_path, name, fps):
    """From 0, with no gap at a cut, whatever the rate; decoding times are as even."""
    mp4 = variant(settings=preset(name).settings, fps=Fraction(fps), frames=sum(LENGTHS))
    times, unit = packets(join(mp4, write_segments(mp4, tmp_path / "segments")))
    frame = 1 / (mp4.fps * unit)
    assert sorted(times[:, 1].tolist()) == [number * frame for number in range(sum(LENGTHS))]
    # Without an edit list ffmpeg guesses how much earlier: not at all where all are key frames.
    before = 2 if mp4.settings.h264.edit_list else -times[0, 0] / frame
    assert times[:, 0].tolist() == [(number - before) * frame for number in range(sum(LENGTHS))]
    assert set(times[:, 2].tolist()) == {frame}


def test_every_segment_of_an_mp4_begins_a_closed_group(variant, tmp_path):
    """With a key frame; its headers are the same as all others' and stand in the index only."""
    mp4 = variant(frames=sum(LENGTHS))
    segments = write_segments(mp4, tmp_path / "segments")
    way = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
    header = (*way, b"stsd", b"avc1", b"avcC")
    assert {content(join(mp4, segments), *header)} == {content(path, *header) for path in segments}
    keys = np.frombuffer(content(mp4.path, *way, b"stss")[8:], ">u4") - 1
    assert keys.tolist() == np.cumsum([0, *LENGTHS[:-1]]).tolist()
    kinds = {b[4] & 31 for b in _units(content(mp4.path, b"mdat"))}
    assert kinds == {1, 5}  # slices, and slices of key frames


def _units(samples):
    """Yield the NAL units of an MP4's samples, each after its length."""
    while samples:
        length = int.from_bytes(samples[:4], "big") + 4
        yield samples[:length]
        samples = samples[length:]


def test_a_cut_is_as_good_as_any_other_place(variant, tmp_path):
    """Before and behind it a smooth clip has the quality of elsewhere, within half a decibel."""
    lengths = (20, 20, 20)
    mp4 = variant(frames=60)
    found = decoded(join(mp4, write_segments(mp4, tmp_path / "segments", lengths)))
    errors = [np.mean((found[n].astype(float) - smooth_frame(n)) ** 2) for n in range(60)]
    quality = 10 * np.log10(255**2 / np.array(errors))
    at_cuts = [n for cut in (20, 40) for n in range(cut - 3, cut + 3)]
    elsewhere = np.delete(quality, [*at_cuts, 0, 1, 2, 57, 58, 59])
    assert quality[at_cuts].mean() > elsewhere.mean() - 0.5

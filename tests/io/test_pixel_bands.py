"""Pictures taken in bands are what they are whole, and a worker's memory stays bounded."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.io import pixel_bands
from mosaic_anim.io.pictures import read_picture
from mosaic_anim.io.pixel_bands import resize_in_bands
from mosaic_anim.io.pixel_modes import to_srgb

MOST = 512  # [MiB] of a worker


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("size", [(97, 61), (300, 40), (20, 333)])
def test_a_picture_resized_in_bands_is_the_same(monkeypatch, mode, size):
    """Over white: rounding may turn one level of a colour and one of alpha, whatever the bands."""
    rng = np.random.default_rng(4)
    channels = len(mode)
    pixels = rng.integers(0, 256, (size[1], size[0], channels), dtype=np.uint8)
    picture = Image.fromarray(pixels)
    assert picture.mode == mode
    target = (max(1, size[0] // 3), max(1, size[1] * 2 // 7))
    whole = picture.resize(target, Image.Resampling.HAMMING)
    assert resize_in_bands(picture, target).tobytes() == whole.tobytes()  # one band
    wanted = np.asarray(to_srgb(whole, None), int)
    for band in (1, 700):
        monkeypatch.setattr(pixel_bands, "PIXELS", band)
        found = np.asarray(to_srgb(resize_in_bands(picture, target), None), int)
        assert np.abs(found - wanted).max() <= 2


def test_sixteen_bits_in_bands_are_the_same(tmp_path, monkeypatch):
    """Each row is looked up by itself."""
    values = np.arange(40 * 50, dtype=np.uint16).reshape(40, 50) * 32
    path = tmp_path / "deep.png"
    Image.fromarray(values).save(path)
    whole = read_picture(path).pixels
    monkeypatch.setattr(pixel_bands, "PIXELS", 130)
    np.testing.assert_array_equal(read_picture(path).pixels, whole)
    np.testing.assert_array_equal(whole[..., 0], np.round(values / 257).astype(np.uint8))


READ = """
import sys
from pathlib import Path
from mosaic_anim.io.decoding_cost import MAX_DECODING
from mosaic_anim.library.photo_reading import SmallPicture, read_small
from mosaic_anim.library.plain_reading import ReadingTask
from mosaic_anim.library.scan import PhotoFile
path = Path(sys.argv[1])
status = path.stat()
photo = PhotoFile(path.name, status.st_size, status.st_mtime_ns)
reading = read_small(ReadingTask(folder=path.parent, photo=photo, memory=MAX_DECODING))
assert isinstance(reading, SmallPicture), reading
lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(lines["VmHWM"].split()[0]) // 1024)
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_bomb_takes_a_worker_no_more_than_512_mib(tmp_path, mode):
    """88 megapixels in a few kilobytes, in every kind of pixel."""
    path = tmp_path / "bomb.png"
    Image.new(mode, (11_000, 8_000)).save(path)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) <= MOST

"""What a worker reads of a photo: its small picture, quickly."""

import subprocess
import sys

import numpy as np

from mosaic_anim.io.decoding_cost import MAX_DECODING
from mosaic_anim.library.impression import Impression
from mosaic_anim.library.lightness import Lightness
from mosaic_anim.library.photo_reading import WORTH_NUMPY, read_photos, read_small
from mosaic_anim.library.plain_reading import ReadingTask, read_plain
from mosaic_anim.library.scan import scan_photos
from tests.nasty_pictures import encoded, gradient, write

READ = """
import sys
from pathlib import Path
from mosaic_anim.library.plain_reading import PlainPicture, ReadingTask, read_plain
from mosaic_anim.library.scan import PhotoFile
path = Path(sys.argv[1])
status = path.stat()
photo = PhotoFile(path.name, status.st_size, status.st_mtime_ns)
reading = read_plain(ReadingTask(folder=path.parent, photo=photo, memory=1 << 30))
assert isinstance(reading, PlainPicture), reading
print(*{"numpy", "scipy", "rawpy", "pillow_heif", "PIL.PngImagePlugin"} & set(sys.modules))
"""


def test_a_worker_that_reads_a_jpeg_loads_nothing_else(tmp_path):
    """Numpy and other formats' decoders take longer to load than hundreds of photos to read."""
    path = write(tmp_path / "photo.jpg", encoded(gradient(300, 400), "JPEG"))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_a_photo_is_measured_alike_here_and_there(tmp_path, monkeypatch):
    """Whether a worker or its leader does it, and whether its ends are cut off or not."""
    write(tmp_path / "photo.jpg", encoded(gradient(300, 400), "JPEG"))
    write(tmp_path / "wide.png", encoded(gradient(40, 300), "PNG"))
    photos = scan_photos(tmp_path).photos
    here = dict(read_photos(tmp_path, photos, workers=1))
    monkeypatch.setattr("mosaic_anim.library.photo_reading.WORTH_NUMPY", 1)
    there = dict(read_photos(tmp_path, photos, workers=1))
    assert WORTH_NUMPY > len(photos) == len(here)
    for photo in photos:
        one, other = here[photo], there[photo]
        alone = read_small(ReadingTask(folder=tmp_path, photo=photo, memory=MAX_DECODING))
        np.testing.assert_array_equal(one.pixels, other.pixels)
        assert one._replace(pixels=0) == other._replace(pixels=0) == alone._replace(pixels=0)
        assert one.impression == Impression.of(one.pixels)
    assert here[photos[1]].pixels.shape == (40, 80, 3)


def test_the_lightness_is_that_of_the_small_picture(tmp_path):
    """Averages by hand; of two greys, the commoner one's pixels are counted."""
    pixels = np.full((64, 96, 3), 30, np.uint8)
    pixels[:, 72:] = 200
    write(tmp_path / "two.png", encoded(pixels, "PNG"))
    (photo,) = scan_photos(tmp_path).photos
    plain = read_plain(ReadingTask(folder=tmp_path, photo=photo, memory=MAX_DECODING))
    averages = bytes([30] * 24 + [200] * 8) * 32
    assert plain.lightness == Lightness(averages=averages, equal=64 * 72)
    assert plain.data == pixels.tobytes()

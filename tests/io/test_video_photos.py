"""Videos as photos: one good frame, the right way up, and nothing but the file is opened."""

import subprocess

import numpy as np
import pytest
from PIL import Image

from mosaic_anim.io import video_photos
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.picture_files import TOO_LARGE, UnreadablePictureError
from mosaic_anim.io.pictures import is_own_picture, read_picture, read_picture_size
from mosaic_anim.library.index import index_photos
from mosaic_anim.values.geometry import Size
from mosaic_anim.values.origin import PICTURE
from tests.nasty_pictures import encoded, gradient, write

GOOD = 3
"""The second of the film that is neither dark nor soft."""


def frames():
    """Draw six seconds, a frame each (6, 96, 128, 3): black, soft, and one that is sharp."""
    noise = np.random.default_rng(2).integers(40, 216, (12, 16, 3), dtype=np.uint8)
    sharp = Image.fromarray(noise).resize((128, 96), Image.Resampling.NEAREST)
    soft = np.asarray(Image.fromarray(noise).resize((128, 96), Image.Resampling.BICUBIC))
    film = np.stack([soft // 3 + 80] * 6)
    film[0] = film[5] = 2
    film[GOOD] = sharp
    return film


def video(path, *arguments, film=None, rate=1):
    """Write a film with a key frame at each of its frames."""
    film = frames() if film is None else film
    size = f"{film.shape[2]}x{film.shape[1]}"
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(rate), "-i", "-"]
    coded = arguments or ("-c:v", "libx264", "-qp", "4", "-g", "1", "-pix_fmt", "yuv444p")
    command = [find_ffmpeg(), "-v", "error", "-y", *raw, *coded, str(path)]
    subprocess.run(command, input=film.tobytes(), check=True)
    return path


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "avi"])
def test_a_video_is_its_best_frame(tmp_path, suffix):
    """Sharp and well exposed, in every container; the same each time."""
    path = video(tmp_path / f"clip.{suffix}")
    picture = read_picture(path)
    assert picture.format == "VIDEO"
    assert picture.full_size == read_picture_size(path) == Size(height=96, width=128)
    difference = np.abs(picture.pixels.astype(int) - frames()[GOOD]).mean()
    assert difference < 6
    np.testing.assert_array_equal(read_picture(path).pixels, picture.pixels)
    small = read_picture(path, short_side=12).pixels
    assert small.shape == (12, 16, 3)


def test_a_turned_video_is_upright(tmp_path):
    """As phones write them: the frames lie on their side, and the file says so."""
    path = video(tmp_path / "flat.mp4")
    turned = tmp_path / "turned.mp4"
    turn = ["-display_rotation", "90", "-i", str(path), "-c", "copy", str(turned)]
    subprocess.run([find_ffmpeg(), "-v", "error", *turn], check=True)
    picture = read_picture(turned)
    assert picture.full_size == read_picture_size(turned) == Size(height=128, width=96)
    wanted = np.rot90(frames()[GOOD].astype(int))
    assert np.abs(picture.pixels - wanted).mean() < 6


def test_its_date_is_read_and_our_own_films_are_known(tmp_path):
    """From the words of the file."""
    words = ("-metadata", "creation_time=2021-07-04T18:30:05Z", "-metadata", f"comment={PICTURE}")
    path = video(tmp_path / "own.mp4", "-c:v", "libx264", *words)
    assert read_picture(path).taken == "2021-07-04T18:30:05"
    assert is_own_picture(path)
    with pytest.raises(UnreadablePictureError, match="made by mosaic_anim"):
        read_picture(path, only_foreign=True)
    assert not is_own_picture(video(tmp_path / "mine.mp4"))


def test_what_is_damaged_or_too_large_is_refused(tmp_path, monkeypatch):
    """Cut, without pictures, or of huge frames."""
    path = video(tmp_path / "clip.mp4")
    data = path.read_bytes()
    for cut in (40, len(data) // 2):
        with pytest.raises(UnreadablePictureError, match=r"damaged|without pictures"):
            read_picture(write(tmp_path / "cut.mp4", data[:cut]))
    monkeypatch.setattr(video_photos, "MOST_PIXELS", 1000)
    with pytest.raises(UnreadablePictureError, match=TOO_LARGE):
        read_picture(path)


def test_a_list_of_other_files_is_no_video(tmp_path):
    """Whatever ffmpeg would make of it, by its name or its words."""
    secret = write(tmp_path / "secret.png", encoded(gradient(), "PNG"))
    for name, text in (
        ("a.mp4", f"ffconcat version 1.0\nfile {secret}\n"),
        ("a.m3u8", f"#EXTM3U\n#EXTINF:1,\n{secret}\n"),
    ):
        with pytest.raises(UnreadablePictureError, match="not a picture"):
            read_picture(write(tmp_path / name, text.encode()))


def test_a_missing_ffmpeg_may_come_back(tmp_path, monkeypatch):
    """The video is tried again then."""
    path = video(tmp_path / "clip.mp4")
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "nothing"))
    with pytest.raises(UnreadablePictureError, match="videos need ffmpeg") as caught:
        read_picture(path)
    assert not caught.value.lasting


def test_videos_are_among_the_photos_of_a_folder(tmp_path):
    """In a worker, by their first bytes; what is only named like one is no photo."""
    folder = tmp_path / "photos"
    folder.mkdir()
    video(folder / "clip.mp4")
    write(folder / "p.jpg", encoded(gradient(), "JPEG"))
    write(folder / "no video.mp4", b"x")
    report = index_photos(folder, index=tmp_path / "index", workers=1)
    assert report.library.photo == ("clip.mp4", "p.jpg")
    assert report.library.format == ("VIDEO", "JPEG")
    assert report.others == 1

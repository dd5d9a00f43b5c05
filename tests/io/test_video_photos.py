"""Videos as photos: good frames, the right way up, and nothing but the file is opened."""

import math
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image, ImageFilter

from mosaic_anim.io import video_photos
from mosaic_anim.io.ffmpeg import find_ffmpeg
from mosaic_anim.io.picture_files import TOO_LARGE, UnreadablePictureError
from mosaic_anim.io.pictures import is_own_picture, read_image, read_picture, read_picture_size
from mosaic_anim.io.video_moments import picture_content
from mosaic_anim.io.video_photos import best_times
from mosaic_anim.library.index import index_photos
from mosaic_anim.library.known_names import known_names
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
        read_image(path, only_foreign=True)
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


def different_frames(seconds=16):
    """Draw a film, a frame each second (seconds, 96, 128, 3): views of two seconds each.

    The first is black, and the second frame of each view is soft.
    """
    rng = np.random.default_rng(5)
    film = []
    for _ in range(seconds // 2):
        noise = Image.fromarray(rng.integers(30, 226, (6, 8, 3), dtype=np.uint8))
        view = noise.resize((128, 96), Image.Resampling.NEAREST)
        film += [np.asarray(view), np.asarray(view.filter(ImageFilter.GaussianBlur(2)))]
    film[0] = film[1] = np.zeros_like(film[0])
    return np.stack(film)


@pytest.fixture(scope="module")
def long_video(tmp_path_factory):
    """Make a film of eight views with one key frame, as old cameras do."""
    coding = ("-c:v", "libx264", "-qp", "4", "-g", "250", "-pix_fmt", "yuv444p")
    return video(tmp_path_factory.mktemp("long") / "long.mp4", *coding, film=different_frames())


def test_frames_that_are_chosen_are_good_and_differ(long_video):
    """One of each view that is not black, although only one is a key frame; always the same."""
    times = best_times(long_video, 8)
    assert sorted(math.ceil(time) // 2 for time in times) == list(range(1, 8))
    few = best_times(long_video, 3)
    assert len(few) == 3
    assert best_times(long_video, 3) == few


def test_a_film_of_one_view_has_one_frame(tmp_path):
    """However many are wanted: the others would be near duplicates."""
    film = np.stack([different_frames()[4]] * 12)
    assert len(best_times(video(tmp_path / "still.mp4", film=film), 6)) == 1


def test_a_frame_is_read_by_its_name(long_video):
    """Exactly the one at its time, with a content of its own; no other file is so called."""
    film = different_frames()
    path = long_video / "12" / "6.000s"
    picture = read_picture(path)
    assert np.abs(picture.pixels - film[6].astype(int)).mean() < 6
    assert read_picture_size(path) == Size(height=96, width=128)
    assert picture.content == picture_content(path) != picture_content(long_video)
    assert read_picture(path, content=picture.content).content == picture.content
    with pytest.raises(UnreadablePictureError, match="changed"):
        read_picture(path, content=picture_content(long_video))
    with pytest.raises(UnreadablePictureError, match=r"vanished|error"):
        read_picture(long_video / "12" / "6s")


def test_frames_of_videos_are_photos_where_they_are_wanted(long_video, tmp_path):
    """Those of one video in place of it; read once, and again when the video changes."""
    folder, index = tmp_path / "photos", tmp_path / "index"
    folder.mkdir()
    write(folder / "p.jpg", encoded(gradient(), "JPEG"))
    shutil.copy(long_video, folder / "clip.mp4")
    plain = index_photos(folder, index=index, workers=1).library
    assert plain.photo == ("clip.mp4", "p.jpg")
    report = index_photos(folder, index=index, workers=1, frames=3)
    library = report.library
    assert [path.rpartition("/")[0] for path in library.photo] == ["clip.mp4/3"] * 3 + [""]
    assert library.format == ("VIDEO", "VIDEO", "VIDEO", "JPEG")
    assert len(library.names.matching("clip.mp4")) == 3
    for number in range(3):
        read = read_picture(library.original(number), content=library.photo_hash[number])
        assert read.full_size == Size(height=96, width=128)
    again = index_photos(folder, index=index, workers=1, frames=3)
    assert (again.taken, again.reused) == (4, 4)
    assert set(known_names([str(folder)], frames=3).photos) == {""}  # another index: not read
    assert index_photos(folder, index=index, workers=1).library.photo == plain.photo
    (folder / "clip.mp4").unlink()
    assert index_photos(folder, index=index, workers=1, frames=3).library.photo == ("p.jpg",)


def test_a_video_without_good_frames_is_looked_through_once(tmp_path, monkeypatch):
    """It stays a photo itself, and the reason is listed."""
    folder, index = tmp_path / "photos", tmp_path / "index"
    folder.mkdir()
    black = np.zeros((3, 96, 128, 3), np.uint8)
    black[:, :2] = 9
    video(folder / "dark.mp4", film=black)
    report = index_photos(folder, index=index, workers=1, frames=3)
    assert report.library.photo == ("dark.mp4",)
    assert report.summary() == {"video without good frames": 1}
    monkeypatch.setattr("mosaic_anim.library.video_frames.run_in_workers", None)
    assert index_photos(folder, index=index, workers=1, frames=3).taken == 1

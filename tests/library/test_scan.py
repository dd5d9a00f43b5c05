"""Walking a photo folder: every file once, in one order, whatever lies there."""

import errno
import os
import socket
import sys

import pytest

from mosaic_anim.errors import CannotStartError, one_line
from mosaic_anim.library.scan import SkippedPhoto, scan_photos
from tests.nasty_pictures import encoded, gradient

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names or files")


def paths(folder):
    """Return the paths that a scan finds."""
    return [photo.path for photo in scan_photos(folder).photos]


def touch(folder, *names):
    """Make files of one byte."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_photos_of_all_subfolders_come_sorted(tmp_path):
    """The order is that of the paths, not that of the disk."""
    touch(tmp_path, "z.jpg", "a/b/deep.PNG", "a.webp", "a/c.tiff")
    assert paths(tmp_path) == ["a.webp", "a/b/deep.PNG", "a/c.tiff", "z.jpg"]


def test_size_and_time_are_reported(tmp_path):
    """They tell later whether a file has changed."""
    (tmp_path / "p.jpg").write_bytes(b"12345")
    os.utime(tmp_path / "p.jpg", ns=(1, 1_234_567_800))
    (photo,) = scan_photos(tmp_path).photos
    assert (photo.size, photo.mtime_ns) == (5, 1_234_567_800)


def test_hidden_files_are_silent_and_other_files_are_counted(tmp_path):
    """Machines leave files beside photos; a text among them is no bad photo."""
    touch(tmp_path, "p.jpg", ".DS_Store", "._p.jpg", ".cache/t.jpg", "@eaDir/t.jpg")
    touch(tmp_path, "notes.txt", "clip.mp4", "IMG_0001")
    scan = scan_photos(tmp_path)
    assert [photo.path for photo in scan.photos] == ["p.jpg"]
    assert (scan.skipped, scan.others) == ((), 3)


@pytest.mark.parametrize("name", ["IMG_0001", "photo.backup", "a.unknown", "x.bin", "photo.jpg_"])
def test_a_picture_is_known_by_its_first_bytes_whatever_its_name(tmp_path, name):
    """Files lose their suffixes on the way from phones and old disks."""
    (tmp_path / name).write_bytes(encoded(gradient(), "JPEG"))
    scan = scan_photos(tmp_path)
    assert ([photo.path for photo in scan.photos], scan.others) == ([name], 0)


@pytest.mark.parametrize("data", [b"", b"BM is a word", b"II", b"\x00" * 100, b"Dear diary"])
def test_what_begins_like_no_picture_is_only_counted(tmp_path, data):
    """Without a photo's name it is no bad photo."""
    (tmp_path / "file").write_bytes(data)
    scan = scan_photos(tmp_path)
    assert (scan.photos, scan.skipped, scan.others) == ((), (), 1)


def test_named_texts_sounds_and_programs_are_not_opened(tmp_path, monkeypatch):
    """A folder may hold a hundred thousand notes beside its photos."""
    touch(tmp_path, "p.jpg", "p.jpg.json", "p.xmp", "run.py", "song.mp3", "notes.TXT", "page.html")
    monkeypatch.setattr(os, "open", None)
    scan = scan_photos(tmp_path)
    assert ([photo.path for photo in scan.photos], scan.others) == (["p.jpg"], 6)


@posix
def test_pipes_without_a_photos_name_are_not_opened(tmp_path):
    """Opening one would wait for ever."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(tmp_path / "fifo")
    (tmp_path / "broken").symlink_to("nowhere")
    scan = scan_photos(tmp_path)
    assert (scan.photos, scan.skipped, scan.others) == ((), (), 3)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_a_shortage_does_not_make_photos_vanish(tmp_path, monkeypatch, number):
    """What cannot be looked at for want of file handles would leave the index."""
    touch(tmp_path, "IMG_0001")

    def fails(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", fails)
    with pytest.raises(CannotStartError, match="cannot be listed"):
        scan_photos(tmp_path)


@posix
def test_a_link_to_a_folder_above_ends_there(tmp_path):
    """A loop of links gives each photo once."""
    touch(tmp_path, "a/p.jpg")
    (tmp_path / "a/loop").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to("self")
    assert paths(tmp_path) == ["a/p.jpg"]


@posix
def test_a_photo_counts_under_its_own_path_and_not_a_links(tmp_path):
    """Links and hard links to a photo in the folder add nothing."""
    touch(tmp_path, "z/photo.jpg")
    (tmp_path / "a.jpg").symlink_to("z/photo.jpg")
    (tmp_path / "b").symlink_to("z")
    assert paths(tmp_path) == ["z/photo.jpg"]
    (tmp_path / "z/twin.jpg").hardlink_to(tmp_path / "z/photo.jpg")
    assert paths(tmp_path) == ["z/photo.jpg"]


@posix
def test_further_paths_of_a_photo_are_known(tmp_path):
    """Links and hard links, each with the path that the photo counts under."""
    touch(tmp_path, "m/photo.jpg")
    (tmp_path / "a.jpg").symlink_to("m/photo.jpg")
    (tmp_path / "m/twin.jpg").hardlink_to(tmp_path / "m/photo.jpg")
    (tmp_path / "z.png").hardlink_to(tmp_path / "m/photo.jpg")
    scan = scan_photos(tmp_path)
    (photo,) = scan.photos
    every = {"a.jpg", "m/photo.jpg", "m/twin.jpg", "z.png"}
    assert scan.links == dict.fromkeys(every - {photo.path}, photo.path)


@posix
def test_links_to_photos_outside_are_followed(tmp_path):
    """A folder of links is a library too."""
    touch(tmp_path, "outside/p.jpg", "outside/more/q.jpg")
    folder = tmp_path / "links"
    folder.mkdir()
    (folder / "p.jpg").symlink_to(tmp_path / "outside/p.jpg")
    (folder / "more").symlink_to(tmp_path / "outside/more")
    assert paths(folder) == ["more/q.jpg", "p.jpg"]


@posix
def test_what_is_no_file_is_skipped_with_a_reason(tmp_path, monkeypatch):
    """Pipes, sockets and broken links are listed, never opened."""
    monkeypatch.chdir(tmp_path)
    touch(tmp_path, "p.jpg")
    os.mkfifo("fifo.jpg")
    (tmp_path / "broken.jpg").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket.jpg")
        scan = scan_photos(tmp_path)
    assert [photo.path for photo in scan.photos] == ["p.jpg"]
    assert scan.skipped == (
        SkippedPhoto(path="broken.jpg", reason="broken link"),
        SkippedPhoto(path="fifo.jpg", reason="not a regular file"),
        SkippedPhoto(path="socket.jpg", reason="not a regular file"),
    )


@posix
@pytest.mark.skipif("os.geteuid() == 0", reason="a superuser enters every folder")
def test_a_locked_folder_is_listed_as_skipped(tmp_path):
    """One folder without permission does not stop the walk."""
    touch(tmp_path, "p.jpg", "locked/q.jpg")
    (tmp_path / "locked").chmod(0)
    scan = scan_photos(tmp_path)
    (tmp_path / "locked").chmod(0o700)
    assert [photo.path for photo in scan.photos] == ["p.jpg"]
    assert scan.skipped == (SkippedPhoto(path="locked", reason="folder cannot be listed"),)


@posix
def test_wild_names_are_found_and_print_in_one_line(tmp_path):
    """Newlines, escapes and bytes that are no text are names like others."""
    names = [b"-rf.jpg", b"a\nb.jpg", b"\x1b[31mred.jpg", b"caf\xe9.jpg", "日本.jpg".encode()]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb"):  # noqa: PTH118, PTH123
            pass
    found = paths(tmp_path)
    assert sorted(os.fsencode(path) for path in found) == sorted(names)
    assert all(one_line(path).isprintable() for path in found)


def test_a_missing_folder_is_one_line(tmp_path):
    """The error names the folder."""
    with pytest.raises(CannotStartError, match="nowhere: there is no such folder"):
        scan_photos(tmp_path / "nowhere")

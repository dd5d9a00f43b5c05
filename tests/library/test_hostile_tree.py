"""A tree of everything that lies among photos: all good ones are in, every other has its reason."""

import io
import os
import socket
import sys
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image

from mosaic_anim.io import jxl_photos
from mosaic_anim.library.index import index_photos
from mosaic_anim.values.origin import OWN, PICTURE
from tests.nasty_pictures import (
    XYZ_P3,
    encoded,
    exif,
    gradient,
    grey_profile,
    matrix_profile,
    red_cyan_profile,
    refused_files,
    write,
)
from tests.raw_files import dng

GOOD = 500
UNKNOWN, DAMAGED = "not a picture of a known format", "damaged or truncated"


def odd_photos():
    """Return photos that are good, whatever they look like: name -> bytes."""
    grey = Image.fromarray(gradient()[..., 0].copy())
    picture = Image.fromarray(gradient())
    deep = Image.fromarray((gradient()[..., 1].astype(np.uint16) << 8) | 1)
    frames = [Image.new("RGB", (20, 20), (50 * n, 9, 200)) for n in range(4)]
    animated = {"save_all": True, "append_images": frames[1:]}
    jpeg = encoded(gradient(40, 50), "JPEG")
    turned = {
        f"turned {n}.jpg": encoded(gradient(30 + n, 64), "JPEG", exif=exif(orientation=n))
        for n in range(1, 9)
    }
    profile = matrix_profile(XYZ_P3, gamma=2.2)
    return turned | {
        "progressive.jpg": encoded(gradient(41, 50), "JPEG", progressive=True),
        "grey.jpg": encoded(grey, "JPEG"),
        "grey with profile.jpg": encoded(grey, "JPEG", icc_profile=grey_profile(1.8)),
        "cmyk.jpg": encoded(picture.convert("CMYK"), "JPEG", icc_profile=red_cyan_profile()),
        "wide gamut.jpg": encoded(gradient(42, 50), "JPEG", icc_profile=profile),
        "broken profile.jpg": encoded(gradient(43, 50), "JPEG", icc_profile=b"no profile"),
        "broken exif.jpg": encoded(gradient(44, 50), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff"),
        "several pictures.jpg": encoded(frames[0], "MPO", **animated),
        "something behind.jpg": encoded(gradient(45, 50), "JPEG") + b"PK\x03\x04" * 99,
        "no suffix": encoded(gradient(46, 50), "JPEG"),
        "other suffix.bak": encoded(gradient(47, 50), "PNG"),
        "wrong suffix.jpg": encoded(gradient(48, 50), "PNG"),
        "IN CAPITALS.JPG": encoded(gradient(49, 50), "JPEG"),
        "palette.png": encoded(picture.convert("P"), "PNG", transparency=3),
        "one bit.png": encoded(picture.convert("1"), "PNG"),
        "transparent.png": encoded(picture.convert("LA"), "PNG"),
        "sixteen bits.png": encoded(deep, "PNG"),
        "cut out.webp": encoded(picture.convert("RGBA"), "WEBP", lossless=True),
        "moving.gif": encoded(frames[1], "GIF", **animated),
        "moving.png": encoded(frames[2], "PNG", **animated),
        "moving.webp": encoded(frames[3], "WEBP", **animated),
        "pages.tif": encoded(gradient(50, 50), "TIFF", **animated),
        "packed.tif": encoded(gradient(51, 50), "TIFF", compression="tiff_lzw"),
        "old.bmp": encoded(gradient(52, 50), "BMP"),
        "new.avif": encoded(gradient(53, 50), "AVIF"),
        "phone.heic": _heic(gradient(54, 50)),
        "next.jxl": _jxl(gradient(55, 50)),
        "camera.dng": dng(np.full((64, 96), 20_000)),
        "one pixel.png": encoded(Image.new("RGB", (1, 1), (1, 2, 3)), "PNG"),
        "line.png": encoded(Image.new("RGB", (1, 3000), (4, 5, 6)), "PNG"),
        "é and ë 写真.jpg": encoded(gradient(56, 50), "JPEG"),
        "-rf.jpg": encoded(gradient(57, 50), "JPEG"),
        f"{'long ' * 45}.jpg": encoded(gradient(58, 50), "JPEG"),
        f"{'deep/' * 40}p.jpg": encoded(gradient(59, 50), "JPEG"),
        "first of two copies.jpg": jpeg,
    }


def bad_files():
    """Return files that look like photos and are not used: name -> (bytes, reason)."""
    raw, noise = dng(np.full((64, 96), 9)), np.random.default_rng(1).integers(0, 256, (40, 40, 3))
    floating = Image.fromarray(gradient()[..., 0].astype(np.float32))
    own = encoded(gradient(61, 50), "JPEG", comment=PICTURE)
    return refused_files() | {
        "own mosaic.jpg": (own, OWN),
        "floating.tif": (encoded(floating, "TIFF"), "floating-point pixels"),
        "cut.dng": (raw[:-300], DAMAGED),
        "cut.jxl": (_jxl(noise.astype(np.uint8))[:200], DAMAGED),
        "cut.heic": (_heic(noise.astype(np.uint8))[:-900], DAMAGED),
        "zip.png": (b"PK\x03\x04" + bytes(90), UNKNOWN),
        "page.jpg": (b"<!doctype html><title>Not found</title>", UNKNOWN),
        "zeros.heic": (bytes(5000), UNKNOWN),
        "video.jpg": (b"\x00\x00\x00\x20ftypisom" + bytes(90), "video without pictures"),
    }


def other_files():
    """Return files that nobody takes for photos."""
    return {
        "notes.txt": b"BM is a word",
        "photo.jpg.json": b"{}",
        "photo.xmp": b"<x/>",
        "half a download.part": encoded(gradient(), "JPEG"),
        "empty": b"",
        "zip": b"PK\x03\x04" + bytes(90),
        "song.mp3": b"\xff\xfb" + bytes(90),
        "Thumbs.db": bytes(90),
    }


def test_all_good_photos_are_in_and_every_other_has_its_reason(tmp_path, monkeypatch):
    """Beside 500 good photos, in two worker processes; no file is lost without a word."""
    tree = tmp_path / "tree"
    good = {f"{n % 7}/IMG_{n:04d}.png": _plain(n) for n in range(GOOD)} | odd_photos()
    bad, others = bad_files(), other_files()
    hidden = {".hidden.jpg": b"x", "@eaDir/p.jpg": b"x", ".git/p.jpg": b"x", "._p.jpg": b"x"}
    for name, data in (good | {k: v for k, (v, _) in bad.items()} | others | hidden).items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        write(tree / name, data)
    write(tree / "second of two copies.jpg", (tree / "first of two copies.jpg").read_bytes())
    reasons = {name: reason for name, (_, reason) in bad.items()}
    reasons |= _special_files(tree, monkeypatch)
    assert len(odd_photos()) + len(reasons) + len(others) + len(hidden) >= 60
    report = index_photos(tree, index=tmp_path / "index", workers=2)
    assert {one.path: one.reason for one in report.skipped} == reasons
    assert set(report.library.photo) == set(good)
    assert (report.same, report.others) == (1, len(others))
    monkeypatch.setattr("mosaic_anim.library.photo_reading.run_in_workers", None)
    again = index_photos(tree, index=tmp_path / "index")  # nothing is read twice
    assert (again.taken, again.skipped) == (report.taken, report.skipped)


def _special_files(tree, monkeypatch):
    """Make links, pipes and sockets; return the reasons of those that are listed."""
    if sys.platform == "win32":
        return {}
    monkeypatch.chdir(tree)
    os.mkfifo("pipe.jpg")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket.jpg")
    Path("broken.jpg").symlink_to("nowhere")
    Path("self.jpg").symlink_to("self.jpg")
    Path("loop").symlink_to(".")
    Path("link.jpg").symlink_to("no suffix")
    irregular = "not a regular file"
    links = dict.fromkeys(("broken.jpg", "self.jpg"), "broken link")
    return {"pipe.jpg": irregular, "socket.jpg": irregular} | links


def _plain(number):
    return encoded(Image.new("RGB", (8, 8), (number % 256, number // 256, 77)), "PNG")


def _heic(pixels):
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(file, quality=90)
    return file.getvalue()


def _jxl(pixels):
    file = io.BytesIO()
    picture = Image.fromarray(pixels)
    picture.encoderinfo = {"lossless": True}
    jxl_photos.plugin._save(picture, file, "x.jxl")
    return file.getvalue()

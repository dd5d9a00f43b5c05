"""The report of a library: what it holds, which colours it lacks, and a page of it."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mosaic_anim import library_report
from mosaic_anim.cli.main import run
from mosaic_anim.errors import CannotStartError
from mosaic_anim.report.library_choice import REPEATS, grid_sizes
from mosaic_anim.report.library_colours import colour_fields
from mosaic_anim.values.geometry import Size
from tests.nasty_pictures import encoded, exif, gradient, write


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """Make a folder of photos of four kinds, with a copy, a near duplicate and a bad file."""
    monkeypatch.setenv("MOSAIC_ANIM_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "photos"
    folder.mkdir()
    random = np.random.default_rng(3)
    scene = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    large = np.asarray(scene.resize((640, 480), Image.Resampling.BICUBIC))
    write(folder / "large.jpg", encoded(large, "JPEG", exif=exif(taken="2019:01:02 03:04:05")))
    write(folder / "small.png", encoded(Image.fromarray(large).resize((320, 240)), "PNG"))
    tall = encoded(gradient(90, 60), "JPEG", exif=exif(taken="2021:01:02 03:04:05"))
    write(folder / "tall.jpg", tall)
    write(folder / "copy of tall.jpg", tall)
    write(folder / "red<b>.webp", encoded(Image.new("RGB", (50, 50), (200, 20, 20)), "WEBP"))
    write(folder / "text.jpg", b"Dear diary")
    write(folder / "notes.txt", b"Dear diary")
    return folder


@pytest.fixture
def cover(tmp_path):
    """Draw a cover, half of it red, half of it blue."""
    pixels = np.full((60, 80, 3), (200, 20, 20), np.uint8)
    pixels[:, 40:] = (20, 30, 200)
    return write(tmp_path / "cover.png", encoded(pixels, "PNG"))


def test_photos_are_counted_by_what_they_are(photos):
    """Formats, shapes, sizes, dates, copies, near duplicates, and what is not used."""
    facts = library_report(photos, workers=1).facts
    assert (facts.photos, facts.copies, facts.near_duplicates, facts.others) == (4, 1, 1, 1)
    assert facts.formats == {"JPEG": 2, "PNG": 1, "WEBP": 1}
    assert facts.shapes == {"landscape": 2, "portrait": 1, "square": 1}
    assert (facts.years, facts.undated) == ({2019: 1, 2021: 1}, 2)
    assert facts.megapixels == pytest.approx((0.0025, (0.0054 + 0.0768) / 2, 0.3072))
    assert facts.skipped == {"not a picture of a known format": 1}
    used = [path for path in photos.iterdir() if path.suffix != ".txt" and path.stem != "text"]
    assert facts.photo_bytes == sum(path.stat().st_size for path in used)
    assert facts.index_bytes > 240 * 128 * 3


def test_the_largest_of_near_duplicates_stands_for_them(photos):
    """It alone is among the photos to land on."""
    made = library_report(photos, workers=1)
    assert made.data["near_duplicates"] == [["large.jpg", "small.png"]]
    assert sorted(made.data["choice"])[:1] == ["copy of tall.jpg"]
    assert "small.png" not in made.data["choice"]
    assert len(made.choice) == 3


def test_a_colour_that_only_the_cover_has_is_lacking(photos, cover):
    """Blue, not red; and half of the cells are far from every photo."""
    made = library_report(photos, cover=cover, workers=1)
    (lacking,) = [one for one in made.colours if one.is_lacking]
    assert lacking.color == "#141ec8"
    assert lacking.photos == 0
    assert made.cover_colours.far_share == pytest.approx(0.5, abs=0.02)
    assert lacking.cells == pytest.approx(made.data["cover"]["grid"]["cells"] / 2, rel=0.05)
    assert made.data["cover"]["grid"] == made.data["grids"]["automatic"]


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=40), st.randoms())
@settings(max_examples=40)
def test_the_order_of_photos_does_not_change_their_colours(colors, random):
    """Every photo lies in one field, whose colour is their average."""
    fields = colour_fields(np.array(colors, np.uint8))
    assert sum(one.photos for one in fields) == len(colors)
    random.shuffle(colors)
    assert colour_fields(np.array(colors, np.uint8)) == fields


def test_greys_lie_apart_and_light_above():
    """White, black and a pure blue: three fields."""
    white, black, blue = np.eye(3, dtype=int)[2] * 0 + 255, np.zeros(3), (0, 0, 255)
    fields = colour_fields(np.array([white, black, blue], np.uint8))
    assert [(one.color, one.hue == 0) for one in fields] == [
        ("#000000", True),
        ("#0000ff", False),
        ("#ffffff", True),
    ]


@given(st.integers(1, 200_000), st.integers(1, 4000), st.integers(1, 4000))
def test_a_library_carries_no_more_cells_than_it_has_photos(photos, height, width):
    """And one column more would need more."""
    cover = Size(height=height, width=width)
    for count, grid in (
        (photos, grid_sizes(photos, cover).once),
        (REPEATS * photos, grid_sizes(photos, cover).repeated),
    ):
        cells = grid.cols * grid.rows
        assert cells <= count or grid.cols == 1
        more = grid.cols + 1
        assert more * max(1, more * height // width) > min(count, 25_000_000) or more > 20_000


def test_the_page_needs_nothing_else_and_escapes_names(photos, cover, tmp_path):
    """Pictures lie in it; a name is text; what is listed is there."""
    page = library_report(photos, cover=cover, workers=1).save(tmp_path / "page.html")
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r'(?:src|href)="([a-z]*:)', text)) == {"data:"}
    assert "http" not in text.replace('xmlns="http', "")
    assert "red&lt;b&gt;.webp" in text
    assert "<b>.webp" not in text
    for part in ("Photos in photos", "cover.png", "Near duplicates", "text.jpg", "#141ec8"):
        assert part in text
    assert text.count("<section") == text.count("</section>")


def test_the_json_file_is_the_data(photos, tmp_path):
    """As plain values."""
    made = library_report(photos, workers=1)
    path = made.save(tmp_path / "data.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored == json.loads(json.dumps(made.data))
    assert stored["cover"] is None
    assert stored["skipped"] == [{"path": "text.jpg", "reason": "not a picture of a known format"}]


def test_no_photo_is_replaced(photos, cover, tmp_path):
    """Not even by another name, when it may be overwritten."""
    made = library_report(photos, cover=cover, workers=1)
    (tmp_path / "page.html").hardlink_to(photos / "tall.jpg")
    with pytest.raises(CannotStartError, match="photo of the library"):
        made.save(tmp_path / "page.html", overwrite=True)


def test_the_command_prints_counts_and_writes_the_page(photos, cover, tmp_path, capsys):
    """The same numbers as the data; the page is not replaced unasked."""
    page = tmp_path / "page.html"
    command = ["library", str(photos), "--cover", str(cover), "--report", str(page), "--quiet"]
    assert run(command) == 0
    said = capsys.readouterr().out
    assert "4 photos" in said
    assert "2 JPEG, 1 PNG, 1 WEBP" in said
    assert "1 near duplicate, left out of mosaics; 1 more file is a copy" in said
    assert "more photos of #141ec8" in said
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(command) == 4
    assert "exists" in capsys.readouterr().err


def test_the_command_says_its_data_as_json(photos, capsys):
    """One line for programs."""
    assert run(["library", str(photos), "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["event"], last["facts"]["photos"]) == ("library", 4)

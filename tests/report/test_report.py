"""The report's files: a page that needs nothing else, and figures for programs."""

import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser

import pytest

from mosaic_anim import CannotStartError, UsageError, mosaic_report
from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode

VOID = {"meta", "img", "br"}


class Parsed(HTMLParser):
    """Notes the elements of a page, and that each one is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def report(mosaic):
    """Report on the mosaic, with advice."""
    return mosaic_report(mosaic)


@pytest.fixture(scope="module")
def text(report, tmp_path_factory):
    """Write its page."""
    return report.save(tmp_path_factory.mktemp("r") / "r.html").read_text(encoding="utf-8")


def test_the_page_needs_nothing_else(text):
    """No script, no link, no picture but those that it holds."""
    page = Parsed(text)
    sources = [attrs["src"] for tag, attrs in page.elements if "src" in attrs]
    assert len(sources) >= 6
    assert all(re.match(r"data:image/(jpeg|png);base64,[A-Za-z0-9+/=]+$", one) for one in sources)
    assert {"script", "link", "iframe", "object"}.isdisjoint(tag for tag, _ in page.elements)
    assert not [attrs for _, attrs in page.elements if "href" in attrs]
    assert "http" not in text
    assert "url(" not in text
    assert all(attrs.get("alt") for tag, attrs in page.elements if tag == "img")


def test_names_are_escaped(mosaic, tmp_path):
    """Of photos and of the cover, with quotes and control characters too."""
    bad = [f'<script>alert("{number}")</script>\x07' for number in range(len(mosaic.library))]
    library = replace(mosaic.library, photo=tuple(bad))
    placement = replace(mosaic.placement, photo=mosaic.placement.photo.astype("U80"))
    placement.photo[:] = bad
    cover = tmp_path / '"><b>.png'
    cover.write_bytes(mosaic.cover.read_bytes())
    named = replace(mosaic, library=library, placement=placement, cover=cover)
    report = mosaic_report(named, advice=False)
    page = Parsed(report.save(tmp_path / "r.html").read_text(encoding="utf-8"))
    assert "script" not in {tag for tag, _ in page.elements}
    assert any('<script>alert("' in text for text in page.texts)
    assert any('"><b>.png' in text for text in page.texts)
    assert not any("\x07" in text for text in page.texts)


def test_the_page_says_what_was_measured(report, text):
    """Every figure, every photo of the ten, every advice."""
    words = " ".join(Parsed(text).texts)
    figures = report.figures
    for value in (f"{figures.error:.1f}", f"{figures.structure:.2f}", f"{figures.greatest_use}"):
        assert value in words
    for one in report.most_used:
        assert one.photo in words
    assert len(report.advice) == text.count("<h3>")
    assert text.count('class="swatch"') == sum(one.change == "photos" for one in report.advice)


def test_json_holds_the_same_with_keys_that_stay(report, tmp_path):
    """Version 1 of the format."""
    data = json.loads(report.save(tmp_path / "r.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(report.data))
    assert list(data) == [
        "mosaic_anim", "report", "cover", "library", "grid", "tint", "settings", "figures",
        "relaxed", "most_used", "advice",
    ]  # fmt: skip
    assert data["report"] == 1
    assert data["grid"] == {"columns": 16, "rows": 12, "cells": 192, "cell_aspect": 1.0}
    assert data["figures"] == asdict(report.figures)
    assert list(data["figures"]) == [
        "cell_error", "error", "structure", "far_error", "far_structure", "distinct_photos",
        "greatest_use", "twins",
    ]  # fmt: skip
    assert all(
        set(one) == {"change", "text", "option", "value", "color", "figures", "gain",
                     "least_gain", "most_gain", "structure_gain"}
        for one in data["advice"]
    )  # fmt: skip
    uses = [one["uses"] for one in data["most_used"]]
    assert len(uses) == 10
    assert uses == sorted(uses, reverse=True)
    assert uses[0] == data["figures"]["greatest_use"]


def test_the_same_mosaic_gives_the_same_bytes(report, tmp_path):
    """No date, no path."""
    for suffix in ("html", "json"):
        one = report.save(tmp_path / f"a.{suffix}").read_bytes()
        assert one == report.save(tmp_path / f"b.{suffix}").read_bytes()
        assert str(report.mosaic.library.folder).encode() not in one


def test_relaxed_rules_are_listed(mosaic, tmp_path):
    """As the command line says them."""
    relaxed = replace(mosaic, relaxed=("too few photos for max_uses of 1",))
    report = mosaic_report(relaxed, advice=False)
    page = report.save(tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<li>too few photos for max_uses of 1</li>" in page
    assert report.data["advice"] is None


def test_what_cannot_be_written_is_refused(report, mosaic, cover, tmp_path):
    """Another format, an input, a file that exists."""
    with pytest.raises(UsageError, match=r"report cannot be written as \.pdf"):
        report.save(tmp_path / "r.pdf")
    (tmp_path / "r.json").touch()
    with pytest.raises(CannotStartError, match="exists"):
        report.save(tmp_path / "r.json")
    same = tmp_path / "cover.html"
    same.write_bytes(cover.read_bytes())
    own = mosaic_report(replace(mosaic, cover=same), advice=False)
    with pytest.raises(CannotStartError, match="the cover"):
        own.save(same, overwrite=True)
    with pytest.raises(ValueError, match="needs the cover"):
        mosaic_report(replace(mosaic, cover=None))


def test_the_command_line_writes_both(cover, photos, tmp_path, monkeypatch, capsys):
    """Nothing else has to be written; a wrong suffix is refused before any work."""
    monkeypatch.chdir(tmp_path)
    build = ["build", str(cover), "--library", str(photos), "--columns", "8", "--quiet"]
    assert run([*build, "--report", "r.html", "--report", "r.json"]) == ExitCode.DONE
    assert json.loads((tmp_path / "r.json").read_text())["cover"] == "cover.png"
    assert capsys.readouterr().out.splitlines()[-2:] == ["wrote r.html", "wrote r.json"]
    assert run([*build, "--report", "r.txt"]) == ExitCode.INVALID
    assert "use one of .html, .json" in capsys.readouterr().err
    assert run([*build, "--report", "r.json"]) == ExitCode.CANNOT_START
    assert "exists" in capsys.readouterr().err


def test_a_built_in_cover_has_its_own_name(mosaic, cover, tmp_path):
    """Not that of its file in the cache."""
    for name in ("demo", "demo-portrait"):
        file = tmp_path / f"{name.replace('-', '_')}-1-{'0a' * 32}.png"
        file.write_bytes(cover.read_bytes())
        report = mosaic_report(replace(mosaic, cover=file), advice=False)
        assert report.title == f"Mosaic of {name}"
        assert report.data["cover"] == name

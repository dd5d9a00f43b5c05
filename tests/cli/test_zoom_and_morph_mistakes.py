"""Endless zooms and morphs that cannot be: one line with the place and the remedy, no file."""

import shutil
from pathlib import Path

import pytest

from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode

SCENE = """\
mosaic_anim: 1
frame: {{size: 64x36, fps: 4}}
mosaic: {{cover: me.png, library: {library}, columns: 12, cell: auto}}
timeline:
  - {{duration: 1s, {clip}}}
mosaics:
  two: {{cover: me-too.png}}
  none: {{cover: demo-portrait, include: [nix]}}
  bad: {{cover: bad.png}}
outputs: [{{file: out/film.mp4, preset: draft}}]
"""

ONE_PHOTO = "mosaic.match.include=[photo-07]"


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path, monkeypatch, cover_file):
    """Run every command in a folder with a cover, and a copy of it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(cover_file, "me.png")
    shutil.copy(cover_file, "me-too.png")
    Path("bad.png").write_bytes(b"no picture")


@pytest.mark.parametrize(
    ("clip", "sets", "line"),
    [
        (
            "morph: {to: two, travel: false, arc: 1}",
            [],
            "film.yaml:5:57: tiles that do not travel have no 'arc' — leave it out",
        ),
        (
            "endless: {covers: 5}",
            [ONE_PHOTO],
            "film.yaml:5:38: 5 covers are asked for, and 1 photo is fit to be one — covers: 2",
        ),
        (
            "endless: {covers: 3}",
            ["mosaic.columns=4"],
            "--set mosaic.columns: 4 columns leave an endless zoom no tile to go into — at least 5",
        ),
        ("endless: {covers: 13}", [], "film.yaml:5:38: 'covers' cannot be 13 — at most 12"),
        (
            "endless: {covers: [photo-99]}",
            [],
            "film.yaml:5:39: the library has no photo 'photo-99'",
        ),
        (
            "endless: {covers: [photo-07, photo-07.png]}",
            [],
            "film.yaml:5:49: 'photo-07.png' is a cover of this zoom already — name each",
        ),
        (
            "endless: {covers: [photo-07, photo-07]}",
            [],
            "film.yaml:5:49: the cover 'photo-07' is named twice — name each cover once",
        ),
        (
            "morph: {to: me-too.png}",
            [],
            "film.yaml:5:32: this picture is also the cover of another of the scene's mosaics — an",
        ),
        (
            "morph: {to: me.png}",
            [],
            "film.yaml:5:32: the tiles show this cover already — another p",
        ),
        ("morph: {to: cover}", [], "film.yaml:5:32: the tiles show this cover already — another p"),
        (
            "morph: {to: you.png}",
            [],
            "film.yaml:5:32: no such picture: 'you.png' — the path is rel",
        ),
        (
            "morph: {to: two}",
            [],
            "film.yaml:5:32: this picture is also the cover of another of the scene's mosaics — an",
        ),
        (
            "morph: {to: none}",
            [],
            "film.yaml:8:41: a morph goes to this mosaic with the photos of the scene's own — le",
        ),
        (
            "morph: {to: bad}",
            [],
            "film.yaml:9:16: bad.png: unreadable picture: not a picture of a known format — name",
        ),
        (
            "morph: {to: bad.png}",
            ["mosaics={}"],
            "film.yaml:5:32: bad.png: unreadable picture: not a picture of a known format — name",
        ),
        (
            "endless: {covers: [two]}",
            [],
            "film.yaml:5:39: 'two' is a cover of this zoom already — name each once",
        ),
        (
            "endless: {covers: [photo-07, none]}",
            [],
            "film.yaml:8:41: the library has no photo 'nix'",
        ),
        (
            "endless: {covers: [photo-07, Two]}",
            [],
            "film.yaml:5:49: the library has no photo 'Two' — did you mean 'two'?",
        ),
        ("morph: {to: Two}", [], "film.yaml:5:32: no such picture: 'Two' — did you mean 'two'?"),
        (
            "endless: {covers: [photo-07, bad]}",
            [],
            "film.yaml:9:16: bad.png: unreadable picture: not a picture of a known format — name",
        ),
    ],
)
def test_it_is_one_line_and_nothing_is_written(clip, sets, line, photo_folder, capsys):
    """Whether it is found in the scene, in the library, or in what the covers hold."""
    Path("film.yaml").write_text(SCENE.format(library=photo_folder, clip=clip), encoding="utf-8")
    arguments = [word for one in sets for word in ("--set", one)]
    code = run(["render", "film.yaml", "--quiet", *arguments])
    assert code in {ExitCode.INVALID, ExitCode.CANNOT_START}
    (found,) = capsys.readouterr().err.splitlines()
    assert found.startswith(f"error: {line}")
    assert not Path("out").exists()

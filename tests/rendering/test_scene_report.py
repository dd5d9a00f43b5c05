"""The report on a scene is the report on what it renders, and its advice holds for the scene."""

import json
import re
import shutil

import pytest

from mosaic_anim import CannotStartError, Scene, UsageError, build_mosaic, scene_report
from mosaic_anim.cli.main import run
from mosaic_anim.errors import ExitCode
from mosaic_anim.report.report import mosaic_report


def scene_of(scene_file, *sets):
    """Load the scene with some keys set, free to repeat its photos."""
    free = "mosaic.match={repeat_distance: 0, repeat_penalty: 0, use_least: 0, max_uses: 1000}"
    return Scene.load(scene_file, sets=[free, *sets])


def test_a_scene_s_report_is_that_of_its_mosaic(scene_file, cover_file, photo_folder):
    """The same figures as of a mosaic that is built with the scene's settings."""
    scene = Scene.load(scene_file, sets=["mosaic.blend=0.2", "mosaic.tint=0.3"])
    report = scene_report(scene, advice=False).mosaics["main"]
    mosaic = build_mosaic(cover_file, photo_folder, settings=scene.settings)
    assert report.figures == mosaic_report(mosaic, advice=False).figures
    assert report.mosaic.blend == 0.2
    assert report.mosaic.settings == scene.settings


@pytest.mark.parametrize("change", ["columns", "tint"])
def test_a_scene_that_follows_the_advice_gains_what_was_predicted(scene_file, change):
    """The option that the advice names is read by the scene."""
    before = scene_report(scene_of(scene_file)).mosaics["main"]
    (one,) = (one for one in before.advice if one.change == change)
    assert one.option.startswith("sets=mosaic.")
    after = scene_report(scene_of(scene_file, one.option.removeprefix("sets=")), advice=False)
    gain = before.figures.far_error - after.mosaics["main"].figures.far_error
    assert gain == pytest.approx(one.gain)
    assert gain > 0


def test_a_photo_that_the_camera_goes_to_counts_in_advice_too(scene_file, photo_folder, tmp_path):
    """It must appear in the mosaic, and in each that is tried, whatever its name looks like."""
    shutil.copytree(photo_folder, tmp_path / "photos")
    (tmp_path / "photos/photo-07.png").rename(tmp_path / "photos/photo [07].png")
    target = "timeline.dive.camera.to={photo: 'photo [07].png'}"
    scene = Scene.load(scene_file, sets=[target], library=str(tmp_path / "photos"))
    mosaic = scene_report(scene, advice=False).mosaics["main"].mosaic
    assert mosaic.settings.must_use == ("photo [[]07].png",)
    again = build_mosaic(mosaic.cover, mosaic.library, settings=mosaic.settings)
    assert (again.placement.tile == mosaic.placement.tile).all()


def test_a_saved_placement_is_measured_without_advice(scene_file, tmp_path, monkeypatch):
    """It does not say how it was matched."""
    monkeypatch.chdir(tmp_path)
    plain = scene_report(Scene.load(scene_file), advice=False).mosaics["main"]
    plain.mosaic.placement.save(tmp_path / "p.npz")
    scene = Scene.load(scene_file, sets=[f"mosaic.placement={tmp_path / 'p.npz'}"])
    report = scene_report(scene).mosaics["main"]
    assert report.figures == plain.figures
    assert report.data["settings"] is None
    assert report.data["advice"] is None
    assert "matched by" not in report.article().text


def test_several_mosaics_lie_on_one_page(scene_file, tmp_path):
    """Each under its name, and in the figures by its name."""
    made = scene_report(Scene.load(scene_file), advice=False)
    one = made.mosaics["main"]
    made.mosaics["<b>"] = one
    page = made.save(tmp_path / "r.html").read_text(encoding="utf-8")
    assert re.findall(r"<h1>(.*?)</h1>", page) == [
        "main: Mosaic of cover.png",
        "&lt;b&gt;: Mosaic of cover.png",
    ]
    assert page.count("<footer>") == 1
    data = json.loads(made.save(tmp_path / "r.json").read_text(encoding="utf-8"))
    assert list(data) == ["mosaic_anim", "report", "scene", "mosaics"]
    assert data["scene"] == "dive"
    assert data["mosaics"]["<b>"] == json.loads(json.dumps(one.mosaic_data))


def test_the_command_line_reports_on_a_scene(scene_file, tmp_path, monkeypatch, capsys):
    """Page and figures at once; what helps is printed with the option that does it."""
    monkeypatch.chdir(tmp_path)
    report = ["report", str(scene_file), "--quiet"]
    loose = ["--set", "mosaic.match={repeat_distance: 0, use_least: 0, max_uses: 1000}"]
    assert run([*report, *loose, "-o", "r.html", "-o", "r.json"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert out.startswith("16 x 9 cells from 60 photos\n  error ")
    assert re.search(r"with a tint of 0.25 instead of 0, from .*: --set mosaic.tint=0.25\n", out)
    assert out.endswith("wrote r.html\nwrote r.json\n")
    assert run([*report, "-o", "r.json"]) == ExitCode.CANNOT_START
    assert run([*report, "-o", "r.txt"]) == ExitCode.INVALID
    assert "use one of .html, .json" in capsys.readouterr().err
    assert run([*report, "--no-advice", "-o", "s.json"]) == ExitCode.DONE
    assert json.loads((tmp_path / "s.json").read_text())["mosaics"]["main"]["advice"] is None


def test_a_report_never_replaces_an_input(scene_file):
    """The scene's own file, even with `overwrite`."""
    page = scene_file.with_suffix(".html")
    page.write_bytes(scene_file.read_bytes())
    made = scene_report(Scene.load(page), advice=False)
    with pytest.raises(CannotStartError, match="the scene"):
        made.save(page, overwrite=True)
    with pytest.raises(UsageError, match=r"cannot be written as \.pdf"):
        made.save(page.with_suffix(".pdf"))

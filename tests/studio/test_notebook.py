"""A scene shows itself in a notebook, with what was changed when it was loaded."""

import subprocess
import sys
import urllib.request

import pytest

import mosaic_anim
from mosaic_anim.errors import CannotStartError, UsageError
from mosaic_anim.studio.opening import open_studio
from mosaic_anim.studio.scene_choice import SceneChoice
from tests.studio.conftest import until


def test_a_preview_is_a_frame_with_the_page(scene_file) -> None:
    """It is served until it is closed."""
    scene = mosaic_anim.Scene.load(scene_file, sets=["timeline.hold.duration=1s"])
    preview = scene.preview(height=500)
    try:
        assert "height:500px" in preview._repr_html_()
        assert f'<iframe src="{preview.address}"' in preview._repr_html_()
        with urllib.request.urlopen(preview.address) as answer:  # noqa: S310 - our own server
            assert b"<canvas" in answer.read()
        state = preview._studio.session
        until(lambda: state.state.status == "ready")
        assert state.state.film["outputs"][0]["duration"] == pytest.approx(1.8)
    finally:
        preview.close()
    with pytest.raises(OSError, match=r"refused|reset"):
        urllib.request.urlopen(preview.address)  # noqa: S310 - as above


def test_a_scene_without_a_file_has_no_preview(photo_folder, cover_file) -> None:
    """There is nothing to write into."""
    scene = mosaic_anim.Scene.read(
        {
            "mosaic_anim": 1,
            "mosaic": {"cover": str(cover_file), "library": str(photo_folder)},
            "timeline": [{"duration": "1s"}],
            "outputs": [{"file": "a.mp4"}],
        }
    )
    with pytest.raises(UsageError, match="made in Python"):
        scene.preview()


def test_without_the_extra_it_says_what_to_install(scene_file, monkeypatch) -> None:
    """In one line."""
    monkeypatch.delitem(sys.modules, "mosaic_anim.studio.server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(CannotStartError, match="pip install"):
        open_studio(SceneChoice(path=scene_file))


def test_a_port_that_is_taken_is_named(scene_file) -> None:
    """Another one is free."""
    first = open_studio(SceneChoice(path=scene_file))
    try:
        with pytest.raises(CannotStartError, match=f"{first.port} cannot be listened on"):
            open_studio(SceneChoice(path=scene_file), port=first.port)
    finally:
        first.close()


def test_the_command_prints_its_address_and_ends_with_ctrl_c(scene_file) -> None:
    """Without a complaint."""
    program = "import sys; from mosaic_anim.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "studio", str(scene_file), "--no-open"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line
        with urllib.request.urlopen(line.split(": ", 1)[1].strip()) as answer:  # noqa: S310
            assert answer.status == 200
        process.send_signal(2)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.splitlines() == ["Ctrl-C ends it"]

"""A render that the page starts: its progress, its end, its cancel, and no orphan."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from mosaic_anim.errors import UsageError
from mosaic_anim.studio.renders import Renders
from mosaic_anim.studio.scene_choice import SceneChoice
from tests.studio.conftest import EVENTS, until


@pytest.fixture(autouse=True)
def _in_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let outputs lie beside the scene."""
    monkeypatch.chdir(tmp_path)


def test_a_render_writes_what_the_command_would(client, tmp_path: Path) -> None:
    """With progress, and a link to the file; the second time it is there already."""
    with client.websocket_connect(EVENTS) as socket:
        for drawn in (True, False):
            assert client.post("render", json={}).status_code == 200
            render = {"status": "", "files": []}
            while render["status"] != "done":
                assert render["status"] != "failed", render
                render = socket.receive_json().get("render", render)
            (file,) = render["files"]
            assert (file["name"], file["already_done"]) == ("dive.mp4", not drawn)
            assert client.get("file/0").content == (tmp_path / "dive.mp4").read_bytes()
    assert client.get("file/1").status_code == 404


def test_a_render_that_fails_says_why(client, tmp_path: Path) -> None:
    """A file that is in the way stays until one asks for it to be replaced."""
    (tmp_path / "dive.mp4").write_bytes(b"mine")
    for overwrite in (False, True):
        client.post("render", json={"overwrite": overwrite})
        state = until(lambda: _ended(client))
        assert state["status"] == ("done" if overwrite else "failed")
        assert ("--overwrite" in " ".join(state["errors"])) is not overwrite
        assert ((tmp_path / "dive.mp4").read_bytes() == b"mine") is not overwrite


def _ended(client):
    """Return the last render's state once it has ended."""
    with client.websocket_connect(EVENTS) as socket:
        render = {}
        while not render:
            render = socket.receive_json().get("render", {})
    return render if render["status"] != "running" else None


def test_a_cancelled_render_leaves_no_file_and_no_process(scene_file: Path, tmp_path: Path) -> None:
    """And only one runs at a time."""
    choice = SceneChoice(path=scene_file, sets=["frame.fps=60", "timeline.hold.duration=600s"])
    renders = Renders(choice)
    renders.start("render")
    with pytest.raises(UsageError, match="runs already"):
        renders.start("render")
    until(lambda: renders.state.progress)
    renders.cancel()
    until(lambda: renders.state.status != "running")
    assert (renders.state.status, renders.state.errors) == ("cancelled", ())
    assert not (tmp_path / "dive.mp4").exists()
    renders.close()
    assert not [one for one in psutil.Process().children(recursive=True) if "render" in _line(one)]


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_a_render_ends_when_its_studio_is_killed(scene_file: Path, tmp_path: Path) -> None:
    """Even where that cannot say goodbye."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from mosaic_anim.studio.renders import Renders\n"
        "from mosaic_anim.studio.session import SceneChoice\n"
        "sets = ['frame.fps=60', 'timeline.hold.duration=600s']\n"
        "renders = Renders(SceneChoice(path=Path(sys.argv[1]), sets=sets))\n"
        "renders.start('render')\n"
        "while not renders.state.progress: time.sleep(0.01)\n"
        "print(renders._job._process.pid, flush=True); time.sleep(600)\n"
    )
    studio = subprocess.Popen(
        [sys.executable, "-c", code, str(scene_file)], stdout=subprocess.PIPE, text=True
    )
    render = psutil.Process(int(studio.stdout.readline()))
    studio.kill()
    studio.wait()
    studio.stdout.close()
    until(lambda: not render.is_running() or render.status() == psutil.STATUS_ZOMBIE)
    assert not (tmp_path / "dive.mp4").exists()

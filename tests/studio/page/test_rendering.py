"""Rendering: started in the page, with progress and an end."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.studio.conftest import until
from tests.studio.page.browsing import FIRST, frame_is

expect = pytest.importorskip("playwright.sync_api").expect


def test_render_replace_and_cancel(page, scene: Path, tmp_path: Path) -> None:
    """With progress, and a link to each file."""
    page.click("#render")
    link = page.locator("#renders a", has_text="film.mp4")
    link.wait_for()
    expect(page.locator("#renders")).to_contain_text("Rendered")
    assert (tmp_path / "film.mp4").stat().st_size > 0
    text = scene.read_text(encoding="utf-8")
    scene.write_text(
        text.replace("hold, duration: 400ms", "hold, duration: 4000s"), encoding="utf-8"
    )
    expect(page.locator("#number")).to_have_text("frame 0 of 40016")
    page.click("#render")
    expect(page.locator("#renders")).to_contain_text("--overwrite")
    page.get_by_role("button", name="Replace the file").click()
    page.click("#cancel")
    expect(page.locator("#renders")).to_contain_text("Cancelled")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no Ctrl-C for one process alone")
def test_ctrl_c_ends_the_studio_and_its_render(browser, scene: Path, tmp_path: Path) -> None:
    """No process, and no file that is not whole; the page says that nobody answers."""
    text = scene.read_text(encoding="utf-8").replace("duration: 400ms", "duration: 4000s")
    scene.write_text(text, encoding="utf-8")
    program = "import sys; from mosaic_anim.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "studio", str(scene), "--no-open"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as studio:
        page = browser.new_page()
        page.set_default_timeout(FIRST)
        page.goto(studio.stdout.readline().split(": ", 1)[1].strip())
        frame_is(page, 0)
        page.click("#render")
        expect(page.locator("#renders .what")).to_contain_text(" of ")
        started = psutil.Process(studio.pid).children(recursive=True)
        assert started
        studio.send_signal(signal.SIGINT)
        _, said = studio.communicate(timeout=120)
        assert studio.returncode == 0
        assert said.splitlines() == ["Ctrl-C ends it"]
        until(lambda: not any(map(_runs, started)))
        expect(page.locator("#offline")).to_be_visible()
        page.close()
    assert [path.name for path in tmp_path.iterdir()] == [scene.name]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

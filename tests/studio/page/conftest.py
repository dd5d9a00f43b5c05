"""The page in a browser.

Playwright drives the system's Chromium; it downloads none. Where there is none, these tests are
skipped, but never in CI.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.server import Studio
from tests.studio.page.browsing import FIRST, PATIENCE, frame_is

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

SCENE = """\
# A film of two seconds.
mosaic_anim: 1
frame: {{size: 320x180, fps: 10}}
mosaic: {{cover: {cover}, library: {photos}, columns: 16, tint: 0.5,
         match: {{repeat_distance: 1}}}}

timeline:
  - {{id: open, duration: 600ms}}   # all of it
  - {{id: dive, duration: 1s, camera: {{to: {{cell: [4, 9]}}}}}}
  - {{id: hold, duration: 400ms}}

outputs:
  - {{file: film.mp4, preset: draft}}
  - {{file: reel.mp4, preset: reels, size: 90x160}}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Start the system's Chromium once."""
    if CHROMIUM is None and not IN_CI:
        pytest.skip("no Chromium on this system: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE)
    place = {"executable_path": CHROMIUM} if CHROMIUM else {"channel": "chrome"}
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(**place, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def scene(tmp_path: Path, photo_folder: Path, cover_file: Path, monkeypatch) -> Path:
    """Write a scene, and go to its folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "film.yaml"
    path.write_text(SCENE.format(cover=cover_file, photos=photo_folder), encoding="utf-8")
    return path


@pytest.fixture
def studio(scene: Path) -> Iterator[Studio]:
    """Serve the scene."""
    served = Studio(SceneChoice(path=scene))
    served.start()
    yield served
    served.close()


@pytest.fixture
def open_page(browser, studio: Studio) -> Iterator[object]:
    """Return a function that opens the page in another tab; no script of it may fail."""
    faults: list[str] = []
    tabs = []

    def opened(width: int = 1280, height: int = 800):
        tab = browser.new_page(viewport={"width": width, "height": height})
        tabs.append(tab)
        tab.set_default_timeout(FIRST)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(studio.address)
        frame_is(tab, 0)
        tab.set_default_timeout(PATIENCE)
        return tab

    yield opened
    for tab in tabs:
        tab.close()
    assert faults == []


@pytest.fixture
def page(open_page):
    """Open the page, and wait for its first full frame."""
    return open_page()


@pytest.fixture
def editor(page):
    """Return where the scene's text is written."""
    return page.get_by_label("The scene's text")

"""How fast the studio shows what one does: in a browser, at 1280x720, with 160x90 cells.

From a saved edit to the painted frame; painted frames a second while the playhead is dragged, and
while the film plays; from opening the page to the first painted frame. Playwright drives the
system's Chromium.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.material import write_cover
from tests.benchmarks.table import Row

_COMMAND = "python -m tests.benchmarks studio"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_EDITS = 15
_DRAG = 4.0  # [s]
_STEPS = 240

_SCENE = """\
mosaic_anim: 1
frame: {{size: 1280x720, fps: 30, background: black}}
mosaic: {{cover: {cover}, library: {library}, columns: 160, tint: 0.2}}
timeline:
  - {{id: open, duration: 1s}}
  - {{id: dive, duration: 4s, camera: {{to: {{cell: [40, 80]}}, ease: in_out_sine}}}}
  - {{id: look, duration: 1s, text: "0"}}
outputs:
  - {{file: film.mp4}}
"""

_PAINTED = (
    "() => { window.paints = []; const seen = new MutationObserver(() => {"
    " const c = document.getElementById('canvas').dataset;"
    " window.paints.push([Date.now(), c.shown, c.scale, c.frame]); });"
    " seen.observe(document.getElementById('canvas'), {attributes: true}); }"
)


def rows(folder: Path, *, library: str = "demo") -> Iterator[Row]:
    """Yield the latencies, all with tiles that were read before."""
    from playwright.sync_api import sync_playwright

    from mosaic_anim.studio.scene_choice import SceneChoice
    from mosaic_anim.studio.server import Studio

    scene = folder / "studio.yaml"
    cover = write_cover(folder / "studio.png", height=720, width=1280)
    text = _SCENE.format(cover=cover, library=library)
    scene.write_text(text, encoding="utf-8")
    studio = Studio(SceneChoice(path=scene))
    studio.start()
    try:
        with sync_playwright() as driver:
            chromium = next(filter(None, map(shutil.which, _NAMES)), None)
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            with _page(browser, studio.address):
                time.sleep(1)
            yield from _opened(browser, studio.address)
            with _page(browser, studio.address) as page:
                _drag(page)  # reads tiles
                page.wait_for_timeout(2000)
                yield from _dragged(page)
                yield from _played(page)
                yield from _edited(page, scene, text)
            browser.close()
    finally:
        studio.close()


@contextmanager
def _page(browser: Any, address: str) -> Iterator[Any]:
    """Open the page, up to its first full frame."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.locator("#canvas[data-scale='1']").wait_for(timeout=600_000)
    page.evaluate(_PAINTED)
    yield page
    page.close()


def _opened(browser: Any, address: str) -> Iterator[Row]:
    """Measure from the address to the first painted frame, coarse and full."""
    for name, place in (("coarse", "#canvas[data-scale]"), ("full", "#canvas[data-scale='1']")):
        times = []
        for _ in range(3):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            began = time.monotonic()
            page.goto(address, wait_until="commit")
            page.locator(place).wait_for()
            times.append(time.monotonic() - began)
            page.close()
        yield _row(f"open the page: first {name} frame painted", median(times) * 1000, "ms")


def _drag(page: Any) -> None:
    ruler = page.locator(".ruler").bounding_box()
    y = ruler["y"] + 10
    page.mouse.move(ruler["x"] + 1, y)
    page.mouse.down()
    began = time.monotonic()
    for step in range(_STEPS):
        page.mouse.move(ruler["x"] + ruler["width"] * step / _STEPS, y)
        time.sleep(max(0.0, began + _DRAG * (step + 1) / _STEPS - time.monotonic()))
    page.mouse.up()


def _dragged(page: Any) -> Iterator[Row]:
    page.evaluate("() => { window.paints = []; }")
    began = time.monotonic()
    _drag(page)
    yield _row("drag the playhead", _frames(page) / (time.monotonic() - began), "frames/s")


def _played(page: Any) -> Iterator[Row]:
    page.keyboard.press("Home")
    page.wait_for_timeout(1500)
    page.evaluate("() => { window.paints = []; }")
    page.keyboard.press("Space")
    page.wait_for_timeout(4000)
    page.keyboard.press("k")
    yield _row("play, at 30 frames a second", _frames(page) / 4, "frames/s")


def _frames(page: Any) -> int:
    """Count the different frames that were painted."""
    return page.evaluate("() => new Set(window.paints.map(p => p[3])).size")


def _edited(page: Any, scene: Path, text: str) -> Iterator[Row]:
    """Measure from a file that is saved to its frame, of which a title has changed."""
    page.keyboard.press("End")
    page.wait_for_timeout(1500)
    coarse, full = [], []
    for number in range(1, _EDITS + 1):
        page.evaluate("() => { window.paints = []; }")
        shown = page.locator("#canvas").get_attribute("data-shown")
        scene.write_text(text.replace('"0"', f'"{number}"'), encoding="utf-8")
        saved = time.time() * 1000
        later = f":not([data-shown='{shown}'])"
        page.locator(f"#canvas{later}[data-scale='1']").wait_for()
        paints = page.evaluate("() => window.paints")
        new = [one for one in paints if one[1] != shown]
        coarse.append(new[0][0] - saved)
        full.append(next(one[0] for one in new if one[2] == "1") - saved)
        page.wait_for_timeout(300)
    yield _row("save an edit: a coarse frame painted", median(coarse), "ms")
    yield _row("save an edit: the full frame painted", median(full), "ms")


def _row(name: str, value: float, unit: str) -> Row:
    return Row(name=name, value=value, unit=unit, command=_COMMAND)

"""The page in a browser: open, scrub, play, edit, point, break and mend, render, cancel.

Playwright drives the system's Chromium; it downloads none. Where there is none, these are skipped,
but never in CI.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mosaic_anim.studio.frames import Moment
from mosaic_anim.studio.server import Studio
from mosaic_anim.studio.session import SceneChoice
from tests.studio.conftest import until

playwright = pytest.importorskip("playwright.sync_api")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

if CHROMIUM is None and not IN_CI:
    pytest.skip("no Chromium on this system: apt-get install chromium", allow_module_level=True)

PATIENCE = 90_000
"""Longest time that the page may take for one thing, on a machine that does much else [ms]."""

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
def page(browser, studio: Studio) -> Iterator[object]:
    """Open the page, and wait for its first full frame; no script of it may fail."""
    faults: list[str] = []
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.set_default_timeout(PATIENCE)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(studio.address)
    frame_is(tab, 0)
    yield tab
    tab.close()
    assert faults == []


def frame_is(page, number, **more) -> None:
    """Wait until a frame is painted at full size."""
    wanted = {"frame": number, "scale": 1, **more}
    place = "".join(f'[data-{name}="{value}"]' for name, value in wanted.items())
    page.locator(f"#canvas{place}").wait_for()


def shown(page) -> int:
    """Return the number of the film that is painted."""
    return int(page.locator("#canvas").get_attribute("data-shown"))


def pixels(page) -> list[int]:
    """Return the pixels of the canvas."""
    return page.evaluate(
        "() => { const c = document.getElementById('canvas');"
        " return Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data); }"
    )


def drag(page, start, end, steps=5) -> None:
    """Press, move and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)
    page.mouse.up()


def middle(box) -> tuple[float, float]:
    """Return the middle of an element's box."""
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_canvas_shows_the_frame_that_is_rendered(page, studio: Studio) -> None:
    """Pixel by pixel."""
    frame = studio.session.drawer.frame(Moment(frame=0))
    found = pixels(page)
    assert len(found) == frame.shape[0] * frame.shape[1] * 4
    assert [found[n] for n in range(0, len(found), 4)] == frame[..., 0].ravel().tolist()


def test_scrub_step_and_play(page) -> None:
    """With the mouse, the keyboard, and the button."""
    ruler = page.locator(".ruler").bounding_box()
    y = ruler["y"] + 8
    drag(page, (ruler["x"] + 5, y), (ruler["x"] + ruler["width"] * 0.525, y), steps=12)
    frame_is(page, 10)
    assert page.locator("#time").inner_text() == "0:01.000"
    assert page.locator("#clip").inner_text() == "dive"
    for key, number in (
        ("ArrowRight", 11),
        ("ArrowLeft", 10),
        ("Shift+ArrowLeft", 0),
        ("End", 19),
        ("ArrowUp", 16),
        ("ArrowUp", 6),
        ("Home", 0),
        ("ArrowDown", 6),
    ):
        page.keyboard.press(key)
        frame_is(page, number)
    page.keyboard.press("Space")
    page.locator("body.playing").wait_for()
    page.keyboard.press("k")
    page.locator("body:not(.playing)").wait_for()
    page.keyboard.press("End")
    page.keyboard.press("j")
    page.locator("body.playing").wait_for()
    frame_is(page, 0)  # backwards to the start, where it stops
    page.click("#play")
    frame_is(page, 19)
    page.click("#loop")
    playwright.expect(page.locator("#loop")).to_have_attribute("aria-pressed", "true")


def test_outputs_are_tabs_with_their_safe_areas(page) -> None:
    """Each in its own frame, at the same moment."""
    page.keyboard.press("End")
    frame_is(page, 19)
    playwright.expect(page.locator("#safe")).to_be_hidden()
    page.get_by_role("tab", name="reels").click()
    playwright.expect(page.locator("#canvas[data-output='1'][data-scale='1']")).to_be_visible()
    playwright.expect(page.locator("#safe")).to_be_visible()
    assert page.locator("#canvas").get_attribute("height") == "160"
    page.keyboard.press("s")
    playwright.expect(page.locator("#safe")).to_be_hidden()
    playwright.expect(page.locator("#about")).to_contain_text("16 × 9 cells")


def test_a_change_that_is_saved_elsewhere_is_seen(page, scene: Path) -> None:
    """In the film, in the timeline and in the editor."""
    page.keyboard.press("End")
    frame_is(page, 19)
    before = shown(page)
    text = scene.read_text(encoding="utf-8").replace("duration: 400ms", "duration: 800ms")
    scene.write_text(text, encoding="utf-8")
    page.locator(f"#canvas[data-shown='{before + 1}'][data-scale='1']").wait_for()
    playwright.expect(page.locator("#number")).to_have_text("frame 19 of 24")
    playwright.expect(page.get_by_label("The scene's text")).to_have_value(text)


def test_the_editor_writes_what_is_typed_and_nothing_else(page, scene: Path) -> None:
    """As one types, with completion by the schema; undo takes it back."""
    before = scene.read_bytes()
    area = page.get_by_label("The scene's text")
    area.focus()
    end = before.decode().index("}   # all of it")
    area.evaluate("(area, at) => area.setSelectionRange(at, at)", end)
    page.keyboard.type(", motion_bl")
    playwright.expect(page.get_by_role("option", name="motion_blur")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("90")
    expected = before.replace(b"}   # all", b", motion_blur: 90}   # all")
    until(lambda: scene.read_bytes() == expected)
    playwright.expect(page.locator("#saved")).to_have_text("saved")


def test_a_broken_scene_keeps_the_picture_and_leads_to_its_lines(page, scene: Path) -> None:
    """Mended, it goes on."""
    picture = pixels(page)
    good = scene.read_text(encoding="utf-8")
    scene.write_text(good.replace("id: dive", "idd: dive"), encoding="utf-8")
    playwright.expect(page.locator("#stale")).to_be_visible()
    problem = page.locator("#problems button.error")
    playwright.expect(problem).to_contain_text("idd")
    assert pixels(page) == picture
    problem.click()
    area = page.get_by_label("The scene's text")
    line = area.evaluate("area => area.value.slice(0, area.selectionStart).split('\\n').length")
    assert line == 9
    playwright.expect(page.locator(".lines span.error")).to_have_text("9")
    scene.write_text(good, encoding="utf-8")
    playwright.expect(page.locator("#stale")).to_be_hidden()
    playwright.expect(page.locator("#problems")).not_to_contain_text("idd")


def test_a_click_shows_the_cell_and_dives_there(page, studio: Studio, scene: Path) -> None:
    """The text changes in one place."""
    before = scene.read_text(encoding="utf-8")
    canvas = page.locator("#canvas").bounding_box()
    page.mouse.click(
        canvas["x"] + canvas["width"] * 3.5 / 16, canvas["y"] + canvas["height"] * 2.5 / 9
    )
    card = page.locator("#cell")
    playwright.expect(card).to_contain_text("photo-")
    facts = card.locator("dd").all_inner_texts()
    assert facts[:2] == ["2", "3"]
    placement = studio.session.drawer.project.placements["main"]
    assert float(facts[2]) == pytest.approx(placement.distance[2 * 16 + 3], abs=1e-3)
    card.get_by_role("button", name="Dive here").click()
    after = before.replace("{cell: [4, 9]}", "{cell: [2, 3]}")
    until(lambda: scene.read_text(encoding="utf-8") == after)
    playwright.expect(page.get_by_label("The scene's text")).to_have_value(after)


def test_a_drag_on_the_frame_is_a_rectangle(page, scene: Path) -> None:
    """That the camera goes to."""
    canvas = page.locator("#canvas").bounding_box()

    def at(x, y):
        return canvas["x"] + canvas["width"] * x / 16, canvas["y"] + canvas["height"] * y / 9

    drag(page, at(2, 1), at(10, 5.5))
    page.locator("#cell").get_by_role("button", name="Go there").click()
    found = until(lambda: re.search(r"rect: \[(.*?)\]", scene.read_text(encoding="utf-8")))
    numbers = [float(number) for number in found[1].split(",")]
    assert numbers == pytest.approx([1, 2, 4.5, 8], abs=0.1)


def test_the_end_of_a_clip_is_dragged(page, scene: Path) -> None:
    """Its duration is written in its own unit."""
    page.locator(".clip").nth(2).wait_for()
    handle = page.locator(".clip[data-clip='open'] .end").bounding_box()
    track = page.locator(".track.clips").bounding_box()
    x, y = middle(handle)
    drag(page, (x, y), (x + track["width"] * 0.2 / 2.0, y))
    until(lambda: "id: open, duration: 800ms}   # all" in scene.read_text(encoding="utf-8"))
    playwright.expect(page.locator("#number")).to_have_text("frame 0 of 22")


def test_two_tabs_never_overwrite_each_other(page, browser, studio: Studio, scene: Path) -> None:
    """The one that comes second is offered both texts."""
    other = browser.new_page()
    other.goto(studio.address)
    frame_is(other, 0)
    page.uncheck("#autosave")
    area, theirs = page.get_by_label("The scene's text"), other.get_by_label("The scene's text")
    area.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("# mine")
    theirs.focus()
    other.keyboard.press("Control+End")
    other.keyboard.type("# theirs")
    until(lambda: scene.read_text(encoding="utf-8").endswith("# theirs"))
    playwright.expect(page.locator("#conflict")).to_contain_text("another program")
    page.keyboard.press("Control+s")
    assert scene.read_text(encoding="utf-8").endswith("# theirs")
    assert area.input_value().endswith("# mine")
    page.get_by_role("button", name="Compare").click()
    playwright.expect(page.locator("#both")).to_contain_text("# theirs")
    page.locator("#both").get_by_role("button", name="Keep mine").click()
    until(lambda: scene.read_text(encoding="utf-8").endswith("# mine"))
    playwright.expect(theirs).to_have_value(re.compile("# mine$"))
    other.close()


def test_a_file_that_is_deleted_can_be_written_again(page, scene: Path) -> None:
    """No text is lost."""
    text = scene.read_text(encoding="utf-8")
    scene.unlink()
    playwright.expect(page.locator("#conflict")).to_contain_text("gone")
    assert page.get_by_label("The scene's text").input_value() == text
    page.get_by_role("button", name="Write it again").click()
    until(lambda: scene.is_file() and scene.read_text(encoding="utf-8") == text)
    playwright.expect(page.locator("#conflict")).to_be_hidden()


def test_render_replace_and_cancel(page, scene: Path, tmp_path: Path) -> None:
    """With progress, and a link to each file."""
    page.click("#render")
    link = page.locator("#renders a", has_text="film.mp4")
    link.wait_for()
    playwright.expect(page.locator("#renders")).to_contain_text("Rendered")
    assert (tmp_path / "film.mp4").stat().st_size > 0
    text = scene.read_text(encoding="utf-8")
    scene.write_text(
        text.replace("hold, duration: 400ms", "hold, duration: 400s"), encoding="utf-8"
    )
    playwright.expect(page.locator("#number")).to_have_text("frame 0 of 4016")
    page.click("#render")
    playwright.expect(page.locator("#renders")).to_contain_text("--overwrite")
    page.get_by_role("button", name="Replace the file").click()
    page.click("#cancel")
    playwright.expect(page.locator("#renders")).to_contain_text("Cancelled")


def test_a_phone_has_room_for_it(browser, studio: Studio) -> None:
    """Nothing is wider than the screen."""
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(studio.address)
    frame_is(phone, 0)
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    canvas = phone.locator("#canvas").bounding_box()
    assert canvas["width"] > 250
    phone.close()


def test_a_page_that_goes_away_leaves_the_studio_as_it_was(page, browser, studio: Studio) -> None:
    """And one that opens later sees the film."""
    page.keyboard.press("Space")
    page.goto("about:blank")
    again = browser.new_page()
    again.goto(studio.address)
    frame_is(again, 0)
    again.close()

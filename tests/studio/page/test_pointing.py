"""Pointing: what is clicked or dragged becomes a small change of the text."""

import re
from pathlib import Path

import pytest

from mosaic_anim.studio.server import Studio
from tests.studio.conftest import until
from tests.studio.page.browsing import clip_end, drag, second

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_click_shows_the_cell_and_dives_there(page, studio: Studio, scene: Path) -> None:
    """The text changes in one place."""
    before = scene.read_text(encoding="utf-8")
    canvas = page.locator("#canvas").bounding_box()
    page.mouse.click(
        canvas["x"] + canvas["width"] * 3.5 / 16, canvas["y"] + canvas["height"] * 2.5 / 9
    )
    card = page.locator("#cell")
    expect(card).to_contain_text("photo-")
    facts = card.locator("dd").all_inner_texts()
    assert facts[:2] == ["2", "3"]
    placement = studio.session.drawer.project.placements["main"]
    assert float(facts[2]) == pytest.approx(placement.distance[2 * 16 + 3], abs=1e-3)
    card.get_by_role("button", name="Dive here").click()
    after = before.replace("{cell: [4, 9]}", "{cell: [2, 3]}")
    until(lambda: scene.read_text(encoding="utf-8") == after)
    expect(page.get_by_label("The scene's text")).to_have_value(after)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_what_is_said_of_a_cell_is_seen_whole(open_page, width, height) -> None:
    """Also of one in the corner."""
    page = open_page(width, height)
    canvas = page.locator("#canvas").bounding_box()
    page.mouse.click(canvas["x"] + canvas["width"] * 0.98, canvas["y"] + canvas["height"] * 0.97)
    page.wait_for_function("() => document.querySelector('#cell img')?.complete")
    card = page.locator("#cell").bounding_box()
    place = page.locator("#stage").bounding_box()
    room = {"x": 0, "y": 0, "width": width, "height": height} if width < 400 else place
    assert room["x"] <= card["x"]
    assert card["x"] + card["width"] <= room["x"] + room["width"]
    assert room["y"] <= card["y"]
    assert card["y"] + card["height"] <= room["y"] + room["height"]


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
    x, y = clip_end(page, "open")
    drag(page, (x, y), (x + second(page) * 0.2, y))
    until(lambda: "id: open, duration: 800ms}   # all" in scene.read_text(encoding="utf-8"))
    expect(page.locator("#number")).to_have_text("frame 0 of 22")

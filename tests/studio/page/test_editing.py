"""Editing: the text is written as it is typed, and what is saved elsewhere is seen."""

import re
from pathlib import Path

import pytest

from tests.studio.conftest import until
from tests.studio.page.browsing import frame_is, pixels, shown

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_change_that_is_saved_elsewhere_is_seen(page, scene: Path) -> None:
    """In the film, in the timeline and in the editor."""
    page.keyboard.press("End")
    frame_is(page, 19)
    before = shown(page)
    text = scene.read_text(encoding="utf-8").replace("duration: 400ms", "duration: 800ms")
    scene.write_text(text, encoding="utf-8")
    page.locator(f"#canvas[data-shown='{before + 1}'][data-scale='1']").wait_for()
    expect(page.locator("#number")).to_have_text("frame 19 of 24")
    expect(page.get_by_label("The scene's text")).to_have_value(text)


def test_the_editor_writes_what_is_typed_and_nothing_else(page, scene: Path) -> None:
    """As one types, with completion by the schema; undo takes it back."""
    before = scene.read_bytes()
    area = page.get_by_label("The scene's text")
    area.focus()
    end = before.decode().index("}   # all of it")
    area.evaluate("(area, at) => area.setSelectionRange(at, at)", end)
    page.keyboard.type(", motion_bl")
    expect(page.get_by_role("option", name="motion_blur")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("90")
    expected = before.replace(b"}   # all", b", motion_blur: 90}   # all")
    until(lambda: scene.read_bytes() == expected)
    expect(page.locator("#saved")).to_have_text("saved")


def test_completion_stays_where_typing_scrolls_the_text(page, editor) -> None:
    """At the end of a long line."""
    editor.focus()
    at = editor.input_value().index(", tint: 0.5")
    editor.evaluate("(area, at) => area.setSelectionRange(at, at)", at)
    editor.evaluate("area => { area.scrollLeft = 0; }")
    page.keyboard.type(", cel", delay=30)
    page.wait_for_function("() => document.querySelector('textarea').scrollLeft > 0")
    option = page.get_by_role("option", name="cell")
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
    expect(editor).to_have_value(re.compile("columns: 16, cell: , tint"))


def test_a_broken_scene_keeps_the_picture_and_leads_to_its_lines(page, scene: Path) -> None:
    """Mended, it goes on."""
    picture = pixels(page)
    good = scene.read_text(encoding="utf-8")
    scene.write_text(good.replace("id: dive", "idd: dive"), encoding="utf-8")
    expect(page.locator("#stale")).to_be_visible()
    problem = page.locator("#problems button.error")
    expect(problem).to_contain_text("idd")
    assert pixels(page) == picture
    problem.click()
    area = page.get_by_label("The scene's text")
    line = area.evaluate("area => area.value.slice(0, area.selectionStart).split('\\n').length")
    assert line == 9
    expect(page.locator(".lines span.error")).to_have_text("9")
    scene.write_text(good, encoding="utf-8")
    expect(page.locator("#stale")).to_be_hidden()
    expect(page.locator("#problems")).not_to_contain_text("idd")

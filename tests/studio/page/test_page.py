"""The page: it shows the frame that is rendered, each output, on every screen."""

import pytest

from mosaic_anim.studio.server import Studio
from mosaic_anim.studio.views import FrameRequest
from tests.studio.page.browsing import frame_is, pixels

expect = pytest.importorskip("playwright.sync_api").expect


def test_the_canvas_shows_the_frame_that_is_rendered(page, studio: Studio) -> None:
    """Pixel by pixel."""
    frame = studio.session.drawer.frame(FrameRequest(frame=0))
    found = pixels(page)
    assert len(found) == frame.shape[0] * frame.shape[1] * 4
    assert [found[n] for n in range(0, len(found), 4)] == frame[..., 0].ravel().tolist()


def test_outputs_are_tabs_with_their_safe_areas(page) -> None:
    """Each in its own frame, at the same moment."""
    page.keyboard.press("End")
    frame_is(page, 19)
    expect(page.locator("#safe")).to_be_hidden()
    page.get_by_role("tab", name="reels").click()
    expect(page.locator("#canvas[data-output='1'][data-scale='1']")).to_be_visible()
    expect(page.locator("#safe")).to_be_visible()
    assert page.locator("#canvas").get_attribute("height") == "160"
    page.keyboard.press("s")
    expect(page.locator("#safe")).to_be_hidden()
    expect(page.locator("#about")).to_contain_text("16 × 9 cells")


def test_a_phone_has_room_for_it(open_page) -> None:
    """Nothing is wider than the screen."""
    phone = open_page(390, 844)
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    canvas = phone.locator("#canvas").bounding_box()
    assert canvas["width"] > 250


def test_a_page_that_goes_away_leaves_the_studio_as_it_was(page, open_page) -> None:
    """And one that opens later sees the film."""
    page.keyboard.press("Space")
    page.goto("about:blank")
    open_page()

"""Playing: scrub, step, shuttle, loop a clip, and hear the sound."""

import wave
from pathlib import Path

import numpy as np
import pytest

from tests.studio.page.browsing import drag, frame_is, shown

expect = pytest.importorskip("playwright.sync_api").expect


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


@pytest.fixture
def still_clock(page):
    """Let time stand still in the page, but for what a test lets pass."""
    page.clock.install()
    page.reload()
    frame_is(page, 0)
    page.clock.pause_at(page.evaluate("() => Date.now() + 60000"))
    return page.clock


def number(page) -> int:
    """Return the number of the frame at the playhead."""
    return int(page.locator("#number").inner_text().split()[1])


def test_keys_shuttle_as_in_an_editor_of_films(page, still_clock) -> None:
    """L and J: forwards and backwards, faster each time; K, the space bar and the ends stop it."""
    for key, speed, after in (
        ("l", "", 5),  # of 10 frames a second
        ("l", "2×", 15),
        ("j", "-1×", 10),
        ("j", "-2×", 0),
    ):
        page.keyboard.press(key)
        expect(page.locator("#speed")).to_have_text(speed)
        still_clock.run_for(530)
        assert number(page) == after
    still_clock.run_for(530)
    page.locator("body:not(.playing)").wait_for()  # it stops at the start
    for _ in range(4):
        page.keyboard.press("l")
    expect(page.locator("#speed")).to_have_text("4×")
    page.keyboard.press("k")
    still_clock.run_for(500)
    assert number(page) == 0
    page.keyboard.press("Space")
    page.locator("body.playing").wait_for()
    still_clock.run_for(730)
    page.click("#play")
    page.locator("body:not(.playing)").wait_for()
    assert number(page) == 7
    page.keyboard.press("j")
    still_clock.run_for(330)
    assert number(page) == 4
    page.keyboard.press("l")
    still_clock.run_for(5000)
    page.locator("body:not(.playing)").wait_for()
    assert number(page) == 19


def test_a_clip_is_played_again_and_again(page, still_clock, scene: Path) -> None:
    """Forwards and backwards; an edit that changes its length, or removes it, is followed."""
    page.keyboard.press("ArrowDown")
    assert number(page) == 6
    page.keyboard.press("o")
    expect(page.locator("#loop")).to_have_attribute("aria-pressed", "true")

    def played(key: str, times: int) -> list[int]:
        page.keyboard.press(key)
        still_clock.run_for(64)  # within the first frame
        numbers = [number(page)]
        for _ in range(times):
            still_clock.run_for(100)
            numbers.append(number(page))
        page.keyboard.press("k")
        return numbers

    assert played("l", 24) == [*range(6, 16), *range(6, 16), *range(6, 11)]
    assert played("j", 8) == [10, 9, 8, 7, 6, 15, 14, 13, 12]
    edit(page, still_clock, scene, "dive, duration: 1s", "dive, duration: 300ms")
    assert set(played("l", 9)) == {6, 7, 8}
    edit(page, still_clock, scene, "id: dive", "id: plunge")
    expect(page.locator("#loop")).to_have_attribute("aria-pressed", "false")
    number_before = number(page)
    assert played("l", 6)[-1] == number_before + 6


def edit(page, clock, scene: Path, before: str, after: str) -> None:
    """Change the scene elsewhere, and wait until it is seen."""
    number = shown(page)
    text = scene.read_text(encoding="utf-8")
    assert before in text
    scene.write_text(text.replace(before, after), encoding="utf-8")
    page.locator(f"#canvas[data-shown='{number + 1}']").wait_for()
    clock.run_for(1000)


@pytest.fixture
def sound(scene: Path) -> Path:
    """Let the scene have a sound of three seconds, of which it skips the first half second."""
    path = write_sound(scene.with_name("tone.wav"), hertz=440)
    with scene.open("a", encoding="utf-8") as file:
        file.write("sound: {file: tone.wav, offset: 500ms, gain: -6}\n")
    return path


def write_sound(path: Path, *, hertz: float, seconds: float = 3.0, rate: int = 8000) -> Path:
    """Write a tone."""
    moments = np.arange(int(seconds * rate)) / rate
    samples = (8000 * np.sin(2 * np.pi * hertz * moments)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


def heard(page, condition: str) -> None:
    """Wait until something holds of the sound `a`."""
    page.wait_for_function(
        f"() => {{ const a = document.getElementById('sound'); return {condition}; }}"
    )


def note_where_it_begins(page) -> None:
    """Note the moments of the sound that it is played from."""
    page.evaluate(
        "() => { window.starts = []; document.getElementById('sound').addEventListener('seeked',"
        " (event) => window.starts.push(event.target.currentTime)); }"
    )


def test_the_sound_is_heard_as_in_the_film(page, sound: Path, scene: Path) -> None:  # noqa: ARG001
    """At its offset and volume, at the playhead, at the film's own speed, until it is muted."""
    expect(page.locator("#sound-switch")).to_be_visible()
    heard(page, "a.paused && Math.abs(a.duration - 3) < 0.01")
    page.keyboard.press("End")
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    frame_is(page, 6)
    page.click("#loop")
    note_where_it_begins(page)
    page.keyboard.press("l")
    heard(page, "!a.paused && a.currentTime >= 1.1 && a.currentTime < 2.2")
    page.wait_for_function("() => window.starts.length > 1")  # the clip begins again
    assert min(page.evaluate("() => window.starts")) == pytest.approx(1.1, abs=0.05)
    heard(page, "Math.abs(a.volume - 10 ** (-6 / 20)) < 1e-6")
    page.keyboard.press("l")
    heard(page, "a.paused")  # twice as fast it is silent
    page.keyboard.press("j")
    heard(page, "a.paused")
    page.keyboard.press("k")
    page.keyboard.press("Space")
    heard(page, "!a.paused && !a.muted")
    page.keyboard.press("m")
    heard(page, "a.paused || a.muted")
    page.keyboard.press("m")
    heard(page, "!a.paused && !a.muted && a.currentTime >= 1.1")
    page.get_by_role("tab", name="reels").click()
    heard(page, "!a.paused")
    page.keyboard.press("Space")
    heard(page, "a.paused")


def test_another_sound_is_heard_once_it_is_chosen_or_replaced(
    page, sound: Path, scene: Path
) -> None:
    """Its file may have the same name."""
    heard(page, "Math.abs(a.duration - 3) < 0.01")
    write_sound(sound, hertz=330, seconds=4)
    heard(page, "Math.abs(a.duration - 4) < 0.01")
    write_sound(scene.with_name("other.wav"), hertz=550, seconds=5)
    text = scene.read_text(encoding="utf-8").replace("tone.wav", "other.wav")
    scene.write_text(text, encoding="utf-8")
    heard(page, "Math.abs(a.duration - 5) < 0.01")


def test_a_sound_that_loops_goes_on_with_its_start(sound: Path, scene: Path, request) -> None:
    """Not with its offset: as in the film that is rendered."""
    write_sound(sound, hertz=440, seconds=1.5)
    text = scene.read_text(encoding="utf-8").replace("offset: 500ms", "offset: 1s, loop: true")
    scene.write_text(text, encoding="utf-8")
    page = request.getfixturevalue("page")
    heard(page, "a.readyState > 0")
    page.keyboard.press("ArrowDown")
    frame_is(page, 6)  # 100 ms after the file's end
    note_where_it_begins(page)
    page.keyboard.press("Space")
    page.wait_for_function("() => window.starts[0] < 0.4")

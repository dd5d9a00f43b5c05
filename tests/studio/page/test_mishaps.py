"""Mishaps: whatever happens to the files meanwhile, no text is lost and the studio goes on."""

import re
import shutil
import threading
from pathlib import Path

import pytest

from mosaic_anim.studio import session as session_room
from mosaic_anim.studio.server import Studio
from tests.conftest import PHOTOS, save_picture, smooth_picture
from tests.studio.conftest import until
from tests.studio.page.browsing import clip_end, frame_is, second

expect = pytest.importorskip("playwright.sync_api").expect


def write(path: Path, text: str) -> None:
    """Save a scene as another program does."""
    path.write_text(text, encoding="utf-8")


def read(path: Path) -> str:
    """Return what a scene file holds."""
    return path.read_text(encoding="utf-8")


def add_line(page, editor, text: str) -> None:
    """Type a line at the end of the scene."""
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_two_tabs_never_overwrite_each_other(page, editor, open_page, scene: Path) -> None:
    """The one that comes second is offered both texts, and loses neither."""
    other = open_page()
    theirs = other.get_by_label("The scene's text")
    page.uncheck("#autosave")
    add_line(page, editor, "# mine")
    add_line(other, theirs, "# theirs")
    until(lambda: read(scene).endswith("# theirs"))
    expect(page.locator("#conflict")).to_contain_text("another program")
    page.keyboard.press("Control+s")
    assert read(scene).endswith("# theirs")
    assert editor.input_value().endswith("# mine")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#both")).to_contain_text("# mine")
    expect(page.locator("#both")).to_contain_text("# theirs")
    page.locator("#both").get_by_role("button", name="Keep mine").click()
    until(lambda: read(scene).endswith("# mine"))
    expect(theirs).to_have_value(re.compile("# mine$"))


@pytest.mark.parametrize("compares", [False, True], ids=["at once", "both seen"])
def test_a_text_that_was_given_up_comes_back_by_undo(page, editor, scene, compares) -> None:
    """Where one has taken the other text by mistake."""
    before = read(scene)
    page.uncheck("#autosave")
    add_line(page, editor, "# mine")
    write(scene, f"{before}# theirs\n")
    if compares:
        page.get_by_role("button", name="Compare").click()
    place = page.locator("#both" if compares else "#conflict")
    place.get_by_role("button", name="Take theirs").click()
    expect(editor).to_have_value(f"{before}# theirs\n")
    expect(page.locator("#conflict")).to_be_hidden()
    editor.focus()
    page.keyboard.press("Control+z")
    expect(editor).to_have_value(f"{before}# mine")
    page.keyboard.press("Control+s")
    until(lambda: read(scene) == f"{before}# mine")


def test_tabs_that_write_at_the_same_time_are_both_offered(page, editor, open_page, scene) -> None:
    """Each saves as one types: what was typed in one of them is in the file, or offered."""
    other = open_page()
    theirs = other.get_by_label("The scene's text")
    held = []

    def hold(request) -> None:
        held.append(request)

    for tab in (page, other):
        tab.route("**/scene", hold)
    add_line(page, editor, "# mine")
    add_line(other, theirs, "# theirs")
    for tab in (page, other):
        expect(tab.locator("#saved")).to_have_text("not saved")
    until(lambda: page.wait_for_timeout(10) or len(held) == 2)
    for request in held:
        request.continue_()
    until(lambda: "#" in read(scene).rsplit("\n", 1)[-1])
    loser = page if read(scene).endswith("# theirs") else other
    expect(loser.locator("#conflict")).to_be_visible()
    lines = {area.input_value().rsplit("\n", 1)[-1] for area in (editor, theirs)}
    assert lines == {"# mine", "# theirs"}


def test_what_is_typed_while_a_scene_opens_stays(
    page, editor, studio: Studio, scene: Path, monkeypatch
) -> None:
    """Its photos may be matched for a minute: news of that show an older file."""
    goes_on = threading.Event()
    real = session_room.open_project

    def slow(scene, *, progress, **more):
        progress("matching", 1, 2)
        assert goes_on.wait(60)
        progress("matching", 2, 2)
        return real(scene, progress=progress, **more)

    monkeypatch.setattr(session_room, "open_project", slow)
    good = read(scene)
    write(scene, good.replace("columns: 16", "columns: 20"))
    until(lambda: studio.session.state.progress)
    add_line(page, editor, "# more")
    text = good.replace("columns: 16", "columns: 20") + "# more"
    until(lambda: read(scene) == text)
    expect(page.locator("#saved")).to_have_text("saved")
    seen = page.evaluate_handle(
        "() => { const texts = []; const area = document.querySelector("
        "'textarea'); const look = () => { texts.push(area.value); requestAnimationFrame(look); };"
        " look(); return texts; }"
    )
    goes_on.set()
    expect(page.locator("#about")).to_contain_text("20 × 11 cells")
    assert set(seen.json_value()) == {text}


def test_a_file_that_is_deleted_can_be_written_again(page, editor, scene: Path) -> None:
    """No text is lost, also what is typed meanwhile."""
    text = read(scene)
    scene.unlink()
    expect(page.locator("#conflict")).to_contain_text("gone")
    add_line(page, editor, "# more")
    page.keyboard.press("Control+s")
    assert not scene.exists()
    page.get_by_role("button", name="Write it again").click()
    until(lambda: scene.is_file() and read(scene) == f"{text}# more")
    expect(page.locator("#conflict")).to_be_hidden()
    expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.parametrize("is_edited", [False, True], ids=["as it was", "edited"])
def test_a_file_that_is_moved_away_and_back_is_followed(
    page, editor, scene: Path, is_edited
) -> None:
    """What was typed meanwhile is saved, unless the file has changed too."""
    text = read(scene)
    elsewhere = scene.rename(scene.with_name("moved.yaml"))
    expect(page.locator("#conflict")).to_contain_text("gone")
    add_line(page, editor, "# more")
    if is_edited:
        write(elsewhere, f"{text}# theirs\n")
    elsewhere.rename(scene)
    if is_edited:
        expect(page.locator("#conflict")).to_contain_text("another program")
        assert read(scene) == f"{text}# theirs\n"
        page.get_by_role("button", name="Keep mine").click()
    until(lambda: read(scene) == f"{text}# more")
    expect(page.locator("#conflict")).to_be_hidden()


def test_a_file_that_cannot_be_read_is_not_replaced(page, editor, open_page, scene: Path) -> None:
    """Nobody knows what it holds; once it can be read, what was typed is saved."""
    text = read(scene)
    elsewhere = scene.rename(scene.with_name("moved.yaml"))
    scene.mkdir()  # so it is for everyone: an administrator may read what others may not
    expect(page.locator("#conflict")).to_contain_text("cannot be read")
    expect(page.locator("#conflict button")).to_have_count(0)
    expect(page.locator("#stale")).to_be_visible()
    add_line(page, editor, "# more")
    page.keyboard.press("Control+s")
    late = open_page()
    expect(late.get_by_label("The scene's text")).not_to_be_editable()
    expect(late.locator("#saved")).to_contain_text("cannot be read")
    assert scene.is_dir()
    scene.rmdir()
    elsewhere.rename(scene)
    until(lambda: read(scene) == f"{text}# more")
    expect(late.get_by_label("The scene's text")).to_have_value(f"{text}# more")
    expect(late.get_by_label("The scene's text")).to_be_editable()


def test_a_file_that_is_no_text_is_replaced_only_on_request(page, editor, scene: Path) -> None:
    """It may be something else of that name."""
    text = read(scene)
    scene.write_bytes(b"\xff\xfe\0")
    expect(page.locator("#conflict")).to_contain_text("not UTF-8")
    add_line(page, editor, "# more")
    page.keyboard.press("Control+s")
    assert scene.read_bytes() == b"\xff\xfe\0"
    page.get_by_role("button", name="Replace it").click()
    until(lambda: scene.read_bytes() == f"{text}# more".encode())


def test_a_scene_that_breaks_in_mid_drag_goes_on(page, scene: Path) -> None:
    """The playhead goes on through the last good film, which is drawn."""
    good = read(scene)
    ruler = page.locator(".ruler").bounding_box()
    y, wide = ruler["y"] + 8, second(page)
    page.mouse.move(ruler["x"] + 0.25 * wide, y)
    page.mouse.down()
    page.mouse.move(ruler["x"] + 0.55 * wide, y)
    write(scene, good.replace("id: dive", "idd: dive"))
    expect(page.locator("#stale")).to_be_visible()
    page.mouse.move(ruler["x"] + 1.25 * wide, y)
    page.locator("#canvas[data-frame='12']").wait_for()
    write(scene, good.replace("dive, duration: 1s", "dive, duration: 200ms"))
    expect(page.locator("#number")).to_have_text("frame 11 of 12")
    page.mouse.move(ruler["x"] + 3 * wide, y)
    page.mouse.up()
    frame_is(page, 11)


def test_the_end_of_a_clip_that_is_dragged_while_the_scene_changes(page, editor, scene) -> None:
    """Its own duration is written, wherever it stands by now; where it is gone, nothing is.

    Its bar stays as it was dragged where the film changes meanwhile.
    """
    good = read(scene)
    length = page.locator("#number").text_content()

    def dragged(meanwhile: str) -> None:
        x, y = clip_end(page, "open")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 0.1 * second(page), y, steps=3)
        write(scene, meanwhile)
        expect(editor).to_have_value(meanwhile)
        if meanwhile == longer:
            expect(page.locator("#number")).not_to_have_text(length)
        page.mouse.move(x + 0.2 * second(page), y, steps=3)
        expect(page.locator(".clip.resizing")).to_have_count(1)
        page.mouse.up()

    longer = good.replace("duration: 400ms", "duration: 500ms")
    dragged(longer)
    until(lambda: read(scene) == longer.replace("duration: 600ms", "duration: 800ms"))
    write(scene, good)
    expect(page.locator("#number")).to_have_text(length)
    wrong = good.replace("timeline:\n", "timeline:\n  - {id: new, duration: 1s, wrong: 1}\n")
    dragged(wrong)
    until(lambda: read(scene) == wrong.replace("duration: 600ms", "duration: 800ms"))
    write(scene, good)
    expect(page.locator("#stale")).to_be_hidden()
    for broken, reason in (
        (good.replace("id: open, ", "id: other, "), "no such clip"),
        (good.replace("timeline:", "timeline: ["), "scene:"),
    ):
        dragged(broken)
        expect(page.locator("#toast")).to_contain_text(reason)
        assert read(scene) == broken
        write(scene, good)
        expect(editor).to_have_value(good)
        page.locator(".clip[data-clip='open']").wait_for()
        expect(page.locator("#stale")).to_be_hidden()


@pytest.fixture
def library(scene: Path, photo_folder: Path) -> Path:
    """Let the scene have a library of its own."""
    own = shutil.copytree(photo_folder, scene.with_name("own"))
    write(scene, read(scene).replace(str(photo_folder), str(own)))
    return own


def test_a_library_that_changes_is_seen(library: Path, page) -> None:
    """Photos come and go, its folder is moved away and back; the last good film stays."""
    about, stale = page.locator("#about"), page.locator("#stale")
    expect(about).to_contain_text(f"from {PHOTOS} photos")
    save_picture(library / "new.png", smooth_picture(1000))
    expect(about).to_contain_text(f"from {PHOTOS + 1} photos")
    for name in ("new.png", "photo-00.png"):
        (library / name).unlink()
    expect(about).to_contain_text(f"from {PHOTOS - 1} photos")
    elsewhere = library.rename(library.with_name("elsewhere"))
    expect(stale).to_be_visible()
    expect(page.locator("#problems button.error")).to_contain_text("no such folder")
    page.keyboard.press("End")
    frame_is(page, 19)
    elsewhere.rename(library)
    expect(stale).to_be_hidden()
    expect(about).to_contain_text(f"from {PHOTOS - 1} photos")

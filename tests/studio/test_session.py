"""A session follows its file: a good scene is shown, of a wrong one only what is wrong."""

import threading
from pathlib import Path

import pytest

from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.server import Studio
from mosaic_anim.studio.session import Session
from mosaic_anim.studio.watch import Watcher
from tests.studio.conftest import EVENTS, until


def edit(path: Path, before: str, after: str) -> None:
    """Replace a text in the scene file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_saved_change_is_shown(client, session: Session, scene_file: Path) -> None:
    """With its new length, and its new text."""
    assert client.get("state").json()["film"]["outputs"][0]["frames"] == 10
    edit(scene_file, "duration: 500ms", "duration: 900ms")
    session.reload()
    until(lambda: session.state.film["outputs"][0]["frames"] == 14)
    assert "900ms" in client.get("state").json()["file"]["text"]


def test_a_wrong_scene_keeps_the_last_good_one(client, session: Session, scene_file: Path) -> None:
    """And says what is wrong, with the lines; mended, it is shown again."""
    before = client.get("frame", params={"n": "3"}).content
    edit(scene_file, "duration: 300ms", "duratoin: 300ms")
    session.reload()
    until(lambda: session.state.status == "wrong")
    state = client.get("state").json()
    assert {problem["line"] for problem in state["problems"]} == {6}
    assert any("duratoin" in problem["what"] for problem in state["problems"])
    assert state["film"]["outputs"][0]["frames"] == 10
    assert client.get("frame", params={"n": "3"}).content == before
    edit(scene_file, "duratoin: 300ms", "duration: 300ms")
    session.reload()
    until(lambda: session.state.status == "ready")
    assert session.state.problems == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[4, 9]", "[400, 9]"),
        ("columns: 16", "columns: 16, tint: 2"),
        ("timeline:", "timeline: ["),
        ("cell: [4, 9]", "photo: nobody"),
    ],
)
def test_whatever_is_wrong_the_film_stays(session, client, scene_file, before, after) -> None:
    """Found while reading, opening or planning."""
    edit(scene_file, before, after)
    session.reload()
    until(lambda: session.state.status == "wrong")
    assert session.state.problems[0][0] == "error"
    assert client.get("frame", params={"n": "9"}).status_code == 200


def test_a_file_that_goes_and_comes_back(session, client, scene_file: Path) -> None:
    """The film stays meanwhile."""
    text = scene_file.read_text(encoding="utf-8")
    scene_file.unlink()
    session.reload()
    until(lambda: session.state.status == "wrong")
    assert session.state.file.fault == "the file is gone"
    assert client.get("frame", params={"n": "1"}).status_code == 200
    scene_file.write_text(text, encoding="utf-8")
    session.reload()
    until(lambda: session.state.status == "ready")


def test_the_page_hears_of_each_change(client, session: Session, scene_file: Path) -> None:
    """Over its websocket."""
    with client.websocket_connect(EVENTS) as socket:
        first = socket.receive_json()["state"]
        edit(scene_file, "200ms", "400ms")
        session.reload()
        state = first
        while state["shown"] == first["shown"]:
            state = socket.receive_json()["state"]
        assert state["film"]["outputs"][0]["frames"] == 12


def test_text_is_written_only_over_the_version_it_began_with(client, scene_file: Path) -> None:
    """Two tabs: the second one is offered both."""
    file = client.get("state").json()["file"]
    mine = {"text": file["text"] + "# mine\n", "based_on": file["version"]}
    theirs = {"text": file["text"] + "# theirs\n", "based_on": file["version"]}
    assert client.put("scene", json=mine).status_code == 200
    refused = client.put("scene", json=theirs)
    assert refused.status_code == 409
    assert refused.json()["current"]["text"].endswith("# mine\n")
    assert scene_file.read_text(encoding="utf-8").endswith("# mine\n")


def test_the_watcher_hears_of_a_saved_file(scene_file: Path, tmp_path: Path) -> None:
    """Written in place, or replaced as editors do."""
    session = Session(SceneChoice(path=scene_file))
    watcher = Watcher(session)
    session.start()
    watcher.start()
    try:
        until(lambda: session.state.status == "ready")
        matched = session.drawer.project.placements["main"]
        assert scene_file not in session.input_files
        edit(scene_file, "200ms", "300ms")
        until(lambda: session.state.film["outputs"][0]["frames"] == 11)
        other = tmp_path / "other"
        other.write_text(
            scene_file.read_text(encoding="utf-8").replace("300ms}\nout", "500ms}\nout"),
            encoding="utf-8",
        )
        other.replace(scene_file)
        until(lambda: session.state.film["outputs"][0]["frames"] == 13)
        assert session.drawer.project.placements["main"] is matched  # nothing was matched again
    finally:
        watcher.close()
        session.close()


def test_a_studio_that_is_closed_leaves_nothing_behind(scene_file: Path) -> None:
    """No thread of its own, and its port is free again."""
    before = set(threading.enumerate())
    studio = Studio(SceneChoice(path=scene_file))
    studio.start()
    until(lambda: studio.session.state.status == "ready")
    studio.close()
    until(lambda: not [t for t in threading.enumerate() if t not in before and t.is_alive()])
    again = Studio(SceneChoice(path=scene_file), port=studio.port)
    again.start()
    again.close()

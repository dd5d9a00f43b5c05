"""A studio in this process: its session, and a client that has its token."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mosaic_anim.studio.app import StudioApp
from mosaic_anim.studio.guard import Guard
from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.session import Session

TOKEN = "abcdef"  # noqa: S105 - a token of tests
HOST = "127.0.0.1:8000"
EVENTS = f"ws://{HOST}/{TOKEN}/events"


def until(holds, *, seconds=300.0):
    """Wait until `holds()` is true, and return what it returned."""
    deadline = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
    return value


@pytest.fixture
def session(scene_file: Path) -> Session:
    """Return a session of the small scene, which the client starts."""
    return Session(SceneChoice(path=scene_file))


@pytest.fixture
def client(session: Session) -> Iterator[TestClient]:
    """Yield a client of an open studio."""
    app = Guard(StudioApp(session).asgi(), token=TOKEN, hosts=[HOST])
    headers = {"origin": f"http://{HOST}"}
    with TestClient(app, base_url=f"http://{HOST}/{TOKEN}/", headers=headers) as client:
        until(lambda: session.state.status != "opening")
        yield client

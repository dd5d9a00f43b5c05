"""Only the studio's own page is answered: another token, host or origin gets 403."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from mosaic_anim.studio.app import StudioApp
from mosaic_anim.studio.guard import Guard
from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.session import Session
from tests.studio.conftest import EVENTS, HOST, TOKEN

FOREIGN = [
    {"host": "evil.example"},
    {"host": "127.0.0.1:9999"},
    {"host": "127.0.0.1"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": f"https://{HOST}"},
    {"origin": "http://127.0.0.1:9999"},
]
each_foreign = pytest.mark.parametrize("headers", FOREIGN, ids=str)


@pytest.fixture
def client(scene_file) -> TestClient:
    """Return a client of a studio that has not begun to load its scene."""
    app = StudioApp(Session(SceneChoice(path=scene_file))).asgi()
    guard = Guard(app, token=TOKEN, hosts=[HOST])
    headers = {"origin": f"http://{HOST}"}
    return TestClient(guard, base_url=f"http://{HOST}/{TOKEN}/", headers=headers)


@pytest.mark.parametrize("path", ["", "state", "page/main.js"])
def test_the_page_gets_what_it_asks_for(client: TestClient, path: str) -> None:
    """With its token, from its own origin."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_hears_news(client: TestClient) -> None:
    """From its own origin, with the token."""
    with client.websocket_connect(EVENTS) as socket:
        assert socket.receive_json()["state"]["status"] == "opening"
    wrong = EVENTS.replace(TOKEN, "x")
    with pytest.raises(WebSocketDisconnect, match=r"^$"), client.websocket_connect(wrong):
        pass


@pytest.mark.parametrize("path", ["/", "/state", f"/{TOKEN}", f"/{TOKEN}x/state", "/x/state"])
def test_a_request_without_the_token_is_refused(client: TestClient, path: str) -> None:
    """Whatever it asks for."""
    answer = client.get(f"http://{HOST}{path}")
    assert answer.status_code == 403
    assert "mosaic-anim studio" in answer.text


@each_foreign
@pytest.mark.parametrize(("method", "path"), [("GET", "state"), ("PUT", "scene")])
def test_another_host_or_origin_is_refused(
    client: TestClient, headers: dict[str, str], method: str, path: str
) -> None:
    """A page of another site knows no token; if it did, this would stop it."""
    assert client.request(method, path, headers=headers, json={}).status_code == 403


@each_foreign
def test_a_websocket_of_another_host_or_origin_is_refused(
    client: TestClient, headers: dict[str, str]
) -> None:
    """Browsers let any page open one."""
    with (
        pytest.raises(WebSocketDisconnect, match=r"^$"),
        client.websocket_connect(EVENTS, headers=headers),
    ):
        pass


def test_what_writes_must_say_where_it_comes_from(client: TestClient) -> None:
    """A browser names the origin of each request that is not a plain GET."""
    del client.headers["origin"]
    assert client.get("state").status_code == 200
    assert client.put("scene", json={}).status_code == 403
    with pytest.raises(WebSocketDisconnect, match=r"^$"), client.websocket_connect(EVENTS):
        pass


@pytest.mark.parametrize(
    "path",
    [
        "page/../app.py",
        "page/%2e%2e/app.py",
        "page/..%2fapp.py",
        "page/%2fetc/passwd",
        "page/nothing",
    ],
)
def test_a_path_out_of_the_page_is_refused(client: TestClient, path: str) -> None:
    """However it is written."""
    assert client.get(path).status_code in {403, 404}
    assert "import" not in client.get(path).text

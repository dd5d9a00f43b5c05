"""The server answers at once, on this machine alone, and ends in order."""

import logging
import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path

from mosaic_anim.rendering.tile_sources import PhotoTiles
from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.server import Studio
from tests.studio.conftest import until

_PATIENCE = 20.0  # [s]


def test_answers_do_not_wait_for_one_another(scene_file: Path) -> None:
    """Nagle's algorithm is off: it kept the pixels of a frame back for 40 ms."""
    studio = Studio(SceneChoice(path=scene_file))
    studio.start()
    try:
        with socket.create_connection(("127.0.0.1", studio.port)):
            (connection,) = until(lambda: list(studio._server.server_state.connections))
            accepted = connection.transport.get_extra_info("socket")
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert accepted.getsockname() == ("127.0.0.1", studio.port)
        until(lambda: studio.session.state.status == "ready")  # the photos are indexed no longer
    finally:
        studio.close()


def test_a_studio_ends_in_the_middle_of_frames(scene_file: Path, monkeypatch, caplog) -> None:
    """Without a complaint; what is asked for then is not drawn."""
    is_reading, goes_on = threading.Event(), threading.Event()
    real = PhotoTiles.tiles

    def tiles(self, variants, needs, **more):
        is_reading.set()
        goes_on.wait(_PATIENCE)
        return real(self, variants, needs, **more)

    monkeypatch.setattr(PhotoTiles, "tiles", tiles)
    studio = Studio(SceneChoice(path=scene_file))
    studio.start()
    until(lambda: studio.session.state.status == "ready")
    address = f"{studio.address}frame?n=0"
    answers: list[int] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310 - ours
                answers.append(answer.status)
        except urllib.error.HTTPError as error:
            answers.append(error.code)
        except OSError:
            answers.append(0)

    asking = [threading.Thread(target=ask) for _ in range(6)]  # more than are drawn at once
    for one in asking:
        one.start()
    assert is_reading.wait(_PATIENCE)
    with caplog.at_level(logging.ERROR):
        studio.close()
        goes_on.set()
        for one in asking:
            one.join()
    assert 200 not in answers
    assert not [one for one in caplog.records if one.exc_info]

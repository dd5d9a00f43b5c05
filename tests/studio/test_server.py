"""The server answers at once, on this machine alone."""

import socket
from pathlib import Path

from mosaic_anim.studio.server import Studio
from mosaic_anim.studio.session import SceneChoice
from tests.studio.conftest import until


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
    finally:
        studio.close()

"""Server: the studio on 127.0.0.1, at an address that nobody can guess."""

import secrets
import socket
import threading

import uvicorn

from mosaic_anim.errors import CannotStartError, option
from mosaic_anim.io.disk import error_reason
from mosaic_anim.studio.app import StudioApp
from mosaic_anim.studio.guard import Guard
from mosaic_anim.studio.scene_choice import SceneChoice
from mosaic_anim.studio.session import Session
from mosaic_anim.studio.watch import Watcher

HOST = "127.0.0.1"

_TOKEN_BYTES = 18
_GLANCE = 0.05  # [s]
_LAST_WORDS = 5.0  # [s] until answers that are still being sent are cut off


class Studio:
    """A scene that is served, by a thread.

    Parameters
    ----------
    choice : SceneChoice
    port : int
        Port to listen on; 0 for a free one.

    Attributes
    ----------
    port : int
        The port.
    address : str
        The address of the page, with its secret.

    Raises
    ------
    CannotStartError
        If the port is taken.
    """

    def __init__(self, choice: SceneChoice, *, port: int = 0) -> None:
        self.session = Session(choice)
        self._watcher = Watcher(self.session)
        self._socket = _listening(port)
        self.port: int = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self.address = f"http://{HOST}:{self.port}/{token}/"
        self._app = StudioApp(self.session)
        hosts = [f"{name}:{self.port}" for name in (HOST, "localhost")]
        config = uvicorn.Config(
            Guard(self._app.asgi(), token=token, hosts=hosts),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=1,
            lifespan="on",
        )
        self._server = uvicorn.Server(config)
        # Not by a join: in Python 3.11 one that Ctrl-C interrupts takes a running thread for ended.
        self._has_ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="studio-server", daemon=True)

    def start(self) -> None:
        """Begin to serve; return when the page can be opened."""
        self._thread.start()
        self._watcher.start()
        while not self._server.started and not self._has_ended.wait(_GLANCE):
            pass

    def wait(self) -> None:
        """Serve until a signal ends the program, or until `close`."""
        while not self._has_ended.wait(_GLANCE):  # one without end hears no signal on Windows
            pass

    def close(self) -> None:
        """Serve no more, and end what was begun."""
        self._server.should_exit = True
        self._watcher.close()
        if self._thread.ident is None or self._has_ended.wait(_LAST_WORDS):
            self._socket.close()
        self._app.close()

    def _serve(self) -> None:
        try:
            self._server.run([self._socket])
        finally:
            self._has_ended.set()


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine only.

    Raises
    ------
    CannotStartError
        If the port is taken.
    """
    # Without its protocol's name asyncio leaves Nagle's algorithm on: frames wait 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise CannotStartError(
            f"{option('port', port)} cannot be listened on: {error_reason(error)}",
            remedy="take another one, or leave it out",
        ) from error
    listener.listen(128)
    return listener

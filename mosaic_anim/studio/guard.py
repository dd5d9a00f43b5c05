"""Guard: only the page that this program opened is answered.

A page of any site can send requests to 127.0.0.1. So each request has to carry a secret token in
its path, name this very server as its host (a name that was bound to 127.0.0.1 later is refused),
and come from no other origin. All else gets 403.
"""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REFUSED = "Refused: open the address that `mosaic-anim studio` has printed.\n"

HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
"""Headers of every answer: nothing is fetched elsewhere, and the address is not passed on."""


class Guard:
    """Passes on the requests of our page, without the token; refuses all others.

    Parameters
    ----------
    app : ASGI application
    token : str
        First part of every path.
    hosts : iterable of str
        Names and ports under which the server is reached: `127.0.0.1:8000`.
    """

    def __init__(self, app: ASGIApp, *, token: str, hosts: Iterable[str]) -> None:
        self._app = app
        self._token = token
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or open a websocket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        rest = self._path_below_token(scope["path"])
        if rest is None or not self._is_ours(scope):
            await _refuse(scope, receive, send)
            return
        inner = dict(scope, path=rest, raw_path=rest.encode(), root_path="")
        await self._app(inner, receive, _with_headers(send))

    def _path_below_token(self, path: str) -> str | None:
        """Return the path without the token, or None if that is not ours."""
        token, slash, rest = path.removeprefix("/").partition("/")
        is_right = secrets.compare_digest(token.encode(), self._token.encode())
        return f"/{rest}" if is_right and slash else None

    def _is_ours(self, scope: Scope) -> bool:
        """Return whether a request names this server, and comes from its own page."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [host for host in self.hosts if host == headers.get("host")]:
            return False
        origins = headers.getlist("origin")
        must_say = scope["type"] == "websocket" or scope.get("method") not in {"GET", "HEAD"}
        if not origins:
            return not must_say
        return all(self._is_own(origin) for origin in origins)

    def _is_own(self, origin: str) -> bool:
        parts = urlsplit(origin)
        return parts.scheme == "http" and parts.netloc in self.hosts


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403
        return
    await PlainTextResponse(_REFUSED, status_code=403)(scope, receive, send)


def _with_headers(send: Send) -> Send:
    """Add `HEADERS` to an answer."""

    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return send_more

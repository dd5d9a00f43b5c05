"""News: the session's state and that of a render, sent to the page whenever they change."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from mosaic_anim.studio.facts import state_facts
from mosaic_anim.studio.render_job import RenderState
from mosaic_anim.studio.renders import Renders
from mosaic_anim.studio.session import Session
from mosaic_anim.studio.session_state import SessionState

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

Sent = tuple[SessionState | None, RenderState | None]
"""What a page was sent last."""


class News:
    """Sends news to each page.

    Parameters
    ----------
    session : Session
    renders : Renders
    """

    def __init__(self, session: Session, renders: Renders) -> None:
        self._session = session
        self._renders = renders

    @property
    def routes(self) -> list[WebSocketRoute]:
        """What is answered."""
        return [WebSocketRoute("/events", self.events)]

    async def events(self, socket: "WebSocket") -> None:
        """Send the newest news until the page is gone."""
        await socket.accept()
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake(*_: object) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(news.set)

        stops = [self._session.listen(wake), self._renders.listen(wake)]
        gone = asyncio.ensure_future(_until_gone(socket))
        sent: Sent = (None, None)
        try:
            while not gone.done():
                news.clear()
                sent = await self._send(socket, sent)
                waiting = asyncio.ensure_future(news.wait())
                await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
        except (WebSocketDisconnect, RuntimeError):
            pass  # the page is gone
        finally:
            for stop in stops:
                stop()
            gone.cancel()

    async def _send(self, socket: "WebSocket", sent: Sent) -> Sent:
        """Send what is new since the last time, and return it."""
        state, render = self._session.state, self._renders.state
        if state is not sent[0]:
            await socket.send_json({"state": state_facts(state)})
        if render is not sent[1] and render is not None:
            await socket.send_json({"render": render.facts})
        return state, render


async def _until_gone(socket: "WebSocket") -> None:
    """Read what a page sends, which is nothing, until it goes away."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.receive_text()

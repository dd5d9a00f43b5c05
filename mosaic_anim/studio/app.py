"""App: the page, and all that it asks for."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from mosaic_anim.studio.answers.frames import FrameAnswers
from mosaic_anim.studio.answers.news import News
from mosaic_anim.studio.answers.points import PointAnswers
from mosaic_anim.studio.answers.renders import RenderAnswers
from mosaic_anim.studio.answers.scene import SceneAnswers
from mosaic_anim.studio.prefetch import Prefetch
from mosaic_anim.studio.renders import Renders
from mosaic_anim.studio.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

PAGE = Path(__file__).resolve().parent / "page"
"""Folder of the page's files."""


class StudioApp:
    """Answers the page.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._renders = Renders(session.choice)
        self._prefetch = Prefetch(session.drawer)
        session.listen(lambda _: self._prefetch.rest())
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="studio-aside")
        self._desk = ThreadPoolExecutor(2, thread_name_prefix="studio-desk")
        self._frames = FrameAnswers(session.drawer, self._prefetch, self._aside)

    def asgi(self) -> Starlette:
        """Return the application."""
        return Starlette(
            routes=[
                Route("/", self.index),
                Route("/page/{path:path}", self.page_file),
                *self._frames.routes,
                *SceneAnswers(self.session, self._desk).routes,
                *PointAnswers(self.session.drawer, self._desk).routes,
                *RenderAnswers(self._renders, self._desk).routes,
                *News(self.session, self._renders).routes,
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> "AsyncIterator[None]":
        self.session.start()
        self._prefetch.start()
        try:
            yield
        finally:
            self.close()

    def close(self) -> None:
        """Draw nothing more."""
        self._frames.close()
        self._prefetch.close()
        self.session.close()
        self._renders.close()
        for pool in (self._aside, self._desk):
            pool.shutdown(wait=False, cancel_futures=True)

    async def index(self, _: "Request") -> Response:
        """Return the page."""
        return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})

    async def page_file(self, request: "Request") -> Response:
        """Return a file of the page; nothing outside its folder."""
        path = (PAGE / request.path_params["path"]).resolve()
        if PAGE not in path.parents or not path.is_file():
            return PlainTextResponse("Refused: no file of the page.\n", status_code=403)
        return FileResponse(path, headers={"cache-control": "no-cache"})

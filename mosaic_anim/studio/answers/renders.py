"""Renders: started and ended by the page, with links to what they have written."""

from concurrent.futures import Executor
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mosaic_anim.studio.answers.answer import answer, file_answer
from mosaic_anim.studio.renders import Renders

if TYPE_CHECKING:
    from starlette.requests import Request


class RenderAnswers:
    """Starts renders, one at a time.

    Parameters
    ----------
    renders : Renders
    pool : Executor
    """

    def __init__(self, renders: Renders, pool: Executor) -> None:
        self._renders = renders
        self._pool = pool

    @property
    def routes(self) -> list[Route]:
        """What is answered."""
        return [
            Route("/render", self.start, methods=["POST"]),
            Route("/render", self.cancel, methods=["DELETE"]),
            Route("/file/{number:int}", self.file),
        ]

    async def start(self, request: "Request") -> Response:
        """Render the scene file as it is now, or estimate that."""
        sent = await request.json()

        def start() -> Response:
            self._renders.start(
                str(sent.get("command", "render")),
                overwrite=bool(sent.get("overwrite")),
                draft=bool(sent.get("draft")),
            )
            return JSONResponse({})

        return await answer(self._pool, start)

    async def cancel(self, _: "Request") -> Response:
        """Let the render end in order."""
        self._renders.cancel()
        return JSONResponse({})

    async def file(self, request: "Request") -> Response:
        """Return a file that the last render has written."""
        number = request.path_params["number"]
        return await answer(self._pool, lambda: file_answer(self._renders.file(number)))

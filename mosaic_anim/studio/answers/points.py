"""Points: what lies at a point of a frame, between two of them, and the photo in a cell."""

from concurrent.futures import Executor
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mosaic_anim.studio.answers.answer import answer, frame_request, jpeg
from mosaic_anim.studio.frames import FrameDrawer
from mosaic_anim.studio.pick import (
    FramePoint,
    cell_at,
    cell_facts,
    photo_picture,
    rect_between,
)

if TYPE_CHECKING:
    from starlette.requests import Request


class PointAnswers:
    """Finds what is pointed at.

    Parameters
    ----------
    drawer : FrameDrawer
    pool : Executor
    """

    def __init__(self, drawer: FrameDrawer, pool: Executor) -> None:
        self._drawer = drawer
        self._pool = pool

    @property
    def routes(self) -> list[Route]:
        """What is answered."""
        return [
            Route("/cell", self.cell),
            Route("/rect", self.rect),
            Route("/photo", self.photo),
        ]

    async def cell(self, request: "Request") -> Response:
        """Return what lies at a point of a frame: its photo, row, column and distance."""
        query = request.query_params

        def look() -> Response:
            point = FramePoint(y=float(query["y"]), x=float(query["x"]))
            cell = cell_at(self._drawer, frame_request(query), point)
            project = self._drawer.project
            if cell is None or project is None:
                return JSONResponse({"cell": None})
            return JSONResponse({"index": cell, **cell_facts(project, cell)})

        return await answer(self._pool, look)

    async def rect(self, request: "Request") -> Response:
        """Return the part of the canvas between two points of a frame."""
        query = request.query_params

        def look() -> Response:
            one, other = (
                FramePoint(y=float(query[f"y{end}"]), x=float(query[f"x{end}"])) for end in (0, 1)
            )
            rect = rect_between(self._drawer, frame_request(query), one, other)
            sides = (rect.row, rect.col, rect.height, rect.width)
            return JSONResponse({"rect": [round(side, 2) for side in sides]})

        return await answer(self._pool, look)

    async def photo(self, request: "Request") -> Response:
        """Return the photo in a cell, reduced."""
        query = request.query_params

        def read() -> Response:
            cell = int(query.get("cell", "-1"))
            project = self._drawer.project
            if project is None:
                raise LookupError("nothing is shown yet")
            return Response(jpeg(photo_picture(project, cell)), media_type="image/jpeg")

        return await answer(self._pool, read)
